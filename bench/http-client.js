import twilio from 'twilio'
import { createFakeSync, installFakeSync } from '../dist/index.js'
import { compare } from './measure.js'

const accountSid = 'AC0123456789abcdef0123456789abcdef'

/** What an app does with a stream, in the order in which a client can do it again and again. */
const calls = {
  create: (syncStreams) => syncStreams.create({ uniqueName: 'invoices', ttl: 60 }),
  publish: (syncStreams) => syncStreams('orders').streamMessages.create({ data: { id: 1 } }),
  fetch: (syncStreams) => syncStreams('orders').fetch(),
  update: (syncStreams) => syncStreams('orders').update({ ttl: 60 }),
  list: (syncStreams) => syncStreams.list(),
  remove: (syncStreams) => syncStreams('invoices').remove(),
}

/** What a request by `sync.httpClient` costs: beside a client that does nothing, and beside nock. */
export async function measureHttpClient() {
  const constant = await constantClient()
  const ratios = await compare({
    rounds: 41,
    first: () => time(constant, 1000),
    second: () => time(fakeClient(), 1000),
  })
  const byNock = await compare({
    rounds: 11,
    first: () => withNock(() => time(undefined, 15)),
    second: () => time(fakeClient(), 1000),
  })
  return [
    ...ratios.map(({ name, first, second, ratio }) => ({
      title: `${name} by httpClient, beside a constant answer`,
      found: ratio,
      unit: '×',
      // One operation alone only gives the scale: what the client itself does for it differs.
      ...(name === 'request' && { goal: 1.3, bar: 1.6 }),
      context: `${micro(first)} → ${micro(second)}`,
    })),
    ...byNock
      .filter(({ name }) => name === 'request')
      .map(({ first, second, ratio }) => ({
        title: `a request by httpClient, in thousandths of nock's time`,
        found: ratio * 1000,
        unit: '‰',
        goal: 3.3,
        bar: 20,
        context: `${micro(first)} → ${micro(second)}, ${Math.round(1 / ratio)} times as fast`,
      })),
  ]
}

function fakeClient() {
  const sync = createFakeSync({ limits: { messagesKept: 100, requestsKept: 100 } })
  sync.streams.create({ uniqueName: 'orders' })
  return sync.httpClient
}

/** An HTTP client that answers what the fake answered once to a request of that method and address. */
async function constantClient() {
  const answers = new Map()
  const fake = fakeClient()
  const keyOf = ({ method, uri }) => `${method} ${uri}`
  const recorder = {
    async request(options) {
      const answer = await fake.request(options)
      answers.set(keyOf(options), answer)
      return answer
    },
  }
  for (const call of Object.values(calls)) await call(streamsOf(recorder))
  return { request: async (options) => answers.get(keyOf(options)) }
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

/** Milliseconds a call, one after another, for each of the calls and for all of them together. */
async function time(httpClient, count) {
  const syncStreams = streamsOf(httpClient)
  const spent = Object.fromEntries(Object.keys(calls).map((name) => [name, 0]))
  for (let number = 0; number < count; number += 1) {
    for (const [name, call] of Object.entries(calls)) {
      const start = performance.now()
      await call(syncStreams)
      spent[name] += performance.now() - start
    }
  }
  const total = Object.values(spent).reduce((sum, one) => sum + one)
  const each = Object.entries(spent).map(([name, milliseconds]) => [name, milliseconds / count])
  return { request: total / count / each.length, ...Object.fromEntries(each) }
}

function streamsOf(httpClient) {
  return twilio(accountSid, 'token', { httpClient }).sync.v1.services('default').syncStreams
}

function micro(milliseconds) {
  return `${(milliseconds * 1000).toFixed(1)} µs`
}
