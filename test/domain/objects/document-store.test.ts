import { describe, expect, it } from 'vitest'
import { SidGenerator } from '../../../src/domain/rules/sid.ts'
import { SyncError } from '../../../src/domain/rules/sync-error.ts'
import { show } from '../../../src/lang/show.ts'
import { dataOf, expectMisuse, expectRefusal, newWorld, noData, noTtls } from './object-world.ts'

const deepest = 500
const oneYear = 31_536_000

describe('DocumentStore.create', () => {
  it('creates a document of revision 0 with empty data and no name that never expires', () => {
    const { clock, documents } = newWorld()
    clock.advance(1500)

    expect(documents.create()).toEqual({
      sid: new SidGenerator().next('ET'),
      uniqueName: null,
      revision: '0',
      data: {},
      dateCreated: 1500,
      dateUpdated: 1500,
      dateExpires: null,
      createdBy: 'system',
    })
  })

  it('takes a name, data, a time to live and a creator', () => {
    const { documents } = newWorld()
    const data = { state: 'new', lines: [1, null] }

    expect(
      documents.create({ uniqueName: 'order-7', data, ttl: 60, createdBy: 'ann' }),
    ).toMatchObject({ uniqueName: 'order-7', data, dateExpires: 60_000, createdBy: 'ann' })
  })

  it('keeps a deeply frozen copy of the data', () => {
    const { documents } = newWorld()
    const data = { lines: [{ id: 1 }] }
    const document = documents.create({ uniqueName: 'a', data })
    data.lines.push({ id: 2 })

    expect(documents.fetch('a').data).toEqual({ lines: [{ id: 1 }] })
    expect(document).toSatisfy(Object.isFrozen)
    expect(document.data['lines']).toSatisfy(Object.isFrozen)
  })

  it('accepts data of 16 384 bytes', () => {
    expect(newWorld().documents.create({ data: dataOf(16_384) }).revision).toBe('0')
  })

  it.each(noData.map((data) => ({ data, shown: show(data) })))(
    'refuses the data $shown',
    ({ data: found }) => {
      const world = newWorld()
      const create = (): unknown => world.documents.create({ data: found as object })
      expectRefusal(world, create, { kind: 'data-invalid', found, deepest })
    },
  )

  it('refuses data that is null', () => {
    const world = newWorld()
    const create = (): unknown => world.documents.create({ data: null as unknown as object })
    expectRefusal(world, create, { kind: 'document-data-missing' })
  })

  it('refuses data of more than 16 384 bytes', () => {
    const world = newWorld()
    const create = (): unknown => world.documents.create({ data: dataOf(16_385) })
    expectRefusal(world, create, { kind: 'data-too-large', bytes: 16_385, largest: 16_384 })
  })

  it.each(noTtls)('refuses the time to live %s', (found) => {
    const world = newWorld()
    const create = (): unknown => world.documents.create({ ttl: found as number })
    expectRefusal(world, create, { kind: 'ttl-invalid', found, longest: oneYear })
  })

  it.each(['', 'x'.repeat(321), `ET${'0'.repeat(32)}`, `TO${'a'.repeat(32)}`, 5, null])(
    'refuses the name %s',
    (found) => {
      const world = newWorld()
      const create = (): unknown => world.documents.create({ uniqueName: found as string })
      expectRefusal(world, create, { kind: 'name-invalid', found, longest: 320 })
    },
  )

  it('refuses a name that another document has', () => {
    const world = newWorld()
    world.documents.create({ uniqueName: 'a', data: { kept: 1 } })
    const create = (): unknown => world.documents.create({ uniqueName: 'a' })
    expectRefusal(world, create, { kind: 'name-taken', uniqueName: 'a' })
  })

  it('accepts a name that an object of another kind has', () => {
    const { documents, lists, maps } = newWorld()
    for (const store of [documents, lists, maps]) {
      expect(store.create({ uniqueName: 'shared' }).uniqueName).toBe('shared')
    }
  })
})

describe('DocumentStore.update', () => {
  it('replaces all data, and counts one revision up in lower-case hex', () => {
    const { clock, documents } = newWorld()
    const { sid } = documents.create({ uniqueName: 'a', data: { one: 1 } })
    const revisions = Array.from({ length: 17 }, (_, two) => {
      clock.advance(1)
      return documents.update('a', { data: { two } }).revision
    })

    expect(revisions.slice(8)).toEqual(['9', 'a', 'b', 'c', 'd', 'e', 'f', '10', '11'])
    expect(documents.fetch(sid)).toMatchObject({
      data: { two: 16 },
      dateCreated: 0,
      dateUpdated: 17,
    })
  })

  it('counts a change to the same data, too', () => {
    const { documents } = newWorld()
    documents.create({ uniqueName: 'a', data: { one: 1 } })
    expect(documents.update('a', { data: { one: 1 } }).revision).toBe('1')
  })

  it('keeps the data without any, and starts the time to live again', () => {
    const { clock, documents } = newWorld()
    documents.create({ uniqueName: 'a', data: { one: 1 }, ttl: 60 })
    clock.advance({ seconds: 50 })

    expect(documents.update('a', { ttl: 60 })).toMatchObject({
      data: { one: 1 },
      revision: '1',
      dateUpdated: 50_000,
      dateExpires: 110_000,
    })
  })

  it('keeps the time of expiry without a time to live', () => {
    const { clock, documents } = newWorld()
    documents.create({ uniqueName: 'a', ttl: 60 })
    clock.advance({ seconds: 50 })
    expect(documents.update('a', { data: { one: 1 } }).dateExpires).toBe(60_000)

    clock.advance({ seconds: 10 })
    expect(documents.find('a')).toBeUndefined()
  })

  it('lets it live forever with a time to live of 0', () => {
    const { clock, documents } = newWorld()
    documents.create({ uniqueName: 'a', ttl: 60 })
    expect(documents.update('a', { ttl: 0 }).dateExpires).toBeNull()

    clock.advance({ days: 1 })
    expect(documents.size).toBe(1)
  })

  it.each(['0', '"0"', 'W/"0"', '*', '"*"'])('holds to ifMatch %s', (ifMatch) => {
    const { documents } = newWorld()
    documents.create({ uniqueName: 'a' })
    expect(documents.update('a', { data: {}, ifMatch }).revision).toBe('1')
  })

  it('lets one of a hundred writers with one revision win', () => {
    const { documents } = newWorld()
    documents.create({ uniqueName: 'a' })
    const wins = Array.from({ length: 100 }, (_, writer) => {
      try {
        return documents.update('a', { data: { writer }, ifMatch: '0' }).revision
      } catch (error) {
        return error instanceof SyncError ? error.code : error
      }
    })

    expect(wins).toEqual(['1', ...Array.from({ length: 99 }, () => 54103)])
    expect(documents.fetch('a')).toMatchObject({ revision: '1', data: { writer: 0 } })
  })

  it.each([
    { ifMatch: '0', found: '0' },
    { ifMatch: '"2"', found: '2' },
    { ifMatch: '01', found: '01' },
  ])('refuses the revision $ifMatch of one at 1', ({ ifMatch, found }) => {
    const world = worldWithDocument()
    world.documents.update('a', { data: {} })
    expectRefusal(world, () => world.documents.update('a', { data: {}, ifMatch }), {
      kind: 'document-revision-mismatch',
      found,
      current: '1',
    })
  })

  it.each(['', ' ', 'A', 'xyz', '-1', '0x1', '""', 'x"0"', '"0"x', 'W/0', '0,1', 0, null])(
    'refuses %j, which is no revision',
    (found) => {
      const world = worldWithDocument()
      const update = (): unknown => {
        return world.documents.update('a', { data: {}, ifMatch: found as string })
      }
      expectRefusal(world, update, { kind: 'if-match-invalid', found })
    },
  )

  it('refuses to change nothing', () => {
    const world = worldWithDocument()
    expectRefusal(world, () => world.documents.update('a', {}), { kind: 'nothing-to-update' })
    expectRefusal(world, () => world.documents.update('a', { ifMatch: '0' }), {
      kind: 'nothing-to-update',
    })
  })

  it('refuses data that is null', () => {
    const world = worldWithDocument()
    const update = (): unknown => world.documents.update('a', { data: null as unknown as object })
    expectRefusal(world, update, { kind: 'document-data-missing' })
  })

  it.each(noData.map((data) => ({ data, shown: show(data) })))(
    'refuses the data $shown',
    ({ data: found }) => {
      const world = worldWithDocument()
      const update = (): unknown => {
        return world.documents.update('a', { data: found as object, ttl: 60 })
      }
      expectRefusal(world, update, { kind: 'data-invalid', found, deepest })
    },
  )

  it('refuses data of more than 16 384 bytes', () => {
    const world = worldWithDocument()
    const update = (): unknown => world.documents.update('a', { data: dataOf(16_385) })
    expectRefusal(world, update, { kind: 'data-too-large', bytes: 16_385, largest: 16_384 })
  })

  it.each(noTtls)('refuses the time to live %s', (found) => {
    const world = worldWithDocument()
    const update = (): unknown => world.documents.update('a', { data: {}, ttl: found as number })
    expectRefusal(world, update, { kind: 'ttl-invalid', found, longest: oneYear })
  })

  it('looks for the document before the revision, and for the revision before the data', () => {
    const world = worldWithDocument()
    const options = { data: [], ifMatch: '9' }
    expectRefusal(world, () => world.documents.update('b', options), {
      kind: 'document-not-found',
      service: 'default',
      document: 'b',
    })
    expectRefusal(world, () => world.documents.update('a', options), {
      kind: 'document-revision-mismatch',
      found: '9',
      current: '0',
    })
  })

  it('gives every change a number of its own, also one that its data makes', () => {
    const { documents } = worldWithDocument()
    const heard: unknown[] = []
    documents.subscribe('a', ({ document }) => heard.push(document.revision))
    documents.update('a', {
      data: { toJSON: () => ({ inner: documents.update('a', { data: {} }).revision }) },
    })

    expect(heard).toEqual(['1', '2'])
    expect(documents.fetch('a')).toMatchObject({ revision: '2', data: { inner: '1' } })
  })
})

describe('DocumentStore', () => {
  it.each<[string, (world: ReturnType<typeof newWorld>, key: string) => unknown]>([
    ['fetch', ({ documents }, key) => documents.fetch(key)],
    ['update', ({ documents }, key) => documents.update(key, { data: {} })],
    ['remove', ({ documents }, key) => documents.remove(key)],
    ['subscribe', ({ documents }, key) => documents.subscribe(key, () => undefined)],
    ['subscribers', ({ documents }, key) => documents.subscribers(key)],
  ])('%s refuses a document that is not there, expired or removed', (_, call) => {
    const world = newWorld()
    const { documents, lists } = world
    const { sid: removed } = documents.create({ uniqueName: 'removed' })
    const { sid: expired } = documents.create({ uniqueName: 'expired', ttl: 1 })
    const { sid: list } = lists.create({ uniqueName: 'list' })
    documents.remove(removed)
    world.clock.advance({ seconds: 1 })

    for (const key of ['', 'none', 'removed', removed, 'expired', expired, 'list', list]) {
      expectRefusal(world, () => call(world, key), {
        kind: 'document-not-found',
        service: 'default',
        document: key,
      })
    }
  })

  it('finds a document by its SID and its name, and none that is not there', () => {
    const { documents } = newWorld()
    const document = documents.create({ uniqueName: 'a' })
    expect([documents.find('a'), documents.find(document.sid)]).toEqual([document, document])
    expect(documents.find('b')).toBeUndefined()
  })

  it('knows the documents that have ended', () => {
    const { clock, documents } = newWorld()
    const document = documents.create({ uniqueName: 'a', ttl: 1 })
    clock.advance({ seconds: 1 })
    expect(documents.endings).toMatchObject([{ object: document, reason: 'expired', at: 1000 }])
  })

  it('frees the name of a document that is gone, and starts again at revision 0', () => {
    const { clock, documents } = newWorld()
    documents.create({ uniqueName: 'a' })
    documents.update('a', { data: {} })
    documents.remove('a')
    expect(documents.create({ uniqueName: 'a', ttl: 1 }).revision).toBe('0')

    clock.advance({ seconds: 1 })
    expect(documents.create({ uniqueName: 'a' }).revision).toBe('0')
    expect(documents.size).toBe(1)
  })

  it('lists documents in order of creation, page by page', () => {
    const { documents } = newWorld()
    const names = ['c', 'a', 'd', 'b', 'e']
    for (const uniqueName of names) documents.create({ uniqueName })
    documents.update('c', { data: {} })

    const first = documents.page({ pageSize: 2 })
    documents.remove('a')
    const second = documents.page({ pageSize: 2, pageToken: first.nextPageToken })
    const third = documents.page({ pageSize: 2, pageToken: second.nextPageToken })

    expect(documents.all().map(({ uniqueName }) => uniqueName)).toEqual(['c', 'd', 'b', 'e'])
    expect(
      [first, second, third].map((page) => page.documents.map(({ uniqueName }) => uniqueName)),
    ).toEqual([['c', 'a'], ['d', 'b'], ['e']])
  })
})

describe('DocumentStore.subscribe', () => {
  it('notifies of every update, and of the removal as the last event', () => {
    const { documents } = worldWithDocument()
    const heard: unknown[] = []
    documents.subscribe('a', (event) => heard.push(event))

    const first = documents.update('a', { data: { n: 1 } })
    const second = documents.update('a', { ttl: 60 })
    documents.remove('a')
    documents.create({ uniqueName: 'a' })
    documents.update('a', { data: {} })

    expect(heard).toEqual([
      { type: 'updated', document: first },
      { type: 'updated', document: second },
      { type: 'removed', document: second },
    ])
  })

  it('notifies of the expiry at its moment', () => {
    const { clock, documents } = newWorld()
    const document = documents.create({ uniqueName: 'a', ttl: 60 })
    const heard: unknown[] = []
    documents.subscribe('a', (event) => heard.push([clock.now(), event]))

    clock.advance({ hours: 1 })

    expect(heard).toEqual([[60_000, { type: 'expired', document }]])
  })

  it('notifies until it is ended', () => {
    const { documents } = worldWithDocument()
    const heard: string[] = []
    const end = documents.subscribe('a', ({ type }) => heard.push(type))
    documents.update('a', { data: {} })
    end()
    documents.update('a', { data: {} })

    expect(heard).toEqual(['updated'])
  })

  it('tells all listeners of one change before any of the next one, which a listener makes', () => {
    const { documents } = worldWithDocument()
    const heard: string[] = []
    documents.subscribe('a', ({ document }) => {
      heard.push(`first ${document.revision}`)
      if (document.revision === '1') documents.update('a', { data: {} })
    })
    documents.subscribe('a', ({ document }) => heard.push(`second ${document.revision}`))

    const updated = documents.update('a', { data: {} })

    expect(updated.revision).toBe('1')
    expect(heard).toEqual(['first 1', 'second 1', 'first 2', 'second 2'])
  })

  it('keeps the change when a listener throws, and tells the others', () => {
    const { documents } = worldWithDocument()
    const heard: string[] = []
    documents.subscribe('a', () => {
      throw new Error('no')
    })
    documents.subscribe('a', ({ type }) => heard.push(type))

    expect(() => documents.update('a', { data: {} })).toThrow('no')
    expect(heard).toEqual(['updated'])
    expect(documents.fetch('a').revision).toBe('1')
  })

  it('refuses a listener that is no function', () => {
    const world = worldWithDocument()
    expectMisuse(
      world,
      () => world.documents.subscribe('a', 'listener' as never),
      'Cannot subscribe to the document: found "listener" for listener, expected a function',
    )
  })
})

function worldWithDocument(): ReturnType<typeof newWorld> {
  const world = newWorld()
  world.documents.create({ uniqueName: 'a', data: { kept: true } })
  return world
}
