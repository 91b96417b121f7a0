import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SortedList, type WalkOptions } from '../../src/lang/sorted-list.ts'

interface Item<Key> {
  readonly key: Key
}

describe('SortedList', () => {
  it('is empty at first', () => {
    const list = new SortedList<number, Item<number>>()

    expect(list.size).toBe(0)
    expect([...list.walk(), ...list.walk({ order: 'desc' })]).toEqual([])
  })

  it.each([
    { name: 'numbers', keys: fc.nat(60) },
    {
      name: 'strings',
      keys: fc.string({ unit: fc.constantFrom('a', 'b', 'é', '😀'), maxLength: 4 }),
    },
  ])(
    'walks over $name like a sorted array, whatever was set and deleted',
    ({ keys }: { keys: fc.Arbitrary<number | string> }) => {
      fc.assert(
        fc.property(changes(keys), walks(keys), (changed, walk) => {
          const { list, model } = apply(changed)

          expect(list.size).toBe(model.size)
          expect(keysOf(list.walk())).toEqual(sorted(model))
          expect(keysOf(list.walk(walk))).toEqual(walkOver(model, walk))
        }),
        { seed: 11, numRuns: 1000 },
      )
    },
  )

  it('compares strings by code units, as JavaScript does', () => {
    const { list } = apply(['b', 'B', 'ä', '\uffff', '😀', ''].map((key) => ({ set: key })))

    expect(keysOf(list.walk())).toEqual(['', 'B', 'b', 'ä', '😀', '\uffff'])
  })

  it('returns the item that was set last', () => {
    const list = new SortedList<number, { key: number; name: string }>()
    list.set(1, { key: 1, name: 'first' })
    list.set(1, { key: 1, name: 'second' })

    expect([...list.walk()]).toEqual([{ key: 1, name: 'second' }])
    expect(list.size).toBe(1)
  })

  it('holds a hundred thousand, most of which are deleted from the front', () => {
    const count = 100_000
    const list = listOf(Array.from({ length: count }, (_, key) => key))
    for (let key = 0; key < count - 3; key += 1) list.delete(key)

    expect(list.size).toBe(3)
    expect(keysOf(list.walk())).toEqual([99_997, 99_998, 99_999])
  })

  it('is empty and usable after clear', () => {
    const list = listOf([1, 2, 3])

    list.clear()
    list.set(2, { key: 2 })

    expect(list.size).toBe(1)
    expect(keysOf(list.walk())).toEqual([2])
  })
})

describe('SortedList.walk, while the list changes', () => {
  it.each([
    { order: 'asc', read: [1, 2, 3, 40] },
    { order: 'desc', read: [40, 3, 2, 1] },
  ] as const)('goes on over what is added beyond, $order', ({ order, read }) => {
    const [first, last] = order === 'asc' ? [1, 40] : [40, 1]
    const list = listOf([first, 2, 3])
    const found: number[] = []
    for (const { key } of list.walk({ order })) {
      found.push(key)
      list.delete(key)
      if (key === first) list.set(last, { key: last })
    }

    expect(found).toEqual(read)
    expect(list.size).toBe(0)
  })

  it('visits all that is there throughout exactly once, in order', () => {
    const edits = fc.array(changes(fc.nat(40)), { maxLength: 40, size: 'max' })
    fc.assert(
      fc.property(changes(fc.nat(40)), edits, fc.boolean(), (changed, edited, isAscending) => {
        const { list, model } = apply(changed)
        const throughout = new Set(model)
        const found: number[] = []
        const steps = edited.values()
        for (const { key } of list.walk({ order: isAscending ? 'asc' : 'desc' })) {
          found.push(key)
          for (const change of steps.next().value ?? []) {
            if ('delete' in change) throughout.delete(change.delete)
            make(list, change)
          }
        }

        const inOrder = [...found].sort((one, other) => one - other)
        expect(found).toEqual(isAscending ? inOrder : inOrder.reverse())
        expect(new Set(found).size).toBe(found.length)
        expect(found).toEqual(expect.arrayContaining([...throughout]))
      }),
      { seed: 12, numRuns: 500 },
    )
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

function walks<Key>(keys: fc.Arbitrary<Key>): fc.Arbitrary<WalkOptions<Key>> {
  return fc.record(
    {
      order: fc.constantFrom('asc', 'desc'),
      from: keys,
      bounds: fc.constantFrom('inclusive', 'exclusive'),
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

/** What a walk visits, by looking at every key. */
function walkOver<Key extends number | string>(
  model: ReadonlySet<Key>,
  { order, from, bounds }: WalkOptions<Key>,
): Key[] {
  const keys = order === 'desc' ? sorted(model).reverse() : sorted(model)
  return keys.filter((key) => {
    if (from === undefined) return true
    if (key === from) return bounds !== 'exclusive'
    return order === 'desc' ? key < from : key > from
  })
}

function keysOf<Key>(items: Iterable<Item<Key>>): Key[] {
  return Array.from(items, ({ key }) => key)
}
