import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Clock, type ClockWatcher, FakeClock } from '../../../src/domain/time/clock.ts'
import { type Expiring, Timeline } from '../../../src/domain/time/timeline.ts'

describe('Timeline.now', () => {
  it('is the time of the clock', () => {
    const clock = new FakeClock(0)
    const timeline = new Timeline(clock)

    clock.advance(5)

    expect(timeline.now()).toBe(5)
  })
})

describe('Timeline.takeSequence', () => {
  it('counts from 0', () => {
    const timeline = new Timeline(new FakeClock())

    expect([timeline.takeSequence(), timeline.takeSequence()]).toEqual([0, 1])
  })
})

describe('Timeline.isTaken', () => {
  it('distinguishes numbers that were taken from those that were not', () => {
    const timeline = new Timeline(new FakeClock())
    timeline.takeSequence()

    expect([0, 1, -1, 0.5, '0'].filter((found) => timeline.isTaken(found))).toEqual([0])
  })
})

describe('Timeline.settle', () => {
  it.each([
    { now: 999, ended: [] },
    { now: 1000, ended: [0] },
    { now: 1001, ended: [0] },
  ])('at $now ends $ended of the items due at 1000', ({ now, ended }) => {
    const clock = { time: 0, now: () => clock.time }
    const ends: number[] = []
    const timeline = new Timeline(clock)
    timeline.schedule(itemOf(timeline, ends, 1000))

    clock.time = now
    timeline.settle()

    expect(ends).toEqual(ended)
  })

  it('ends due items like a sorted array, whatever was scheduled, moved and cancelled', () => {
    fc.assert(
      fc.property(fc.array(steps(), { maxLength: 80, size: 'max' }), (run) => {
        const clock = { time: 0, now: () => clock.time }
        const ends: number[] = []
        const timeline = new Timeline(clock)
        const items = Array.from({ length: itemCount }, () => itemOf(timeline, ends, 0))
        let queue: Expiring[] = []

        for (const { index, delay, pause } of run) {
          const item = items[index] as Expiring
          queue = queue.filter((queued) => queued !== item)
          if (delay === undefined) {
            timeline.cancel(item)
          } else {
            item.due = clock.time + delay
            timeline.schedule(item)
            queue.push(item)
          }
          queue.sort((one, other) => one.due - other.due || one.sequence - other.sequence)
          expect(timeline.nextDue()).toBe(queue[0]?.due)

          clock.time += pause
          timeline.settle()
          const due = queue.filter((queued) => queued.due <= clock.time)
          queue = queue.slice(due.length)
          expect(ends.splice(0)).toEqual(due.map(({ sequence }) => sequence))
        }
      }),
    )
  })

  it('ends items that the end of another makes due', () => {
    const clock = { time: 0, now: () => clock.time }
    const ends: number[] = []
    const timeline = new Timeline(clock)
    const second = itemOf(timeline, ends, 10)
    const first: Expiring = {
      sequence: timeline.takeSequence(),
      due: 5,
      position: -1,
      expire: () => timeline.schedule(second),
    }
    timeline.schedule(first)

    clock.time = 10
    timeline.settle()

    expect(ends).toEqual([second.sequence])
  })
})

describe('Timeline.schedule', () => {
  it('lets a FakeClock end items as it passes them', () => {
    const clock = new FakeClock(0)
    const ends: number[] = []
    const timeline = new Timeline(clock)
    const [late, early] = [itemOf(timeline, ends, 20), itemOf(timeline, ends, 10)]
    timeline.schedule(late)
    timeline.schedule(early)

    clock.advance(20)

    expect(ends).toEqual([early.sequence, late.sequence])
  })

  it('watches the clock only while something can fall due', () => {
    const clock = new WatchedClock()
    const timeline = new Timeline(clock)
    const [one, other] = [itemOf(timeline, [], 10), itemOf(timeline, [], 20)]

    expect(clock.watchers.size).toBe(0)
    timeline.schedule(one)
    timeline.schedule(other)
    expect([...clock.watchers]).toEqual([timeline])
    timeline.cancel(one)
    expect(clock.watchers.size).toBe(1)
    timeline.cancel(other)
    expect(clock.watchers.size).toBe(0)
    timeline.schedule(one)
    expect(clock.watchers.size).toBe(1)
  })
})

describe('Timeline.cancel', () => {
  it('keeps the rest in due order, including the last scheduled', () => {
    const clock = { time: 0, now: () => clock.time }
    const ends: number[] = []
    const timeline = new Timeline(clock)
    const dues = [1, 10, 2, 11, 12, 3, 5, 13, 14, 15, 16, 4]
    const items = dues.map((due) => itemOf(timeline, ends, due))
    for (const item of items) timeline.schedule(item)

    timeline.cancel(items[dues.indexOf(13)] as Expiring)
    clock.time = 20
    timeline.settle()

    expect(ends.map((sequence) => dues[sequence])).toEqual([1, 2, 3, 4, 5, 10, 11, 12, 14, 15, 16])
  })

  it('ignores an item that was never scheduled', () => {
    const timeline = new Timeline(new FakeClock(0))
    timeline.schedule(itemOf(timeline, [], 10))

    timeline.cancel(itemOf(timeline, [], 5))

    expect(timeline.nextDue()).toBe(10)
  })
})

describe('Timeline.clear', () => {
  it('empties the queue, counts from 0 again and leaves the clock alone', () => {
    const clock = new WatchedClock()
    const timeline = new Timeline(clock)
    timeline.schedule(itemOf(timeline, [], 10))

    timeline.clear()

    expect(timeline.nextDue()).toBeUndefined()
    expect(timeline.takeSequence()).toBe(0)
    expect(clock.watchers.size).toBe(0)
  })

  it('releases items, which can be cancelled or scheduled again', () => {
    const timeline = new Timeline(new FakeClock(0))
    const item = itemOf(timeline, [], 10)
    timeline.schedule(item)

    timeline.clear()
    timeline.cancel(item)
    timeline.schedule(item)

    expect(timeline.nextDue()).toBe(10)
  })
})

class WatchedClock implements Clock {
  readonly watchers = new Set<ClockWatcher>()

  now(): number {
    return 0
  }

  watch(watcher: ClockWatcher): () => void {
    this.watchers.add(watcher)
    return () => {
      this.watchers.delete(watcher)
    }
  }
}

/** An item that notes its end. */
function itemOf(timeline: Timeline, ends: number[], due: number): Expiring {
  const sequence = timeline.takeSequence()
  return { sequence, due, position: -1, expire: () => void ends.push(sequence) }
}

const itemCount = 20

interface Step {
  readonly index: number
  /** Until it is due; without it, the item is cancelled. */
  readonly delay: number | undefined
  readonly pause: number
}

/** Schedules an item, moves it or cancels it, then lets time pass. Few delays make many ties. */
function steps(): fc.Arbitrary<Step> {
  return fc.record({
    index: fc.nat(itemCount - 1),
    delay: fc.option(fc.nat(20), { nil: undefined, freq: 3 }),
    pause: fc.constantFrom(0, 0, 0, 0, 1, 5),
  })
}
