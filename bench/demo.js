// A short story: the real twilio client, an in-process fake, no network. Run by `npm run demo`.
import { inspect } from 'node:util'
import fc from 'fast-check'
import twilio from 'twilio'
import { raceGate } from '../dist/fast-check.js'
import { FakeClock, installFakeSync } from '../dist/index.js'

const sync = installFakeSync({ twilio, clock: new FakeClock('2026-01-01') })
const client = twilio('AC0123456789abcdef0123456789abcdef', 'any token will do')
const { syncStreams } = client.sync.v1.services('default')

say('1. The app creates a stream for a minute and publishes; the test listens')
await syncStreams.create({ uniqueName: 'orders', ttl: 60 })
sync.streams.subscribe('orders', ({ type, message }) => show('heard', message?.data ?? type))
await publish({ order: 1, state: 'paid' })
await syncStreams.create({ uniqueName: 'orders' }).catch(showError)
await publish({ note: 'x'.repeat(5000) }).catch(showError)

say('2. 120 more streams, and a list that the client follows page by page')
for (let day = 1; day <= 120; day += 1) await syncStreams.create({ uniqueName: `day-${day}` })
show('listed', (await syncStreams.list({ pageSize: 50 })).length)
const lists = sync.requests.filter(({ operation }) => operation === 'streams.list')
show('pages requested', lists.length)

say('3. A minute passes, because the test says so')
sync.clock.advance({ seconds: 59 })
show('after 59 s', (await syncStreams('orders').fetch()).uniqueName)
sync.clock.advance({ seconds: 1 })
await syncStreams('orders').fetch().catch(showError)

say('4. A response is lost after the write, and the app tries again')
sync.reset()
sync.faults.add({ on: 'streams.create', kind: 'reset', when: 'after' })
sync.faults.add({ on: 'messages.create', kind: 'reset', when: 'after' })
await twice(() => syncStreams.create({ uniqueName: 'orders' })).catch(showError)
await twice(() => publish({ order: 1, state: 'paid' }))
show(
  'published',
  sync.streams.messages('orders').map(({ data }) => data),
)

say(
  '5. The app now fetches what is there already; a search for an order of requests that breaks it',
)
const race = await fc.check(property(), { seed: 2026 })
show('failed in run', race.numRuns)
showError(race.errorInstance)

say('6. The same seed and path, the same failure')
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

async function publish(data) {
  return syncStreams('orders').streamMessages.create({ data })
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
