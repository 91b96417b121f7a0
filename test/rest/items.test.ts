import { describe, expect, it } from 'vitest'
import { createFakeSync, FakeClock, type FakeSync, type FakeSyncOptions } from '../../src/core.ts'
import {
  account,
  get,
  post,
  remove,
  send,
  start,
  toHttpRequest,
  type WireRequest,
} from './cases.ts'
import { documents, lists, maps, order, playerItems, players, queueItems } from './object-cases.ts'

describe('POST /v1/Services/{serviceSid}/Documents', () => {
  it('answers with a document, field for field, and its revision as an ETag', () => {
    const sync = open()
    const form = { UniqueName: 'invoice', Data: '{"b":1,"a":null}', Ttl: '60' }
    const answer = sync.handle(toHttpRequest(post(documents, form)))
    const service = sync.service().sid
    const { sid } = sync.documents.fetch('invoice')
    const url = `https://sync.twilio.com/v1/Services/${service}/Documents/${sid}`
    expect(answer).toMatchObject({ status: 201, headers: { etag: '0' } })
    expect(JSON.parse(answer.body)).toEqual({
      sid,
      unique_name: 'invoice',
      account_sid: account,
      service_sid: service,
      url,
      links: { permissions: `${url}/Permissions` },
      revision: '0',
      data: { b: 1, a: null },
      date_expires: '2026-03-04T05:07:07Z',
      date_created: '2026-03-04T05:06:07Z',
      date_updated: '2026-03-04T05:06:07Z',
      created_by: 'system',
    })
    expect(answer.body).toContain('{"b":1,"a":null}')
  })
})

describe('the items of a map', () => {
  it.each(['k 1', 'é', 'a/b', '50%', 'a#b', '?', 'a+b', '..', '☃ 🎉', '__proto__', '\u0000'])(
    'with the key %j are found at the URL that they name',
    (Key) => {
      const sync = open()
      const { body } = send(sync, post(playerItems, { Key, Data: '{"a":1}' }))
      expect(body.url.split('/Items/')[1]).toBe(encodeURIComponent(Key))
      const found = send(sync, get(body.url.replace('https://sync.twilio.com', '')))
      expect(found).toEqual({ status: 200, body })
    },
  )

  it('have a URL even if their key is no text that can be encoded', () => {
    const sync = open()
    sync.maps.items('players').create({ key: 'a\uD800', data: {} })
    sync.maps.permissions('players').set('\uDC00', { read: true })
    const { status, body } = send(sync, get(playerItems))
    expect(status).toBe(200)
    expect(JSON.stringify(body)).toContain('/Items/a%EF%BF%BD"')
    expect(send(sync, get(`${players}/Permissions`)).status).toBe(200)
  })

  it('are listed with a meta that repeats the range, and SIDs', () => {
    const sync = open()
    for (const key of ['b', 'c&d', 'e']) sync.maps.items('players').create({ key, data: {} })
    const query = { PageSize: '1', Bounds: 'exclusive', From: 'c&d', Order: 'desc', Other: '1' }
    const { meta } = send(sync, get(playerItems, query)).body
    const { sid } = sync.maps.fetch('players')
    const at = `https://sync.twilio.com/v1/Services/${sync.service().sid}/Maps/${sid}/Items`
    const url = `${at}?Order=desc&From=c%26d&Bounds=exclusive&PageSize=1`
    expect(meta).toMatchObject({
      page: 0,
      page_size: 1,
      first_page_url: `${url}&Page=0`,
      previous_page_url: null,
      url: `${url}&Page=0`,
      key: 'items',
    })
    expect(meta.next_page_url).toMatch(/&PageSize=1&PageToken=PT[\w-]+&Page=1$/)
  })

  it('are listed as long as they can still be seen', () => {
    const sync = open({ limits: { expiryLagSeconds: 60 } })
    sync.maps.items('players').create({ key: 'bob', data: {}, ttl: 1 })
    sync.clock.advance({ seconds: 30 })
    const { items } = send(sync, get(playerItems)).body as unknown as { items: object[] }
    expect(items).toMatchObject([{ key: 'ann' }, { key: 'bob' }])
  })

  it('have a list of permissions whose meta names SIDs', () => {
    const sync = open()
    sync.maps.permissions('players').set('ann', { read: true })
    const { body } = send(sync, get(`${players}/Permissions`))
    const { sid } = sync.maps.fetch('players')
    const url = `https://sync.twilio.com/v1/Services/${sync.service().sid}/Maps/${sid}/Permissions`
    expect(body).toMatchObject({
      permissions: [{ map_sid: sid, identity: 'ann', url: `${url}/ann` }],
      meta: { first_page_url: `${url}?PageSize=50&Page=0`, key: 'permissions' },
    })
  })

  it('are read on by the token alone in the range of the first page', () => {
    const sync = open()
    for (const key of ['b', 'c', 'd']) sync.maps.items('players').create({ key, data: {} })
    const first = send(sync, get(playerItems, { PageSize: '1', From: 'c', Order: 'desc' })).body
    const PageToken = new URL(first.meta.next_page_url ?? '').searchParams.get('PageToken') ?? ''
    const next = send(sync, get(playerItems, { PageSize: '1', PageToken }))
    expect(next).toMatchObject({ status: 200, body: { items: [{ key: 'b' }] } })
    const last = send(sync, get(playerItems, { PageToken }))
    expect(last.body).toMatchObject({ items: [{ key: 'b' }, { key: 'ann' }] })
  })

  it('give a key to exactly one of 100 requests', () => {
    const sync = open()
    const answers = Array.from({ length: 100 }, () =>
      send(sync, post(playerItems, { Key: 'bob', Data: '{}' })),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.code === 54208)).toHaveLength(99)
    expect(sync.maps.fetch('players').revision).toBe('2')
  })

  it('free their key when they are removed or expire', () => {
    const sync = open()
    send(sync, remove(`${playerItems}/ann`))
    const again = post(playerItems, { Key: 'ann', Data: '{}', ItemTtl: '60' })
    expect(send(sync, again)).toMatchObject({ status: 201, body: { revision: '2' } })
    sync.clock.advance({ seconds: 60 })
    // The expiry is a change of its own.
    expect(send(sync, again)).toMatchObject({ status: 201, body: { revision: '4' } })
  })
})

describe('HEAD', () => {
  it.each([
    { path: order, status: 200, etag: '0' },
    { path: `${queueItems}/0`, status: 200, etag: '0' },
    { path: `${playerItems}/ann`, status: 200, etag: '0' },
    { path: playerItems, status: 200, etag: undefined },
    { path: players, status: 200, etag: undefined },
    { path: `${players}/Permissions`, status: 200, etag: undefined },
    { path: `${playerItems}/bob`, status: 404, etag: undefined },
  ])('answers $status for $path as GET does, without a body', ({ path, status, etag }) => {
    const found = open().handle(toHttpRequest({ method: 'HEAD', path }))
    expect(found).toMatchObject({ status, body: '' })
    expect(found.headers['etag']).toBe(etag)
  })
})

describe('a refused write', () => {
  it.each<{ what: string; request: WireRequest }>([
    {
      what: 'a taken key',
      request: post(playerItems, { Key: 'ann', Data: '{}', CollectionTtl: '60' }),
    },
    { what: 'a stale revision', request: { ...post(order, { Ttl: '60' }), ifMatch: '9' } },
    {
      what: 'a bad time to live of the list',
      request: post(queueItems, { Data: '{}', CollectionTtl: '-1' }),
    },
    {
      what: 'a bad time to live',
      request: post(`${queueItems}/0`, { Data: '{"a":1}', Ttl: '-1' }),
    },
    { what: 'bad data', request: post(order, { Data: '[]', Ttl: '60' }) },
  ])('for $what moves no counter, date or time of expiry', ({ request }) => {
    const sync = open()
    const before = [order, `${lists}/queue`, queueItems, `${maps}/players`, playerItems]
    const read = (): unknown[] => before.map((path) => send(sync, get(path)).body)
    const there = read()
    sync.clock.advance({ seconds: 1 })
    expect(send(sync, request).status).toBeGreaterThanOrEqual(400)
    expect(read()).toEqual(there)
  })
})

function open(options: FakeSyncOptions = {}): FakeSync {
  const sync = createFakeSync({ clock: new FakeClock(start), accountSid: account, ...options })
  sync.documents.create({ uniqueName: 'order-7' })
  sync.lists.create({ uniqueName: 'queue' })
  sync.lists.items('queue').create({ data: {} })
  sync.maps.create({ uniqueName: 'players' })
  sync.maps.items('players').create({ key: 'ann', data: {} })
  return sync
}
