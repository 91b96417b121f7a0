import type { Limits } from '../../domain/rules/limits.ts'
import type { FakeClock } from '../../domain/time/clock.ts'
import { type Duration, toMilliseconds } from '../../domain/time/duration.ts'
import type { SyncState } from '../../domain/world/state.ts'
import { hasMethod } from '../../lang/has-method.ts'
import { isObject } from '../../lang/is-object.ts'
import { checkOptionNames, refuse } from '../../lang/refuse.ts'
import { showDuration } from '../../lang/show.ts'
import { fc } from '../fc.ts'
import { ordinal } from '../ordinal.ts'
import { shrunkAs } from './shrunk-as.ts'

/** Options of {@link timeStep}. All are optional. */
export interface TimeStepOptions {
  /**
   * The most that a step moves the clock, those to an expiry included: milliseconds, or parts such
   * as `{ minutes: 5 }`. For apps that must not miss a heartbeat. Default: 365 days, and no limit to
   * steps to an expiry.
   */
  readonly longest?: number | Duration | undefined
}

/** What a {@link TimeStep} moves through time: a fake with a `FakeClock`. */
export interface TimeStepTarget {
  /** The clock to move. */
  readonly clock: FakeClock
  /** For how many seconds an expired object or item may still be seen. Default: 0. */
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
  /** The step in words: `by 12 s`, `to 1 ms before the 2nd expiry`. */
  toString(): string
}

/**
 * Forward by some milliseconds, to the nth upcoming expiry plus an offset in milliseconds, or some
 * quarters of the way to it.
 */
export type TimeMove =
  | { readonly forwardMs: number }
  | { readonly expiry: number; readonly offsetMs: -1 | 0 | 1 }
  | { readonly expiry: number; readonly quarters: 1 | 2 | 3 }

/**
 * Generates steps in time. Shrinks to `by 1 ms`.
 *
 * - Half of the steps move the clock by 1 ms up to a year: as often by seconds as by minutes, hours,
 *   days or months, and often by whole ones.
 * - A quarter move it to 1 ms before, exactly to, or 1 ms after one of the next four expiry times of
 *   objects and items in any service.
 * - A quarter move it a quarter, half or three quarters of the way to one of these.
 *
 * If fewer expiry times are coming the last of them counts; if none is, the step is 1 ms. With
 * `limits.expiryLagSeconds` each counts twice: when it expires and when it disappears.
 *
 * @throws TypeError when an option is unknown or invalid
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
export function timeStep(options: TimeStepOptions = {}): fc.Arbitrary<TimeStep> {
  const longestMs = longestOf(options)
  return timeMove(longestMs).map((move) => ({
    ...move,
    take(sync) {
      checkTarget(sync)
      const now = sync.clock.now()
      const expiryLagSeconds = sync.limits?.expiryLagSeconds
      const time = timeAfter(move, { now, state: () => sync.snapshot(), expiryLagSeconds })
      sync.clock.set(Math.min(time, now + (longestMs ?? Infinity)))
    },
    toString: () => describe(move, longestMs),
  }))
}

const action = 'make time steps'

/** In milliseconds; `undefined` for no limit. */
function longestOf(options: TimeStepOptions): number | undefined {
  checkOptionNames(options, { action, known: { longest: true } })
  const { longest } = options
  if (longest === undefined) return undefined
  const milliseconds = toMilliseconds(longest, { action, at: 'longest' })
  if (milliseconds >= 1) return milliseconds
  refuse(action, { found: longest, at: 'longest', expected: '1 millisecond or more' })
}

/** For callers without types, and for fakes whose clock is the system's. */
export function checkTarget(sync: unknown): asserts sync is TimeStepTarget {
  const clock = isObject(sync) && 'clock' in sync ? sync.clock : undefined
  if (hasMethod(clock, 'set')) return
  const found = clock === undefined ? 'nothing with a clock' : 'a clock without set()'
  throw new TypeError(
    `Cannot take a time step: found ${found}, expected a FakeClock: create the fake with { clock: new FakeClock('2026-01-01') }, or move the fake timers of your test instead`,
  )
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const year = 365 * day

/** Generates the data of time steps, those that move by milliseconds up to the longest. */
export function timeMove(longestMs: number = year): fc.Arbitrary<TimeMove> {
  const expiry = fc.integer({ min: 1, max: 4 })
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 2, arbitrary: fc.record({ forwardMs: lengths(Math.min(longestMs, year)) }) },
    { weight: 1, arbitrary: fc.record({ expiry, offsetMs: fc.constantFrom(0, -1, 1) }) },
    { weight: 1, arbitrary: fc.record({ expiry, quarters: fc.constantFrom(2, 1, 3) }) },
  )
}

/** Where one scale of time ends and the next begins, in milliseconds. */
const bounds = [1, 10, 100, second, 10 * second, minute, 10 * minute, hour, day, 30 * day, year]

const edges = [1, 999, second, 1001, minute, hour, day, year]

/** Generates lengths of time, of each scale as often as of the others. Shrinks to 1 ms. */
function lengths(longest: number): fc.Arbitrary<number> {
  const scales = bounds.slice(1).flatMap((end, index) => {
    const { [index]: begin = 1 } = bounds
    return begin > longest ? [] : scale(begin, Math.min(end, longest))
  })
  const edge = fc.constantFrom(...edges.filter((length) => length < longest), longest)
  return shrunkAs(
    fc.integer({ min: 1, max: longest }),
    fc.oneof({ weight: 3, arbitrary: fc.oneof(...scales) }, { weight: 1, arbitrary: edge }),
  )
}

/** Generates lengths within a scale, half of them whole seconds, minutes, hours or days. */
function scale(min: number, max: number): fc.Arbitrary<number> {
  const unit = [day, hour, minute, second].find((length) => length <= min) ?? 1
  return fc
    .tuple(fc.integer({ min, max }), fc.boolean())
    .map(([length, isWhole]) => (isWhole ? length - (length % unit) : length))
}

interface MoveStart {
  /** In epoch milliseconds. */
  readonly now: number
  /** Read only by moves that depend on an expiry, since a snapshot takes its time. */
  readonly state: () => SyncState
  /** Default: 0. */
  readonly expiryLagSeconds?: number | undefined
}

/** Where a move leads, in epoch milliseconds. */
export function timeAfter(move: TimeMove, { now, state, expiryLagSeconds = 0 }: MoveStart): number {
  if ('forwardMs' in move) return now + move.forwardMs
  const expiries = expiriesOf(state())
  const ends = expiries.map((expiry) => expiry + expiryLagSeconds * 1000)
  const coming = [...new Set([...expiries, ...ends])]
    .filter((due) => due > now)
    .sort((one, two) => one - two)
  const due = coming[Math.min(move.expiry, coming.length) - 1]
  if (due === undefined) return now + 1
  if ('offsetMs' in move) return due + move.offsetMs
  return now + Math.ceil(((due - now) * move.quarters) / 4)
}

/** Returns when the objects of all kinds, and their items, expire: those that do. */
function expiriesOf({ accounts }: Pick<SyncState, 'accounts'>): readonly number[] {
  const services = accounts.flatMap((account) => account.services)
  const all = services.flatMap(({ streams, documents, lists, maps }) => [
    ...streams.map(({ stream }) => stream),
    ...documents.map(({ document }) => document),
    ...lists.flatMap(({ list, items }) => [list, ...items]),
    ...maps.flatMap(({ map, items }) => [map, ...items]),
  ])
  return all.flatMap(({ dateExpires }) => dateExpires ?? [])
}

const offsets = { '-1': '1 ms before ', '0': '', '1': '1 ms after ' }
const parts = { 1: 'a quarter', 2: 'half', 3: 'three quarters' }

function describe(move: TimeMove, longestMs: number | undefined): string {
  if ('forwardMs' in move) return `by ${describeLength(move.forwardMs)}`
  const expiry = `the ${ordinal(move.expiry)} expiry`
  const limit = longestMs === undefined ? '' : `, but by ${describeLength(longestMs)} at most`
  return 'offsetMs' in move
    ? `to ${offsets[move.offsetMs]}${expiry}${limit}`
    : `${parts[move.quarters]} of the way to ${expiry}${limit}`
}

function describeLength(milliseconds: number): string {
  return milliseconds < second ? `${milliseconds} ms` : showDuration(milliseconds)
}
