import { kinds, populate } from './population.js'

const size = 1_000_000

/** How many bytes of heap a stream takes, names included, its messages and what a test holds of it not. */
export function measureMemory() {
  return Object.keys(kinds).map((kind) => ({
    title: `heap for each of a million streams, ${kind}`,
    found: bytesPerStream(kind),
    unit: 'B',
    goal: 400,
    bar: 700,
  }))
}

function bytesPerStream(kind) {
  const before = usedHeap()
  const { store } = populate(size, kind)
  const after = usedHeap()
  // Whatever reads it keeps it alive until here.
  return (after - before) / store.size
}

function usedHeap() {
  globalThis.gc()
  globalThis.gc()
  return process.memoryUsage().heapUsed
}
