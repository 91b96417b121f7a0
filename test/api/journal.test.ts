import { describe, expect, it } from 'vitest'
import { Journal } from '../../src/api/journal.ts'
import { createFakeSync, FakeClock, type RequestRecord } from '../../src/core.ts'
import {
  account,
  apiKey,
  as,
  basic,
  get,
  orders,
  post,
  remove,
  send,
  services,
  start,
  streams,
  toHttpRequest,
} from '../rest/cases.ts'
import { documents, order, playerItems, queueItems } from '../rest/object-cases.ts'
import { askInVain, notFakedPath } from '../support/ask-in-vain.ts'

describe('sync.requests', () => {
  it('records every request and its outcome', () => {
    const sync = createFakeSync({ clock: new FakeClock(start) })
    sync.handle(
      toHttpRequest({ ...post(streams, 'UniqueName=a&Ttl=5&UniqueName=b'), query: 'x=1' }),
    )
    expect(sync.requests).toEqual([
      {
        operation: 'streams.create',
        method: 'POST',
        path: streams,
        params: { UniqueName: 'a', Ttl: '5', x: '1' },
        account,
        via: 'rest',
        identity: undefined,
        status: 201,
        code: undefined,
        failure: undefined,
        fault: undefined,
        time: Date.parse(start),
      },
    ])
  })

  it.each([
    { request: get(services), operation: 'services.list', status: 200, code: undefined },
    { request: remove(streams), operation: undefined, status: 405, code: 20004 },
    { request: get('/v1/Nothing'), operation: undefined, status: 404, code: 20404 },
    { request: get(`${streams}/%`), operation: undefined, status: 404, code: 20404 },
    { request: get(orders), operation: 'streams.fetch', status: 404, code: 20404 },
    {
      request: { ...get(orders), method: 'HEAD' },
      operation: 'streams.fetch',
      status: 404,
      code: 20404,
    },
    { request: post(streams, 'Ttl=a'), operation: 'streams.create', status: 400, code: 54011 },
    { request: post(documents), operation: 'documents.create', status: 201, code: undefined },
    { request: get(queueItems), operation: 'listItems.list', status: 404, code: 20404 },
    { request: get(`${playerItems}/a`), operation: 'mapItems.fetch', status: 404, code: 20404 },
    { request: remove(playerItems), operation: undefined, status: 405, code: 20004 },
    {
      request: post(`${order}/Permissions/bob`, 'Read=true'),
      operation: 'documentPermissions.update',
      status: 404,
      code: 20404,
    },
  ])('records $request.method $request.path as $status', ({ request, ...expected }) => {
    const sync = createFakeSync()
    send(sync, request)
    const { method, path } = request
    expect(sync.requests).toMatchObject([{ ...expected, method, path, account }])
  })

  it('names no account without valid credentials', () => {
    const sync = createFakeSync()
    send(sync, as(null, get(streams)))
    expect(sync.requests).toMatchObject([
      { operation: undefined, path: streams, account: undefined, status: 401, code: 20003 },
    ])
  })

  it('keeps what the service refused of a write, and its parameters', () => {
    const sync = createFakeSync()
    sync.maps.create({ uniqueName: 'players' })
    sync.maps.items('players').create({ key: 'ann', data: {} })
    send(sync, { ...post(`${playerItems}/ann`, { Data: '{}', ItemTtl: '60' }), ifMatch: '7' })
    expect(sync.requests).toMatchObject([
      {
        operation: 'mapItems.update',
        params: { Data: '{}', ItemTtl: '60' },
        ifMatch: '7',
        via: 'rest',
        identity: undefined,
        status: 412,
        code: 54205,
        failure: { kind: 'map-item-revision-mismatch', found: '7', current: '0' },
      },
    ])
  })

  it('names the account behind an API key', () => {
    const sync = createFakeSync({ accountSid: account })
    send(sync, as(basic(apiKey), get(streams)))
    expect(sync.requests).toMatchObject([{ account }])
  })

  it('keeps a request without a response', () => {
    const sync = createFakeSync()
    askInVain(sync)
    expect(sync.requests).toMatchObject([
      {
        operation: undefined,
        path: notFakedPath,
        via: 'sdk',
        identity: 'alice',
        status: undefined,
        code: undefined,
      },
    ])
  })

  it('records the time of each request, newest last', () => {
    const sync = createFakeSync({ clock: new FakeClock(start) })
    send(sync, get(streams))
    sync.clock.advance({ seconds: 5 })
    send(sync, get(orders))
    const times = sync.requests.map(({ path, time }) => [path, time - Date.parse(start)])
    expect(times).toEqual([
      [streams, 0],
      [orders, 5000],
    ])
  })

  it('says why the service refused a request, even if the response was lost', () => {
    const sync = createFakeSync()
    sync.faults.add({ kind: 'reset', when: 'after' })
    expect(() => send(sync, post(streams, 'Ttl=a'))).toThrow('socket hang up')
    send(sync, get(`${services}/ISx`))
    expect(sync.requests).toMatchObject([
      { code: 54011, failure: { kind: 'ttl-invalid', found: Number.NaN } },
      { code: 20404, failure: { kind: 'service-not-found', service: 'ISx', reason: 'malformed' } },
    ])
  })

  it('does not count the JS API', () => {
    const sync = createFakeSync()
    sync.streams.create()
    expect(sync.requests).toEqual([])
  })

  it('returns a list that does not change', () => {
    const sync = createFakeSync()
    const before = sync.requests
    send(sync, get(streams))
    expect(before).toEqual([])
  })

  it('cannot be changed', () => {
    const sync = createFakeSync()
    send(sync, post(streams, { UniqueName: 'orders' }))
    const [record] = sync.requests
    expect(() => Object.assign(record ?? {}, { status: 9 })).toThrow(TypeError)
    expect(() => Object.assign(record?.params ?? {}, { UniqueName: 'mine' })).toThrow(TypeError)
    send(sync, get(`${services}/ISx`))
    expect(sync.requests.at(-1)?.failure).toSatisfy(Object.isFrozen)
    expect(sync.requests[0]).toMatchObject({ status: 201, params: { UniqueName: 'orders' } })
  })

  it('keeps a parameter named __proto__', () => {
    const sync = createFakeSync()
    send(sync, post(streams, '__proto__=a'))
    expect(Object.entries(sync.requests[0]?.params ?? {})).toEqual([['__proto__', 'a']])
  })
})

describe('Journal', () => {
  it.each([
    { limit: 0, kept: [] },
    { limit: 1, kept: [10] },
    { limit: 3, kept: [8, 9, 10] },
    { limit: 10, kept: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
    { limit: 11, kept: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  ])('keeps the newest of 10 records, $limit of them', ({ limit, kept }) => {
    const journal = new Journal(limit)
    for (let time = 1; time <= 10; time += 1) {
      journal.add(recordAt(time))
      expect(journal.records.at(-1)?.time).toBe(limit === 0 ? undefined : time)
    }
    expect(journal.records.map(({ time }) => time)).toEqual(kept)
  })

  it('is empty when it is cleared', () => {
    const journal = new Journal(3)
    journal.add(recordAt(1))
    journal.clear()
    journal.add(recordAt(2))
    expect(journal.records).toEqual([recordAt(2)])
  })
})

function recordAt(time: number): RequestRecord {
  return {
    operation: 'streams.list',
    method: 'GET',
    path: streams,
    params: {},
    ifMatch: undefined,
    account,
    via: 'rest',
    identity: undefined,
    status: 200,
    code: undefined,
    failure: undefined,
    fault: undefined,
    time,
  }
}
