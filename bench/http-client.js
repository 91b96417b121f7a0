import twilio from 'twilio'
import { createFakeSync, installFakeSync } from '../dist/index.js'
import { compare } from './measure.js'

const accountSid = 'AC0123456789abcdef0123456789abcdef'

const calls = {
  fetch: (syncStreams) => syncStreams('orders').fetch(),
  publish: (syncStreams) => syncStreams('orders').streamMessages.create({ data: { id: 1 } }),
}

/** What a request by `sync.httpClient` costs: beside a client that does nothing, and beside nock. */
export async function measureHttpClient() {
  const lines = []
  for (const [name, call] of Object.entries(calls)) {
    const constant = await constantClient(call)
    const [{ first, second, ratio }] = await compare({
      rounds: 41,
      first: () => time(constant, call, 4000),
      second: () => time(fakeClient(), call, 4000),
    })
    lines.push({
      title: `${name} by httpClient, beside a constant answer`,
      found: ratio,
      unit: '×',
      goal: 1.3,
      bar: 1.6,
      context: `${micro(first)} → ${micro(second)}`,
    })
    const [byNock] = await compare({
      rounds: 11,
      first: () => withNock(() => time(undefined, call, 50)),
      second: () => time(fakeClient(), call, 4000),
    })
    lines.push({
      title: `${name} by httpClient, in thousandths of nock's time`,
      found: byNock.ratio * 1000,
      unit: '‰',
      goal: 3.3,
      bar: 20,
      context: `${micro(byNock.first)} → ${micro(byNock.second)}, ${Math.round(1 / byNock.ratio)} times as fast`,
    })
  }
  return lines
}

function fakeClient() {
  const sync = createFakeSync({ limits: { messagesKept: 100, requestsKept: 100 } })
  sync.streams.create({ uniqueName: 'orders' })
  return sync.httpClient
}

/** An HTTP client that gives the same answer to whatever it is asked: what the fake answered once. */
async function constantClient(call) {
  const answers = []
  const fake = fakeClient()
  const recorder = {
    async request(options) {
      const answer = await fake.request(options)
      answers.push(answer)
      return answer
    },
  }
  await call(streamsOf(recorder))
  const [answer] = answers
  return { request: async () => answer }
}

async function withNock(run) {
  const sync = installFakeSync()
  sync.streams.create({ uniqueName: 'orders' })
  try {
    return await run()
  } finally {
    sync.uninstall()
  }
}

/** Milliseconds a call, one after another. */
async function time(httpClient, call, count) {
  const syncStreams = streamsOf(httpClient)
  const start = performance.now()
  for (let number = 0; number < count; number += 1) await call(syncStreams)
  return { request: (performance.now() - start) / count }
}

function streamsOf(httpClient) {
  return twilio(accountSid, 'token', { httpClient }).sync.v1.services('default').syncStreams
}

function micro(milliseconds) {
  return `${(milliseconds * 1000).toFixed(1)} µs`
}
