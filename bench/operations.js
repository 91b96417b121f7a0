import { compare, randomFrom, timeEach } from './measure.js'
import { copyOf, longTtl, nameOf, pageTokens, populate } from './population.js'

const rounds = 21
const callsPerRound = 2000
const plainMap = 'get from a plain Map'

/**
 * How much longer an operation takes among a million streams than among ten thousand. Streams are taken
 * at random, so that the processor finds only the small store in its caches: how much that alone
 * amounts to, the plain Map shows.
 */
export async function measureOperations() {
  const results = await compare({
    rounds,
    first: workload(populate(10_000)),
    second: workload(populate(1_000_000)),
  })
  return results.map(({ name, first, second, ratio }) => ({
    title: `${name}, 1 million streams to 10 thousand`,
    found: ratio,
    unit: '×',
    ...(name !== plainMap && { goal: 2, bar: 4 }),
    context: `${first.toFixed(2)} → ${second.toFixed(2)} µs`,
  }))
}

/** A round of every operation, after which there are as many streams as before. */
function workload({ store }) {
  const streams = store.all()
  const tokens = pageTokens(store)
  const map = new Map(streams.map((stream) => [stream.uniqueName, stream]))
  const keys = [...map.keys()]
  const random = randomFrom(streams.length)
  const anyOf = (list) => list[random(list.length)]
  const sids = () => repeat(() => copyOf(anyOf(streams).sid))
  let named = streams.length

  const operations = {
    create: {
      on: () => repeat(() => nameOf(named++)),
      run: (uniqueName) => void streams.push(store.create({ uniqueName, ttl: longTtl })),
    },
    'fetch by SID': { on: sids, run: (sid) => store.fetch(sid) },
    'fetch by name': {
      on: () => repeat(() => copyOf(anyOf(streams).uniqueName)),
      run: (name) => store.fetch(name),
    },
    [plainMap]: { on: () => repeat(() => copyOf(anyOf(keys))), run: (key) => map.get(key).sid },
    'update the TTL': {
      on: sids,
      run: (sid) => store.update(sid, { ttl: longTtl + random(1000) }),
    },
    publish: { on: sids, run: (sid) => store.publish(sid, { order: 1, state: 'paid' }) },
    'read a page': {
      on: () => repeat(() => anyOf(tokens)),
      run: (pageToken) => store.page({ pageToken }),
    },
    remove: {
      on: () => repeat(() => copyOf(takeFrom(streams, random).sid)),
      run: (sid) => store.remove(sid),
    },
  }
  const timed = ([name, { on, run }]) => [name, timeEach(on(), run)]
  return () => Object.fromEntries(Object.entries(operations).map(timed))
}

function repeat(make) {
  return Array.from({ length: callsPerRound }, make)
}

/** Takes an item out of a list at random; the last one fills the gap. */
function takeFrom(list, random) {
  const index = random(list.length)
  const taken = list[index]
  const last = list.pop()
  if (index < list.length) list[index] = last
  return taken
}
