// A short story: the real twilio client, an in-process fake, no network. Run by `npm run demo`.
import { inspect } from 'node:util'
import fc from 'fast-check'
import twilio from 'twilio'
import { SyncClient } from 'twilio-sync'
import { raceGate } from '../dist/fast-check.js'
import { FakeClock, installFakeSync } from '../dist/index.js'

const sync = installFakeSync({ twilio, clock: new FakeClock('2026-01-01') })
const client = twilio('AC0123456789abcdef0123456789abcdef', 'any token will do')
const { syncMaps, syncStreams } = client.sync.v1.services('default')

say('1. The server creates a stream for a minute; alice opens it by the SDK, and hears')
await syncStreams.create({ uniqueName: 'orders', ttl: 60 })
const subscriber = new SyncClient(sync.accessToken({ identity: 'alice' }), { logLevel: 'silent' })
const stream = await subscriber.stream('orders')
stream.on('messagePublished', ({ message }) => show('alice hears', message.data))
stream.on('removed', () => show('alice hears', 'removed'))
await publish({ order: 1, state: 'paid' })
await sync.settled()
await syncStreams.create({ uniqueName: 'orders' }).catch(showError)
await publish({ note: 'x'.repeat(5000) }).catch(showError)

say('2. A message is lost on its way to alice: Twilio guarantees no delivery')
sync.faults.add({ on: 'messages.deliver', kind: 'drop' })
await publish({ order: 2, state: 'paid' })
await publish({ order: 3, state: 'paid' })
await sync.settled()
show('published', publishedOrders())

say('3. 120 more streams, and a list that the client follows page by page')
for (let day = 1; day <= 120; day += 1) await syncStreams.create({ uniqueName: `day-${day}` })
show('listed', (await syncStreams.list({ pageSize: 50 })).length)
const lists = sync.requests.filter(({ operation }) => operation === 'streams.list')
show('pages requested', lists.length)

say('4. A minute passes, because the test says so')
sync.clock.advance({ seconds: 59 })
show('after 59 s', (await syncStreams('orders').fetch()).uniqueName)
await sync.advance({ seconds: 1 })
await syncStreams('orders').fetch().catch(showError)
await subscriber.shutdown()

say('5. Two callers change an item of a Map at once; the app says which revision it has read')
sync.maps.create({ uniqueName: 'tables' })
const tables = sync.maps.items('tables')
tables.create({ key: 'window', data: { guests: 0 } })
await Promise.all([seatGuest(), seatGuest()].map((seated) => seated.catch(showError)))
show('seated', tables.fetch('window').data)

say('6. A response is lost after the write, and the app tries again')
sync.reset()
sync.faults.add({ on: 'streams.create', kind: 'reset', when: 'after' })
sync.faults.add({ on: 'messages.create', kind: 'reset', when: 'after' })
await twice(() => syncStreams.create({ uniqueName: 'orders' })).catch(showError)
await twice(() => publish({ order: 1, state: 'paid' }))
show('published', publishedOrders())

say(
  '7. The app now fetches what is there already; a search for an order of requests that breaks it',
)
const race = await fc.check(property(), { seed: 2026 })
show('failed in run', race.numRuns)
showError(race.errorInstance)

say('8. The same seed and path, the same failure')
const replay = { seed: race.seed, path: race.counterexamplePath, endOnFailure: true }
show('replayed with', replay)
showError((await fc.check(property(), replay)).errorInstance)
for (const { operation, status } of sync.requests) console.log(`   ${operation} → ${status}`)

sync.uninstall()

function property() {
  return fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    sync.reset()
    sync.streams.create({ uniqueName: 'lobby' })
    const gate = raceGate(sync, scheduler)
    await gate.waitFor(Promise.all([openRoom('lobby'), closeRoom('lobby')]))
  })
}

/** The app, which has a bug: the room may be gone by the time it is fetched. */
async function openRoom(uniqueName) {
  try {
    return await syncStreams.create({ uniqueName })
  } catch (error) {
    if (error.code !== 54301) throw error
    return syncStreams(uniqueName).fetch()
  }
}

async function closeRoom(uniqueName) {
  await syncStreams(uniqueName).remove()
}

/** The app, which is naive. */
async function twice(send) {
  try {
    return await send()
  } catch (error) {
    console.log(`   failed: ${error.code}`)
    return send()
  }
}

/** The app: a guest who comes second gets an error instead of a seat that is taken. */
async function seatGuest() {
  const item = syncMaps('tables').syncMapItems('window')
  const { data, revision } = await item.fetch()
  await item.update({ data: { guests: data.guests + 1 }, ifMatch: revision })
}

async function publish(data) {
  return syncStreams('orders').streamMessages.create({ data })
}

function publishedOrders() {
  return sync.streams.messages('orders').map(({ data }) => data.order)
}

function say(text) {
  console.log(`\n${text}`)
}

function show(what, value) {
  console.log(`   ${what}: ${inspect(value, { breakLength: Infinity })}`)
}

function showError({ status, code, message }) {
  console.log(`   refused: ${status} / ${code} ${message}`)
}
