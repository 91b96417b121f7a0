import { callEach } from './call-each.ts'
import { refuse } from './refuse.ts'

/** A source of time. Anything with `now()` in epoch milliseconds will do, `Date` itself included. */
export interface Clock {
  /** The current time in epoch milliseconds. */
  now(): number
  /**
   * Only for clocks that know when they move, as {@link FakeClock} does: asks to be told while the
   * clock passes what is due. Returns the undo. Without it, what fell due is noticed at the next read.
   */
  watch?(watcher: ClockWatcher): () => void
}

/** Something with work that falls due at known times. */
export interface ClockWatcher {
  /** When the next work is due, in epoch milliseconds, if any is. */
  nextDue(): number | undefined
  /** Does all the work that is due at the clock's present time, in due order. */
  settle(): void
}

/** A length of time as its parts, which are added up. */
export interface Duration {
  readonly days?: number | undefined
  readonly hours?: number | undefined
  readonly minutes?: number | undefined
  readonly seconds?: number | undefined
  readonly milliseconds?: number | undefined
}

/** A point in time: epoch milliseconds, a `Date`, or a text that `Date` can read. */
export type TimeInput = number | Date | string

/** The end of what `Date` can tell, in epoch milliseconds. */
export const lastMoment = 8_640_000_000_000_000

/** The system's clock. It reads `Date` at every call, so the fake timers of vitest, jest and sinon move it. */
export const systemClock: Clock = { now: () => Date.now() }

/** Where a {@link FakeClock} starts unless told otherwise. */
const defaultStart = Date.UTC(2026, 0, 1)

const millisecondsPer = {
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1000,
  milliseconds: 1,
} as const satisfies Record<keyof Duration, number>

/** What every copy of this package knows a FakeClock by: a project may hold an ES module and a CommonJS one. */
const brand = Symbol.for('fake-twilio-sync.FakeClock')

/**
 * A clock that stands still until it is moved, and never moves backwards.
 *
 * Moving it passes every due time on the way in order: whoever hears that a stream expired reads the
 * moment of expiry on the clock.
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
  /** How often it was rewound, which ends every move that is under way. */
  #rewinds = 0
  readonly #watchers = new Set<ClockWatcher>()

  /**
   * @param start where to begin; 2026-01-01T00:00:00Z when left out
   * @throws TypeError when `start` is not a point in time
   */
  constructor(start: TimeInput = defaultStart) {
    this.#now = toEpochMilliseconds(start, 'create a FakeClock')
  }

  /** The time on the clock in epoch milliseconds. */
  now(): number {
    return this.#now
  }

  /**
   * Moves the clock forward.
   *
   * @param duration whole milliseconds, or parts such as `{ hours: 2, seconds: 30 }`
   * @throws TypeError when it is neither, RangeError when it is negative
   */
  advance(duration: number | Duration): void {
    const target = this.#now + toMilliseconds(duration)
    this.#moveTo(toEpochMilliseconds(target, 'advance the clock'))
  }

  /**
   * Moves the clock forward to a point in time.
   *
   * @throws TypeError when `time` is not a point in time, RangeError when it lies in the clock's past
   */
  set(time: TimeInput): void {
    const target = toEpochMilliseconds(time, 'set the clock')
    if (target < this.#now) {
      throw new RangeError(
        `Cannot set the clock: found ${iso(target)}, expected ${iso(this.#now)} or later, a FakeClock never moves backwards`,
      )
    }
    this.#moveTo(target)
  }

  /**
   * Puts the clock where it once was, past nothing. Only for whoever has emptied everything that lives
   * by this clock, as `sync.reset()` has.
   */
  rewind(time: TimeInput): void {
    this.#now = toEpochMilliseconds(time, 'rewind the clock')
    this.#rewinds += 1
  }

  watch(watcher: ClockWatcher): () => void {
    this.#watchers.add(watcher)
    return () => {
      this.#watchers.delete(watcher)
    }
  }

  #moveTo(target: number): void {
    callEach(this.#stepsTo(target))
  }

  *#stepsTo(target: number): Generator<() => void> {
    const rewinds = this.#rewinds
    for (let due = this.#nextDue(); due !== undefined && due <= target; due = this.#nextDue()) {
      this.#now = Math.max(this.#now, due)
      for (const watcher of this.#watchers) yield () => watcher.settle()
      if (this.#rewinds !== rewinds) return
      if (this.#nextDue() === due)
        throw new Error('Cannot advance the clock: found a watcher that leaves due work undone')
    }
    // A listener may have moved the clock further meanwhile.
    this.#now = Math.max(this.#now, target)
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

/** Whether a clock is a FakeClock, of whichever copy of this package. */
export function isFakeClock(clock: Clock): clock is FakeClock {
  return (clock as { readonly [brand]?: true })[brand] === true
}

/** Another clock of the same class that stands at a time. */
export function anotherClock<Time extends FakeClock>(clock: Time, time: number): Time {
  const { constructor } = clock as unknown as { readonly constructor: new (start: number) => Time }
  const another = new constructor(time)
  // A class of the user's may begin where it likes.
  another.rewind(time)
  return another
}

/** Whether something tells a time that `Date` can tell: no snapshot could speak of what lies beyond. */
export function isClock(found: unknown): found is Clock {
  const { now } = Object(found) as Partial<Clock>
  if (typeof now !== 'function') return false
  const time: unknown = now.call(found)
  return typeof time === 'number' && Math.abs(time) <= lastMoment
}

function toEpochMilliseconds(time: TimeInput, action: string): number {
  const isTime = typeof time === 'number' || typeof time === 'string' || time instanceof Date
  const milliseconds = isTime ? new Date(time).getTime() : Number.NaN
  if (Number.isNaN(milliseconds)) {
    refuse(action, { found: time, expected: 'epoch milliseconds, a Date or a date as a string' })
  }
  return milliseconds
}

function toMilliseconds(duration: number | Duration): number {
  const total = typeof duration === 'number' ? duration : sumOfParts(duration)
  if (!Number.isSafeInteger(total)) {
    refuse('advance the clock', { found: duration, expected: 'whole milliseconds' })
  }
  if (total < 0) {
    throw new RangeError(
      `Cannot advance the clock: found ${total} milliseconds, expected 0 or more, a FakeClock never moves backwards`,
    )
  }
  return total
}

function sumOfParts(duration: Duration): number {
  const units = Object.keys(millisecondsPer)
  const parts = typeof duration === 'object' ? Object.entries(Object(duration) as Duration) : []
  if (parts.length === 0 || parts.some(([unit]) => !units.includes(unit))) {
    const expected = `milliseconds, or an object of any of ${units.join(', ')}`
    refuse('advance the clock', { found: duration, expected })
  }
  const sum = parts.reduce(
    (total, [unit, amount]) =>
      total + Number(amount ?? 0) * millisecondsPer[unit as keyof Duration],
    0,
  )
  // 1.1 hours make 3960000.0000000005: what is off by no more than rounding is whole.
  const whole = Math.round(sum)
  return Math.abs(sum - whole) <= Math.abs(sum) * Number.EPSILON * 4 ? whole : sum
}

function iso(time: number): string {
  return new Date(time).toISOString()
}
