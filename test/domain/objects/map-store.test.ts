import { describe, expect, it } from 'vitest'
import { SidGenerator } from '../../../src/domain/rules/sid.ts'
import { SyncError } from '../../../src/domain/rules/sync-error.ts'
import { expectMisuse, expectRefusal, newWorld, noTtls, type ObjectWorld } from './object-world.ts'

describe('MapStore.create', () => {
  it('creates a map of revision 0 that never expires', () => {
    expect(newWorld().maps.create()).toEqual({
      sid: new SidGenerator().next('MP'),
      uniqueName: null,
      revision: '0',
      dateCreated: 0,
      dateUpdated: 0,
      dateExpires: null,
      createdBy: 'system',
    })
  })

  it('refuses a name that is taken or none, and a time to live that is none', () => {
    const world = filledWorld()
    const { maps } = world
    const name = `MP${'0'.repeat(32)}`
    expectRefusal(world, () => maps.create({ uniqueName: 'players' }), {
      kind: 'name-taken',
      uniqueName: 'players',
    })
    expectRefusal(world, () => maps.create({ uniqueName: name }), {
      kind: 'name-invalid',
      found: name,
      longest: 320,
    })
    for (const found of noTtls) {
      const failure = { kind: 'ttl-invalid', found, longest: 31_536_000 } as const
      expectRefusal(world, () => maps.create({ ttl: found as number }), failure)
      expectRefusal(world, () => maps.update('players', { ttl: found as number }), failure)
    }
    expectRefusal(world, () => maps.update('players', {}), { kind: 'nothing-to-update' })
  })

  it('refuses a map that is not there', () => {
    const world = filledWorld()
    const { maps } = world
    for (const call of [
      () => maps.fetch('none'),
      () => maps.update('none', { ttl: 1 }),
      () => maps.remove('none'),
      () => maps.subscribe('none', () => undefined),
      () => maps.subscribers('none'),
    ]) {
      expectRefusal(world, call, { kind: 'map-not-found', service: 'default', map: 'none' })
    }
  })

  it('returns pages in order of creation', () => {
    const { maps } = newWorld()
    for (const uniqueName of ['b', 'a']) maps.create({ uniqueName })
    expect(maps.page().maps.map(({ uniqueName }) => uniqueName)).toEqual(['b', 'a'])
  })
})

describe('MapItems.create', () => {
  it.each([' ', '/', 'a/b?c#d%', '..', 'é', '😀', '__proto__', 'constructor', 'x'.repeat(320)])(
    'accepts the key %j',
    (key) => {
      const { maps } = filledWorld()
      const item = maps.items('players').create({ key, data: { n: 1 } })
      expect(item.key).toBe(key)
      expect(maps.items('players').fetch(key)).toEqual(item)
      expect(maps.items('players').find(`${key}x`)).toBeUndefined()
    },
  )

  it.each(['', 'x'.repeat(321), undefined, null, 5, ['a']])('refuses the key %s', (found) => {
    const world = filledWorld('a')
    const failure = { kind: 'key-invalid', found, longest: 320 } as const
    const key = found as string
    expectRefusal(world, () => world.maps.items('players').create({ key, data: {} }), failure)
    if (typeof found !== 'string') return
    expectRefusal(world, () => world.maps.items('players').set(key, { data: {} }), failure)
  })

  it('tells upper from lower case', () => {
    const { maps } = filledWorld('ann', 'Ann')
    expect(maps.items('players').size).toBe(2)
  })

  it('lets one of a hundred with one key win', () => {
    const { maps } = filledWorld()
    const codes = Array.from({ length: 100 }, (_, n) => {
      try {
        return maps.items('players').create({ key: 'ann', data: { n } }).revision
      } catch (error) {
        return error instanceof SyncError ? error.code : error
      }
    })
    expect(codes).toEqual(['0', ...Array.from({ length: 99 }, () => 54208)])
    expect(maps.items('players').fetch('ann').data).toEqual({ n: 0 })
  })

  it('refuses a key that is taken', () => {
    const world = filledWorld('ann')
    const create = (): unknown => world.maps.items('players').create({ key: 'ann', data: { n: 1 } })
    expectRefusal(world, create, { kind: 'key-taken', key: 'ann' })
  })

  it('takes a key again once it is removed or has expired, as a new item', () => {
    const { clock, maps } = filledWorld('ann')
    const items = maps.items('players')
    items.remove('ann')
    clock.advance(1000)
    expect(items.create({ key: 'ann', data: {}, ttl: 1 })).toMatchObject({
      revision: '2',
      dateCreated: 1000,
    })
    clock.advance({ seconds: 1 })
    expect(items.create({ key: 'ann', data: {} })).toMatchObject({
      revision: '4',
      dateCreated: 2000,
    })
  })

  it('finds a key taken that the data of the new item adds', () => {
    const { maps } = filledWorld()
    const items = maps.items('players')
    const inner = { toJSON: () => items.create({ key: 'ann', data: {} }).revision }
    expect(() => items.create({ key: 'ann', data: { inner } })).toThrow(
      new SyncError({ kind: 'key-taken', key: 'ann' }),
    )
    expect(maps.fetch('players').revision).toBe('1')
  })
})

describe('MapItems', () => {
  it('are in the order of the code units of their keys', () => {
    const keys = ['é', 'a', 'Z', '/', '.', '10', '9', '😀', '\uffff', 'aa']
    const { maps } = filledWorld(...keys)
    const items = maps.items('players')
    const expected = ['.', '/', '10', '9', 'Z', 'a', 'aa', 'é', '😀', '\uffff']

    expect(items.all().map(({ key }) => key)).toEqual(expected)
    expect(items.page({ order: 'desc' }).items.map(({ key }) => key)).toEqual(expected.reverse())
  })

  it('are not found by a key that none can have', () => {
    const world = filledWorld('a')
    for (const key of ['', 'x'.repeat(400)]) {
      expectRefusal(world, () => world.maps.items('players').fetch(key), {
        kind: 'map-item-not-found',
        service: 'default',
        map: 'players',
        key,
      })
    }
  })

  it.each([undefined, null, 5])('take the key %s for misuse', (found) => {
    for (const world of [filledWorld(), filledWorld('a')]) {
      const items = world.maps.items('players')
      const key = found as unknown as string
      const message = `Cannot find the item: found ${found}, expected its key, a string`
      expectMisuse(world, () => items.fetch(key), message)
      expectMisuse(world, () => items.find(key), message)
      expectMisuse(world, () => items.remove(key), message)
      expectMisuse(world, () => items.set(key, { data: {} }), message)
    }
  })
})

describe('MapItems.set', () => {
  it('adds an item that is not there, and changes one that is', () => {
    const { clock, maps } = filledWorld()
    const items = maps.items('players')
    const heard: string[] = []
    maps.subscribe('players', ({ type }) => heard.push(type))

    expect(items.set('ann', { data: { n: 1 }, ttl: 60 })).toMatchObject({
      key: 'ann',
      revision: '0',
      dateExpires: 60_000,
    })
    clock.advance(1000)
    expect(items.set('ann', { data: { n: 2 } })).toMatchObject({
      data: { n: 2 },
      revision: '1',
      dateCreated: 0,
      dateUpdated: 1000,
      dateExpires: 60_000,
    })
    expect(heard).toEqual(['itemAdded', 'itemUpdated'])
  })

  it('starts the times to live again that it is given', () => {
    const { clock, maps } = filledWorld('ann')
    clock.advance({ seconds: 30 })
    const item = maps.items('players').set('ann', { data: {}, ttl: 60, collectionTtl: 120 })
    expect(item.dateExpires).toBe(90_000)
    expect(maps.fetch('players').dateExpires).toBe(150_000)
  })

  it.each(['-1', '"-1"'])('adds with ifMatch %s only', (ifMatch) => {
    const world = filledWorld()
    const items = world.maps.items('players')
    expect(items.set('ann', { data: {}, ifMatch }).revision).toBe('0')
    expectRefusal(world, () => items.set('ann', { data: {}, ifMatch }), {
      kind: 'map-item-revision-mismatch',
      found: '-1',
      current: '0',
    })
  })

  it.each(['0', '"0"', '*'])('changes with ifMatch %s only', (ifMatch) => {
    const world = filledWorld('ann')
    const items = world.maps.items('players')
    expect(items.set('ann', { data: {}, ifMatch }).revision).toBe('1')
    expectRefusal(world, () => items.set('bob', { data: {}, ifMatch }), {
      kind: 'map-item-revision-mismatch',
      found: ifMatch.replaceAll('"', ''),
      current: undefined,
    })
  })

  it('refuses another revision than there is', () => {
    const world = filledWorld('ann', 'bob')
    const set = (): unknown => world.maps.items('players').set('bob', { data: {}, ifMatch: '0' })
    expectRefusal(world, set, {
      kind: 'map-item-revision-mismatch',
      found: '0',
      current: '1',
    })
  })

  it.each(['', 'A', '-2'])('refuses %j, which is no revision', (found) => {
    const world = filledWorld('ann')
    for (const key of ['ann', 'bob']) {
      const set = (): unknown => world.maps.items('players').set(key, { data: {}, ifMatch: found })
      expectRefusal(world, set, { kind: 'if-match-invalid', found })
    }
  })

  it.each(['ann', 'bob'])('refuses %s without data, whether it is there or not', (key) => {
    const world = filledWorld('ann')
    for (const data of [undefined, null]) {
      const set = (): unknown => {
        return world.maps.items('players').set(key, { data: data as unknown as object, ttl: 5 })
      }
      expectRefusal(world, set, { kind: 'map-item-data-missing' })
    }
  })

  it('refuses a map that is not there', () => {
    const world = newWorld()
    expectRefusal(world, () => world.maps.items('none').set('a', { data: {} }), {
      kind: 'map-not-found',
      service: 'default',
      map: 'none',
    })
  })
})

function filledWorld(...keys: readonly string[]): ObjectWorld {
  const world = newWorld()
  world.maps.create({ uniqueName: 'players' })
  for (const key of keys) world.maps.items('players').create({ key, data: {} })
  return world
}
