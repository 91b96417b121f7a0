import type { FakeClock } from '../../domain/clock.ts'
import { streamsOf, type SyncState } from '../../domain/state.ts'
import { fc } from '../fc.ts'
import { ordinal } from '../ordinal.ts'
import { withEdges } from './with-edges.ts'

/** What a {@link TimeStep} moves through time: a fake with a `FakeClock`. */
export interface TimeStepTarget {
  /** The clock to move. */
  readonly clock: FakeClock
  /** How long an expired stream may still be seen, in seconds. Default: 0. */
  readonly expiryLag?: number | undefined
  /** The current state, in which the step looks up expiry times. */
  snapshot(): SyncState
}

/**
 * A step forward in time. Where it leads is decided when it is taken, from the state of the fake.
 */
export interface TimeStep {
  /**
   * Moves the clock of a fake, never backwards.
   *
   * @throws TypeError when the clock is not a `FakeClock`
   */
  take(sync: TimeStepTarget): void
  /** The step in words: `by 1000 ms`, `to 1 ms before the 2nd expiry`. */
  toString(): string
}

/** Forward by `milliseconds`, or to the nth upcoming `expiry` plus `offset` milliseconds. */
export type TimeMove =
  { readonly milliseconds: number } | { readonly expiry: number; readonly offset: -1 | 0 | 1 }

/**
 * Generates steps in time. Shrinks to `by 1 ms`.
 *
 * Half of the steps move the clock by 1 ms up to a day. The other half move it to 1 ms before,
 * exactly to, or 1 ms after one of the next four expiry times of streams in any service: to the
 * last of them if there are fewer, and by 1 ms if nothing will expire. With an `expiryLag` each
 * stream counts twice: when it expires and when it disappears.
 *
 * @example
 * import fc from 'fast-check'
 * import { timeStep } from 'fake-twilio-sync/fast-check'
 * const sync = createFakeSync({ clock: new FakeClock(0) })
 * sync.streams.create({ ttl: 60 })
 * const [step] = fc.sample(timeStep().filter((step) => String(step) === 'to the 1st expiry'), 1)
 * step?.take(sync)
 * sync.clock.now() //=> 60_000
 */
export function timeStep(): fc.Arbitrary<TimeStep> {
  return timeMove().map((move) => ({
    ...move,
    take(sync) {
      checkTarget(sync)
      sync.clock.set(timeAfter(move, sync.snapshot(), sync.expiryLag))
    },
    toString: () => describe(move),
  }))
}

/** For callers without types, and for fakes whose clock is the system's. */
function checkTarget(sync: TimeStepTarget): void {
  const { clock } = Object(sync) as Partial<TimeStepTarget>
  if (typeof clock?.set === 'function') return
  const found = clock === undefined ? 'nothing with a clock' : 'a clock without set()'
  throw new TypeError(
    `Cannot take a time step: found ${found}, expected a FakeClock: create the fake with { clock: new FakeClock('2026-01-01') }, or move the fake timers of your test instead`,
  )
}

const day = 86_400_000

/** Generates the data of time steps. */
export function timeMove(): fc.Arbitrary<TimeMove> {
  const milliseconds = fc.oneof(
    { withCrossShrink: true },
    fc.integer({ min: 1, max: 5000 }),
    withEdges(fc.integer({ min: 1, max: day }), [1, 999, 1000, 1001, 60_000, 3_600_000, day]),
  )
  const expiry = fc.integer({ min: 1, max: 4 })
  const offset = fc.constantFrom(0, -1, 1)
  return fc.oneof(
    { withCrossShrink: true },
    fc.record({ milliseconds }),
    fc.record({ expiry, offset }),
  )
}

/** Where a move leads from a state, in epoch milliseconds. The lag is in seconds. */
export function timeAfter(move: TimeMove, state: SyncState, expiryLag = 0): number {
  const { time } = state
  if ('milliseconds' in move) return time + move.milliseconds
  const expiries = streamsOf(state).flatMap(({ stream }) => stream.dateExpires ?? [])
  // The fake rounds the lag to whole milliseconds.
  const ends = expiries.map((expiry) => expiry + Math.round(expiryLag * 1000))
  const coming = [...new Set([...expiries, ...ends])]
    .filter((due) => due > time)
    .sort((one, two) => one - two)
  const due = coming[Math.min(move.expiry, coming.length) - 1]
  return due === undefined ? time + 1 : due + move.offset
}

function describe(move: TimeMove): string {
  if ('milliseconds' in move) return `by ${move.milliseconds} ms`
  const side = { '-1': '1 ms before ', '0': '', '1': '1 ms after ' }[move.offset]
  return `to ${side}the ${ordinal(move.expiry)} expiry`
}
