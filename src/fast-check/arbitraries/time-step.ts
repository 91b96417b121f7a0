import type { Limits } from '../../domain/rules/limits.ts'
import type { FakeClock } from '../../domain/time/clock.ts'
import { streamsOf, type SyncState } from '../../domain/world/state.ts'
import { hasMethod } from '../../lang/has-method.ts'
import { isObject } from '../../lang/is-object.ts'
import { fc } from '../fc.ts'
import { ordinal } from '../ordinal.ts'
import { withEdges } from './with-edges.ts'

/** What a {@link TimeStep} moves through time: a fake with a `FakeClock`. */
export interface TimeStepTarget {
  /** The clock to move. */
  readonly clock: FakeClock
  /** For how many seconds an expired stream may still be seen. Default: 0. */
  readonly limits?: Pick<Limits, 'expiryLagSeconds'> | undefined
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

/** Forward by some milliseconds, or to the nth upcoming expiry plus an offset in milliseconds. */
export type TimeMove =
  { readonly forwardMs: number } | { readonly expiry: number; readonly offsetMs: -1 | 0 | 1 }

/**
 * Generates steps in time. Shrinks to `by 1 ms`.
 *
 * Half of the steps move the clock by 1 ms up to a day. The other half move it to 1 ms before,
 * exactly to, or 1 ms after one of the next four expiry times of streams in any service: to the
 * last of them if there are fewer, and by 1 ms if nothing will expire. With
 * `limits.expiryLagSeconds` each stream counts twice: when it expires and when it disappears.
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
      const expiryLagSeconds = sync.limits?.expiryLagSeconds
      sync.clock.set(timeAfter(move, { state: sync.snapshot(), expiryLagSeconds }))
    },
    toString: () => describe(move),
  }))
}

/** For callers without types, and for fakes whose clock is the system's. */
function checkTarget(sync: unknown): void {
  const clock = isObject(sync) && 'clock' in sync ? sync.clock : undefined
  if (hasMethod(clock, 'set')) return
  const found = clock === undefined ? 'nothing with a clock' : 'a clock without set()'
  throw new TypeError(
    `Cannot take a time step: found ${found}, expected a FakeClock: create the fake with { clock: new FakeClock('2026-01-01') }, or move the fake timers of your test instead`,
  )
}

const day = 86_400_000

/** Generates the data of time steps. */
export function timeMove(): fc.Arbitrary<TimeMove> {
  const forwardMs = fc.oneof(
    { withCrossShrink: true },
    fc.integer({ min: 1, max: 5000 }),
    withEdges(fc.integer({ min: 1, max: day }), [1, 999, 1000, 1001, 60_000, 3_600_000, day]),
  )
  const expiry = fc.integer({ min: 1, max: 4 })
  const offsetMs = fc.constantFrom(0, -1, 1)
  return fc.oneof(
    { withCrossShrink: true },
    fc.record({ forwardMs }),
    fc.record({ expiry, offsetMs }),
  )
}

interface MoveStart {
  readonly state: SyncState
  /** Default: 0. */
  readonly expiryLagSeconds?: number | undefined
}

/** Where a move leads from a state, in epoch milliseconds. */
export function timeAfter(move: TimeMove, { state, expiryLagSeconds = 0 }: MoveStart): number {
  const { time } = state
  if ('forwardMs' in move) return time + move.forwardMs
  const expiries = streamsOf(state).flatMap(({ stream }) => stream.dateExpires ?? [])
  const ends = expiries.map((expiry) => expiry + expiryLagSeconds * 1000)
  const coming = [...new Set([...expiries, ...ends])]
    .filter((due) => due > time)
    .sort((one, two) => one - two)
  const due = coming[Math.min(move.expiry, coming.length) - 1]
  return due === undefined ? time + 1 : due + move.offsetMs
}

function describe(move: TimeMove): string {
  if ('forwardMs' in move) return `by ${move.forwardMs} ms`
  const side = { '-1': '1 ms before ', '0': '', '1': '1 ms after ' }[move.offsetMs]
  return `to ${side}the ${ordinal(move.expiry)} expiry`
}
