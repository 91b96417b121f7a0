import type { FakeClock } from '../../domain/clock.ts'
import { streamsOf, type SyncState } from '../../domain/state.ts'
import { fc } from '../fc.ts'
import { ordinal } from '../ordinal.ts'
import { withEdges } from './with-edges.ts'

/** What time can be moved in: a fake with a `FakeClock`. */
export interface TimeTraveller {
  readonly clock: FakeClock
  /** For how many seconds an expired stream may still be seen; 0 when left out. */
  readonly expiryLag?: number | undefined
  snapshot(): SyncState
}

/** A step forward in time. It is data; what it means is decided when it is taken. */
export interface TimeStep {
  /** Moves the clock of a fake, never backwards. */
  take(sync: TimeTraveller): void
  /** `by 1000 ms`, `to 1 ms before the 2nd expiry`. */
  toString(): string
}

/** By so many milliseconds, or to an expiry of those that are to come and so many milliseconds off. */
export type TimeMove =
  { readonly milliseconds: number } | { readonly expiry: number; readonly offset: -1 | 0 | 1 }

/**
 * Steps in time, of which half go to where streams expire: 1 ms before, at, or 1 ms after the first to
 * fourth expiry to come in any service, the last one if there are fewer; by 1 ms when none is. Shrinks to
 * 1 ms. With an `expiryLag` a stream has two: where it expires, and where it goes.
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
    take: (sync) => sync.clock.set(timeAfter(move, sync.snapshot(), sync.expiryLag)),
    toString: () => describe(move),
  }))
}

const day = 86_400_000

/** What a time step is made of. */
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

/** The time, in epoch milliseconds, to which a move leads from a state. The lag is in seconds. */
export function timeAfter(move: TimeMove, state: SyncState, expiryLag = 0): number {
  const { time } = state
  if ('milliseconds' in move) return time + move.milliseconds
  const expiries = streamsOf(state).flatMap(({ stream }) => stream.dateExpires ?? [])
  // In whole milliseconds, as the fake counts it.
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
