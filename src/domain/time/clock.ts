import { callEach } from '../../lang/call-each.ts'
import { refuse } from '../../lang/refuse.ts'
import { type Duration, toMilliseconds } from './duration.ts'

/** A source of time: any object with `now()` in epoch milliseconds, including `Date` itself. */
export interface Clock {
  /** Returns the current time in epoch milliseconds. */
  now(): number
  /**
   * Registers a watcher to be called while the clock moves past due times. Returns a function that
   * unregisters it. Only for clocks that know when they move, as {@link FakeClock} does. On a clock
   * without `watch`, anything that has fallen due is noticed at the next read.
   */
  watch?(watcher: ClockWatcher): () => void
}

/** Something with work that falls due at known times. */
export interface ClockWatcher {
  /** Returns when the next work is due, in epoch milliseconds, or `undefined` if there is none. */
  nextDue(): number | undefined
  /** Does all work that is due at the clock's current time, in order of due time. */
  settle(): void
}

/** A point in time: epoch milliseconds, a `Date`, or a string that `new Date()` can parse. */
export type TimeInput = number | Date | string

/** The latest time a `Date` can represent, in epoch milliseconds. */
export const lastMoment = 8_640_000_000_000_000

/**
 * The system's clock. It reads `Date` on every call, so the fake timers of vitest, jest and sinon
 * move it. Streams that have expired are noticed at the next call or request.
 *
 * @example
 * import { expect, test, vi } from 'vitest'
 *
 * test('a stream expires when the fake timers say so', () => {
 *   vi.useFakeTimers()
 *   const sync = createFakeSync({ clock: systemClock })
 *   sync.streams.create({ uniqueName: 'orders', ttl: 60 })
 *   vi.advanceTimersByTime(60_000)
 *   expect(sync.streams.find('orders')).toBeUndefined()
 * })
 */
export const systemClock: Clock = { now: () => Date.now() }

/** Where a {@link FakeClock} starts by default. */
const defaultStart = Date.UTC(2026, 0, 1)

/**
 * Identifies a FakeClock from any copy of this package: a project may load both the ES module and
 * the CommonJS one.
 */
const brand = Symbol.for('fake-twilio-sync.FakeClock')

/**
 * A clock that stands still until it is moved, and never moves backwards.
 *
 * Moving it stops at every due time on the way, in order: a subscriber notified that a stream has
 * expired reads the moment of expiry on the clock.
 *
 * @example
 * const clock = new FakeClock('2026-01-01T00:00:00Z')
 * clock.advance({ minutes: 1, seconds: 30 })
 * clock.now() //=> Date.UTC(2026, 0, 1, 0, 1, 30)
 */
export class FakeClock implements Clock {
  static {
    Object.defineProperty(this.prototype, brand, { value: true })
  }

  #now: number
  /** How many times the clock was rewound. A rewind ends every move in progress. */
  #rewinds = 0
  readonly #watchers = new Set<ClockWatcher>()

  /**
   * @param start where to begin. Default: 2026-01-01T00:00:00Z.
   * @throws TypeError if `start` is not a point in time
   */
  constructor(start: TimeInput = defaultStart) {
    this.#now = toEpochMilliseconds(start, 'create a FakeClock')
  }

  /** Returns the time on the clock in epoch milliseconds. */
  now(): number {
    return this.#now
  }

  /**
   * Moves the clock forward by a duration.
   *
   * @param duration whole milliseconds, or parts such as `{ hours: 2, seconds: 30 }`
   * @throws TypeError if `duration` is neither, does not add up to whole milliseconds, or leads
   *   beyond the range of `Date`
   * @throws RangeError if it is negative
   * @throws whatever a subscriber threw on the way, after the clock has arrived; an
   *   `AggregateError` if several did
   */
  advance(duration: number | Duration): void {
    callEach(this.steps(duration))
  }

  /**
   * Moves the clock forward as {@link advance} does, one due time at a time: each step that is
   * returned does what is due then, and the clock is at the target when there are no more.
   *
   * @internal
   */
  steps(duration: number | Duration): Iterable<() => void> {
    const action = 'advance the clock'
    const forward = toMilliseconds(duration, { action })
    if (forward < 0) {
      throw new RangeError(
        `Cannot advance the clock: found ${forward} milliseconds, expected 0 or more, a FakeClock never moves backwards`,
      )
    }
    return this.#stepsTo(toEpochMilliseconds(this.#now + forward, action), this.#rewinds)
  }

  /**
   * Moves the clock forward to a point in time.
   *
   * @param time epoch milliseconds, a `Date`, or a date as a string
   * @throws TypeError if `time` is not a point in time
   * @throws RangeError if `time` lies in the clock's past
   * @throws whatever a subscriber threw on the way, after the clock has arrived; an
   *   `AggregateError` if several did
   */
  set(time: TimeInput): void {
    const target = toEpochMilliseconds(time, 'set the clock')
    if (target < this.#now) {
      throw new RangeError(
        `Cannot set the clock: found ${iso(target)}, expected ${iso(this.#now)} or later, a FakeClock never moves backwards`,
      )
    }
    callEach(this.#stepsTo(target, this.#rewinds))
  }

  /**
   * Puts the clock at any point in time, without passing due times. Only safe once everything that
   * follows this clock has been emptied, as `sync.reset()` does; tests want {@link set} instead.
   *
   * @param time epoch milliseconds, a `Date`, or a date as a string
   * @throws TypeError if `time` is not a point in time
   */
  rewind(time: TimeInput): void {
    this.#now = toEpochMilliseconds(time, 'rewind the clock')
    this.#rewinds += 1
  }

  /**
   * Registers a watcher to be called at every due time the clock passes.
   *
   * @returns a function that unregisters the watcher
   */
  watch(watcher: ClockWatcher): () => void {
    this.#watchers.add(watcher)
    return () => {
      this.#watchers.delete(watcher)
    }
  }

  *#stepsTo(target: number, rewinds: number): Generator<() => void> {
    let last: number | undefined
    while (this.#rewinds === rewinds) {
      const due = this.#nextDue()
      if (due === undefined || due > target) {
        // A listener may have moved the clock further in the meantime.
        this.#now = Math.max(this.#now, target)
        return
      }
      if (due === last)
        throw new Error('Cannot advance the clock: found a watcher that leaves due work undone')
      last = due
      this.#now = Math.max(this.#now, due)
      yield () => callEach(settling(this.#watchers))
    }
  }

  #nextDue(): number | undefined {
    let earliest: number | undefined
    for (const watcher of this.#watchers) {
      const due = watcher.nextDue()
      if (due !== undefined && (earliest === undefined || due < earliest)) earliest = due
    }
    return earliest
  }
}

function* settling(watchers: Iterable<ClockWatcher>): Generator<() => void> {
  for (const watcher of watchers) yield () => watcher.settle()
}

/** Whether a clock is a FakeClock from any copy of this package. */
export function isFakeClock(clock: Clock): clock is FakeClock {
  return (clock as { readonly [brand]?: true })[brand] === true
}

/** Creates another clock of the same class, set to a time. */
export function anotherClock<Time extends FakeClock>(clock: Time, time: number): Time {
  const { constructor } = clock as unknown as { readonly constructor: new (start: number) => Time }
  const another = new constructor(time)
  // A user's subclass may start anywhere.
  another.rewind(time)
  return another
}

/**
 * Whether a value is a clock that shows a time `Date` can represent. A snapshot could not hold any
 * other time.
 */
export function isClock(found: unknown): found is Clock {
  const { now } = Object(found) as Partial<Clock>
  if (typeof now !== 'function') return false
  return isTime(now.call(found))
}

/**
 * Reads a clock. Whoever changes something reads it first: a clock that fails changes nothing.
 *
 * @throws TypeError if it shows no time that `Date` can represent
 */
export function readClock(clock: Clock): number {
  const time = clock.now()
  if (isTime(time)) return time
  refuse('read the clock', { found: time, expected: 'epoch milliseconds that a Date can hold' })
}

function isTime(found: unknown): boolean {
  return typeof found === 'number' && Math.abs(found) <= lastMoment
}

function toEpochMilliseconds(time: TimeInput, action: string): number {
  const isInput = typeof time === 'number' || typeof time === 'string' || time instanceof Date
  const milliseconds = isInput ? new Date(time).getTime() : Number.NaN
  if (Number.isNaN(milliseconds)) {
    refuse(action, { found: time, expected: 'epoch milliseconds, a Date or a date as a string' })
  }
  return milliseconds
}

function iso(time: number): string {
  return new Date(time).toISOString()
}
