import fc from 'fast-check'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { fakeSyncPlugin, raceGate } from '../../src/fast-check.ts'
import type { FakeSync } from '../../src/core.ts'
import type { Connect } from '../contract.ts'
import { connectByHttpClient } from '../support/connect-by-http-client.ts'
import { connectThroughNock } from '../support/connect-through-nock.ts'
import type { Promised, Room } from './shelf/exhibit.ts'
import { shelf } from './shelf/shelf.ts'

// A shelf of small apps with one bug each: the kit finds every bug within 100 runs, whatever the seed,
// and never accuses the correct twin. Twins cost all their runs, so that they are tried fewer times
// unless SHELF_RUNS says so; and nock takes a hundred times as long, so that it gets one seed.

/** Other seeds: `SHELF_SEEDS=7,11` or `SHELF_SEEDS=1-40`. */
const seeds = seedsOf(process.env['SHELF_SEEDS'] ?? '1-5')
const runs = 100
const twinRuns = Number(process.env['SHELF_RUNS'] ?? 20)
/** An app that walks or retries without end sends all that the plugin allows it, which takes its time. */
const timeout = 60_000

const ways = [
  { way: 'httpClient', connect: connectByHttpClient, seeds },
  { way: 'nock 14', connect: connectThroughNock, seeds: seeds.slice(0, 1) },
]

// Before those through nock: an app that never ends goes on when its last request has timed out there,
// and would take all the time where no fake is installed.
it.each(shelf)(
  'the kit prints a test that fails again in the same way: $bug',
  async ({ buggy }) => {
    const room = open(connectByHttpClient)
    const { sync } = room
    const property = buggy(room)
    const [seed = 1] = seeds
    const first = await reportOf(property, { seed, plugins: [fakeSyncPlugin(sync)] })
    const [, printed = ''] = /fc\.assert\(property, (\{.*\})\)/.exec(first) ?? []
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    const read = new Function('sync', 'fakeSyncPlugin', `return ${printed}`) as Read
    expect(await reportOf(property, read(sync, fakeSyncPlugin))).toBe(first)
  },
  timeout,
)

describe.each(ways)('the kit over $way', ({ connect, seeds }) => {
  const searches = seeds.flatMap((seed) => shelf.map((one) => ({ seed, ...one })))

  it.each(searches)(
    'with seed $seed finds: $bug',
    async ({ buggy, seed }) => {
      const room = open(connect)
      const parameters = { ...parametersOf(room, seed), numRuns: runs, endOnFailure: true }
      const { failed } = await fc.check(buggy(room), parameters)
      expect(failed).toBe(true)
    },
    timeout,
  )

  it.each(searches)(
    'with seed $seed passes the correct twin of: $bug',
    async ({ correct, seed }) => {
      const room = open(connect)
      await fc.assert(correct(room), { ...parametersOf(room, seed), numRuns: twinRuns })
    },
    timeout,
  )

  it.each(searches.filter(({ hides }) => hides))(
    'with seed $seed needs its gate to find: $bug',
    async ({ buggy, seed }) => {
      const room: Room = { ...open(connect), race: () => ({ waitFor: (promise) => promise }) }
      await fc.assert(buggy(room), { ...parametersOf(room, seed), numRuns: twinRuns })
    },
    timeout,
  )
})

it('the shelf has bugs that only a race gate finds', () => {
  expect(shelf.filter(({ hides }) => hides).length).toBeGreaterThan(1)
})

function open(connect: Connect): Room {
  const { sync, client, close } = connect({ advanceTimers })
  onTestFinished(close)
  takeSockets(sync)
  const { v1 } = client({ username: `AC${'1'.repeat(32)}`, password: 'token' }).sync
  const service = v1.services('default')
  return {
    sync,
    service,
    syncStreams: service.syncStreams,
    race: (scheduler, options) => raceGate(sync, scheduler, options),
  }
}

/** Moves the timers of clients in the runs that fake them. */
async function advanceTimers(milliseconds: number): Promise<void> {
  if (vi.isFakeTimers()) await vi.advanceTimersByTimeAsync(milliseconds)
}

/** Lets the SDK find the fake's sockets, where no install has put them in its way. */
function takeSockets({ installed, WebSocket }: FakeSync): void {
  if (installed) return
  vi.stubGlobal('WebSocket', WebSocket)
  onTestFinished(() => void vi.unstubAllGlobals())
}

type Read = (sync: FakeSync, plugin: typeof fakeSyncPlugin) => fc.Parameters<unknown>

/** The report on a failure, with its cause, but without how it was found and shrunk. */
async function reportOf(property: Promised, parameters: fc.Parameters<unknown>): Promise<string> {
  const error: unknown = await fc.assert(property, parameters).catch((thrown: unknown) => thrown)
  const { message, cause } = error as Error
  const search = /^(?:Property failed after|Shrunk|Not shrunk) .*\n+/gm
  return `${message}\n${String(cause)}`.replace(search, '')
}

function parametersOf({ sync }: Pick<Room, 'sync'>, seed: number): fc.Parameters<unknown> {
  return { seed, plugins: [fakeSyncPlugin(sync, { report: false })] }
}

function seedsOf(text: string): readonly number[] {
  return text.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  })
}
