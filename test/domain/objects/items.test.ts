import { describe, expect, it } from 'vitest'
import type { Failure } from '../../../src/domain/rules/failure.ts'
import type { CollectionItem } from '../../../src/domain/rules/feed.ts'
import type { SyncCollection } from '../../../src/domain/rules/records.ts'
import { show } from '../../../src/lang/show.ts'
import {
  dataOf,
  expectRefusal,
  newWorld,
  noData,
  noTtls,
  type ObjectWorld,
} from './object-world.ts'

// What the items of lists and of maps have in common. The nth item that is added has the nth of the
// keys 0, 1, 2… or k0, k1, k2….

interface ItemOptions {
  readonly data: object
  readonly ttl?: number | undefined
  readonly collectionTtl?: number | undefined
  readonly createdBy?: string | undefined
}

interface AnyItems {
  readonly size: number
  now(): number
  all(): CollectionItem[]
  fetch(key: number | string): CollectionItem
  find(key: number | string): CollectionItem | undefined
  update(
    key: number | string,
    options: Partial<ItemOptions> & { readonly ifMatch?: string },
  ): CollectionItem
  remove(key: number | string, options?: { readonly ifMatch?: string }): void
  page(options: object): {
    readonly items: readonly CollectionItem[]
    readonly nextPageToken?: string
    readonly previousPageToken?: string
  }
}

interface Shelf {
  readonly noun: 'list' | 'map'
  readonly keys: readonly (number | string)[]
  readonly missing: number | string
  readonly create: (world: ObjectWorld, options?: { ttl?: number }) => SyncCollection<string>
  readonly collection: (world: ObjectWorld) => SyncCollection<string>
  readonly remove: (world: ObjectWorld) => void
  readonly items: (world: ObjectWorld) => AnyItems
  readonly add: (world: ObjectWorld, options: ItemOptions) => CollectionItem
  readonly subscribe: (
    world: ObjectWorld,
    listener: (event: { readonly type: string }) => void,
  ) => void
  readonly notFound: (key: number | string) => Failure
  readonly collectionNotFound: Failure
  readonly mismatch: (found: string, current: string) => Failure
  readonly dataMissing: Failure
}

const shelves: readonly Shelf[] = [
  {
    noun: 'list',
    keys: [0, 1, 2],
    missing: 9,
    create: ({ lists }, options) => lists.create({ uniqueName: 'x', ...options }),
    collection: ({ lists }) => lists.fetch('x'),
    remove: ({ lists }) => lists.remove('x'),
    items: ({ lists }) => lists.items('x'),
    add: ({ lists }, options) => lists.items('x').create(options),
    subscribe: ({ lists }, listener) => void lists.subscribe('x', listener),
    notFound: (key) => {
      return { kind: 'list-item-not-found', service: 'default', list: 'x', index: Number(key) }
    },
    collectionNotFound: { kind: 'list-not-found', service: 'default', list: 'x' },
    mismatch: (found, current) => ({ kind: 'list-item-revision-mismatch', found, current }),
    dataMissing: { kind: 'list-item-data-missing' },
  },
  {
    noun: 'map',
    keys: ['k0', 'k1', 'k2'],
    missing: 'none',
    create: ({ maps }, options) => maps.create({ uniqueName: 'x', ...options }),
    collection: ({ maps }) => maps.fetch('x'),
    remove: ({ maps }) => maps.remove('x'),
    items: ({ maps }) => maps.items('x'),
    add: ({ maps }, options) => {
      return maps.items('x').create({ key: `k${maps.items('x').size}`, ...options })
    },
    subscribe: ({ maps }, listener) => void maps.subscribe('x', listener),
    notFound: (key) => {
      return { kind: 'map-item-not-found', service: 'default', map: 'x', key: String(key) }
    },
    collectionNotFound: { kind: 'map-not-found', service: 'default', map: 'x' },
    mismatch: (found, current) => ({ kind: 'map-item-revision-mismatch', found, current }),
    dataMissing: { kind: 'map-item-data-missing' },
  },
]

describe.each(shelves)('the items of a $noun', (shelf) => {
  const { create, collection, items, add } = shelf
  const [first = 0, second = 0, third = 0] = shelf.keys

  function filledWorld(count = 3): ObjectWorld {
    const world = newWorld()
    create(world)
    for (let n = 0; n < count; n += 1) add(world, { data: { n } })
    return world
  }

  function eventsOf(world: ObjectWorld): unknown[] {
    const heard: unknown[] = []
    shelf.subscribe(world, (event) => {
      const item = (event as { item?: CollectionItem }).item
      const reason = (event as { reason?: string }).reason
      const at = world.clock.now()
      heard.push([event.type, ...(item === undefined ? [] : [item.revision]), reason, at])
    })
    return heard
  }

  it('are none at first, and the revision is 0', () => {
    const world = filledWorld(0)
    expect(items(world).size).toBe(0)
    expect(items(world).all()).toEqual([])
    expect(items(world).find(shelf.missing)).toBeUndefined()
    expect(items(world).page({})).toEqual({ items: [], pageSize: 50 })
    expect(collection(world).revision).toBe('0')
  })

  it('share one counter with it: adding, changing and removing each take the next number', () => {
    const world = filledWorld(2)
    expect(items(world).update(first, { data: {} }).revision).toBe('2')
    items(world).remove(second)
    expect(collection(world).revision).toBe('4')
    expect(items(world).update(first, { ttl: 60 }).revision).toBe('4')
    expect(collection(world).revision).toBe('5')
  })

  it('have revisions in lower-case hex, and it has that of their number', () => {
    const world = filledWorld(1)
    const revisions = Array.from({ length: 26 }, () => {
      return items(world).update(first, { data: {} }).revision
    })
    expect(revisions.slice(8, 16)).toEqual(['9', 'a', 'b', 'c', 'd', 'e', 'f', '10'])
    expect(revisions.at(-1)).toBe('1a')
    expect(collection(world).revision).toBe('1b')
  })

  it('move its date, in which they are changed', () => {
    const world = filledWorld(1)
    world.clock.advance(1500)
    const item = items(world).update(first, { data: {} })
    expect(item).toMatchObject({ dateCreated: 0, dateUpdated: 1500 })
    expect(collection(world)).toMatchObject({ dateCreated: 0, dateUpdated: 1500 })

    world.clock.advance(1500)
    items(world).remove(first)
    expect(collection(world).dateUpdated).toBe(3000)
  })

  it('leave its revision and date alone when only its own time to live changes', () => {
    const world = filledWorld(1)
    const before = collection(world)
    world.clock.advance(1500)
    const store = shelf.noun === 'list' ? world.lists : world.maps
    const heard = eventsOf(world)

    expect(store.update('x', { ttl: 60 })).toEqual({ ...before, dateExpires: 61_500 })
    expect(store.update('x', { ttl: 0 })).toEqual(before)
    expect(heard).toEqual([])
  })

  it('have data, dates and a creator', () => {
    const world = filledWorld(0)
    world.clock.advance(500)
    expect(add(world, { data: { a: [1] }, ttl: 60, createdBy: 'ann' })).toEqual({
      [shelf.noun === 'list' ? 'index' : 'key']: first,
      revision: '0',
      data: { a: [1] },
      dateCreated: 500,
      dateUpdated: 500,
      dateExpires: 60_500,
      createdBy: 'ann',
    })
    expect(items(world).fetch(first)).toSatisfy(Object.isFrozen)
    expect(items(world).fetch(first).data['a']).toSatisfy(Object.isFrozen)
    expect(add(world, { data: dataOf(16_384) }).createdBy).toBe('system')
  })

  it('never expire without a time to live of their own, whatever it has', () => {
    const world = newWorld()
    create(world, { ttl: 60 })
    expect(add(world, { data: {} }).dateExpires).toBeNull()
    world.clock.advance({ seconds: 60 })
    expectRefusal(world, () => items(world).all(), shelf.collectionNotFound)
  })

  it('keep their data, or their time of expiry, if the other is changed', () => {
    const world = newWorld()
    create(world)
    add(world, { data: { n: 1 }, ttl: 60 })
    world.clock.advance({ seconds: 50 })
    expect(items(world).update(first, { data: { n: 2 } })).toMatchObject({
      data: { n: 2 },
      dateExpires: 60_000,
    })
    expect(items(world).update(first, { ttl: 60 })).toMatchObject({
      data: { n: 2 },
      dateExpires: 110_000,
    })
    expect(items(world).update(first, { ttl: 0 }).dateExpires).toBeNull()
  })

  it('expire at their moment, as a change with the next number', () => {
    const world = filledWorld(1)
    add(world, { data: {}, ttl: 60 })
    add(world, { data: {}, ttl: 30 })
    const heard = eventsOf(world)

    world.clock.advance({ hours: 1 })

    expect(heard).toEqual([
      ['itemRemoved', '3', 'expired', 30_000],
      ['itemRemoved', '4', 'expired', 60_000],
    ])
    expect(collection(world)).toMatchObject({ revision: '5', dateUpdated: 60_000 })
    expect(items(world).all()).toHaveLength(1)
  })

  it('expire in the order of their last changes if they are due at once', () => {
    const world = newWorld()
    create(world)
    for (const n of [0, 1, 2]) add(world, { data: { n }, ttl: 60 })
    items(world).update(first, { data: { n: 0 } })
    const order: unknown[] = []
    shelf.subscribe(world, (event) => {
      order.push((event as unknown as { item: CollectionItem }).item.data['n'])
    })

    world.clock.advance({ seconds: 60 })

    expect(order).toEqual([1, 2, 0])
  })

  it('go with it, without an event each, if both are due at once', () => {
    const world = newWorld()
    create(world, { ttl: 60 })
    add(world, { data: {}, ttl: 60 })
    add(world, { data: {}, ttl: 60 })
    const heard = eventsOf(world)

    world.clock.advance({ seconds: 60 })

    expect(heard).toEqual([['expired', undefined, 60_000]])
  })

  it('go with it, also if they were to live longer', () => {
    const world = newWorld()
    create(world, { ttl: 60 })
    add(world, { data: {}, ttl: 120 })
    const heard = eventsOf(world)

    world.clock.advance({ hours: 1 })

    expect(heard).toEqual([['expired', undefined, 60_000]])
    expectRefusal(world, () => items(world).fetch(first), shelf.collectionNotFound)
  })

  it('are gone from one that is created again in its name, whose counter starts again', () => {
    const world = filledWorld()
    const held = items(world)
    shelf.remove(world)
    create(world)
    expect(held.size).toBe(0)
    expect(add(world, { data: {} }).revision).toBe('0')
  })

  it('start its time to live again with collectionTtl, and do not without', () => {
    const world = newWorld()
    create(world, { ttl: 60 })
    world.clock.advance({ seconds: 30 })
    add(world, { data: {} })
    expect(collection(world).dateExpires).toBe(60_000)
    add(world, { data: {}, collectionTtl: 60 })
    expect(collection(world).dateExpires).toBe(90_000)
    items(world).update(first, { data: {}, collectionTtl: 120 })
    expect(collection(world).dateExpires).toBe(150_000)
    items(world).update(first, { ttl: 60, collectionTtl: 0 })
    expect(collection(world).dateExpires).toBeNull()
  })

  it('expire on a clock that can only be read, in order, before anything else happens', () => {
    const world = newWorld({ clockOf: (clock) => ({ now: () => clock.now() }) })
    create(world)
    add(world, { data: {}, ttl: 2 })
    add(world, { data: {}, ttl: 1 })
    world.clock.advance({ seconds: 5 })

    expect(add(world, { data: {} }).revision).toBe('4')
    expect(collection(world)).toMatchObject({ revision: '5', dateUpdated: 5000 })
  })

  it('are told of in the order of their numbers', () => {
    const world = filledWorld(1)
    const heard = eventsOf(world)
    add(world, { data: {}, ttl: 60 })
    items(world).update(first, { data: {} })
    items(world).remove(first)
    world.clock.advance({ seconds: 60 })
    shelf.remove(world)

    expect(heard).toEqual([
      ['itemAdded', '1', undefined, 0],
      ['itemUpdated', '2', undefined, 0],
      ['itemRemoved', '3', 'removed', 0],
      ['itemRemoved', '4', 'expired', 60_000],
      ['removed', undefined, 60_000],
    ])
  })

  it('know the time', () => {
    const world = filledWorld(0)
    world.clock.advance(5)
    expect(items(world).now()).toBe(5)
  })

  it('are told of with what it is after the change, and how they were last', () => {
    const world = filledWorld(1)
    const heard: object[] = []
    shelf.subscribe(world, (event) => heard.push(event))
    const updated = items(world).update(first, { data: { last: 1 } })
    const after = collection(world)
    world.clock.advance(1000)
    items(world).remove(first)

    expect(heard).toStrictEqual([
      { type: 'itemUpdated', item: updated, [shelf.noun]: after },
      {
        type: 'itemRemoved',
        reason: 'removed',
        item: { ...updated, revision: '2', dateUpdated: 1000 },
        [shelf.noun]: collection(world),
      },
    ])
  })

  it('are told of after one another if a listener changes them', () => {
    const world = filledWorld(1)
    const heard: string[] = []
    for (const name of ['one', 'two']) {
      shelf.subscribe(world, (event) => {
        const { revision } = (event as unknown as { item: CollectionItem }).item
        heard.push(`${name} ${revision}`)
        if (revision === '1') items(world).update(first, { data: { name } })
      })
    }
    items(world).update(first, { data: {} })
    expect(heard).toEqual(['one 1', 'two 1', 'one 2', 'two 2', 'one 3', 'two 3'])
  })

  it('are changed although a listener throws', () => {
    const world = filledWorld(1)
    shelf.subscribe(world, () => {
      throw new Error('no')
    })
    expect(() => items(world).update(first, { data: { n: 5 } })).toThrow('no')
    expect(items(world).fetch(first)).toMatchObject({ revision: '1', data: { n: 5 } })
  })

  it('expire at their moment, also if a listener moves the clock', () => {
    const world = newWorld()
    create(world)
    add(world, { data: {}, ttl: 5 })
    add(world, { data: {} })
    const heard = eventsOf(world)
    shelf.subscribe(world, ({ type }) => {
      if (type === 'itemUpdated') world.clock.advance({ seconds: 10 })
    })

    items(world).update(second, { data: {} })

    expect(heard).toEqual([
      ['itemUpdated', '2', undefined, 0],
      ['itemRemoved', '3', 'expired', 5000],
    ])
  })

  it('have numbers of their own, also if the data of one changes others', () => {
    const world = filledWorld(1)
    const inner = { toJSON: () => items(world).update(first, { data: {} }).revision }
    expect(items(world).update(first, { data: { inner } })).toMatchObject({
      revision: '2',
      data: { inner: '1' },
    })
    expect(add(world, { data: { inner } })).toMatchObject({ revision: '4', data: { inner: '3' } })
  })

  it.each(['0', '"0"', 'W/"0"', '*'])('are changed or removed with ifMatch %s', (ifMatch) => {
    const world = filledWorld(1)
    expect(items(filledWorld(1)).update(first, { data: {}, ifMatch }).revision).toBe('1')
    items(world).remove(first, { ifMatch })
    expect(items(world).size).toBe(0)
  })

  it.each(['1', '"1"', '00'])('are neither changed nor removed with ifMatch %s', (ifMatch) => {
    const world = filledWorld()
    const failure = shelf.mismatch(ifMatch.replaceAll('"', ''), '0')
    expectRefusal(world, () => items(world).update(first, { data: [], ifMatch }), failure)
    expectRefusal(world, () => items(world).remove(first, { ifMatch }), failure)
  })

  it.each(['', 'A', 'g', '-1', '""'])('refuse %j, which is no revision', (ifMatch) => {
    const world = filledWorld()
    const failure = { kind: 'if-match-invalid', found: ifMatch } as const
    expectRefusal(world, () => items(world).update(first, { data: {}, ifMatch }), failure)
    expectRefusal(world, () => items(world).remove(first, { ifMatch }), failure)
  })

  it('are not found once removed or expired', () => {
    const world = newWorld()
    create(world)
    for (const ttl of [0, 1, 0]) add(world, { data: {}, ttl })
    items(world).remove(first)
    world.clock.advance({ seconds: 1 })

    for (const key of [first, second, shelf.missing]) {
      const failure = shelf.notFound(key)
      expect(items(world).find(key)).toBeUndefined()
      expectRefusal(world, () => items(world).fetch(key), failure)
      expectRefusal(world, () => items(world).update(key, { data: [], ifMatch: 'x' }), failure)
      expectRefusal(world, () => items(world).remove(key, { ifMatch: 'x' }), failure)
    }
    expect(items(world).find(third)).toBeDefined()
  })

  it('are refused, each call, if it is not there', () => {
    const world = newWorld()
    const calls: (() => unknown)[] = [
      () => items(world).size,
      () => items(world).all(),
      () => items(world).fetch(first),
      () => items(world).find(first),
      () => items(world).update(first, {}),
      () => items(world).remove(first),
      () => items(world).page({}),
      () => add(world, { data: [] }),
    ]
    for (const call of calls) expectRefusal(world, call, shelf.collectionNotFound)
  })

  it('refuse an update of nothing, and one of its time to live alone', () => {
    const world = filledWorld()
    for (const options of [{}, { collectionTtl: 60 }, { ifMatch: '0' }]) {
      expectRefusal(world, () => items(world).update(first, options), { kind: 'nothing-to-update' })
    }
  })

  it.each([undefined, null])('refuse to be added with the data %s', (data) => {
    const world = filledWorld()
    expectRefusal(world, () => add(world, { data: data as unknown as object }), shelf.dataMissing)
  })

  it('refuse to be changed to null', () => {
    const world = filledWorld()
    const update = (): unknown => items(world).update(first, { data: null as unknown as object })
    expectRefusal(world, update, shelf.dataMissing)
  })

  it.each(noData.map((data) => ({ data, shown: show(data) })))(
    'refuse the data $shown',
    ({ data: found }) => {
      const world = filledWorld()
      const failure = { kind: 'data-invalid', found, deepest: 500 } as const
      expectRefusal(world, () => add(world, { data: found as object }), failure)
      expectRefusal(world, () => items(world).update(first, { data: found as object }), failure)
    },
  )

  it('refuse data of more than 16 384 bytes', () => {
    const world = filledWorld()
    const data = dataOf(16_385)
    const failure = { kind: 'data-too-large', bytes: 16_385, largest: 16_384 } as const
    expectRefusal(world, () => add(world, { data }), failure)
    expectRefusal(world, () => items(world).update(first, { data }), failure)
  })

  it.each(noTtls)('refuse the time to live %s, for themselves and for it', (found) => {
    const world = filledWorld()
    const ttl = found as number
    const failure = { kind: 'ttl-invalid', found, longest: 31_536_000 } as const
    expectRefusal(world, () => add(world, { data: {}, ttl }), failure)
    expectRefusal(world, () => add(world, { data: {}, collectionTtl: ttl }), failure)
    expectRefusal(world, () => items(world).update(first, { ttl }), failure)
    expectRefusal(
      world,
      () => items(world).update(first, { data: {}, collectionTtl: ttl }),
      failure,
    )
  })

  it('are read in order or in reverse, from a key on, with or without it', () => {
    const world = filledWorld()
    const read = (options: object): unknown[] => {
      return items(world)
        .page(options)
        .items.map(({ data }) => data['n'])
    }
    expect(read({ order: 'asc' })).toEqual([0, 1, 2])
    expect(read({ order: 'desc' })).toEqual([2, 1, 0])
    expect(read({ from: second })).toEqual([1, 2])
    expect(read({ from: second, bounds: 'inclusive' })).toEqual([1, 2])
    expect(read({ from: second, bounds: 'exclusive' })).toEqual([2])
    expect(read({ from: second, order: 'desc' })).toEqual([1, 0])
    expect(read({ from: second, order: 'desc', bounds: 'exclusive' })).toEqual([0])

    items(world).remove(second)
    expect(read({ from: second })).toEqual([2])
    expect(read({ from: second, bounds: 'exclusive' })).toEqual([2])
    expect(read({ from: second, order: 'desc' })).toEqual([0])
    expect(read({ from: shelf.missing })).toEqual([])
    expect(read({ from: shelf.missing, order: 'desc' })).toEqual([2, 0])
  })

  it('keep order, start and bounds in the tokens of their pages', () => {
    const world = filledWorld(6)
    const options = { order: 'desc', from: shelf.noun === 'list' ? 4 : 'k4', bounds: 'exclusive' }
    const one = items(world).page({ ...options, pageSize: 3 })
    const two = items(world).page({ pageSize: 3, pageToken: one.nextPageToken })
    const back = items(world).page({ pageSize: 3, pageToken: two.previousPageToken })

    const numbers = [one, two, back].map((page) => page.items.map(({ data }) => data['n']))
    expect(numbers).toEqual([[3, 2, 1], [0], [3, 2, 1]])
    expect(one.previousPageToken).toBeUndefined()
    expect(back.previousPageToken).toBeUndefined()
    expect(two.nextPageToken).toBeUndefined()
  })

  it.each(['asc', 'desc'])('are met once in a walk %s while others go and come', (order) => {
    const world = filledWorld(6)
    const one = items(world).page({ order, pageSize: 2 })
    const [met = first] = one.items.map((item) => ('key' in item ? item.key : item.index))
    items(world).remove(met)
    items(world).remove(shelf.noun === 'list' ? 2 : 'k2')
    items(world).remove(shelf.noun === 'list' ? 3 : 'k3')
    const two = items(world).page({ pageSize: 2, pageToken: one.nextPageToken })
    const seen = [...one.items, ...two.items].map(({ data }) => data['n'])

    expect(seen).toEqual(order === 'asc' ? [0, 1, 4, 5] : [5, 4, 1, 0])
  })

  it.each(['ASC', 'up', '', null])('refuse the order %j', (found) => {
    const world = filledWorld()
    const read = (): unknown => items(world).page({ order: found })
    expectRefusal(world, read, { kind: 'order-invalid', found })
  })

  it.each(['open', '', null])('refuse the bounds %j', (found) => {
    const world = filledWorld()
    const read = (): unknown => items(world).page({ bounds: found })
    expectRefusal(world, read, { kind: 'bounds-invalid', found })
  })

  it.each([0, -1, 1001, 1.5])('refuse the page size %d', (found) => {
    const world = filledWorld()
    const read = (): unknown => items(world).page({ pageSize: found })
    expectRefusal(world, read, { kind: 'page-size-invalid', found, largest: 1000 })
  })

  it('refuse a token that is none, or that of another sort of pages', () => {
    const world = filledWorld()
    const other = shelf.noun === 'list' ? 'map' : 'list'
    world.documents.create()
    world.documents.create()
    const tokens = ['', 'PT', 'PTx', filledPageToken(other)]
    for (const found of tokens) {
      const read = (): unknown => items(world).page({ pageToken: found })
      expectRefusal(world, read, { kind: 'page-token-invalid', found })
    }
  })
})

/** A token of the second page of the items of a list or a map. */
function filledPageToken(noun: 'list' | 'map'): string {
  const world = newWorld()
  const [shelf] = shelves.filter((one) => one.noun === noun)
  shelf?.create(world)
  shelf?.add(world, { data: {} })
  shelf?.add(world, { data: {} })
  return shelf?.items(world).page({ pageSize: 1 }).nextPageToken ?? ''
}
