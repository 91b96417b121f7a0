import { createFakeSync, FakeClock } from '../dist/index.js'
import { compare, randomFrom, timeEach } from './measure.js'
import { copyOf, pageTokens } from './population.js'

const size = 100_000
const rounds = 21
const callsPerRound = 1000
const data = { score: 1, state: 'in' }
/** A plain Map copies no data, checks nothing and tells nobody. */
const setAnew = 'set an item that is there'

/**
 * What the items of a map of a hundred thousand cost, each compared with the least that keeps them by
 * key and in order: a plain Map, and a sorted array of its keys.
 */
export async function measureMapItems() {
  const { items } = populateMap()
  const results = await compare({
    rounds,
    first: workload(plainMap()),
    second: workload({
      add: (key) => items.set(key, { data }),
      set: (key) => items.set(key, { data }),
      fetch: (key) => items.fetch(key),
      remove: (key) => items.remove(key),
    }),
  })
  const [page] = await compare({
    rounds,
    first: readPage(items, undefined),
    second: readPage(items, pageTokens(items).at(-2)),
  })
  return [
    ...results.map((result) => ({
      ...lineOf(`${result.name} of a map, to a sorted plain Map`, result),
      ...(result.name !== setAnew && { goal: 2, bar: 3 }),
    })),
    { ...lineOf('page of 100 at the end to one at the start', page), goal: 1.5, bar: 3 },
  ]
}

function populateMap() {
  const sync = createFakeSync({ clock: new FakeClock() })
  sync.maps.create({ uniqueName: 'players' })
  const items = sync.maps.items('players')
  for (const key of keys()) items.set(key, { data })
  return { items }
}

/** A Map whose keys are in a sorted array, too. */
function plainMap() {
  const map = new Map(keys().map((key) => [key, { key, data }]))
  const sorted = keys().sort()
  return {
    add: (key) => {
      map.set(key, { key, data })
      sorted.splice(placeOf(sorted, key), 0, key)
    },
    set: (key) => map.set(key, { key, data }),
    fetch: (key) => map.get(key),
    remove: (key) => {
      map.delete(key)
      sorted.splice(placeOf(sorted, key), 1)
    },
  }
}

function placeOf(sorted, key) {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle] < key) low = middle + 1
    else high = middle
  }
  return low
}

/** A round of every operation, on keys at random, after which there are as many items as before. */
function workload({ add, set, fetch, remove }) {
  const random = randomFrom(size)
  const there = keys()
  const anyKeys = () => repeat(() => copyOf(there[random(size)]))
  return () => {
    const added = new Set()
    while (added.size < callsPerRound) added.add(`${keyOf(random(size))}+${added.size}`)
    const copies = [...added].map(copyOf)
    return {
      'add an item': timeEach(copies, add),
      [setAnew]: timeEach(anyKeys(), set),
      'fetch an item': timeEach(anyKeys(), fetch),
      'remove an item': timeEach([...added].map(copyOf), remove),
    }
  }
}

function readPage(items, pageToken) {
  const calls = Array.from({ length: 300 })
  return () => ({ page: timeEach(calls, () => items.page({ pageSize: 100, pageToken })) })
}

function keys() {
  return Array.from({ length: size }, (_, index) => keyOf(index))
}

function keyOf(index) {
  return copyOf(`player-${String(index).padStart(6, '0')}`)
}

function repeat(make) {
  return Array.from({ length: callsPerRound }, make)
}

function lineOf(title, { first, second, ratio }) {
  const context = `${first.toFixed(2)} → ${second.toFixed(2)} µs`
  return { title, found: ratio, unit: '×', context }
}
