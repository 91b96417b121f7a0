import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fakeSyncPlugin } from '../../src/fast-check.ts'
import type { Connect } from '../contract.ts'
import { connectByHttpClient } from '../support/connect-by-http-client.ts'
import { connectThroughNock } from '../support/connect-through-nock.ts'
import type { Exhibit, Room } from './shelf/exhibit.ts'
import { shelf } from './shelf/shelf.ts'

// A shelf of small apps with one bug each: the kit finds every bug within 300 runs, whatever the seed,
// and never accuses the correct twin. Over nock a run takes a hundred times as long, so that there fewer
// are made unless SHELF_RUNS says so.

const nockRuns = Number(process.env['SHELF_RUNS'] ?? 20)

const ways = [
  { way: 'httpClient', connect: connectByHttpClient, seeds: [1, 2, 3], runs: 300 },
  { way: 'nock 14', connect: connectThroughNock, seeds: [1], runs: nockRuns },
]

describe.each(ways)('the kit over $way', ({ connect, seeds, runs }) => {
  describe.each(seeds.map((seed) => ({ seed })))('with seed $seed', ({ seed }) => {
    it.each(shelf)('finds: $bug', async ({ buggy, options }) => {
      const room = open(connect, options)
      const parameters = { ...parametersOf(room, seed), numRuns: 300, endOnFailure: true }
      const { failed } = await fc.check(buggy(room), parameters)
      expect(failed).toBe(true)
    })

    it.each(shelf)(
      'does not accuse the twin of: $bug',
      async ({ correct, options }) => {
        const room = open(connect, options)
        await fc.assert(correct(room), { ...parametersOf(room, seed), numRuns: runs })
      },
      300_000,
    )
  })
})

function open(connect: Connect, options: Exhibit['options']): Room {
  const { sync, client, close } = connect(options)
  onTestFinished(close)
  const { v1 } = client({ username: `AC${'1'.repeat(32)}`, password: 'token' }).sync
  return { sync, syncStreams: v1.services('default').syncStreams }
}

function parametersOf({ sync }: Room, seed: number): fc.Parameters<unknown> {
  return { seed, plugins: [fakeSyncPlugin(sync, { report: false })] }
}
