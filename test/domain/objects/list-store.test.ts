import { describe, expect, it } from 'vitest'
import { SidGenerator } from '../../../src/domain/rules/sid.ts'
import { expectRefusal, newWorld, noTtls, type ObjectWorld } from './object-world.ts'

describe('ListStore.create', () => {
  it('creates a list of revision 0 that never expires', () => {
    const { clock, lists } = newWorld()
    clock.advance(1500)
    expect(lists.create()).toEqual({
      sid: new SidGenerator().next('ES'),
      uniqueName: null,
      revision: '0',
      dateCreated: 1500,
      dateUpdated: 1500,
      dateExpires: null,
      createdBy: 'system',
    })
  })

  it('takes a name, a time to live and a creator', () => {
    expect(
      newWorld().lists.create({ uniqueName: 'queue', ttl: 60, createdBy: 'ann' }),
    ).toMatchObject({ uniqueName: 'queue', dateExpires: 60_000, createdBy: 'ann' })
  })

  it.each(['', 'x'.repeat(321), `ES${'0'.repeat(32)}`])('refuses the name %j', (found) => {
    const world = newWorld()
    const create = (): unknown => world.lists.create({ uniqueName: found })
    expectRefusal(world, create, { kind: 'name-invalid', found, longest: 320 })
  })

  it('refuses a name that another list has', () => {
    const world = filledWorld(1)
    const create = (): unknown => world.lists.create({ uniqueName: 'queue' })
    expectRefusal(world, create, { kind: 'name-taken', uniqueName: 'queue' })
  })

  it.each(noTtls)('refuses the time to live %s', (found) => {
    const world = filledWorld(1)
    const failure = { kind: 'ttl-invalid', found, longest: 31_536_000 } as const
    const ttl = found as number
    expectRefusal(world, () => world.lists.create({ ttl }), failure)
    expectRefusal(world, () => world.lists.update('queue', { ttl }), failure)
  })
})

describe('ListStore.update', () => {
  it('starts the time to live again', () => {
    const { clock, lists } = newWorld()
    lists.create({ uniqueName: 'queue', ttl: 60 })
    clock.advance({ seconds: 50 })
    expect(lists.update('queue', { ttl: 60 })).toMatchObject({
      revision: '0',
      dateUpdated: 0,
      dateExpires: 110_000,
    })
  })

  it('returns the list of its own change, whatever those who hear of it do', () => {
    const { context, lists } = filledWorld(0)
    context.feed.subscribe(({ type }) => {
      if (type === 'updated') lists.items('queue').create({ data: {} })
    })
    expect(lists.update('queue', { ttl: 60 }).revision).toBe('0')
  })

  it('refuses to change nothing', () => {
    const world = filledWorld(1)
    expectRefusal(world, () => world.lists.update('queue', {}), { kind: 'nothing-to-update' })
  })
})

describe('ListStore', () => {
  it('refuses a list that is not there', () => {
    const world = filledWorld(1)
    const { lists } = world
    for (const call of [
      () => lists.fetch('none'),
      () => lists.update('none', {}),
      () => lists.remove('none'),
      () => lists.subscribe('none', () => undefined),
      () => lists.subscribers('none'),
    ]) {
      expectRefusal(world, call, { kind: 'list-not-found', service: 'default', list: 'none' })
    }
    expect(lists.find('none')).toBeUndefined()
  })

  it('returns pages in order of creation', () => {
    const { lists } = newWorld()
    for (const uniqueName of ['b', 'a', 'c']) lists.create({ uniqueName })
    const one = lists.page({ pageSize: 2 })
    const two = lists.page({ pageSize: 2, pageToken: one.nextPageToken })
    const names = [one, two].map((page) => page.lists.map(({ uniqueName }) => uniqueName))
    expect(names).toEqual([['b', 'a'], ['c']])
    expect(lists.all()).toHaveLength(3)
  })
})

describe('ListItems.create', () => {
  it('gives indexes from 0 on, without gaps as long as items are only added', () => {
    const world = filledWorld(200)
    const indexes = world.lists
      .items('queue')
      .all()
      .map(({ index }) => index)
    expect(indexes).toEqual(Array.from({ length: 200 }, (_, index) => index))
  })

  it('gives 4 after 0, 1, 2 and the removal of 1', () => {
    const { lists } = filledWorld(3)
    lists.items('queue').remove(1)
    const { index, revision } = lists.items('queue').create({ data: {} })
    expect([index, revision]).toEqual([4, '4'])
  })

  it('gives no index that a change of another item took', () => {
    const { lists } = filledWorld(1)
    lists.items('queue').update(0, { data: {} })
    expect(lists.items('queue').create({ data: {} }).index).toBe(2)
  })

  it('gives no index again', () => {
    const { lists } = filledWorld(1)
    lists.items('queue').remove(0)
    expect(lists.items('queue').create({ data: {} }).index).toBe(2)
  })

  it('gives no index that an expiry took', () => {
    const { clock, lists } = newWorld()
    lists.create({ uniqueName: 'queue' })
    lists.items('queue').create({ data: {}, ttl: 1 })
    clock.advance({ seconds: 1 })
    expect(lists.items('queue').create({ data: {} }).index).toBe(2)
  })
})

describe('ListItems', () => {
  it.each([-1, 0.5, Number.NaN, '0', null, 2 ** 53])('refuses the index %s', (found) => {
    for (const world of [filledWorld(0), filledWorld(2)]) {
      const items = world.lists.items('queue')
      const index = found as number
      const failure = { kind: 'index-invalid', found } as const
      expectRefusal(world, () => items.fetch(index), failure)
      expectRefusal(world, () => items.find(index), failure)
      expectRefusal(world, () => items.update(index, { data: {} }), failure)
      expectRefusal(world, () => items.remove(index), failure)
      expectRefusal(world, () => items.page({ from: index }), failure)
    }
  })

  it('are in the order of their numbers, not of their texts', () => {
    const { lists } = filledWorld(12)
    const page = lists.items('queue').page({ from: 9 })
    expect(page.items.map(({ index }) => index)).toEqual([9, 10, 11])
  })

  it('refuse a token for an index that there never was', () => {
    const longer = filledWorld(9)
    const world = filledWorld(2)
    const found = longer.lists.items('queue').page({ pageSize: 8 }).nextPageToken ?? ''
    const read = (): unknown => world.lists.items('queue').page({ pageToken: found })
    expectRefusal(world, read, { kind: 'page-token-invalid', found })
  })

  it('are looked up at every call', () => {
    const world = newWorld()
    const items = world.lists.items('queue')
    expectRefusal(world, () => items.all(), {
      kind: 'list-not-found',
      service: 'default',
      list: 'queue',
    })
    world.lists.create({ uniqueName: 'queue' })
    expect(items.create({ data: {} }).index).toBe(0)
  })
})

function filledWorld(count: number): ObjectWorld {
  const world = newWorld()
  world.lists.create({ uniqueName: 'queue' })
  for (let n = 0; n < count; n += 1) world.lists.items('queue').create({ data: { n } })
  return world
}
