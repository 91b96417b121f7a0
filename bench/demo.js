// A short story: the real twilio client, an in-process fake, no network. Run by `npm run demo`.
import { inspect } from 'node:util'
import twilio from 'twilio'
import { installFakeSync } from '../dist/index.js'

const sync = installFakeSync({ seed: 1 })
const client = twilio('AC0123456789abcdef0123456789abcdef', 'any token will do')
const { syncStreams } = client.sync.v1.services('default')

say('1. The app creates a stream that lives for a minute')
const orders = await syncStreams.create({ uniqueName: 'orders', ttl: 60 })
show('created', { sid: orders.sid, uniqueName: orders.uniqueName, createdBy: orders.createdBy })

say('2. A second stream of that name is refused, as Twilio would')
await syncStreams.create({ uniqueName: 'orders' }).catch(showError)

say('3. The app publishes; the test subscribes and looks at what was published')
sync.streams.subscribe('orders', (event) => show('heard', event.message?.data ?? event.type))
await syncStreams('orders').streamMessages.create({ data: { order: 1, state: 'paid' } })
await syncStreams('orders').streamMessages.create({ data: { order: 1, state: 'shipped' } })
show('kept', sync.streams.messages('orders').length)
await syncStreams('orders')
  .streamMessages.create({ data: { note: 'x'.repeat(5000) } })
  .catch(showError)

say('4. 120 more streams, and a list that the client follows page by page')
for (let day = 1; day <= 120; day += 1) await syncStreams.create({ uniqueName: `day-${day}` })
show('listed', (await syncStreams.list({ pageSize: 50 })).length)
show(
  'pages asked for',
  sync.requests.filter(({ operation }) => operation === 'streams.list').length,
)

say('5. A minute passes, because the test says so')
sync.clock.advance({ seconds: 59 })
show('after 59 s', (await syncStreams('orders').fetch()).uniqueName)
sync.clock.advance({ seconds: 1 })
await syncStreams('orders').fetch().catch(showError)
show('name is free', (await syncStreams.create({ uniqueName: 'orders' })).uniqueName)

say('What the fake saw')
for (const [line, count] of tally(sync.requests))
  console.log(`   ${String(count).padStart(4)}  ${line}`)

sync.uninstall()

function tally(requests) {
  const counts = new Map()
  for (const { operation, status, code } of requests) {
    const line = `${operation} → ${status}${code === undefined ? '' : ` / ${code}`}`
    counts.set(line, (counts.get(line) ?? 0) + 1)
  }
  return counts
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
