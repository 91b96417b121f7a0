import { describe, expect, it } from 'vitest'
import { FakeClock } from '../src/core.ts'
import type { Open, World } from './contract.ts'
import { failuresOf } from './support/failures-of.ts'

/** What an app sees of Documents, Lists, Maps, their items and permissions through its twilio client. */
export function describeObjects(open: Open): void {
  const openDefault = (time?: string): Opened => {
    const world = open(time === undefined ? {} : { clock: new FakeClock(time) })
    const { documents, syncLists, syncMaps } = world.services('default')
    return { ...world, documents, syncLists, syncMaps }
  }
  describeDocuments(openDefault)
  describeCollections(openDefault)
  describeListItems(openDefault)
  describeMapItems(openDefault)
  describeMapKeys(openDefault)
  describeItemLists(openDefault)
  describePermissions(openDefault)
  describeObjectRefusals(openDefault)
}

type InService = ReturnType<World['services']>
type Opened = World & Pick<InService, 'documents' | 'syncLists' | 'syncMaps'>
type ListItems = ReturnType<InService['syncLists']>['syncListItems']
type FirstPage = Awaited<ReturnType<ListItems['page']>>
type ItemPage = Awaited<NonNullable<ReturnType<FirstPage['nextPage']>>>
type OpenDefault = (time?: string) => Opened

const account = `AC${'1'.repeat(32)}`
const start = '2026-03-04T05:06:07.890Z'
const now = new Date('2026-03-04T05:06:07Z')
const inAMinute = new Date('2026-03-04T05:07:07Z')
const missing = { status: 404, code: 20404 }
const mismatch = { status: 412, code: 54103 }

function describeDocuments(open: OpenDefault): void {
  describe('documents.create', () => {
    it('answers with null for unset fields, and with no data', async () => {
      const { sync, documents } = open(start)
      const { sid: serviceSid } = sync.service()
      const created = await documents.create()
      const url = `https://sync.twilio.com/v1/Services/${serviceSid}/Documents/${created.sid}`
      expect(created.toJSON()).toEqual({
        sid: expect.stringMatching(/^ET[0-9a-f]{32}$/) as string,
        uniqueName: null,
        accountSid: account,
        serviceSid,
        url,
        links: { permissions: `${url}/Permissions` },
        revision: '0',
        data: {},
        dateExpires: null,
        dateCreated: now,
        dateUpdated: now,
        createdBy: 'system',
      })
    })

    it('keeps its name, its data and its time to live', async () => {
      const { sync, documents } = open(start)
      const data = { state: 'new', lines: [{ id: 1 }, null] }
      const created = await documents.create({ uniqueName: 'order-7', data, ttl: 60 })
      expect(created).toMatchObject({ uniqueName: 'order-7', data, dateExpires: inAMinute })
      expect((await documents('order-7').fetch()).toJSON()).toEqual(created.toJSON())
      expect((await documents(created.sid).fetch()).toJSON()).toEqual(created.toJSON())
      expect(sync.documents.fetch('order-7').data).toEqual(data)
      sync.clock.advance({ minutes: 1 })
      await expect(documents('order-7').fetch()).rejects.toMatchObject(missing)
    })

    it('gives a name to exactly one of 100 concurrent calls', async () => {
      const { sync, documents } = open()
      const calls = Array.from({ length: 100 }, () => documents.create({ uniqueName: 'order-7' }))
      const errors = failuresOf(await Promise.allSettled(calls))
      expect(errors).toHaveLength(99)
      for (const error of errors) expect(error).toMatchObject({ status: 409, code: 54301 })
      expect(sync.documents.size).toBe(1)
    })
  })

  describe('documents(sidOrName).update', () => {
    it('replaces all data, and leaves the time of expiry', async () => {
      const { sync, documents } = open(start)
      await documents.create({ uniqueName: 'order-7', data: { a: 1, b: 2 }, ttl: 60 })
      sync.clock.advance({ seconds: 5 })
      expect(await documents('order-7').update({ data: { b: 3 } })).toMatchObject({
        data: { b: 3 },
        revision: '1',
        dateCreated: now,
        dateUpdated: new Date('2026-03-04T05:06:12Z'),
        dateExpires: inAMinute,
      })
    })

    it('restarts the time to live, and leaves the data', async () => {
      const { sync, documents } = open(start)
      await documents.create({ uniqueName: 'order-7', data: { a: 1 }, ttl: 9 })
      const updated = await documents('order-7').update({ ttl: 60 })
      expect(updated).toMatchObject({ data: { a: 1 }, revision: '1', dateExpires: inAMinute })
      expect(await documents('order-7').update({ ttl: 0 })).toMatchObject({ dateExpires: null })
      sync.clock.advance({ days: 1000 })
      expect(await documents('order-7').fetch()).toMatchObject({ revision: '2' })
    })

    it('counts its revisions in hex', async () => {
      const { documents } = open()
      const { sid } = await documents.create()
      for (let count = 0; count < 17; count += 1) await documents(sid).update({ data: { count } })
      expect(await documents(sid).fetch()).toMatchObject({ revision: '11', data: { count: 16 } })
    })

    it('with ifMatch changes that revision alone', async () => {
      const { documents } = open()
      const { sid, revision } = await documents.create()
      const first = await documents(sid).update({ data: { by: 'ann' }, ifMatch: revision })
      const late = documents(sid).update({ data: { by: 'bob' }, ifMatch: revision })
      await expect(late).rejects.toMatchObject(mismatch)
      expect(await documents(sid).fetch()).toMatchObject({ data: { by: 'ann' } })
      const data = { by: 'bob' }
      expect(await documents(sid).update({ data, ifMatch: first.revision })).toMatchObject({ data })
    })

    it('with one ifMatch succeeds in exactly one of 100 concurrent calls', async () => {
      const { sync, documents } = open()
      const { sid } = await documents.create()
      const calls = Array.from({ length: 100 }, (_, by) =>
        documents(sid).update({ data: { by }, ifMatch: '0' }),
      )
      const results = await Promise.allSettled(calls)
      const errors = failuresOf(results)
      expect(errors).toHaveLength(99)
      for (const error of errors) expect(error).toMatchObject(mismatch)
      const by = results.findIndex(({ status }) => status === 'fulfilled')
      expect(sync.documents.fetch(sid)).toMatchObject({ revision: '1', data: { by } })
    })
  })

  describe('documents(sidOrName).fetchWithHttpInfo', () => {
    it('holds the revision as an ETag, which ifMatch takes', async ({ skip }) => {
      const { documents } = open()
      const { sid } = await documents.create()
      // Clients before 5.13 do not show headers.
      if (!('fetchWithHttpInfo' in documents(sid))) skip()
      const { headers } = await documents(sid).fetchWithHttpInfo()
      expect(headers['etag']).toBe('0')
      const ifMatch = headers['etag'] ?? ''
      const updated = await documents(sid).updateWithHttpInfo({ data: {}, ifMatch })
      expect([updated.headers['etag'], updated.body.revision]).toEqual(['1', '1'])
    })
  })

  describe('documents.list', () => {
    it('walks all documents in order of creation', async () => {
      const { sync, documents } = open()
      const sids = Array.from({ length: 7 }, () => sync.documents.create().sid)
      const found = await documents.list({ pageSize: 3 })
      expect(found.map(({ sid }) => sid)).toEqual(sids)
      expect(found[0]).toMatchObject({ revision: '0', data: {} })
      expect(sync.requests).toHaveLength(3)
    })
  })

  describe('documents(sidOrName).remove', () => {
    it('returns true, and removes the document, its name and its permissions', async () => {
      const { documents } = open()
      await documents.create({ uniqueName: 'order-7' })
      const permissions = documents('order-7').documentPermissions
      await permissions('bob').update({ read: true, write: false, manage: false })
      expect(await documents('order-7').remove()).toBe(true)
      await expect(documents('order-7').fetch()).rejects.toMatchObject(missing)
      await expect(permissions('bob').fetch()).rejects.toMatchObject(missing)
      await documents.create({ uniqueName: 'order-7' })
      expect(await permissions.list()).toEqual([])
    })
  })
}

/** Lists and Maps as objects: they differ in their names alone. */
const collections = [
  { name: 'syncLists', of: ({ syncLists }: Opened) => syncLists, segment: 'Lists', prefix: 'ES' },
  {
    name: 'syncMaps',
    of: ({ syncMaps }: Opened) => syncMaps as never,
    segment: 'Maps',
    prefix: 'MP',
  },
] as const satisfies readonly {
  name: string
  of: (world: Opened) => Opened['syncLists']
  segment: string
  prefix: string
}[]

function describeCollections(open: OpenDefault): void {
  describe.each(collections)('$name', ({ of, segment, prefix }) => {
    it('are created without parameters', async () => {
      const world = open(start)
      const { sid: serviceSid } = world.sync.service()
      const created = await of(world).create()
      const url = `https://sync.twilio.com/v1/Services/${serviceSid}/${segment}/${created.sid}`
      expect(created.sid).toMatch(new RegExp(`^${prefix}[0-9a-f]{32}$`))
      expect(created.toJSON()).toEqual({
        sid: created.sid,
        uniqueName: null,
        accountSid: account,
        serviceSid,
        url,
        links: { items: `${url}/Items`, permissions: `${url}/Permissions` },
        revision: '0',
        dateExpires: null,
        dateCreated: now,
        dateUpdated: now,
        createdBy: 'system',
      })
    })

    it.each([{ ttl: 60 }, { collectionTtl: 60 }, { collectionTtl: 60, ttl: 7 }])(
      'expire as %o says',
      async (lives) => {
        const world = open(start)
        const store = of(world)
        const created = await store.create({ uniqueName: 'a', ...lives })
        expect(created).toMatchObject({ uniqueName: 'a', dateExpires: inAMinute })
        await store.create({ uniqueName: 'b' })
        const updated = await store('b').update(lives)
        // A new time to live is no change of what it holds.
        expect(updated).toMatchObject({ dateExpires: inAMinute, revision: '0', dateUpdated: now })
        expect((await store('b').fetch()).toJSON()).toEqual(updated.toJSON())
        world.sync.clock.advance({ minutes: 1 })
        expect(await store.list()).toEqual([])
        await expect(store('a').fetch()).rejects.toMatchObject(missing)
      },
    )

    it('are listed in order of creation, and gone when they are removed', async () => {
      const world = open()
      const store = of(world)
      const sids: string[] = []
      for (const uniqueName of ['b', 'a', 'c']) sids.push((await store.create({ uniqueName })).sid)
      expect((await store.list({ pageSize: 2 })).map(({ sid }) => sid)).toEqual(sids)
      await expect(store.create({ uniqueName: 'a' })).rejects.toMatchObject({ code: 54301 })
      expect(await store('a').remove()).toBe(true)
      await expect(store('a').update({ ttl: 1 })).rejects.toMatchObject(missing)
      expect((await store.list()).map(({ uniqueName }) => uniqueName)).toEqual(['b', 'c'])
    })
  })
}

function describeListItems(open: OpenDefault): void {
  describe('syncListItems', () => {
    it('are created field for field, and found by their index', async () => {
      const { sync, syncLists } = open(start)
      const { sid: listSid } = await syncLists.create({ uniqueName: 'queue' })
      const items = syncLists('queue').syncListItems
      const created = await items.create({ data: { n: 1 } })
      const { sid: serviceSid } = sync.service()
      expect(created.toJSON()).toEqual({
        index: 0,
        accountSid: account,
        serviceSid,
        listSid,
        url: `https://sync.twilio.com/v1/Services/${serviceSid}/Lists/${listSid}/Items/0`,
        revision: '0',
        data: { n: 1 },
        dateExpires: null,
        dateCreated: now,
        dateUpdated: now,
        createdBy: 'system',
      })
      expect((await items(0).fetch()).toJSON()).toEqual(created.toJSON())
      expect(sync.lists.items('queue').all()).toMatchObject([{ index: 0, data: { n: 1 } }])
    })

    it('have the number of the change that added them as their index', async () => {
      const { syncLists } = open(start)
      await syncLists.create({ uniqueName: 'queue' })
      const items = syncLists('queue').syncListItems
      for (const n of [0, 1, 2]) await items.create({ data: { n } })
      expect(await items(1).remove()).toBe(true)
      expect(await items.create({ data: {} })).toMatchObject({ index: 4, revision: '4' })
      expect(await items(0).update({ data: {} })).toMatchObject({ index: 0, revision: '5' })
      expect(await items.create({ data: {} })).toMatchObject({ index: 6 })
      expect((await items.list()).map(({ index }) => index)).toEqual([0, 2, 4, 6])
      expect(await syncLists('queue').fetch()).toMatchObject({ revision: '7' })
      await expect(items(1).fetch()).rejects.toMatchObject(missing)
    })

    it('have gapless indexes when 100 are created at once', async () => {
      const { syncLists } = open()
      await syncLists.create({ uniqueName: 'queue' })
      const items = syncLists('queue').syncListItems
      const created = await Promise.all(
        Array.from({ length: 100 }, (_, n) => items.create({ data: { n } })),
      )
      const indexes = created.map(({ index }) => index).sort((one, other) => one - other)
      expect(indexes).toEqual(Array.from({ length: 100 }, (_, index) => index))
    })

    it('are changed and removed at one revision alone', async () => {
      const { syncLists } = open()
      await syncLists.create({ uniqueName: 'queue' })
      const items = syncLists('queue').syncListItems
      await items.create({ data: {} })
      const calls = Array.from({ length: 20 }, (_, by) =>
        items(0).update({ data: { by }, ifMatch: '0' }),
      )
      const errors = failuresOf(await Promise.allSettled(calls))
      expect(errors).toHaveLength(19)
      for (const error of errors) expect(error).toMatchObject({ status: 412, code: 54155 })
      await expect(items(0).remove({ ifMatch: '0' })).rejects.toMatchObject({ code: 54155 })
      expect(await items(0).remove({ ifMatch: '1' })).toBe(true)
    })

    it('keep when they expire, unless a time to live of theirs is given', async () => {
      const { sync, syncLists } = open(start)
      await syncLists.create({ uniqueName: 'queue' })
      const items = syncLists('queue').syncListItems
      const lives = { itemTtl: 60, collectionTtl: 3600, ttl: 7 }
      expect(await items.create({ data: {}, ...lives })).toMatchObject({ dateExpires: inAMinute })
      expect(await items.create({ data: {}, ttl: 60 })).toMatchObject({ dateExpires: inAMinute })
      expect(await syncLists('queue').fetch()).toMatchObject({
        dateExpires: new Date('2026-03-04T06:06:07Z'),
      })
      sync.clock.advance({ seconds: 30 })
      expect(await items(0).update({ data: { a: 1 } })).toMatchObject({ dateExpires: inAMinute })
      expect(await items(1).update({ itemTtl: 0 })).toMatchObject({ dateExpires: null, data: {} })
      sync.clock.advance({ seconds: 30 })
      expect((await items.list()).map(({ index }) => index)).toEqual([1])
      sync.clock.advance({ hours: 1 })
      await expect(items(1).fetch()).rejects.toMatchObject(missing)
    })
  })
}

function describeMapItems(open: OpenDefault): void {
  describe('syncMapItems', () => {
    it('are created field for field, and found by their key', async () => {
      const { sync, syncMaps } = open(start)
      const { sid: mapSid } = await syncMaps.create({ uniqueName: 'players' })
      const items = syncMaps('players').syncMapItems
      const created = await items.create({ key: 'k 1', data: { score: 1 } })
      const { sid: serviceSid } = sync.service()
      expect(created.toJSON()).toEqual({
        key: 'k 1',
        accountSid: account,
        serviceSid,
        mapSid,
        url: `https://sync.twilio.com/v1/Services/${serviceSid}/Maps/${mapSid}/Items/k%201`,
        revision: '0',
        data: { score: 1 },
        dateExpires: null,
        dateCreated: now,
        dateUpdated: now,
        createdBy: 'system',
      })
      expect((await items('k 1').fetch()).toJSON()).toEqual(created.toJSON())
      expect(sync.maps.items('players').fetch('k 1').data).toEqual({ score: 1 })
    })

    it('move the revision and the date of their map', async () => {
      const { sync, syncMaps } = open(start)
      await syncMaps.create({ uniqueName: 'players' })
      const items = syncMaps('players').syncMapItems
      await items.create({ key: 'ann', data: {} })
      expect(await items.create({ key: 'bob', data: {} })).toMatchObject({ revision: '1' })
      sync.clock.advance({ seconds: 5 })
      const dateUpdated = new Date('2026-03-04T05:06:12Z')
      const updated = await items('ann').update({ data: { score: 1 } })
      expect(updated).toMatchObject({ revision: '2', dateCreated: now, dateUpdated })
      expect(await syncMaps('players').fetch()).toMatchObject({ revision: '3', dateUpdated })
      expect(await items('bob').remove()).toBe(true)
      expect(await syncMaps('players').fetch()).toMatchObject({ revision: '4' })
    })

    it('give a key to exactly one of 100 concurrent calls', async () => {
      const { sync, syncMaps } = open()
      await syncMaps.create({ uniqueName: 'players' })
      const items = syncMaps('players').syncMapItems
      const calls = Array.from({ length: 100 }, (_, by) => items.create({ key: 'k', data: { by } }))
      const results = await Promise.allSettled(calls)
      const errors = failuresOf(results)
      expect(errors).toHaveLength(99)
      for (const error of errors) expect(error).toMatchObject({ status: 409, code: 54208 })
      const by = results.findIndex(({ status }) => status === 'fulfilled')
      expect(sync.maps.items('players').all()).toMatchObject([{ key: 'k', data: { by } }])
    })

    it('are changed and removed at one revision alone', async ({ skip }) => {
      const { syncMaps } = open()
      await syncMaps.create({ uniqueName: 'players' })
      const items = syncMaps('players').syncMapItems
      await items.create({ key: 'ann', data: {} })
      const late = { status: 412, code: 54205 }
      await expect(items('ann').remove({ ifMatch: '1' })).rejects.toMatchObject(late)
      const changed = await items('ann').update({ data: { a: 1 }, ifMatch: '0' })
      await expect(items('ann').update({ data: {}, ifMatch: '0' })).rejects.toMatchObject(late)
      expect(await items('ann').fetch()).toMatchObject({ data: { a: 1 }, revision: '1' })
      expect(await items('ann').remove({ ifMatch: changed.revision })).toBe(true)
      await expect(items('ann').remove({ ifMatch: '1' })).rejects.toMatchObject(missing)
      if (!('createWithHttpInfo' in items)) skip()
      const { headers } = await items.createWithHttpInfo({ key: 'ann', data: {} })
      expect(headers['etag']).toBe('3')
    })

    it('live as long as their own time says, and their map does', async () => {
      const { sync, syncMaps } = open(start)
      await syncMaps.create({ uniqueName: 'players', ttl: 100 })
      const items = syncMaps('players').syncMapItems
      expect(await items.create({ key: 'a', data: {} })).toMatchObject({ dateExpires: null })
      await items.create({ key: 'b', data: {}, itemTtl: 60, ttl: 7 })
      expect(await items('b').update({ ttl: 30 })).toMatchObject({
        dateExpires: new Date('2026-03-04T05:06:37Z'),
        data: {},
      })
      await items.create({ key: 'c', data: {}, itemTtl: 1000 })
      sync.clock.advance({ seconds: 30 })
      expect((await items.list()).map(({ key }) => key)).toEqual(['a', 'c'])
      await items('a').update({ data: {}, collectionTtl: 200 })
      sync.clock.advance({ seconds: 199 })
      expect(await items('c').fetch()).toMatchObject({ key: 'c' })
      sync.clock.advance({ seconds: 1 })
      await expect(items('c').fetch()).rejects.toMatchObject(missing)
    })
  })
}

function describeMapKeys(open: OpenDefault): void {
  describe('the key of a map item', () => {
    it.each(['two words', 'naïve ☃ 🎉', `;:&=+$,@!*'()~`, '"quoted" <tag>', '__proto__', 'Items'])(
      'is %j literally',
      async (key) => {
        const { syncMaps } = open()
        await syncMaps.create({ uniqueName: 'players' })
        const items = syncMaps('players').syncMapItems
        const { url } = await items.create({ key, data: { a: 1 } })
        expect(url.split('/Items/')[1]).toBe(encodeURIComponent(key))
        expect(await items(key).fetch()).toMatchObject({ key, data: { a: 1 } })
        expect(await items(key).update({ data: {} })).toMatchObject({ key })
        expect(await items(key).remove()).toBe(true)
      },
    )

    it.each(['a/b', 'a?b', 'a#b', '50%', '%41', 'a\\b', 'k'.repeat(320)])(
      'is %j percent-encoded',
      async (key) => {
        const { syncMaps } = open()
        await syncMaps.create({ uniqueName: 'players' })
        const items = syncMaps('players').syncMapItems
        await items.create({ key, data: {} })
        expect(await items(encodeURIComponent(key)).fetch()).toMatchObject({ key })
      },
    )

    it('ends at a number sign that is not percent-encoded', async () => {
      const { syncMaps } = open()
      await syncMaps.create({ uniqueName: 'players' })
      const items = syncMaps('players').syncMapItems
      await items.create({ key: 'a#b', data: {} })
      await items.create({ key: 'a', data: {} })
      expect(await items('a#b').fetch()).toMatchObject({ data: {}, revision: '1' })
    })

    it('leads to all items where it is empty, which have no removal', async () => {
      const { syncMaps } = open()
      await syncMaps.create({ uniqueName: 'players' })
      const items = syncMaps('players').syncMapItems
      await items.create({ key: 'a', data: {} })
      await expect(items('').remove()).rejects.toMatchObject({ status: 405, code: 20004 })
      await expect(syncMaps('').remove()).rejects.toMatchObject({ status: 405 })
      expect(await items.list()).toHaveLength(1)
    })

    it('is looked for in the order of code units', async () => {
      const { sync, syncMaps } = open()
      await syncMaps.create({ uniqueName: 'players' })
      const items = syncMaps('players').syncMapItems
      for (const key of ['é', 'b', 'a/b', 'a.b', 'B', '~']) await items.create({ key, data: {} })
      const keys = (await items.list({ pageSize: 2 })).map(({ key }) => key)
      expect(keys).toEqual(['B', 'a.b', 'a/b', 'b', '~', 'é'])
      expect(sync.requests.at(-1)).toMatchObject({ operation: 'mapItems.list', status: 200 })
    })
  })
}

function describeItemLists(open: OpenDefault): void {
  describe('syncMapItems.list', () => {
    const keys = ['a', 'b', 'd', 'e']

    it.each([
      { options: {}, found: ['a', 'b', 'd', 'e'] },
      { options: { order: 'asc', from: 'b' }, found: ['b', 'd', 'e'] },
      { options: { order: 'asc', from: 'b', bounds: 'exclusive' }, found: ['d', 'e'] },
      { options: { from: 'c', bounds: 'exclusive' }, found: ['d', 'e'] },
      { options: { from: 'f' }, found: [] },
      { options: { order: 'desc' }, found: ['e', 'd', 'b', 'a'] },
      { options: { order: 'desc', from: 'd' }, found: ['d', 'b', 'a'] },
      { options: { order: 'desc', from: 'd', bounds: 'exclusive' }, found: ['b', 'a'] },
      { options: { order: 'desc', from: 'c', bounds: 'inclusive' }, found: ['b', 'a'] },
      { options: { order: 'desc', limit: 3 }, found: ['e', 'd', 'b'] },
    ] as const)('with $options holds $found', async ({ options, found }) => {
      const { syncMaps } = open()
      await syncMaps.create({ uniqueName: 'players' })
      const items = syncMaps('players').syncMapItems
      for (const key of keys) await items.create({ key, data: {} })
      for (const pageSize of [1, 2, 50]) {
        const listed = await items.list({ ...options, pageSize })
        expect(listed.map(({ key }) => key)).toEqual(found)
      }
    })
  })

  describe('syncListItems.page', () => {
    it('keeps order, from and bounds on the way forth and back', async () => {
      const { sync, syncLists } = open()
      await syncLists.create({ uniqueName: 'queue' })
      for (let n = 0; n < 9; n += 1) sync.lists.items('queue').create({ data: { n } })
      const items = syncLists('queue').syncListItems
      const range = { order: 'desc', from: '7', bounds: 'exclusive' } as const
      const first = await items.page({ ...range, pageSize: 3 })
      const second = await first.nextPage()
      const third = await second?.nextPage()
      const back = await third?.previousPage()
      const start = await back?.previousPage()
      const found = [first, second, third, back, start].map((page) =>
        page?.instances.map(({ index }) => index),
      )
      expect(found).toEqual([[6, 5, 4], [3, 2, 1], [0], [3, 2, 1], [6, 5, 4]])
      expect(start?.previousPageUrl).toBeUndefined()
      expect(third?.nextPageUrl).toBeUndefined()
    })

    it('returns every lasting item once while others come and go', async () => {
      const { sync, syncLists } = open()
      await syncLists.create({ uniqueName: 'queue' })
      const store = sync.lists.items('queue')
      for (let n = 0; n < 20; n += 1) store.create({ data: { n } })
      const met: number[] = []
      const items = syncLists('queue').syncListItems
      let page: ItemPage | undefined = await items.page({ pageSize: 4 })
      while (page !== undefined) {
        met.push(...page.instances.map(({ index }) => index))
        // The one that was read last, and one that is yet to come.
        for (const index of [met.at(-1) ?? 0, (met.at(-1) ?? 0) + 2]) {
          if (store.find(index) !== undefined) store.remove(index)
        }
        page = await page.nextPage()
      }
      expect(new Set(met).size).toBe(met.length)
      for (const { index } of store.all()) expect(met).toContain(index)
    })
  })
}

/** Objects of each kind with their permissions. */
const guarded = [
  {
    name: 'documentPermissions',
    parent: 'documentSid',
    segment: 'Documents',
    create: ({ sync }: Opened) => sync.documents.create({ uniqueName: 'a' }).sid,
    of: ({ documents }: Opened) => documents('a').documentPermissions,
  },
  {
    name: 'syncListPermissions',
    parent: 'listSid',
    segment: 'Lists',
    create: ({ sync }: Opened) => sync.lists.create({ uniqueName: 'a' }).sid,
    of: ({ syncLists }: Opened) => syncLists('a').syncListPermissions as never,
  },
  {
    name: 'syncMapPermissions',
    parent: 'mapSid',
    segment: 'Maps',
    create: ({ sync }: Opened) => sync.maps.create({ uniqueName: 'a' }).sid,
    of: ({ syncMaps }: Opened) => syncMaps('a').syncMapPermissions as never,
  },
] as const satisfies readonly {
  of: (world: Opened) => ReturnType<InService['documents']>['documentPermissions']
  [name: string]: unknown
}[]

function describePermissions(open: OpenDefault): void {
  describe.each(guarded)('$name', ({ of, create, parent, segment }) => {
    const rights = { read: true, write: false, manage: true }

    it('are set, replaced, found, listed and removed', async () => {
      const world = open()
      const sid = create(world)
      const permissions = of(world)
      const { sid: serviceSid } = world.sync.service()
      const set = await permissions('bob@example.com').update(rights)
      const at = `https://sync.twilio.com/v1/Services/${serviceSid}/${segment}/${sid}/Permissions`
      expect(set.toJSON()).toEqual({
        accountSid: account,
        serviceSid,
        [parent]: sid,
        identity: 'bob@example.com',
        ...rights,
        url: `${at}/bob%40example.com`,
      })
      expect((await permissions('bob@example.com').fetch()).toJSON()).toEqual(set.toJSON())
      const others = { read: false, write: true, manage: false }
      await permissions('ann').update(others)
      expect(await permissions('bob@example.com').update(others)).toMatchObject(others)
      const listed = await permissions.list({ pageSize: 1 })
      expect(listed.map(({ identity }) => identity)).toEqual(['ann', 'bob@example.com'])
      expect(await permissions('ann').remove()).toBe(true)
      await expect(permissions('ann').fetch()).rejects.toMatchObject(missing)
      await expect(permissions('ann').remove()).rejects.toMatchObject(missing)
      expect(await permissions.list()).toHaveLength(1)
    })

    it('do not count for the app, even where clients need them', async () => {
      const world = open()
      create(world)
      await world.services('default').update({ aclEnabled: true })
      const nothing = { read: false, write: false, manage: false }
      expect(await of(world)('bob').update(nothing)).toMatchObject(nothing)
      expect(await of(world).list()).toHaveLength(1)
    })
  })
}

interface ObjectRefusal {
  readonly title: string
  readonly status: number
  readonly code: number
  readonly ask: (world: Opened) => Promise<unknown>
}

const objectRefusals: readonly ObjectRefusal[] = [
  { title: 'a missing document', ...missing, ask: ({ documents }) => documents('b').fetch() },
  { title: 'a missing list', ...missing, ask: ({ syncLists }) => syncLists('b').fetch() },
  { title: 'a missing map', ...missing, ask: ({ syncMaps }) => syncMaps('b').fetch() },
  {
    title: 'an item of a missing list',
    ...missing,
    ask: ({ syncLists }) => syncLists('b').syncListItems.create({ data: {} }),
  },
  {
    title: 'a missing map item, as there is no upsert',
    ...missing,
    ask: ({ syncMaps }) => syncMaps('a').syncMapItems('b').update({ data: {} }),
  },
  {
    title: 'an index that is none',
    status: 400,
    code: 54458,
    ask: ({ syncLists }) =>
      syncLists('a')
        .syncListItems('abc' as unknown as number)
        .fetch(),
  },
  {
    title: 'a key that is taken',
    status: 409,
    code: 54208,
    ask: ({ syncMaps }) => syncMaps('a').syncMapItems.create({ key: 'k', data: {} }),
  },
  {
    title: 'an empty key',
    status: 400,
    code: 54209,
    ask: ({ syncMaps }) => syncMaps('a').syncMapItems.create({ key: '', data: {} }),
  },
  ...['plain', 5, true, [1]].map((data) => ({
    title: `the data ${JSON.stringify(data)}`,
    status: 400,
    code: 54008,
    ask: ({ documents }: Opened) => documents('a').update({ data }),
  })),
  {
    title: 'a document without data',
    status: 400,
    code: 54101,
    ask: ({ documents }) => documents('a').update({ data: null }),
  },
  {
    title: 'a list item without data',
    status: 400,
    code: 54156,
    ask: ({ syncLists }) => syncLists('a').syncListItems(0).update({ data: null }),
  },
  {
    title: 'a map item without data',
    status: 400,
    code: 54206,
    ask: ({ syncMaps }) => syncMaps('a').syncMapItems('k').update({ data: null }),
  },
  {
    title: 'more than 16 KiB',
    status: 413,
    code: 54006,
    ask: ({ documents }) => documents('a').update({ data: { text: 'é'.repeat(8187) } }),
  },
  {
    title: 'an update of nothing',
    status: 400,
    code: 54010,
    ask: ({ documents }) => documents('a').update(),
  },
  {
    title: 'a time to live of a list alone',
    status: 400,
    code: 54010,
    ask: ({ syncLists }) => syncLists('a').syncListItems(0).update({ collectionTtl: 60 }),
  },
  {
    title: 'a bad time to live',
    status: 400,
    code: 54011,
    ask: ({ syncMaps }) => syncMaps('a').syncMapItems('k').update({ itemTtl: -1 }),
  },
  {
    title: 'an ifMatch that is empty',
    status: 400,
    code: 54003,
    ask: ({ documents }) => documents('a').update({ data: {}, ifMatch: '' }),
  },
  {
    title: 'an order that there is not',
    status: 400,
    code: 54451,
    ask: ({ syncMaps }) => syncMaps('a').syncMapItems.list({ order: 'up' as 'asc' }),
  },
  {
    title: 'bounds that there are not',
    status: 400,
    code: 54452,
    ask: ({ syncMaps }) => syncMaps('a').syncMapItems.list({ bounds: 'none' as 'inclusive' }),
  },
  {
    title: 'an identity of 257 characters',
    status: 400,
    code: 54351,
    ask: ({ documents }) =>
      documents('a')
        .documentPermissions('i'.repeat(257))
        .update({ read: true, write: true, manage: true }),
  },
]

function describeObjectRefusals(open: OpenDefault): void {
  describe('a RestException', () => {
    it.each(objectRefusals)('answers $title: $status / $code', async ({ ask, status, code }) => {
      const world = open()
      const { documents, lists, maps } = world.sync
      documents.create({ uniqueName: 'a' })
      lists.create({ uniqueName: 'a' })
      lists.items('a').create({ data: { n: 1 } })
      maps.create({ uniqueName: 'a' })
      maps.items('a').create({ key: 'k', data: {} })
      const before = world.sync.snapshot()
      const moreInfo = `https://www.twilio.com/docs/errors/${code}`
      await expect(ask(world)).rejects.toMatchObject({ status, code, moreInfo })
      expect(world.sync.requests).toMatchObject([{ status, code, via: 'rest' }])
      expect(stateOf(world.sync.snapshot())).toEqual(stateOf(before))
    })
  })
}

/** What there is, and how often something was created. */
function stateOf({ accounts, nextSequence }: ReturnType<World['sync']['snapshot']>): unknown {
  return { services: accounts.map(({ services }) => services), nextSequence }
}
