/**
 * Runs two things in turn, round after round, so that whatever else the machine does hits both.
 *
 * Each run returns its figures by name. The result has, for every name, the median of either side and
 * the median of the ratios within a round: `second` for every one of `first`.
 */
export async function compare({ rounds, first, second }) {
  const pairs = []
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    // Who goes first changes, since the one before leaves a warm cache and garbage behind.
    const isSwapped = round % 2 !== 0
    const one = await (isSwapped ? second : first)()
    const other = await (isSwapped ? first : second)()
    const pair = isSwapped ? { first: other, second: one } : { first: one, second: other }
    if (round >= 0) pairs.push(pair)
  }
  return Object.keys(pairs[0].first).map((name) => ({
    name,
    first: median(pairs.map((pair) => pair.first[name])),
    second: median(pairs.map((pair) => pair.second[name])),
    ratio: median(pairs.map((pair) => pair.second[name] / pair.first[name])),
  }))
}

const warmUpRounds = 3

export function median(numbers) {
  const sorted = numbers.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Microseconds that one call takes, when it is made for every item in turn. */
export function timeEach(items, call) {
  const start = performance.now()
  for (const item of items) call(item)
  return ((performance.now() - start) * 1000) / items.length
}

/** Whole numbers below a bound, drawn from a seed (mulberry32). */
export function randomFrom(seed) {
  let state = seed
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return Math.floor((((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * bound)
  }
}
