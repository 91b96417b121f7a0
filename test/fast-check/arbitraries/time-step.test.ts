import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeSync, FakeClock, type FakeSync, systemClock } from '../../../src/core.ts'
import { type TimeStep, timeStep } from '../../../src/fast-check/arbitraries/time-step.ts'
import { expectEdges, simplestOf } from './expectations.ts'

describe('timeStep', () => {
  it('goes to the expiry of objects of every kind and of items', () => {
    const [toFirst] = fc.sample(
      timeStep().filter((step) => String(step) === 'to the 1st expiry'),
      1,
    )
    const sync = createFakeSync({ clock: new FakeClock(0) })
    sync.streams.create({ ttl: 60 })
    sync.documents.create({ ttl: 50 })
    sync.lists.create({ uniqueName: 'queue', ttl: 40 })
    sync.lists.items('queue').create({ data: {}, ttl: 30 })
    sync.maps.create({ uniqueName: 'players', ttl: 20 })
    sync.maps.items('players').create({ key: 'ann', data: {}, ttl: 10 })
    const times = [1, 2, 3, 4, 5, 6].map(() => {
      toFirst?.take(sync)
      return sync.clock.now() / 1000
    })
    expect(times).toEqual([10, 20, 30, 40, 50, 60])
  })

  it.each([
    { step: 'to 1 ms before the 1st expiry', time: 999 },
    { step: 'to the 1st expiry', time: 1000 },
    { step: 'to 1 ms after the 1st expiry', time: 1001 },
    { step: 'to 1 ms before the 2nd expiry', time: 1999 },
    { step: 'to the 2nd expiry', time: 2000 },
    { step: 'to 1 ms after the 2nd expiry', time: 2001 },
    { step: 'to the 3rd expiry', time: 9000 },
    { step: 'to the 4th expiry', time: 9000 },
    { step: 'a quarter of the way to the 1st expiry', time: 250 },
    { step: 'half of the way to the 2nd expiry', time: 1000 },
    { step: 'three quarters of the way to the 3rd expiry', time: 6750 },
    { step: 'half of the way to the 4th expiry', time: 4500 },
  ])('goes $step in any service', ({ step, time }) => {
    const sync = newFake()
    sync.streams.create({ ttl: 9 })
    sync.streams.create({ ttl: 2 })
    sync.service(`IS${'1'.repeat(32)}`).streams.create({ ttl: 1 })
    sync.service(`IS${'1'.repeat(32)}`).streams.create({ ttl: 2 })
    sync.streams.create()

    take(step, sync)
    expect(sync.clock.now()).toBe(time)
  })

  it('counts only upcoming expiries', () => {
    const sync = newFake()
    sync.streams.create({ ttl: 1 })
    sync.streams.create({ ttl: 2 })

    take('to the 1st expiry', sync)
    take('to the 1st expiry', sync)
    expect(sync.clock.now()).toBe(2000)
  })

  it('skips streams that have expired and may still be seen', () => {
    const sync = createFakeSync({ clock: new FakeClock(0), limits: { expiryLagSeconds: 9 } })
    sync.streams.create({ ttl: 1 })
    sync.streams.create({ ttl: 2 })

    take('to the 1st expiry', sync)
    take('to the 1st expiry', sync)
    expect(sync.clock.now()).toBe(2000)
  })

  it.each([
    { step: 'to the 1st expiry', time: 1000 },
    { step: 'to 1 ms before the 2nd expiry', time: 1999 },
    { step: 'to the 2nd expiry', time: 2000 },
    { step: 'to the 3rd expiry', time: 3000 },
    { step: 'to 1 ms after the 4th expiry', time: 4001 },
  ])('goes $step with an expiry lag', ({ step, time }) => {
    const sync = createFakeSync({ clock: new FakeClock(0), limits: { expiryLagSeconds: 2 } })
    sync.streams.create({ ttl: 1 })
    sync.streams.create({ ttl: 2 })

    take(step, sync)
    expect(sync.clock.now()).toBe(time)
  })

  it('leads to where an expired stream disappears', () => {
    const sync = createFakeSync({ clock: new FakeClock(0), limits: { expiryLagSeconds: 9 } })
    sync.streams.create({ ttl: 1 })

    take('to the 1st expiry', sync)
    take('to 1 ms before the 1st expiry', sync)
    expect(sync.streams.size).toBe(1)
    take('by 1 ms', sync)
    expect(sync.clock.now()).toBe(10_000)
    expect(sync.streams.size).toBe(0)
  })

  it.each(['to 1 ms before the 1st expiry', 'half of the way to the 2nd expiry'])(
    'goes by 1 ms instead of %s when nothing will expire',
    (step) => {
      const sync = newFake()
      sync.streams.create()

      take(step, sync)
      expect(sync.clock.now()).toBe(1)
    },
  )

  it('always moves when it goes part of the way', () => {
    const sync = newFake()
    sync.streams.create({ ttl: 1 })
    sync.clock.advance(999)

    take('a quarter of the way to the 1st expiry', sync)
    expect(sync.clock.now()).toBe(1000)
  })

  it('takes a plain step', () => {
    const sync = newFake()

    take('by 1.001 s', sync)
    expect(sync.clock.now()).toBe(1001)
  })

  it.each([{ longest: { seconds: 5 } }, { longest: 5000 }])(
    'moves by no more than the longest step: $longest',
    (options) => {
      const moved = fc.sample(timeStep(options), { seed: 1, numRuns: 1000 }).map((step) => {
        const sync = newFake()
        for (const ttl of [3, 5, 60, 3600]) sync.streams.create({ ttl })
        step.take(sync)
        return sync.clock.now()
      })
      expect(Math.max(...moved)).toBe(5000)
      expect(moved).toContain(3001)
      expect(moved).toContain(4)
    },
  )

  it('says how long it is at most', () => {
    const steps = fc.sample(timeStep({ longest: { minutes: 5 } }), { seed: 1, numRuns: 100 })
    const texts = steps.map(String).filter((text) => text.includes('expiry'))
    expect(texts.length).toBeGreaterThan(30)
    for (const text of texts) expect(text).toMatch(/expiry, but by 5 min at most$/)
  })

  it.each([
    [null, 'found null for the options, expected an object'],
    [{ most: 1 }, 'found the unknown option most, expected longest'],
    [{ longest: 0 }, 'found 0 for longest, expected 1 millisecond or more'],
    [{ longest: { days: -1 } }, 'found {"days":-1} for longest, expected 1 millisecond or more'],
    [{ longest: 0.5 }, 'found 0.5 for longest, expected whole milliseconds'],
    [{ longest: Infinity }, 'found Infinity for longest, expected whole milliseconds'],
    [
      { longest: { minute: 1 } },
      'found {"minute":1} for longest, expected milliseconds, or an object of any of days, hours, minutes, seconds, milliseconds',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => timeStep(options as object)).toThrow(
      new TypeError(`Cannot make time steps: ${message}`),
    )
  })

  it('never goes backwards', () => {
    const ttls = fc.array(fc.nat(3))
    fc.assert(
      fc.property(ttls, fc.array(timeStep()), (lives, steps) => {
        const sync = newFake()
        for (const ttl of lives) sync.streams.create({ ttl })
        for (const step of steps) {
          const before = sync.clock.now()
          step.take(sync)
          expect(sync.clock.now()).toBeGreaterThanOrEqual(before)
        }
      }),
    )
  })

  it('can be taken again', () => {
    const [step] = fc.sample(timeStep(), 1)
    const sync = newFake()
    step?.take(sync)
    const once = sync.clock.now()
    step?.take(sync)
    expect(sync.clock.now()).toBe(2 * once)
  })

  it.each([
    { target: createFakeSync({ clock: systemClock }), found: 'a clock without set()' },
    { target: undefined, found: 'nothing with a clock' },
  ])('needs a FakeClock: $found', ({ target, found }) => {
    const [step] = fc.sample(timeStep(), 1)
    expect(() => step?.take(target as never)).toThrow(
      new TypeError(
        `Cannot take a time step: found ${found}, expected a FakeClock: create the fake with { clock: new FakeClock('2026-01-01') }, or move the fake timers of your test instead`,
      ),
    )
  })

  it('prints as it reads', () => {
    const printed = fc.sample(timeStep(), { seed: 1, numRuns: 12 }).map((step) => String(step))
    expect(printed).toMatchInlineSnapshot(`
      [
        "three quarters of the way to the 3rd expiry",
        "to 1 ms after the 1st expiry",
        "by 9 d",
        "by 10 ms",
        "half of the way to the 3rd expiry",
        "by 365 d",
        "by 1 d",
        "by 10 h 14 min 3.271 s",
        "to 1 ms before the 2nd expiry",
        "half of the way to the 3rd expiry",
        "to 1 ms after the 4th expiry",
        "three quarters of the way to the 1st expiry",
      ]
    `)
    const [step] = fc.sample(timeStep(), { seed: 1, numRuns: 1 })
    expect(fc.stringify([step])).toBe(`[${printed[0]}]`)
  })

  it('generates the edges', () => {
    const places = ['1st', '2nd', '3rd', '4th'].map((place) => `the ${place} expiry`)
    const names = places.flatMap((place) => [
      `to 1 ms before ${place}`,
      `to ${place}`,
      `to 1 ms after ${place}`,
      `a quarter of the way to ${place}`,
      `half of the way to ${place}`,
      `three quarters of the way to ${place}`,
    ])
    const plain = ['1 ms', '999 ms', '1 s', '1.001 s', '1 min', '1 h', '1 d', '365 d']
    const edges = [...names, ...plain.map((length) => `by ${length}`)].map(
      (name) => [name, (step: TimeStep) => String(step) === name] as const,
    )
    expectEdges(timeStep(), Object.fromEntries(edges))
  })

  it.each([1, 2, 3])('moves by lengths of every scale with seed %i', (seed) => {
    const lengths = plainLengths(fc.sample(timeStep(), { seed, numRuns: 1000 }))
    const counts = scales.map(
      ([least, most]) => lengths.filter((length) => length >= least && length < most).length,
    )
    expect(Math.min(...counts)).toBeGreaterThan(20)
    expect(Math.max(...counts)).toBeLessThan(120)
    // And of every power of ten.
    const digits = lengths.map((length) => String(length).length)
    expect([...new Set(digits)].sort((one, other) => one - other)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ])
  })

  it.each([1, 2, 3])('goes part of the way as often as to the edges with seed %i', (seed) => {
    const texts = fc.sample(timeStep(), { seed, numRuns: 1000 }).map(String)
    const partial = texts.filter((text) => text.includes('of the way')).length
    const edges = texts.filter((text) => text.startsWith('to ')).length
    expect(Math.abs(partial - edges)).toBeLessThan(80)
    expect(partial + edges).toBeGreaterThan(420)
  })

  it('shrinks to the shortest that matters, across all scales', () => {
    const isLate = (step: TimeStep): boolean => {
      const sync = newFake()
      step.take(sync)
      return sync.clock.now() >= 12_345
    }
    expect(simplestOf(timeStep(), isLate).map(String)).toEqual(['by 12.345 s'])
  })

  it('shrinks to a millisecond', () => {
    expect(simplestOf(timeStep()).map(String)).toEqual(['by 1 ms'])
  })
})

function newFake(): FakeSync {
  return createFakeSync({ clock: new FakeClock(0) })
}

/** Takes the step that is called so. */
function take(name: string, sync: FakeSync): void {
  const [step] = fc.sample(
    timeStep().filter((one) => String(one) === name),
    1,
  )
  step?.take(sync)
}

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000]

/** In milliseconds, from the first to before the second. */
const scales = [
  [1, 10],
  [10, 100],
  [100, second],
  [second, 10 * second],
  [10 * second, minute],
  [minute, 10 * minute],
  [10 * minute, hour],
  [hour, day],
  [day, 30 * day],
  [30 * day, 365 * day],
] as const

/** How far the steps go that lead to no expiry, in milliseconds. */
function plainLengths(steps: readonly TimeStep[]): number[] {
  return steps
    .filter((step) => String(step).startsWith('by '))
    .map((step) => {
      const sync = newFake()
      step.take(sync)
      return sync.clock.now()
    })
}
