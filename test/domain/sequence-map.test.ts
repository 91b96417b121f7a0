import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SequenceMap } from '../../src/domain/sequence-map.ts'

interface Item {
  readonly sequence: number
}

describe('SequenceMap', () => {
  it('is empty at first', () => {
    const items = new SequenceMap<Item>()

    expect(items.size).toBe(0)
    expect([...items.from(0)]).toEqual([])
    expect([...items.before(2 ** 32)]).toEqual([])
  })

  it('reads like a sorted array, whatever was added and deleted', () => {
    fc.assert(
      fc.property(changes(), sequences(), (changed, cut) => {
        const { items, model } = apply(changed)

        expect(items.size).toBe(model.length)
        expect(numbersOf(items.from(0))).toEqual(model)
        expect(numbersOf(items.from(cut))).toEqual(model.filter((number) => number >= cut))
        expect(numbersOf(items.before(cut))).toEqual(
          model.filter((number) => number < cut).reverse(),
        )
      }),
    )
  })

  it('reads from, and before, every number it holds and its neighbours', () => {
    fc.assert(
      fc.property(changes(), (changed) => {
        const { items, model } = apply(changed)
        const cuts = model.flatMap((number) => [number, number + 1])

        expect(cuts.map((cut) => firstOf(items.from(cut)))).toEqual(
          cuts.map((cut) => model.find((number) => number >= cut)),
        )
        expect(cuts.map((cut) => firstOf(items.before(cut)))).toEqual(
          cuts.map((cut) => model.filter((number) => number < cut).at(-1)),
        )
      }),
    )
  })

  it('returns the very items that were added', () => {
    const items = new SequenceMap<Item>()
    const item = { sequence: 33 }

    items.add(item)

    expect([...items.from(0)][0]).toBe(item)
  })

  it('holds thousands in a row', () => {
    const items = new SequenceMap<Item>()
    const numbers = Array.from({ length: 5000 }, (_, sequence) => sequence)
    for (const sequence of numbers) items.add({ sequence })

    expect(numbersOf(items.from(0))).toEqual(numbers)
    expect(numbersOf(items.before(5000))).toEqual(numbers.reverse())
  })

  it('is empty and usable after clear', () => {
    const { items } = apply([0, 31, 32, 1_000_000].map((sequence) => ({ add: sequence })))

    items.clear()
    items.add({ sequence: 5 })

    expect(items.size).toBe(1)
    expect(numbersOf(items.from(0))).toEqual([5])
  })

  it('can be changed while it is read forward', () => {
    const { items } = apply([1, 2, 3].map((sequence) => ({ add: sequence })))

    const read: number[] = []
    for (const item of items.from(0)) {
      read.push(item.sequence)
      items.delete(item)
      if (item.sequence === 1) items.add({ sequence: 40 })
    }

    expect(read).toEqual([1, 2, 3, 40])
    expect(items.size).toBe(0)
  })

  it('can be changed while it is read backward', () => {
    const { items } = apply([1, 2, 40].map((sequence) => ({ add: sequence })))

    const read: number[] = []
    for (const item of items.before(100)) {
      read.push(item.sequence)
      items.delete(item)
      if (item.sequence === 40) items.add({ sequence: 0 })
    }

    expect(read).toEqual([40, 2, 1, 0])
    expect(items.size).toBe(0)
  })
})

type Change = { readonly add: number } | { readonly delete: number }

/** Numbers that lie close together, far apart, and around the bounds of the nodes. */
function sequences(bits = 32): fc.Arbitrary<number> {
  const most = 2 ** bits - 2
  const bounds = [5, 10, 15, 20, 25, 30, 31].map((power) => 2 ** power)
  return fc
    .oneof(
      fc.nat(70),
      fc.nat(most),
      fc.nat(40).map((distance) => most - distance),
      fc.constantFrom(...bounds.flatMap((bound) => [bound - 1, bound, bound + 1])),
    )
    .map((sequence) => Math.max(0, Math.min(sequence, most)))
}

/** Of numbers up to any height. `delete` counts the items there are, so that it always means one. */
function changes(): fc.Arbitrary<Change[]> {
  return fc
    .integer({ min: 3, max: 32 })
    .chain((bits) =>
      fc.array(
        fc.oneof(
          { weight: 2, arbitrary: fc.record({ add: sequences(bits) }) },
          { weight: 1, arbitrary: fc.record({ delete: fc.nat(50) }) },
        ),
        { maxLength: 60, size: 'max' },
      ),
    )
}

function apply(changed: readonly Change[]): { items: SequenceMap<Item>; model: number[] } {
  const items = new SequenceMap<Item>()
  let model: number[] = []
  for (const change of changed) {
    if ('add' in change) {
      if (model.includes(change.add)) continue
      items.add({ sequence: change.add })
      model = [...model, change.add].sort((one, other) => one - other)
    } else {
      const sequence = model[change.delete % model.length]
      if (sequence === undefined) continue
      items.delete({ sequence })
      model = model.filter((number) => number !== sequence)
    }
  }
  return { items, model }
}

function numbersOf(items: Iterable<Item>): number[] {
  const numbers: number[] = []
  for (const { sequence } of items) {
    // A map that leads in circles is to fail, not to hang.
    if (numbers.push(sequence) > 10_000) break
  }
  return numbers
}

function firstOf(items: Iterable<Item>): number | undefined {
  const [first] = items
  return first?.sequence
}
