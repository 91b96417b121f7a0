import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeSync } from '../../../src/core.ts'
import { fakeSyncPlugin } from '../../../src/fast-check/plugin/plugin.ts'
import { renewSchedulers } from '../../../src/fast-check/plugin/renew-schedulers.ts'

function newScheduler(): fc.Scheduler {
  const [scheduler] = fc.sample(fc.scheduler(), { seed: 1, numRuns: 1 })
  return scheduler as fc.Scheduler
}

describe('renewSchedulers', () => {
  const scheduler = newScheduler()
  const nothing = Object.assign(Object.create(null) as object, { deep: [scheduler] })

  it.each<[where: string, value: unknown, place: (value: never) => unknown]>([
    ['as the value', scheduler, (value) => value],
    ['in a list', [1, scheduler], ([, one]: unknown[]) => one],
    ['in a list of lists', [[[scheduler]]], ([[[one]]]: [[[unknown]]]) => one],
    ['in a record', { a: { b: scheduler } }, ({ a }: { a: { b: unknown } }) => a.b],
    ['in an object without prototype', nothing, ({ deep }: { deep: unknown[] }) => deep[0]],
    [
      'beside a member called __proto__',
      [{ ['__proto__']: 1, s: scheduler }],
      ([{ s }]: [{ s: unknown }]) => s,
    ],
  ])('replaces a scheduler %s', (_, value, place) => {
    const { value: renewed, schedulers } = renewSchedulers(value)
    expect(schedulers).toHaveLength(1)
    expect(place(renewed as never)).toBe(schedulers[0])
    expect(schedulers[0]).not.toBe(scheduler)
    expect(place(value as never)).toBe(scheduler)
    expect(Object.getPrototypeOf(renewed)).toBe(Object.getPrototypeOf(value))
  })

  it('replaces a scheduler in two places with the same one', () => {
    const { value, schedulers } = renewSchedulers([scheduler, { again: scheduler }, newScheduler()])
    const [first, { again }] = value as [unknown, { again: unknown }]
    expect(first).toBe(again)
    expect(schedulers).toHaveLength(2)
  })

  it('copies only what leads to a scheduler', () => {
    const beside = { list: [1, 2] }
    const { value } = renewSchedulers([scheduler, beside, { beside }])
    const [, other, around] = value as [unknown, unknown, { beside: unknown }]
    expect(other).toBe(beside)
    expect(around.beside).toBe(beside)
    const plain = [{ a: 1 }, 'text']
    expect(renewSchedulers(plain)).toEqual({ value: plain, schedulers: [] })
    expect(renewSchedulers(plain).value).toBe(plain)
  })

  it('leaves alone class instances, objects with getters, and functions', () => {
    class Holder {
      readonly scheduler = scheduler
    }
    let reads = 0
    const counting = {
      scheduler,
      get count() {
        return (reads += 1)
      },
    }
    const symbol = Symbol('count')
    const hidden = Object.defineProperty({ scheduler }, symbol, { get: () => (reads += 1) })
    class List extends Array<unknown> {}
    const values = [
      new Holder(),
      List.of(scheduler),
      counting,
      hidden,
      () => scheduler,
      new Map([[1, scheduler]]),
    ]
    const { value, schedulers } = renewSchedulers([...values, newScheduler()])
    expect((value as unknown[]).slice(0, -1).every((one, index) => one === values[index])).toBe(
      true,
    )
    expect(schedulers).toHaveLength(1)
    expect(reads).toBe(0)
  })

  it('keeps symbols, hidden and fixed members, and holes', () => {
    const symbol = Symbol('name')
    const original = Object.freeze({ scheduler, [symbol]: 'kept' })
    const list = Object.assign([scheduler, , 3], { extra: 'kept' })
    const { value } = renewSchedulers([original, list])
    const [copy, copiedList] = value as [typeof original, typeof list]
    expect(copy[symbol]).toBe('kept')
    expect(Object.getOwnPropertyDescriptor(copy, 'scheduler')?.writable).toBe(false)
    expect([copiedList.length, 1 in copiedList, copiedList.extra]).toEqual([3, false, 'kept'])
  })

  it('follows cycles', () => {
    const loop: { scheduler: unknown; self?: unknown } = { scheduler }
    loop.self = { loop }
    const { value, schedulers } = renewSchedulers(loop)
    const copy = value as { scheduler: unknown; self: { loop: unknown } }
    expect(copy.scheduler).toBe(schedulers[0])
    expect(copy.self.loop).toBe(copy)
  })

  it('follows deeply nested values', () => {
    const depth = 100_000
    let value: unknown = scheduler
    for (let level = 0; level < depth; level += 1) value = [value]
    let renewed = renewSchedulers(value).value
    for (let level = 0; level < depth; level += 1) [renewed] = renewed as [unknown]
    expect(renewed).not.toBe(scheduler)
  })
})

describe('a schedule under fakeSyncPlugin', () => {
  const scheduler = fc.scheduler()
  const size = fc.nat(1000)

  it.each<[where: string, given: fc.Arbitrary<unknown>, place: (given: never) => [never, number]]>([
    ['in a tuple', fc.tuple(scheduler, size), (pair) => pair],
    [
      'in a list of schedulers',
      fc.tuple(fc.array(scheduler, { minLength: 2, maxLength: 2 }), size),
      ([[, one], rest]: [never[], number]) => [one as never, rest],
    ],
    [
      'in a record of records',
      fc.record({ app: fc.record({ scheduler }), size }),
      ({ app, size: rest }: { app: { scheduler: never }; size: number }) => [app.scheduler, rest],
    ],
  ])('replays from its path: %s', async (_, given, place) => {
    const sync = createFakeSync()
    const orders: string[] = []
    const property = fc.asyncProperty(given, async (value) => {
      const [one, rest]: [fc.Scheduler, number] = place(value as never)
      const order: number[] = []
      for (const task of [1, 2, 3, 4, 5]) {
        void one.schedule(Promise.resolve(task), `task ${task}`).then((done) => order.push(done))
      }
      await one.waitIdle()
      if (rest >= 10) orders.push(order.join())
      expect(rest).toBeLessThan(10)
    })
    const plugins = [fakeSyncPlugin(sync, { report: false })]
    const { counterexamplePath } = await fc.check(property, { seed: 1, plugins })
    const path = counterexamplePath ?? ''
    const minimal = orders.at(-1)
    orders.length = 0
    await fc.check(property, { seed: 1, path, endOnFailure: true, plugins })
    expect(path).toContain(':')
    expect(orders).toEqual([minimal])
  })
})
