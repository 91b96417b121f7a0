import { compare, timeEach } from './measure.js'
import { pageTokens, populate } from './population.js'

const rounds = 21
const calls = Array.from({ length: 2000 })

/** What must not depend on how much there is to pass by: streams before a page, streams that expire later. */
export async function measureWalks() {
  const small = populate(10_000)
  const large = populate(1_000_000)
  const [farPage] = await compare({
    rounds,
    first: readPage(large.store),
    second: readPage(large.store, pageTokens(large.store).at(-1)),
  })
  const [idleClock] = await compare({ rounds, first: moveClock(small), second: moveClock(large) })
  return [
    lineOf('last page to first of a million streams', farPage),
    lineOf('clock moves, none due: 1 million to 10 thousand', idleClock),
  ]
}

function readPage(store, pageToken) {
  return () => ({ page: timeEach(calls, () => store.page({ pageToken })) })
}

function moveClock({ clock }) {
  return () => ({ move: timeEach(calls, () => clock.advance(1)) })
}

function lineOf(title, { first, second, ratio }) {
  const context = `${first.toFixed(2)} → ${second.toFixed(2)} µs`
  return { title, found: ratio, unit: '×', goal: 2, bar: 4, context }
}
