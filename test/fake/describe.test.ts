import { SyncClient } from 'twilio-sync'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createFakeSync, FakeClock, type FakeSync, type FakeSyncOptions } from '../../src/core.ts'
import {
  account,
  apiKey,
  as,
  basic,
  get,
  messages,
  orders,
  otherAccount,
  post,
  remove,
  send,
  services,
  someService,
  start,
  streams,
  toHttpRequest,
} from '../rest/cases.ts'

describe('FakeSync.describe', () => {
  it('says that there are no services', () => {
    expect(newSync().describe()).toMatchInlineSnapshot(`
      "Fake Twilio Sync, 0 s after its start
      No services"
    `)
  })

  it('shows streams, their lifetimes and their messages', () => {
    const sync = newSync()
    sync.streams.create({ uniqueName: 'orders', ttl: 86_400 })
    sync.clock.advance({ minutes: 1, milliseconds: 1500 })
    sync.streams.create({ uniqueName: 'say "hi"' })
    sync.streams.create({ ttl: 60 })
    sync.streams.publish('orders', { id: 1 })
    sync.streams.publish('orders', { id: 2, state: 'paid' })
    sync.streams.publish('say "hi"', { text: 'long '.repeat(20) })
    sync.clock.advance({ seconds: 20 })

    expect(sync.describe()).toMatchInlineSnapshot(`
      "Fake Twilio Sync, 1 min 21.5 s after its start
      Service "default" IS7d9d6bd27cbb3095566cc51a88ee1374
        "orders" TO2ead605d30ca3be9f43332f0fb0e1352: 1 min 21.5 s old, expires in 23 h 58 min 38.5 s, 2 messages, last {"id":2,"state":"paid"}
        "say \\"hi\\"" TO79018d15d6e6f33052d19d372500a4d5: 20 s old, never expires, 1 message: {"text":"long long long long long long long long long long …
        unnamed TOcc9432891673a44b9b3221860ad7fcf7: 20 s old, expires in 40 s, no messages"
    `)
  })

  it('shows documents with their data', () => {
    const sync = newSync()
    sync.documents.create({ uniqueName: 'order-7', data: { state: 'new' }, ttl: 60 })
    sync.documents.create()
    sync.clock.advance({ seconds: 20 })
    sync.documents.update('order-7', { data: { state: 'paid', note: 'long '.repeat(20) } })
    sync.documents.permissions('order-7').set('alice', { read: true })
    sync.documents.permissions('order-7').set('bob')

    expect(sync.describe()).toMatchInlineSnapshot(`
      "Fake Twilio Sync, 20 s after its start
      Service "default" IS7d9d6bd27cbb3095566cc51a88ee1374
        "order-7" ET367ec103e1c81bc656a42c5508685a6d: 20 s old, expires in 40 s, revision 1, 2 permissions, {"state":"paid","note":"long long long long long long long …
        unnamed ET17a249dd717740ecad10c6cfe3e6ec15: 20 s old, never expires, revision 0, {}"
    `)
  })

  it('shows lists and maps with the item that changed last', () => {
    const sync = newSync()
    sync.lists.create({ uniqueName: 'queue' })
    sync.lists.create({ ttl: 60 })
    for (const order of [7, 8, 9]) sync.lists.items('queue').create({ data: { order } })
    sync.lists.items('queue').update(1, { data: { order: 8, state: 'paid' } })
    sync.lists.items('queue').remove(0)
    sync.maps.create({ uniqueName: 'players' })
    sync.maps.items('players').create({ key: 'say "hi"', data: { score: 1 }, ttl: 90 })
    sync.maps.create({ uniqueName: 'sessions' })
    for (const [key, ttl] of [['ann', 60] as const, ['bob', 40] as const, ['cy', 0] as const]) {
      sync.maps.items('sessions').create({ key, ttl, data: {} })
    }
    sync.maps.permissions('sessions').set('alice', { write: true })
    sync.clock.advance({ seconds: 20 })

    expect(sync.describe()).toMatchInlineSnapshot(`
      "Fake Twilio Sync, 20 s after its start
      Service "default" IS7d9d6bd27cbb3095566cc51a88ee1374
        "queue" ES948218faf8843eb066438b92a1ccc1b3: 20 s old, never expires, revision 5, 2 items, last changed 1: {"order":8,"state":"paid"}
        unnamed ESf8ea381e208f020d0d0d2218f1c23dbb: 20 s old, expires in 40 s, revision 0, no items
        "players" MP8cd83b1d8fca89cc1e649515859649f5: 20 s old, never expires, revision 1, 1 item "say \\"hi\\"": {"score":1}, which expires in 1 min 10 s
        "sessions" MP64e7ba865d44af170c892a2717f0e1c5: 20 s old, never expires, revision 3, 1 permission, 3 items, the next expires in 20 s, last changed "cy": {}"
    `)
  })

  it('says how many objects a client is subscribed to, whatever their kinds', async () => {
    const sync = newSync()
    sync.maps.create({ uniqueName: 'players' })
    sync.streams.create({ uniqueName: 'orders' })
    vi.stubGlobal('WebSocket', sync.WebSocket)
    onTestFinished(() => void vi.unstubAllGlobals())
    const client = new SyncClient(sync.accessToken({ identity: 'alice' }))
    onTestFinished(() => client.shutdown())
    await client.map('players')
    await client.stream('orders')
    await sync.settled()

    expect(sync.describe()).toMatch(
      /^ {2}"alice" with twilio-sync [\d.]+, subscribed to 2 objects$/m,
    )
  })

  it('lists the first 10 objects of each kind in a service', () => {
    const sync = newSync()
    for (const store of [sync.documents, sync.lists, sync.maps]) {
      for (let number = 1; number <= 12; number += 1) store.create({ uniqueName: `no ${number}` })
    }
    send(sync, get(`${services}/default/Maps/no%2012`))
    const lines = sync.describe().split('\n').slice(2, -2)
    expect(lines).toHaveLength(33)
    expect(lines[10]).toBe('  … and 2 more documents')
    expect(lines[21]).toBe('  … and 2 more lists')
    expect(lines[22]).toMatch(/^ {2}"no 12" MP/)
    expect(lines[32]).toBe('  … and 2 more maps')
  })

  it('says how the last objects of other kinds ended, and how old they were', () => {
    const sync = newSync()
    sync.documents.create({ uniqueName: 'order-7', ttl: 60 })
    sync.clock.advance({ seconds: 30 })
    sync.documents.update('order-7', { data: { state: 'paid' } })
    sync.maps.create({ uniqueName: 'players' })
    send(sync, remove(`${services}/default/Maps/players`))
    sync.lists.create({ uniqueName: 'queue', ttl: 3600 })
    sync.clock.advance({ minutes: 1 })
    sync.lists.remove('queue')

    const [, ended = ''] = /^Ended objects\n((?: {2}.*\n)*)/m.exec(sync.describe()) ?? []
    expect(ended.replace(/ \w{34}/g, '')).toMatchInlineSnapshot(`
      "  30 s: "players" was removed by DELETE
        1 min: "order-7" expired (1 min old)
        1 min 30 s: "queue" was removed
      "
    `)
  })

  it('says when and why the last streams ended', () => {
    const sync = newSync()
    for (let index = 0; index < 9; index += 1) sync.streams.remove(sync.streams.create().sid)
    sync.streams.create({ uniqueName: 'two words', ttl: 60 })
    sync.clock.advance({ seconds: 3 })
    sync.streams.update('two words', { ttl: 90 })
    sync.streams.create({ uniqueName: 'say "hi"' })
    send(sync, { method: 'DELETE', path: `${streams}/say%20%22hi%22` })
    sync.clock.advance({ hours: 1 })

    const lines = sync.describe().split('\n')
    expect(lines.filter((line) => /ended|expired|removed by/.test(line))).toEqual([
      'Last 10 of 11 ended objects',
      expect.stringMatching(/^ {2}3 s: "say \\"hi\\"" TO\w{32} was removed by DELETE$/),
      expect.stringMatching(/^ {2}1 min 33 s: "two words" TO\w{32} expired \(ttl 90\)$/),
    ])
    expect(
      lines.filter((line) => /^ {2}0 s: unnamed TO\w{32} was removed$/.test(line)),
    ).toHaveLength(8)
  })

  it('is as long as a screen or two, however much there is', () => {
    const sync = newSync()
    for (let index = 0; index < 500; index += 1) {
      send(sync, as(basic(`AC${String(index).padStart(32, '0')}`), post(streams)))
      sync.faults.add({ kind: 'reset', on: 'services.list' })
    }
    const lines = sync.describe().split('\n')
    expect(lines.length).toBeLessThan(150)
    expect(lines).toContain('… and 490 more accounts')
    expect(lines).toContain('  … and 490 more faults')
  })

  it('cuts what an app may make as long as it likes', () => {
    const sync = newSync({ limits: { uniqueNameLength: 10_000 } })
    const long = 'x'.repeat(5000)
    send(sync, post(`${services}/default`, { FriendlyName: long }))
    sync.service(someService)
    send(sync, post(`${services}/${someService}`, { FriendlyName: long }))
    send(sync, post(streams, { UniqueName: long }))
    send(sync, remove(`${streams}/${long}`))
    send(sync, post(streams, { UniqueName: long }))
    const longest = Math.max(
      ...sync
        .describe()
        .split('\n')
        .map(({ length }) => length),
    )
    expect(longest).toBeLessThan(600)
  })

  it('escapes control characters', () => {
    const sync = newSync()
    send(sync, post(streams, { UniqueName: 'a\u202eb\u009b' }))
    send(sync, post(`${streams}/a%E2%80%AEb%C2%9B/Messages`, { Data: '{"text":"\u2066"}' }))
    expect(sync.describe()).toMatchInlineSnapshot(`
      "Fake Twilio Sync, 0 s after its start
      Service "default" IS7d9d6bd27cbb3095566cc51a88ee1374
        "a\\u202eb\\u009b" TO2ead605d30ca3be9f43332f0fb0e1352: 0 s old, never expires, 1 message: {"text":"\\u2066"}
      Requests
        0 s: POST /v1/Services/default/Streams → 201 (UniqueName=a\\u202eb\\u009b)
        0 s: POST /v1/Services/default/Streams/a%E2%80%AEb%C2%9B/Messages → 201 (Data={"text":"\\u2066"})"
    `)
  })

  it('omits expired streams, unless they are still visible', () => {
    const [sync, lagging] = [newSync(), newSync({ limits: { expiryLagSeconds: 10 } })]
    for (const fake of [sync, lagging]) {
      fake.streams.create({ uniqueName: 'orders', ttl: 60 })
      fake.clock.advance({ seconds: 63 })
    }

    expect(sync.describe()).toMatchInlineSnapshot(`
      "Fake Twilio Sync, 1 min 3 s after its start
      Service "default" IS7d9d6bd27cbb3095566cc51a88ee1374
        no streams
      Ended objects
        1 min: "orders" TO2ead605d30ca3be9f43332f0fb0e1352 expired (ttl 60)"
    `)
    expect(lagging.describe()).toMatchInlineSnapshot(`
      "Fake Twilio Sync, 1 min 3 s after its start
      Service "default" IS7d9d6bd27cbb3095566cc51a88ee1374
        "orders" TO2ead605d30ca3be9f43332f0fb0e1352: 1 min 3 s old, expired 3 s ago, but still there, no messages"
    `)
  })

  it('lists the first 10 services', () => {
    const sync = newSync()
    for (let number = 10; number < 22; number += 1) sync.service(`IS${'0'.repeat(30)}${number}`)
    const lines = sync.describe().split('\n')
    expect(lines.filter((line) => line.startsWith('Service'))).toHaveLength(10)
    expect(lines.at(-1)).toBe('… and 2 more services')
  })

  it.each([
    { count: 10, last: /^ {2}"stream 10" TO/ },
    { count: 11, last: /^ {2}… and 1 more stream$/ },
    { count: 101, last: /^ {2}… and 91 more streams$/ },
  ])('lists the first 10 of $count streams in a service', ({ count, last }) => {
    const sync = newSync()
    for (const streams of [sync.streams, sync.service(someService).streams]) {
      for (let number = 1; number <= count; number += 1) {
        streams.create({ uniqueName: `stream ${number}` })
      }
    }

    const [, first = '', second = ''] = sync.describe().split(/^Service .*\n/m)
    for (const text of [first, second]) {
      const lines = text.trimEnd().split('\n')
      expect(lines[9]).toMatch(/^ {2}"stream 10" TO/)
      expect(lines.at(-1)).toMatch(last)
      expect(lines).toHaveLength(Math.min(count, 11))
    }
  })

  it('lists the streams first that requests have named, of many', () => {
    const sync = newSync()
    for (let number = 1; number <= 50; number += 1) {
      sync.streams.create({ uniqueName: `stream ${number}` })
    }
    send(sync, get(`${streams}/stream%2040`))
    send(sync, remove(`${streams}/${sync.streams.fetch('stream 30').sid}`))
    send(sync, get(`${streams}/${sync.streams.fetch('stream 45').sid}`))
    send(sync, post(streams, { UniqueName: 'orders' }))
    for (let count = 0; count < 10; count += 1) send(sync, get(streams))
    const lines = sync.describe().split('\n').slice(2, 7)
    expect(lines.map((line) => /"(.*)"/.exec(line)?.[1])).toEqual([
      'stream 40',
      'stream 45',
      'orders',
      'stream 1',
      'stream 2',
    ])
  })

  it('shows each service', () => {
    const sync = newSync()
    sync.service(someService)
    send(sync, post(services, { FriendlyName: 'shop' }))
    sync.streams.create()

    expect(sync.describe()).toMatchInlineSnapshot(`
      "Fake Twilio Sync, 0 s after its start
      Service IS44444444444444444444444444444444
        no streams
      Service "shop" IS145a33f3afd1f329e2d8fe7cde3267ad
        no streams
      Service "default" IS7d9d6bd27cbb3095566cc51a88ee1374
        unnamed TO2ead605d30ca3be9f43332f0fb0e1352: 0 s old, never expires, no messages
      Requests
        0 s: POST /v1/Services → 201 (FriendlyName=shop)"
    `)
  })

  it('shows absolute times when some are before the start', () => {
    const sync = newSync()
    const earlier = newSync({ clock: new FakeClock('2025-02-07T01:02:03.004Z') })
    earlier.streams.create({ uniqueName: 'orders' })
    send(sync, get(streams))
    sync.restore(earlier.snapshot())
    send(sync, get(streams))

    expect(sync.describe()).toMatchInlineSnapshot(`
      "Fake Twilio Sync at 2025-02-07T01:02:03.004Z
      Service "default" IS7d9d6bd27cbb3095566cc51a88ee1374
        "orders" TO2ead605d30ca3be9f43332f0fb0e1352: 0 s old, never expires, no messages
      Requests
        2026-03-04T05:06:07.890Z: GET /v1/Services/default/Streams → 200
        2025-02-07T01:02:03.004Z: GET /v1/Services/default/Streams → 200"
    `)
    sync.clock.set(start)
    expect(sync.describe()).toMatchInlineSnapshot(`
      "Fake Twilio Sync at 2026-03-04T05:06:07.890Z
      Service "default" IS7d9d6bd27cbb3095566cc51a88ee1374
        "orders" TO2ead605d30ca3be9f43332f0fb0e1352: 390 d 4 h 4 min 4.886 s old, never expires, no messages
      Requests
        2026-03-04T05:06:07.890Z: GET /v1/Services/default/Streams → 200
        2025-02-07T01:02:03.004Z: GET /v1/Services/default/Streams → 200"
    `)
    for (let count = 0; count < 10; count += 1) send(sync, get(streams))
    expect(sync.describe()).toMatch(/^Fake Twilio Sync, 0 s after its start$/m)
  })

  it('shows each account as soon as there are two', () => {
    const sync = newSync()
    send(sync, as(basic(account), post(streams, { UniqueName: 'orders' })))
    send(sync, as(basic(otherAccount), post(streams, { UniqueName: 'carts' })))

    expect(sync.describe()).toMatchInlineSnapshot(`
      "Fake Twilio Sync, 0 s after its start
      Account AC11111111111111111111111111111111
        Service "default" IS7d9d6bd27cbb3095566cc51a88ee1374
          "orders" TO2ead605d30ca3be9f43332f0fb0e1352: 0 s old, never expires, no messages
      Account AC22222222222222222222222222222222
        Service "default" IS145a33f3afd1f329e2d8fe7cde3267ad
          "carts" TO79018d15d6e6f33052d19d372500a4d5: 0 s old, never expires, no messages
      Requests
        0 s: POST /v1/Services/default/Streams → 201 (UniqueName=orders)
        0 s: POST /v1/Services/default/Streams → 201 (UniqueName=carts)"
    `)
  })

  it('ends with requests, their outcomes and the pending faults', () => {
    const sync = newSync()
    sync.faults.add({ on: ['streams.create', 'streams.update'], kind: 'status', status: 503 })
    sync.faults.add({ on: 'messages.create', kind: 'reset', when: 'after', times: 3 })
    sync.faults.add({ on: () => false, kind: 'delay', milliseconds: 5, times: Infinity })
    sync.faults.add({ on: 'streams.list', kind: 'timeout', skip: 1 })
    send(sync, post(streams, { UniqueName: 'orders' }))
    sync.clock.advance({ hours: 1 })
    send(sync, post(streams, { UniqueName: 'orders' }))
    send(sync, post(streams, { UniqueName: 'orders' }))
    expect(() => send(sync, post(messages, { Data: '{"id":1}' }))).toThrow('socket hang up')
    send(sync, as(null, get(orders)))

    expect(sync.describe()).toMatchInlineSnapshot(`
      "Fake Twilio Sync, 1 h after its start
      Service "default" IS7d9d6bd27cbb3095566cc51a88ee1374
        "orders" TO2ead605d30ca3be9f43332f0fb0e1352: 0 s old, never expires, 1 message: {"id":1}
      Requests
        0 s: POST /v1/Services/default/Streams → 503 / 20503, hit by status (UniqueName=orders)
        1 h: POST /v1/Services/default/Streams → 201 (UniqueName=orders)
        1 h: POST /v1/Services/default/Streams → 409 / 54301 (UniqueName=orders)
        1 h: POST /v1/Services/default/Streams/orders/Messages → 201, hit by reset (Data={"id":1})
        1 h: GET /v1/Services/default/Streams/orders → 401 / 20003: found no username and password, expected those of an account or an API key
      Faults pending
        reset on messages.create, fired 1 of 3 times
        delay of 5 ms on what a predicate says, never fired
        timeout on streams.list, never fired"
    `)
  })

  it('says why a service did not come to life, and why credentials were refused', () => {
    const sync = newSync({ services: [someService], credentials: { [account]: 'token' } })
    send(sync, as(basic(account), remove(`${services}/${someService}`)))
    for (const sid of ['ISx', `IS${'5'.repeat(32)}`, someService]) {
      send(sync, get(`${services}/${sid}/Streams`, { PageSize: '2' }))
    }
    for (const authorization of [null, 'Bearer abc', basic(apiKey), basic(account, 'x')]) {
      send(sync, as(authorization, get(streams)))
    }

    expect(sync.describe()).toMatchInlineSnapshot(`
      "Fake Twilio Sync, 0 s after its start
      No services
      Requests
        0 s: DELETE /v1/Services/IS44444444444444444444444444444444 → 204
        0 s: GET /v1/Services/ISx/Streams → 404 / 20404 (PageSize=2): found "ISx", expected default or a SID: IS and 32 hex digits in lower case
        0 s: GET /v1/Services/IS55555555555555555555555555555555/Streams → 404 / 20404 (PageSize=2): found "IS55555555555555555555555555555555", expected default, a SID of the option services, or one that was created
        0 s: GET /v1/Services/IS44444444444444444444444444444444/Streams → 404 / 20404 (PageSize=2): found "IS44444444444444444444444444444444", which was removed, expected a service that exists
        0 s: GET /v1/Services/default/Streams → 401 / 20003: found no username and password, expected those of an account or an API key
        0 s: GET /v1/Services/default/Streams → 401 / 20003: found a Bearer token, expected a username and password of the option credentials
        0 s: GET /v1/Services/default/Streams → 401 / 20003: found "SK33333333333333333333333333333333", expected a username of the option credentials
        0 s: GET /v1/Services/default/Streams → 401 / 20003: found another password, expected that of "AC11111111111111111111111111111111" in the option credentials"
    `)
  })

  it('shows only the last requests', () => {
    const sync = newSync()
    for (let count = 0; count < 12; count += 1) send(sync, get(`${streams}/${count}`))

    expect(sync.describe()).toMatchInlineSnapshot(`
      "Fake Twilio Sync, 0 s after its start
      Service "default" IS7d9d6bd27cbb3095566cc51a88ee1374
        no streams
      Last 10 of 12 requests
        0 s: GET /v1/Services/default/Streams/2 → 404 / 20404
        0 s: GET /v1/Services/default/Streams/3 → 404 / 20404
        0 s: GET /v1/Services/default/Streams/4 → 404 / 20404
        0 s: GET /v1/Services/default/Streams/5 → 404 / 20404
        0 s: GET /v1/Services/default/Streams/6 → 404 / 20404
        0 s: GET /v1/Services/default/Streams/7 → 404 / 20404
        0 s: GET /v1/Services/default/Streams/8 → 404 / 20404
        0 s: GET /v1/Services/default/Streams/9 → 404 / 20404
        0 s: GET /v1/Services/default/Streams/10 → 404 / 20404
        0 s: GET /v1/Services/default/Streams/11 → 404 / 20404"
    `)
  })

  it('returns the same text after the same calls, whenever they are made', () => {
    const [one, other] = ['2026-01-01', '2027-05-06T07:08:09.123Z'].map((time) => {
      const sync = createFakeSync({ clock: new FakeClock(time) })
      sync.streams.create({ uniqueName: 'orders', ttl: 60 })
      sync.clock.advance(1234)
      sync.handle(toHttpRequest(post(messages, { Data: '{"id":1}' })))
      return sync.describe()
    })

    expect(one).toBe(other)
  })

  it('changes nothing', () => {
    const sync = newSync()
    sync.streams.create({ uniqueName: 'orders' })
    const before = sync.snapshot()

    sync.describe()

    expect(sync.snapshot()).toEqual(before)
    expect(sync.requests).toEqual([])
  })
})

describe('FakeSync.uninstall', () => {
  it('names the faults that did not fire, when it is strict', () => {
    const sync = newSync()
    sync.faults.add({ on: 'streams.create', kind: 'reset', times: 2 })
    sync.faults.add({ kind: 'status', status: 429, skip: 5 })
    expect(() => send(sync, post(streams))).toThrow('socket hang up')

    expect(() => sync.uninstall({ strict: true })).toThrow(
      /planned \(reset on streams\.create, fired 1 of 2 times, added at \S+; status 429, never fired, added at \S+\), expected all to fire$/,
    )
    expect(() => sync.uninstall({ strict: true })).not.toThrow()
  })
})

function newSync(options: FakeSyncOptions = {}): FakeSync {
  return createFakeSync({ clock: new FakeClock(start), ...options })
}
