import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  type Clock,
  type ClockWatcher,
  FakeClock,
  systemClock,
  type TimeInput,
  isClock,
  readClock,
} from '../../../src/domain/time/clock.ts'
import type { Duration } from '../../../src/domain/time/duration.ts'
import { show } from '../../../src/lang/show.ts'

describe('new FakeClock', () => {
  it('starts on 2026-01-01 by default', () => {
    expect(new FakeClock().now()).toBe(Date.UTC(2026, 0, 1))
  })

  const starts: { start: TimeInput; now: number }[] = [
    { start: 0, now: 0 },
    { start: -1, now: -1 },
    { start: 1_700_000_000_123, now: 1_700_000_000_123 },
    { start: new Date(5), now: 5 },
    { start: '2030-06-01T12:00:00Z', now: Date.UTC(2030, 5, 1, 12) },
    { start: '1970-01-01T01:00:00+01:00', now: 0 },
  ]
  it.each(starts)('starts at the given time: $start', ({ start, now }) => {
    expect(new FakeClock(start).now()).toBe(now)
  })

  it('does not follow the Date it was started from', () => {
    const start = new Date(0)
    const clock = new FakeClock(start)

    start.setTime(1)

    expect(clock.now()).toBe(0)
  })

  it.each(notTimes())('rejects $found', ({ found }) => {
    expect(() => new FakeClock(found as TimeInput)).toThrow(
      new TypeError(
        `Cannot create a FakeClock: found ${show(found)}, expected epoch milliseconds, a Date or a date as a string`,
      ),
    )
  })
})

describe('FakeClock.now', () => {
  it('stands still', () => {
    const clock = new FakeClock()

    expect(clock.now()).toBe(clock.now())
  })
})

describe('FakeClock.advance', () => {
  const durations: { duration: number | Duration; milliseconds: number }[] = [
    { duration: 0, milliseconds: 0 },
    { duration: 1, milliseconds: 1 },
    { duration: { milliseconds: 1 }, milliseconds: 1 },
    { duration: { seconds: 1 }, milliseconds: 1000 },
    { duration: { minutes: 1 }, milliseconds: 60_000 },
    { duration: { hours: 1 }, milliseconds: 3_600_000 },
    { duration: { hours: 1.1 }, milliseconds: 3_960_000 },
    { duration: { days: 1.1 }, milliseconds: 95_040_000 },
    { duration: { seconds: 1.005 }, milliseconds: 1005 },
    { duration: { days: 1 }, milliseconds: 86_400_000 },
    { duration: { seconds: 0.5 }, milliseconds: 500 },
    { duration: { seconds: 1, milliseconds: undefined }, milliseconds: 1000 },
    { duration: { minutes: 1, seconds: -1 }, milliseconds: 59_000 },
    {
      duration: { days: 1, hours: 2, minutes: 3, seconds: 4, milliseconds: 5 },
      milliseconds: 93_784_005,
    },
  ]
  it.each(durations)('moves by $duration', ({ duration, milliseconds }) => {
    const clock = new FakeClock(1000)

    clock.advance(duration)

    expect(clock.now()).toBe(1000 + milliseconds)
  })

  const notDurations: { name: string; found: unknown; error: Error }[] = [
    { name: 'a fraction', found: 0.5, error: notWhole('0.5') },
    { name: 'NaN', found: Number.NaN, error: notWhole('NaN') },
    { name: 'Infinity', found: Infinity, error: notWhole('Infinity') },
    {
      name: 'parts that make a fraction',
      found: { milliseconds: 0.5 },
      error: notWhole('{"milliseconds":0.5}'),
    },
    {
      name: 'parts that are not numbers',
      found: { seconds: 'soon' },
      error: notWhole('{"seconds":"soon"}'),
    },
    { name: 'a negative number', found: -1, error: backwards(-1) },
    {
      name: 'parts with a negative sum',
      found: { seconds: -2, milliseconds: 1 },
      error: backwards(-1999),
    },
    { name: 'no parts', found: {}, error: noParts('{}') },
    { name: 'nothing', found: undefined, error: noParts('undefined') },
    { name: 'null', found: null, error: noParts('null') },
    {
      name: 'an unknown unit',
      found: { seconds: 1, weeks: 1 },
      error: noParts('{"seconds":1,"weeks":1}'),
    },
    {
      name: 'a unit of Object.prototype',
      found: { toString: 1 },
      error: noParts('{"toString":1}'),
    },
    { name: 'text', found: '1h', error: noParts('"1h"') },
  ]
  it.each(notDurations)('rejects $name and stands still', ({ found, error }) => {
    const clock = new FakeClock(1000)

    expect(() => clock.advance(found as number)).toThrow(error)
    expect(clock.now()).toBe(1000)
  })
})

describe('FakeClock.set', () => {
  const times: TimeInput[] = [1000, new Date(1000), '1970-01-01T00:00:01Z']
  it.each(times)('moves to %s', (time) => {
    const clock = new FakeClock(0)

    clock.set(time)

    expect(clock.now()).toBe(1000)
  })

  it('accepts the time it stands at', () => {
    const clock = new FakeClock(1000)

    clock.set(1000)

    expect(clock.now()).toBe(1000)
  })

  it('rejects a time in its past and stands still', () => {
    const clock = new FakeClock(1000)

    expect(() => clock.set(999)).toThrow(
      new RangeError(
        'Cannot set the clock: found 1970-01-01T00:00:00.999Z, expected 1970-01-01T00:00:01.000Z or later, a FakeClock never moves backwards',
      ),
    )
    expect(clock.now()).toBe(1000)
  })

  it.each(notTimes())('rejects $found and stands still', ({ found }) => {
    const clock = new FakeClock(1000)

    expect(() => clock.set(found as TimeInput)).toThrow(
      new TypeError(
        `Cannot set the clock: found ${show(found)}, expected epoch milliseconds, a Date or a date as a string`,
      ),
    )
    expect(clock.now()).toBe(1000)
  })
})

describe('FakeClock.rewind', () => {
  it('puts the clock back without notifying watchers', () => {
    const clock = new FakeClock(2000)
    const watcher = new Alarms(clock, [1500])
    clock.watch(watcher)

    clock.rewind(1000)

    expect(clock.now()).toBe(1000)
    expect(watcher.heard).toEqual([])
  })

  it('rejects anything that is not a time', () => {
    expect(() => new FakeClock().rewind(Number.NaN)).toThrow(
      new TypeError(
        'Cannot rewind the clock: found NaN, expected epoch milliseconds, a Date or a date as a string',
      ),
    )
  })
})

describe('FakeClock.watch', () => {
  it('runs work at the moment it is due, in order, on the way to a later time', () => {
    const clock = new FakeClock(0)
    const watcher = new Alarms(clock, [10, 20, 31])
    clock.watch(watcher)

    clock.advance(30)

    expect(watcher.heard).toEqual([10, 20])
    expect(clock.now()).toBe(30)
  })

  it('runs work that is due at the very time it moves to', () => {
    const clock = new FakeClock(0)
    const watcher = new Alarms(clock, [30])
    clock.watch(watcher)

    clock.set(30)

    expect(watcher.heard).toEqual([30])
  })

  it('runs overdue work without moving back', () => {
    const clock = new FakeClock(100)
    const watcher = new Alarms(clock, [50])
    clock.watch(watcher)

    clock.advance(0)

    expect(watcher.heard).toEqual([100])
  })

  it('passes the due times of several watchers in one order', () => {
    const clock = new FakeClock(0)
    const heard: number[] = []
    clock.watch(new Alarms(clock, [10, 30], heard))
    clock.watch(new Alarms(clock, [20, 40], heard))

    clock.advance(40)

    expect(heard).toEqual([10, 20, 30, 40])
  })

  it('no longer calls a watcher that was removed', () => {
    const clock = new FakeClock(0)
    const watcher = new Alarms(clock, [10])
    const undo = clock.watch(watcher)

    undo()
    clock.advance(10)

    expect(watcher.heard).toEqual([])
  })

  it('arrives and calls the other watchers when one throws, then rethrows the error', () => {
    const clock = new FakeClock(0)
    const thrown = new Error('at 10')
    const watcher = new Alarms(clock, [10, 20])
    clock.watch(new Alarms(clock, [10], [], () => raise(thrown)))
    clock.watch(watcher)

    expect(() => clock.advance(30)).toThrow(thrown)
    expect(clock.now()).toBe(30)
    expect(watcher.heard).toEqual([10, 20])
  })

  it('does not fall back when work moves the clock beyond where it was going', () => {
    const clock = new FakeClock(0)
    clock.watch(new Alarms(clock, [10], [], () => clock.advance(100)))

    clock.advance(20)

    expect(clock.now()).toBe(110)
  })

  it('still arrives when work moves the clock less far', () => {
    const clock = new FakeClock(0)
    clock.watch(new Alarms(clock, [10], [], () => clock.advance(5)))

    clock.advance(20)

    expect(clock.now()).toBe(20)
  })

  it('runs each piece of work once when work moves the clock past the rest', () => {
    const clock = new FakeClock(0)
    const watcher = new Alarms(clock, [10, 15, 30])
    clock.watch(new Alarms(clock, [10], [], () => clock.advance(10)))
    clock.watch(watcher)

    clock.advance(30)

    expect(watcher.heard).toEqual([10, 15, 30])
  })
})

describe('systemClock', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  it('reads the system time', () => {
    const before = Date.now()
    const now = systemClock.now()

    expect(now).toBeGreaterThanOrEqual(before)
    expect(now).toBeLessThanOrEqual(Date.now())
  })

  it('follows fake timers that are installed later', () => {
    const clock: Clock = systemClock
    vi.useFakeTimers({ now: 5000 })

    expect(clock.now()).toBe(5000)
    vi.advanceTimersByTime(250)
    expect(clock.now()).toBe(5250)
  })
})

/** Notes the time on the clock at each of its due times. */
class Alarms implements ClockWatcher {
  readonly #clock: Clock
  readonly #dues: number[]
  readonly #ring: () => void
  readonly heard: number[]

  constructor(clock: Clock, dues: number[], heard: number[] = [], ring = (): void => undefined) {
    this.#clock = clock
    this.#dues = dues
    this.#ring = ring
    this.heard = heard
  }

  nextDue(): number | undefined {
    return this.#dues[0]
  }

  settle(): void {
    for (let due = this.#dues[0]; due !== undefined && due <= this.#clock.now();) {
      this.#dues.shift()
      this.heard.push(this.#clock.now())
      this.#ring()
      due = this.#dues[0]
    }
  }
}

function notTimes(): { found: unknown }[] {
  return [
    { found: Number.NaN },
    { found: Infinity },
    { found: 8.64e15 + 1 },
    { found: 'soon' },
    { found: new Date(Number.NaN) },
    { found: null },
    { found: true },
    { found: 5n },
  ]
}

function notWhole(found: string): TypeError {
  return new TypeError(`Cannot advance the clock: found ${found}, expected whole milliseconds`)
}

function backwards(found: number): RangeError {
  return new RangeError(
    `Cannot advance the clock: found ${found} milliseconds, expected 0 or more, a FakeClock never moves backwards`,
  )
}

function noParts(found: string): TypeError {
  return new TypeError(
    `Cannot advance the clock: found ${found}, expected milliseconds, or an object of any of days, hours, minutes, seconds, milliseconds`,
  )
}

function raise(error: Error): never {
  throw error
}

describe('FakeClock.advance, pushed too far', () => {
  it('refuses a time beyond the range of Date, and stands still', () => {
    const clock = new FakeClock(0)
    expect(() => clock.advance(8.64e15 + 1)).toThrow('Cannot advance the clock: found')
    expect(clock.now()).toBe(0)
  })

  it('reports a watcher that leaves due work undone, instead of looping forever', () => {
    const clock = new FakeClock(0)
    clock.watch({ nextDue: () => 1000, settle: () => undefined })
    expect(() => clock.advance(2000)).toThrow('found a watcher that leaves due work undone')
  })
})

describe('isClock and readClock', () => {
  it.each([0, -1.5, 8_640_000_000_000_000, -8_640_000_000_000_000])('accept %d', (time) => {
    expect(isClock({ now: () => time })).toBe(true)
    expect(readClock({ now: () => time })).toBe(time)
  })

  it.each([8_640_000_000_000_001, -8_640_000_000_000_001, Number.NaN, -Infinity, '0', 0n, null])(
    'refuse %s',
    (found) => {
      const clock = { now: () => found as number }
      expect(isClock(clock)).toBe(false)
      expect(() => readClock(clock)).toThrow(/^Cannot read the clock: found .*, expected epoch/)
    },
  )

  it.each([undefined, null, 5, {}, { now: 0 }])('find no clock in %j', (found) => {
    expect(isClock(found)).toBe(false)
  })
})
