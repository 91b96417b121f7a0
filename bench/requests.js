import nock from 'nock'
import twilio from 'twilio'
import { installFakeSync } from '../dist/index.js'
import { compare } from './measure.js'

const origin = 'https://sync.twilio.com'
const path = '/v1/Services/default/Streams/orders'
const accountSid = 'AC0123456789abcdef0123456789abcdef'
const token = 'any token'

const modes = [
  { title: 'fetch through nock, one at a time', rounds: 41, requests: 50, concurrency: 1 },
  { title: 'fetch through nock, 50 at a time', rounds: 41, requests: 300, concurrency: 50 },
]

/** How much longer a request takes than with a nock that always gives the same reply. */
export async function measureRequests() {
  const reply = recordReply()
  const lines = []
  for (const { title, rounds, ...load } of modes) {
    const [{ first, second, ratio }] = await compare({
      rounds,
      first: () => withStaticReply(reply, () => timeRequests(load)),
      second: () => withFake(() => timeRequests(load)),
    })
    const context = `${first.toFixed(2)} → ${second.toFixed(2)} ms`
    lines.push({ title, found: ratio, unit: '×', goal: 1.05, bar: 1.1, context })
  }
  return lines
}

/** What the fake answers, as a reply that nock can give by itself. */
function recordReply() {
  const sync = installFakeSync()
  sync.streams.create({ uniqueName: 'orders' })
  const authorization = `Basic ${Buffer.from(`${accountSid}:${token}`).toString('base64')}`
  const request = { method: 'GET', url: `${origin}${path}`, headers: { authorization }, body: '' }
  const { status, headers, body } = sync.handle(request)
  sync.uninstall()
  // As the fake does: without it, nock 14 leaves memory behind at every request.
  return [status, body, { ...headers, connection: 'close' }]
}

async function withStaticReply(reply, run) {
  const interceptor = nock(origin).persist().get(path)
  interceptor.reply(...reply)
  try {
    return await run()
  } finally {
    nock.cleanAll()
  }
}

async function withFake(run) {
  const sync = installFakeSync()
  sync.streams.create({ uniqueName: 'orders' })
  try {
    return await run()
  } finally {
    sync.uninstall()
  }
}

/** Milliseconds a request, when so many are always under way. */
async function timeRequests({ requests, concurrency }) {
  const { syncStreams } = twilio(accountSid, token).sync.v1.services('default')
  const start = performance.now()
  let left = requests
  const worker = async () => {
    while (left > 0) {
      left -= 1
      await syncStreams('orders').fetch()
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return { request: (performance.now() - start) / requests }
}
