import twilio from 'twilio'
import { SyncClient } from 'twilio-sync'
import { createFakeSync, installFakeSync } from '../dist/index.js'
import { compare } from './measure.js'
import { recordFrames } from './prepared-socket.js'

const accountSid = 'AC0123456789abcdef0123456789abcdef'

/** What clients of the SDK cost: beside the SDK on a socket that answers prepared frames. */
export async function measureSubscribers() {
  const prepared = await recordFrames(partsOf(createFakeSync({ accountSid })), tellStory)
  return [...(await measureStory(prepared)), await measureFanOut(prepared), await measureFetch()]
}

const stories = {
  story: { title: 'a client, from its creation to a message', goal: 1.15, bar: 1.3 },
  publish: { title: 'from a publish by REST to its receipt', goal: 1.3, bar: 1.5 },
}

async function measureStory(prepared) {
  const figures = await compare({
    rounds: 61,
    first: () => tellStory(prepared),
    second: () => tellStory(partsOf(createFakeSync({ accountSid }))),
  })
  return figures.map(({ name, first, second, ratio }) => ({
    ...stories[name],
    found: ratio,
    unit: '×',
    context: `${first.toFixed(2)} → ${second.toFixed(2)} ms`,
  }))
}

function partsOf(sync) {
  const { WebSocket, httpClient } = sync
  return { WebSocket, httpClient, token: sync.accessToken({ identity: 'alice' }) }
}

/** Milliseconds from the creation of a client to a message, and those from its publish on. */
async function tellStory({ WebSocket, httpClient, token }) {
  const syncStreams = streamsOf({ httpClient })
  const start = performance.now()
  const client = connect({ WebSocket, token })
  const stream = await client.stream('orders')
  const received = new Promise((resolve) => stream.once('messagePublished', resolve))
  const published = performance.now()
  await syncStreams('orders').streamMessages.create({ data: { id: 1 } })
  await received
  const end = performance.now()
  await client.shutdown()
  return { story: end - start, publish: end - published }
}

const clientsOnStream = 100
const messagesSent = 1000
const longestMilliseconds = 120_000

/** How fast messages reach many clients, which must be told each in the order of connection. */
async function measureFanOut(prepared) {
  const floor = await fanOut(prepared, messagesSent / 5)
  const { order, seconds } = await fanOut(partsOf(createFakeSync({ accountSid })), messagesSent)
  order.forEach(([id, number], index) => {
    if (id * clientsOnStream + number === index) return
    throw new Error(`found delivery ${index} to be that of message ${id} to client ${number}`)
  })
  if (order.length !== clientsOnStream * messagesSent) throw new Error('found one delivered twice')
  const rate = order.length / seconds
  const floorRate = floor.order.length / floor.seconds
  return {
    title: `a message to each of ${clientsOnStream} clients`,
    found: floorRate / rate,
    unit: '×',
    goal: 1.3,
    bar: 1.5,
    context: `${Math.round(floorRate)} → ${Math.round(rate)} deliveries a second, in order`,
  }
}

/** Publishes messages to clients on one stream. Returns which message has reached whom, in order. */
async function fanOut(parts, messages) {
  const order = []
  const clients = []
  const count = clientsOnStream * messages
  const { promise: finished, resolve: finish, reject } = withResolvers()
  for (let number = 0; number < clientsOnStream; number += 1) {
    const client = connect(parts)
    clients.push(client)
    const stream = await client.stream('orders')
    stream.on('messagePublished', ({ message }) => {
      order.push([message.data.id, number])
      if (order.length === count) finish()
    })
  }
  const syncStreams = streamsOf(parts)
  const start = performance.now()
  for (let id = 0; id < messages; id += 1) {
    await syncStreams('orders').streamMessages.create({ data: { id } })
  }
  const missing = () => reject(new Error(`found ${order.length} of ${count} deliveries`))
  const watch = setTimeout(missing, longestMilliseconds)
  await finished
  const seconds = (performance.now() - start) / 1000
  clearTimeout(watch)
  for (const client of clients) await client.shutdown()
  return { order, seconds }
}

const fetches = 2000

/** What it costs a server that sockets are served, too. */
async function measureFetch() {
  const [{ first, second, ratio }] = await compare({
    rounds: 41,
    first: () => timeFetches({ webSocket: false }),
    second: () => timeFetches({}),
  })
  return {
    title: 'a fetch by REST, with sockets installed beside without',
    found: ratio,
    unit: '×',
    goal: 1.03,
    bar: 1.05,
    context: `${(first * 1000).toFixed(1)} → ${(second * 1000).toFixed(1)} µs`,
  }
}

async function timeFetches(options) {
  const sync = installFakeSync({ accountSid, twilio, ...options })
  sync.streams.create({ uniqueName: 'orders' })
  const syncStreams = streamsOf()
  const start = performance.now()
  for (let number = 0; number < fetches; number += 1) await syncStreams('orders').fetch()
  const fetch = (performance.now() - start) / fetches
  sync.uninstall()
  return { fetch }
}

function withResolvers() {
  const parts = {}
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }))
  return parts
}

export function connect({ WebSocket, token }) {
  const { WebSocket: before } = globalThis
  // The SDK looks for it when a client is made, and keeps it.
  globalThis.WebSocket = WebSocket
  try {
    return new SyncClient(token, { logLevel: 'silent' })
  } finally {
    globalThis.WebSocket = before
  }
}

function streamsOf({ httpClient } = {}) {
  const options = httpClient === undefined ? {} : { httpClient }
  return twilio(accountSid, 'token', options).sync.v1.services('default').syncStreams
}
