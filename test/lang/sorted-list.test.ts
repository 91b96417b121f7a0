import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SortedList, type SliceOptions } from '../../src/lang/sorted-list.ts'

interface Item<Key> {
  readonly key: Key
}

describe('SortedList', () => {
  it('is empty at first', () => {
    const list = new SortedList<number, Item<number>>()

    expect(list.size).toBe(0)
    expect([...list.slice(), ...list.slice({ order: 'desc' })]).toEqual([])
  })

  it.each([
    { name: 'numbers', keys: fc.nat(60) },
    {
      name: 'strings',
      keys: fc.string({ unit: fc.constantFrom('a', 'b', 'é', '😀'), maxLength: 4 }),
    },
  ])(
    'reads $name like a sorted array, whatever was set and deleted',
    ({ keys }: { keys: fc.Arbitrary<number | string> }) => {
      fc.assert(
        fc.property(changes(keys), slices(keys), (changed, slice) => {
          const { list, model } = apply(changed)

          expect(list.size).toBe(model.size)
          expect(keysOf(list.slice())).toEqual(sorted(model))
          expect(keysOf(list.slice(slice))).toEqual(sliceOf(model, slice))
        }),
        { seed: 11, numRuns: 1000 },
      )
    },
  )

  it('compares strings by code units, as JavaScript does', () => {
    const { list } = apply(['b', 'B', 'ä', '\uffff', '😀', ''].map((key) => ({ set: key })))

    expect(keysOf(list.slice())).toEqual(['', 'B', 'b', 'ä', '😀', '\uffff'])
  })

  it('returns the item that was set last', () => {
    const list = new SortedList<number, { key: number; name: string }>()
    list.set(1, { key: 1, name: 'first' })
    list.set(1, { key: 1, name: 'second' })

    expect([...list.slice()]).toEqual([{ key: 1, name: 'second' }])
    expect(list.size).toBe(1)
  })

  it('holds a hundred thousand, most of which are deleted from the front', () => {
    const count = 100_000
    const list = listOf(Array.from({ length: count }, (_, key) => key))
    for (let key = 0; key < count - 3; key += 1) list.delete(key)

    expect(list.size).toBe(3)
    expect(keysOf(list.slice())).toEqual([99_997, 99_998, 99_999])
  })

  it('is empty and usable after clear', () => {
    const list = listOf([1, 2, 3])

    list.clear()
    list.set(2, { key: 2 })

    expect(list.size).toBe(1)
    expect(keysOf(list.slice())).toEqual([2])
  })
})

describe('SortedList.slice', () => {
  it.each(['asc', 'desc'] as const)(
    'meets, read on from the last key, all that is there throughout exactly once, %s',
    (order) => {
      const edits = fc.array(changes(fc.nat(40)), { maxLength: 40, size: 'max' })
      fc.assert(
        fc.property(changes(fc.nat(40)), edits, fc.integer({ min: 1, max: 3 }), (...run) => {
          const [changed, edited, limit] = run
          const { list, model } = apply(changed)
          const throughout = new Set(model)
          const met: number[] = []
          for (let from: number | undefined, page = 0; ; page += 1) {
            const keys = keysOf(list.slice({ order, from, bounds: 'exclusive', limit }))
            if (keys.length === 0) break
            met.push(...keys)
            from = keys.at(-1)
            for (const change of edited[page] ?? []) {
              if ('delete' in change) throughout.delete(change.delete)
              make(list, change)
            }
          }

          expect(met).toEqual(order === 'asc' ? sorted(met) : sorted(met).reverse())
          expect(new Set(met).size).toBe(met.length)
          expect(met).toEqual(expect.arrayContaining([...throughout]))
        }),
        { seed: 12, numRuns: 500 },
      )
    },
  )

  it('returns what no later change touches', () => {
    const list = listOf([1, 2])
    const read = list.slice()
    list.delete(1)
    expect(keysOf(read)).toEqual([1, 2])
  })

  it('reads past gaps, before and after they are closed', () => {
    const list = listOf(Array.from({ length: 1000 }, (_, key) => key))
    for (let key = 0; key < 400; key += 1) list.delete(key)
    const first = (): number[] => keysOf(list.slice({ limit: 1 }))
    expect(Array.from({ length: 10 }, first)).toEqual(Array.from({ length: 10 }, () => [400]))
  })
})

type Change<Key> = { readonly set: Key } | { readonly delete: Key }

function changes<Key>(keys: fc.Arbitrary<Key>): fc.Arbitrary<Change<Key>[]> {
  return fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.record({ set: keys }) },
      { weight: 2, arbitrary: fc.record({ delete: keys }) },
    ),
    { maxLength: 80, size: 'max' },
  )
}

function slices<Key>(keys: fc.Arbitrary<Key>): fc.Arbitrary<SliceOptions<Key>> {
  return fc.record(
    {
      order: fc.constantFrom('asc', 'desc'),
      from: keys,
      bounds: fc.constantFrom('inclusive', 'exclusive'),
      limit: fc.nat(5),
    },
    { requiredKeys: [] },
  )
}

type List<Key extends number | string> = SortedList<Key, Item<Key>>

function apply<Key extends number | string>(
  changed: readonly Change<Key>[],
): { list: List<Key>; model: Set<Key> } {
  const list: List<Key> = new SortedList()
  const model = new Set<Key>()
  for (const change of changed) {
    make(list, change)
    if ('set' in change) model.add(change.set)
    else model.delete(change.delete)
  }
  return { list, model }
}

function make<Key extends number | string>(list: List<Key>, change: Change<Key>): void {
  if ('set' in change) list.set(change.set, { key: change.set })
  else list.delete(change.delete)
}

function listOf(keys: readonly number[]): List<number> {
  return apply(keys.map((key) => ({ set: key }))).list
}

function sorted<Key>(model: Iterable<Key>): Key[] {
  return [...model].sort((one, other) => (one < other ? -1 : 1))
}

/** What a slice holds, by looking at every key. */
function sliceOf<Key extends number | string>(
  model: ReadonlySet<Key>,
  { order, from, bounds, limit }: SliceOptions<Key>,
): Key[] {
  const keys = order === 'desc' ? sorted(model).reverse() : sorted(model)
  const inBounds = keys.filter((key) => {
    if (from === undefined) return true
    if (key === from) return bounds !== 'exclusive'
    return order === 'desc' ? key < from : key > from
  })
  return inBounds.slice(0, limit)
}

function keysOf<Key>(items: Iterable<Item<Key>>): Key[] {
  return Array.from(items, ({ key }) => key)
}
