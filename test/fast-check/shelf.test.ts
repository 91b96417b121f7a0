import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fakeSyncPlugin, raceGate } from '../../src/fast-check.ts'
import type { Connect } from '../contract.ts'
import { connectByHttpClient } from '../support/connect-by-http-client.ts'
import { connectThroughNock } from '../support/connect-through-nock.ts'
import type { Room } from './shelf/exhibit.ts'
import { shelf } from './shelf/shelf.ts'

// A shelf of small apps with one bug each: the kit finds every bug within 300 runs, whatever the seed,
// and never accuses the correct twin. Over nock a run takes a hundred times as long: there the twins are
// tried with one seed, and fewer times unless SHELF_RUNS says so.

const seeds = [1, 2, 3]
const runs = 300
const nockRuns = Number(process.env['SHELF_RUNS'] ?? 20)

const ways = [
  { way: 'httpClient', connect: connectByHttpClient, twinSeeds: seeds, twinRuns: runs },
  { way: 'nock 14', connect: connectThroughNock, twinSeeds: [1], twinRuns: nockRuns },
]

describe.each(ways)('the kit over $way', ({ connect, twinSeeds, twinRuns }) => {
  // What does not race is the same by any way, so that over nock one seed will do.
  const searches = seeds.flatMap((seed) =>
    shelf
      .filter(({ isRace }) => isRace || twinSeeds.includes(seed))
      .map((one) => ({ seed, ...one })),
  )

  it.each(searches)('with seed $seed finds: $bug', async ({ buggy, seed }) => {
    const room = open(connect)
    const parameters = { ...parametersOf(room, seed), numRuns: runs, endOnFailure: true }
    const { failed } = await fc.check(buggy(room), parameters)
    expect(failed).toBe(true)
  })

  const trials = twinSeeds.flatMap((seed) => shelf.map((one) => ({ seed, ...one })))

  it.each(trials)(
    'with seed $seed passes the correct twin of: $bug',
    async ({ correct, seed }) => {
      const room = open(connect)
      await fc.assert(correct(room), { ...parametersOf(room, seed), numRuns: twinRuns })
    },
    300_000,
  )

  const hidden = twinSeeds.flatMap((seed) =>
    shelf.filter(({ hides }) => hides).map((one) => ({ seed, ...one })),
  )

  it.each(hidden)('with seed $seed needs its gate to find: $bug', async ({ buggy, seed }) => {
    const room: Room = { ...open(connect), race: () => ({ waitFor: (promise) => promise }) }
    await fc.assert(buggy(room), { ...parametersOf(room, seed), numRuns: twinRuns })
  })
})

it('the shelf has bugs that only a race gate finds', () => {
  expect(shelf.filter(({ hides }) => hides).length).toBeGreaterThan(1)
})

function open(connect: Connect): Room {
  const { sync, client, close } = connect()
  onTestFinished(close)
  const { v1 } = client({ username: `AC${'1'.repeat(32)}`, password: 'token' }).sync
  return {
    sync,
    syncStreams: v1.services('default').syncStreams,
    race: (scheduler) => raceGate(sync, scheduler),
  }
}

function parametersOf({ sync }: Pick<Room, 'sync'>, seed: number): fc.Parameters<unknown> {
  return { seed, plugins: [fakeSyncPlugin(sync, { report: false })] }
}
