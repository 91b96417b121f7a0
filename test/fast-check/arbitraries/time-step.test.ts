import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeSync, FakeClock, type FakeSync, systemClock } from '../../../src/core.ts'
import { type TimeStep, timeStep } from '../../../src/fast-check/arbitraries/time-step.ts'
import { expectEdges, simplestOf } from './expectations.ts'

describe('timeStep', () => {
  it.each([
    { step: 'to 1 ms before the 1st expiry', time: 999 },
    { step: 'to the 1st expiry', time: 1000 },
    { step: 'to 1 ms after the 1st expiry', time: 1001 },
    { step: 'to 1 ms before the 2nd expiry', time: 1999 },
    { step: 'to the 2nd expiry', time: 2000 },
    { step: 'to 1 ms after the 2nd expiry', time: 2001 },
    { step: 'to the 3rd expiry', time: 9000 },
    { step: 'to the 4th expiry', time: 9000 },
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

  it('takes a small step when nothing will expire', () => {
    const sync = newFake()
    sync.streams.create()

    take('to 1 ms before the 1st expiry', sync)
    expect(sync.clock.now()).toBe(1)
  })

  it('takes a plain step', () => {
    const sync = newFake()

    take('by 1001 ms', sync)
    expect(sync.clock.now()).toBe(1001)
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
    const printed = fc.sample(timeStep(), 100).map((step) => fc.stringify([step]))
    for (const text of printed) {
      expect(text).toMatch(/^\[(?:by \d+ ms|to (?:1 ms (?:before|after) )?the \d.. expiry)\]$/)
    }
  })

  it('generates the edges', () => {
    const places = ['1st', '2nd', '3rd', '4th'].map((place) => `the ${place} expiry`)
    const names = places.flatMap((place) => [
      `to 1 ms before ${place}`,
      `to ${place}`,
      `to 1 ms after ${place}`,
    ])
    const plain = ['by 1 ms', 'by 999 ms', 'by 1000 ms', 'by 1001 ms', 'by 86400000 ms']
    const edges = [...names, ...plain].map(
      (name) => [name, (step: TimeStep) => String(step) === name] as const,
    )
    expectEdges(timeStep(), Object.fromEntries(edges))
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
