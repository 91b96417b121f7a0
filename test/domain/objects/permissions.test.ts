import { describe, expect, it } from 'vitest'
import { isAllowed, type Permissions } from '../../../src/domain/objects/permissions.ts'
import { expectMisuse, expectRefusal, newWorld, type ObjectWorld } from './object-world.ts'

const kinds = [
  { noun: 'document', plural: 'documents', segment: 'Documents' },
  { noun: 'list', plural: 'lists', segment: 'Lists' },
  { noun: 'map', plural: 'maps', segment: 'Maps' },
] as const

describe.each(kinds)('the permissions for a $noun', ({ noun, plural, segment }) => {
  function newPermissions(): { world: ObjectWorld; permissions: Permissions } {
    const world = newWorld()
    world[plural].create({ uniqueName: 'x' })
    return { world, permissions: world[plural].permissions('x') }
  }

  it('are none at first', () => {
    const { permissions } = newPermissions()
    expect(permissions.size).toBe(0)
    expect(permissions.all()).toEqual([])
    expect(permissions.page()).toEqual({ permissions: [], pageSize: 50 })
    expect(permissions.find('bob')).toBeUndefined()
  })

  it('are set for an identity that need not be known', () => {
    const { permissions } = newPermissions()
    const set = permissions.set('bob', { read: true, write: true, manage: false })
    expect(set).toEqual({ identity: 'bob', read: true, write: true, manage: false })
    expect(set).toSatisfy(Object.isFrozen)
    expect(permissions.fetch('bob')).toBe(set)
  })

  it('are all three for whoever is to have them, in place of what there was', () => {
    const { world, permissions } = newPermissions()
    const { sid } = world[plural].fetch('x')
    world[plural].as({ identity: 'bob', via: 'sdk' }).allowCreator(sid)
    const all = { read: true, write: true, manage: true }
    expect(permissions.all()).toEqual([{ identity: 'bob', ...all }])
    permissions.set('bob', { read: true })
    permissions.set('ann', { read: true })
    world[plural].as({ identity: 'bob', via: 'sdk' }).allowCreator(sid)
    expect(permissions.all()).toMatchObject([{ identity: 'ann' }, { identity: 'bob', ...all }])
    expect(permissions.fetch('bob')).toSatisfy(Object.isFrozen)
  })

  it('allow an identity what is set, and nobody else anything', () => {
    const { world, permissions } = newPermissions()
    const rightsOf = (identity: string | undefined): boolean[] => {
      const entry = world[plural].entry('x') ?? expect.fail()
      return (['read', 'write', 'manage'] as const).map((right) => {
        return isAllowed(entry, { identity, right })
      })
    }
    expect(rightsOf('bob')).toEqual([false, false, false])
    permissions.set('bob', { read: true, manage: true })
    expect(rightsOf('bob')).toEqual([true, false, true])
    expect(rightsOf('ann')).toEqual([false, false, false])
    expect(rightsOf(undefined)).toEqual([false, false, false])
  })

  it('are false where they are missing', () => {
    const { permissions } = newPermissions()
    expect(permissions.set('bob')).toEqual({
      identity: 'bob',
      read: false,
      write: false,
      manage: false,
    })
  })

  it('replace all that was set before', () => {
    const { permissions } = newPermissions()
    permissions.set('bob', { read: true })
    permissions.set('bob', { write: true })
    expect(permissions.all()).toEqual([
      { identity: 'bob', read: false, write: true, manage: false },
    ])
  })

  it('change neither revision nor date of the object, and cause no event', () => {
    const { world, permissions } = newPermissions()
    const before = world[plural].fetch('x')
    const { events } = world.count
    world.clock.advance(1000)
    permissions.set('bob', { read: true })
    permissions.remove('bob')
    expect(world[plural].fetch('x')).toEqual(before)
    expect(world.count.events).toBe(events)
  })

  it('are listed in the order of identities, page by page', () => {
    const { permissions } = newPermissions()
    for (const identity of ['c', 'a', 'd', 'b', 'e']) permissions.set(identity)
    const one = permissions.page({ pageSize: 2 })
    permissions.remove('c')
    permissions.set('0')
    const two = permissions.page({ pageSize: 2, pageToken: one.nextPageToken })

    expect([one, two].map((page) => page.permissions.map(({ identity }) => identity))).toEqual([
      ['a', 'b'],
      ['d', 'e'],
    ])
    expect(permissions.all().map(({ identity }) => identity)).toEqual(['0', 'a', 'b', 'd', 'e'])
  })

  it('go with the object', () => {
    const { world, permissions } = newPermissions()
    permissions.set('bob', { read: true })
    world[plural].remove('x')
    world[plural].create({ uniqueName: 'x' })
    expect(permissions.find('bob')).toBeUndefined()
  })

  it('are those of one object', () => {
    const { world, permissions } = newPermissions()
    world[plural].create({ uniqueName: 'y' })
    permissions.set('bob', { read: true })
    expect(world[plural].permissions('y').size).toBe(0)
  })

  it('are refused if they were never set, or were removed', () => {
    const { world, permissions } = newPermissions()
    permissions.set('bob', { read: true })
    permissions.remove('bob')
    for (const identity of ['bob', 'never', '']) {
      const failure = {
        kind: 'permission-not-found',
        service: 'default',
        segment,
        object: 'x',
        identity,
      } as const
      expectRefusal(world, () => permissions.fetch(identity), failure)
      expectRefusal(world, () => permissions.remove(identity), failure)
    }
  })

  it.each(['', 'x'.repeat(257), undefined, 5, null])('refuse the identity %s', (found) => {
    const { world, permissions } = newPermissions()
    const set = (): unknown => permissions.set(found as string, { read: true })
    expectRefusal(world, set, { kind: 'identity-invalid', found, longest: 256 })
  })

  it('accept an identity of 256 characters', () => {
    expect(newPermissions().permissions.set('x'.repeat(256)).read).toBe(false)
  })

  it.each(['read', 'write', 'manage'] as const)('refuse a %s that is no boolean', (right) => {
    const { world, permissions } = newPermissions()
    permissions.set('bob', { read: true })
    for (const found of ['true', 1, null]) {
      const set = (): unknown => permissions.set('bob', { [right]: found as unknown as boolean })
      expectRefusal(world, set, { kind: 'permission-invalid', right, found })
    }
  })

  it('refuse bad pages', () => {
    const { world, permissions } = newPermissions()
    expectRefusal(world, () => permissions.page({ pageSize: 0 }), {
      kind: 'page-size-invalid',
      found: 0,
      largest: 1000,
    })
    expectRefusal(world, () => permissions.page({ pageToken: 'PTx' }), {
      kind: 'page-token-invalid',
      found: 'PTx',
    })
  })

  it('take an identity that is no string for misuse', () => {
    const { world, permissions } = newPermissions()
    expectMisuse(
      world,
      () => permissions.find(5 as unknown as string),
      'Cannot find the permission: found 5, expected an identity',
    )
  })

  it('are refused, each call, if the object is not there', () => {
    const world = newWorld()
    const permissions = world[plural].permissions('x')
    const failure = { kind: `${noun}-not-found`, service: 'default', [noun]: 'x' } as never
    const calls: (() => unknown)[] = [
      () => permissions.size,
      () => permissions.all(),
      () => permissions.set('bob'),
      () => permissions.fetch('bob'),
      () => permissions.find('bob'),
      () => permissions.remove('bob'),
      () => permissions.page(),
    ]
    for (const call of calls) expectRefusal(world, call, failure)
  })
})
