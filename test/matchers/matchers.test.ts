import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  createFakeSync,
  FakeClock,
  type FakeSync,
  type RequestRecord,
  type Stream,
} from '../../src/core.ts'
import { type Like, matchers } from '../../src/matchers.ts'
import type {} from '../../src/vitest.ts'

expect.extend(matchers)

const account = `AC${'1'.repeat(32)}`
const otherAccount = `AC${'2'.repeat(32)}`
const service = `IS${'1'.repeat(32)}`

describe('toHaveStream', () => {
  it('finds a stream by its unique name or its SID', () => {
    const sync = open()
    const { sid } = sync.streams.create({ uniqueName: 'orders' })
    expect(sync).toHaveStream('orders')
    expect(sync).toHaveStream(sid)
  })

  it('finds no stream that was never there, was removed or has expired', () => {
    const sync = open()
    sync.streams.create({ uniqueName: 'removed' })
    sync.streams.remove('removed')
    sync.streams.create({ uniqueName: 'expired', ttl: 60 })
    sync.clock.advance({ minutes: 1 })
    expect(sync).not.toHaveStream('orders')
    expect(sync).not.toHaveStream('removed')
    expect(sync).not.toHaveStream('expired')
  })

  it('compares the given members, asymmetric matchers included', () => {
    const sync = open()
    sync.streams.create({ uniqueName: 'orders', ttl: 60 })
    const time = sync.clock.now()
    expect(sync).toHaveStream('orders', { dateExpires: time + 60_000, dateCreated: time })
    expect(sync).toHaveStream('orders', { sid: expect.stringMatching(/^TO/) as Like<string> })
    expect(sync).not.toHaveStream('orders', { dateExpires: null })
    expect(sync).not.toHaveStream('orders', { dateExpires: expect.any(String) as Like<number> })
  })

  it('looks into the given service', () => {
    const sync = open()
    const { streams } = sync.service(service)
    streams.create({ uniqueName: 'orders' })
    expect(sync.service(service)).toHaveStream('orders')
    expect(sync).not.toHaveStream('orders')
  })

  it('looks into the world of a run', () => {
    const sync = open()
    sync.run(() => {
      sync.streams.create({ uniqueName: 'orders' })
      expect(sync).toHaveStream('orders')
    })
    expect(sync).toHaveNoStreams()
  })

  it('lists the names most similar to the missing one', () => {
    const sync = open()
    const names = ['carts', 'users', 'order', 'Orders', 'my-orders', 'odd "name"', 'zebras']
    for (const uniqueName of names) sync.streams.create({ uniqueName })
    expect(failure(() => expect(sync).toHaveStream('orders'))).toMatchInlineSnapshot(`
      "Expected a stream "orders", found no such stream among 7
        "Orders"
        "my-orders"
        "order"
        "users"
        "carts"
        … and 2 more"
    `)
    const one = open()
    one.streams.create()
    expect(failure(() => expect(one).toHaveStream('orders'))).toMatchInlineSnapshot(`
      "Expected a stream "orders", found no such stream among 1
        TO2ead605d30ca3be9f43332f0fb0e1352"
    `)
    expect(
      failure(() => expect(open()).toHaveStream('orders', { dateExpires: null })),
    ).toMatchInlineSnapshot(
      `"Expected a stream "orders" like {"dateExpires": null}, found no streams at all"`,
    )
  })

  it('escapes control characters', () => {
    const sync = open()
    sync.streams.create({ uniqueName: 'a\u202eb' })
    const expected = { uniqueName: expect.stringContaining('\u009b') as Like<string> }
    expect(failure(() => expect(sync).toHaveStream('\u2066', expected))).toMatchInlineSnapshot(`
      "Expected a stream "\\u2066" like {"uniqueName": StringContaining "\\u009b"}, found no such stream among 1
        "a\\u202eb""
    `)
    expect(failure(() => expect(sync).toHaveStream('a\u202eb', expected))).toMatchInlineSnapshot(
      `"Expected a stream "a\\u202eb" like {"uniqueName": StringContaining "\\u009b"}, found one whose uniqueName is "a\\u202eb""`,
    )
  })

  it('shows how the stream differs', () => {
    const sync = open()
    sync.streams.create({ uniqueName: 'orders', ttl: 60 })
    const expected = {
      uniqueName: 'orders',
      dateExpires: null,
      dateCreated: expect.any(Date) as Like<number>,
    }
    expect(failure(() => expect(sync).toHaveStream('orders', expected))).toMatchInlineSnapshot(
      `"Expected a stream "orders" like {"uniqueName": "orders", "dateExpires": null, "dateCreated": Any<Date>}, found one whose dateExpires is 1772600827000 (2026-03-04T05:07:07.000Z), dateCreated is 1772600767000 (2026-03-04T05:06:07.000Z)"`,
    )
  })

  it('shows the stream that should not exist', () => {
    const sync = open()
    sync.streams.create({ uniqueName: 'orders' })
    expect(failure(() => expect(sync).not.toHaveStream('orders'))).toMatchInlineSnapshot(
      `"Expected no stream "orders", found {"sid": "TO2ead605d30ca3be9f43332f0fb0e1352", "uniqueName": "orders", "dateCreated": 1772600767000, "dateUpdated": 1772600767000, "dateExpires": null, "createdBy": "system"}"`,
    )
    expect(
      failure(() => expect(sync).not.toHaveStream('orders', { uniqueName: 'orders' })),
    ).toMatchInlineSnapshot(
      `"Expected no stream "orders" like {"uniqueName": "orders"}, found {"sid": "TO2ead605d30ca3be9f43332f0fb0e1352", "uniqueName": "orders", "dateCreated": 1772600767000, "dateUpdated": 1772600767000, "dateExpires": null, "createdBy": "system"}"`,
    )
  })
})

describe('toHaveStream, toHaveNoStreams and toHavePublished', () => {
  it('point to another service that has the stream', () => {
    const sync = open()
    createAs(sync, { account, service })
    const { sid } = sync.service(service).streams.fetch('orders')
    expect(failure(() => expect(sync).toHaveStream('orders'))).toMatchInlineSnapshot(
      `"Expected a stream "orders", found no streams in the default service; another service has one: expect(sync.service('IS11111111111111111111111111111111'))"`,
    )
    expect(failure(() => expect(sync).toHaveStream(sid))).toMatchInlineSnapshot(
      `"Expected a stream "TO2ead605d30ca3be9f43332f0fb0e1352", found no streams in the default service; another service has one: expect(sync.service('IS11111111111111111111111111111111'))"`,
    )
    expect(failure(() => expect(sync).toHavePublished('orders', {}))).toMatchInlineSnapshot(
      `"Expected a message like {} on "orders", found no streams in the default service; another service has one: expect(sync.service('IS11111111111111111111111111111111'))"`,
    )
    expect(failure(() => expect(sync).not.toHaveNoStreams())).toMatchInlineSnapshot(
      `"Expected streams, found none; another service has some: expect(sync.service('IS11111111111111111111111111111111'))"`,
    )
    sync.streams.create({ uniqueName: 'carts' })
    expect(failure(() => expect(sync).toHaveStream('orders'))).toMatchInlineSnapshot(`
      "Expected a stream "orders", found no such stream among 1; another service has one: expect(sync.service('IS11111111111111111111111111111111'))
        "carts""
    `)
  })

  it('point to another account that has the stream', () => {
    const sync = createFakeSync({ accountSid: account })
    createAs(sync, { account: otherAccount })
    expect(failure(() => expect(sync).toHaveStream('orders'))).toMatchInlineSnapshot(
      `"Expected a stream "orders", found no streams in the default service; another account has one: set the option accountSid to 'AC22222222222222222222222222222222'"`,
    )
    expect(failure(() => expect(sync).toHavePublished('orders', {}))).toMatchInlineSnapshot(
      `"Expected a message like {} on "orders", found no streams in the default service; another account has one: set the option accountSid to 'AC22222222222222222222222222222222'"`,
    )
    expect(failure(() => expect(sync).not.toHaveNoStreams())).toMatchInlineSnapshot(
      `"Expected streams, found none; another account has some: set the option accountSid to 'AC22222222222222222222222222222222'"`,
    )
    const inService = createFakeSync({ accountSid: account })
    createAs(inService, { account: otherAccount, service })
    expect(failure(() => expect(inService).toHaveStream('orders'))).toMatchInlineSnapshot(
      `"Expected a stream "orders", found no streams in the default service; another account has one in service IS11111111111111111111111111111111: set the option accountSid to 'AC22222222222222222222222222222222'"`,
    )
    createAs(inService, { account, service })
    expect(failure(() => expect(inService).toHaveStream('orders'))).toMatchInlineSnapshot(
      `"Expected a stream "orders", found no streams in the default service; another service has one: expect(sync.service('IS11111111111111111111111111111111'))"`,
    )
  })

  it('point nowhere if no other service has the stream, or if one was given', () => {
    const sync = open()
    createAs(sync, { account, service })
    sync.service(`IS${'2'.repeat(32)}`)
    expect(failure(() => expect(sync).toHaveStream('carts'))).toBe(
      'Expected a stream "carts", found no streams at all',
    )
    expect(failure(() => expect(sync.service()).toHaveStream('orders'))).toBe(
      'Expected a stream "orders", found no streams at all',
    )
    expect(failure(() => expect(sync.service()).not.toHaveNoStreams())).toBe(
      'Expected streams, found none',
    )
  })

  it('say when and why the stream ended', () => {
    const sync = open()
    sync.streams.create({ uniqueName: 'orders', ttl: 60 })
    sync.streams.create({ uniqueName: 'carts' })
    sync.streams.create({ uniqueName: 'users' })
    sync.streams.create({ uniqueName: 'lasting' })
    sync.clock.advance({ seconds: 3 })
    sync.streams.remove('users')
    sync.clock.advance({ seconds: 3 })
    request(sync, { method: 'DELETE', path: '/carts' })
    sync.clock.advance({ seconds: 114 })

    expect(failure(() => expect(sync).toHaveStream('orders'))).toMatchInlineSnapshot(`
      "Expected a stream "orders", found no such stream among 1; "orders" expired 1 min ago (ttl 60)
        "lasting""
    `)
    sync.streams.remove('lasting')
    expect(failure(() => expect(sync).toHavePublished('carts', {}))).toMatchInlineSnapshot(
      `"Expected a message like {} on "carts", found no streams at all; "carts" was removed 1 min 54 s ago by DELETE"`,
    )
    expect(failure(() => expect(sync.service()).toHaveStream('users'))).toMatchInlineSnapshot(
      `"Expected a stream "users", found no streams at all; "users" was removed 1 min 57 s ago"`,
    )
    expect(failure(() => expect(sync).not.toHaveNoStreams())).toMatchInlineSnapshot(
      `"Expected streams, found none; "lasting" was removed 0 s ago"`,
    )
  })

  it('say how the stream ended last, also if it is asked for by its SID', () => {
    const sync = open()
    const { sid } = sync.streams.create({ ttl: 1 })
    sync.streams.create({ uniqueName: 'orders' })
    sync.streams.remove('orders')
    sync.streams.create({ uniqueName: 'orders', ttl: 2 })
    sync.clock.advance({ seconds: 2 })

    expect(failure(() => expect(sync).toHaveStream('orders'))).toContain('expired 0 s ago (ttl 2)')
    expect(failure(() => expect(sync).toHaveStream(sid))).toContain(
      `; ${sid} expired 1 s ago (ttl 1)`,
    )
  })

  it('point to where the stream is in the world of a run', () => {
    const sync = open()
    const message = sync.run(() => {
      createAs(sync, { account, service })
      return failure(() => expect(sync).toHaveStream('orders'))
    })
    expect(message).toContain(`expect(sync.service('${service}'))`)
    expect(failure(() => expect(sync).toHaveStream('orders'))).not.toContain('service')
  })
})

describe('the matchers in Bun', () => {
  it.each<[verdict: string, expected: Record<string, unknown>, pass: boolean]>([
    ['pass', {}, true],
    ['pass', { uniqueName: 'orders', dateExpires: null }, true],
    ['pass', { dateCreated: anyNumberOfBun() }, true],
    ['fail', { uniqueName: 'carts' }, false],
    ['fail', { uniqueName: anyNumberOfBun() }, false],
  ])('%s with %j', (_, expected, pass) => {
    const sync = openWithMessages()
    const result = matchers.toHaveStream.call(bun, sync, 'orders', expected)
    expect(result.pass).toBe(pass)
  })

  it('compare what is nested, and show an asymmetric matcher by its name', () => {
    const sync = openWithMessages({ list: [{ id: 1, name: 'tea' }, 2] })
    const publishes = (data: object): boolean =>
      matchers.toHavePublished.call(bun, sync, 'orders', data).pass
    expect(publishes({ list: [{ id: 1 }, anyNumberOfBun()] })).toBe(true)
    expect(publishes({ list: [{ id: 1 }] })).toBe(false)
    expect(publishes({ list: [{ id: 1 }, 2, undefined] })).toBe(false)
    expect(publishes({ list: { 0: { id: 1 } } })).toBe(false)
    expect(publishes({ list: [{ id: undefined }, 2] })).toBe(false)
    expect(publishes({ missing: undefined })).toBe(false)
    const result = matchers.toHavePublished.call(bun, sync, 'orders', { a: anyNumberOfBun() })
    expect(result.message()).toContain('Expected a message like {"a": ExpectAny} on "orders"')
  })
})

describe('toHaveNoStreams', () => {
  it('passes while there are none', () => {
    const sync = open()
    expect(sync).toHaveNoStreams()
    sync.streams.create({ ttl: 60 })
    expect(sync).not.toHaveNoStreams()
    sync.clock.advance({ minutes: 1 })
    expect(sync).toHaveNoStreams()
  })

  it('lists the streams, up to five', () => {
    const sync = open()
    sync.streams.create({ uniqueName: 'orders' })
    sync.streams.create()
    expect(failure(() => expect(sync).toHaveNoStreams())).toMatchInlineSnapshot(`
      "Expected no streams, found 2
        "orders"
        TO79018d15d6e6f33052d19d372500a4d5"
    `)
    for (const uniqueName of ['a', 'b', 'c', 'd', 'e']) sync.streams.create({ uniqueName })
    expect(failure(() => expect(sync).toHaveNoStreams())).toMatchInlineSnapshot(`
      "Expected no streams, found 7
        "orders"
        TO79018d15d6e6f33052d19d372500a4d5
        "a"
        "b"
        "c"
        … and 2 more"
    `)
  })

  it('says that there are none when some are expected', () => {
    expect(failure(() => expect(open()).not.toHaveNoStreams())).toMatchInlineSnapshot(
      `"Expected streams, found none"`,
    )
  })
})

describe('toHavePublished', () => {
  it('finds a message that contains the data', () => {
    const sync = openWithMessages({
      id: 7,
      items: [{ name: 'tea', count: 2 }],
      to: { city: 'Bern' },
    })
    expect(sync).toHavePublished('orders', { id: 7 })
    expect(sync).toHavePublished('orders', { to: { city: 'Bern' } })
    expect(sync).toHavePublished('orders', { items: [{ name: 'tea' }] })
    expect(sync).toHavePublished('orders', {})
    expect(sync).not.toHavePublished('orders', { id: 8 })
    expect(sync).not.toHavePublished('orders', { items: [] })
    expect(sync).not.toHavePublished('orders', { id: 7, state: undefined })
  })

  it('accepts asymmetric matchers, inside and for the whole', () => {
    const sync = openWithMessages({ id: 7, note: 'two cups' })
    expect(sync).toHavePublished('orders', { id: expect.any(Number) as object })
    expect(sync).toHavePublished('orders', { note: expect.stringContaining('cup') as object })
    expect(sync).toHavePublished('orders', expect.objectContaining({ id: 7 }) as object)
    expect(sync).not.toHavePublished('orders', { id: expect.any(String) as object })
    expect(sync).not.toHavePublished('orders', expect.objectContaining({ id: 8 }) as object)
  })

  it('finds a message by the SID of its stream, and in the given service', () => {
    const sync = openWithMessages({ id: 7 })
    expect(sync).toHavePublished(sync.streams.fetch('orders').sid, { id: 7 })
    expect(sync.service()).toHavePublished('orders', { id: 7 })
    expect(sync.service(service)).not.toHavePublished('orders', { id: 7 })
  })

  it('lists the nearest messages, and how they differ', () => {
    const sync = openWithMessages(
      { id: 7, state: 'paid', to: { city: 'Bern', zip: '3000' } },
      { id: 8, state: 'open', to: { city: 'Chur' } },
      { unrelated: true },
      { id: 7, state: 'sent', to: 'Bern' },
    )
    const expected = { id: 7, state: 'sent', to: { city: 'Bern' } }
    expect(failure(() => expect(sync).toHavePublished('orders', expected))).toMatchInlineSnapshot(`
      "Expected a message like {"id": 7, "state": "sent", "to": {"city": "Bern"}} on "orders", found none among 4 messages
        {"id": 7, "state": "sent", "to": "Bern"}: to is "Bern"
        {"id": 7, "state": "paid", "to": {"city": "Bern", "zip": "3000"}}: state is "paid"
        {"unrelated": true}: id is undefined, state is undefined, to is undefined
        {"id": 8, "state": "open", "to": {"city": "Chur"}}: id is 8, state is "open", to.city is "Chur""
    `)
  })

  it('cuts long values, and writes each on one line', () => {
    const sync = openWithMessages({ text: 'tea '.repeat(200), lines: 'one\ntwo', id: 7 })
    const expected = {
      lines: 'one',
      id: /7/,
      list: [null, expect.anything() as object, expect.stringContaining('x') as object, undefined],
    }
    expect(failure(() => expect(sync).toHavePublished('orders', expected))).toMatchInlineSnapshot(`
      "Expected a message like {"lines": "one", "id": /7/, "list": [null, Anything, StringContaining "x", undefined]} on "orders", found none among 1 message
        {"text": "tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea tea te…: lines is "one\\ntwo", id is 7, list is undefined"
    `)
  })

  it('shows a matcher that none of the messages satisfies', () => {
    const sync = openWithMessages({ id: 7 })
    expect(
      failure(() => expect(sync).toHavePublished('orders', { id: expect.any(String) as object })),
    ).toMatchInlineSnapshot(`
      "Expected a message like {"id": Any<String>} on "orders", found none among 1 message
        {"id": 7}: id is 7"
    `)
    expect(
      failure(() =>
        expect(sync).toHavePublished('orders', expect.objectContaining({ id: 8 }) as object),
      ),
    ).toMatchInlineSnapshot(`
      "Expected a message like ObjectContaining {"id": 8} on "orders", found none among 1 message
        {"id": 7}"
    `)
  })

  it('says that nothing was published, or that there is no such stream', () => {
    const sync = openWithMessages()
    expect(failure(() => expect(sync).toHavePublished('orders', { id: 7 }))).toMatchInlineSnapshot(
      `"Expected a message like {"id": 7} on "orders", found no messages at all"`,
    )
    expect(failure(() => expect(sync).toHavePublished('order', { id: 7 }))).toMatchInlineSnapshot(`
      "Expected a message like {"id": 7} on "order", found no such stream among 1
        "orders""
    `)
    expect(
      failure(() => expect(open()).toHavePublished('orders', { id: 7 })),
    ).toMatchInlineSnapshot(
      `"Expected a message like {"id": 7} on "orders", found no streams at all"`,
    )
  })

  it('lists only the messages that should not have been published', () => {
    const sync = openWithMessages({ id: 7, state: 'paid' }, { id: 8 })
    expect(failure(() => expect(sync).not.toHavePublished('orders', { id: 7 })))
      .toMatchInlineSnapshot(`
      "Expected no message like {"id": 7} on "orders", found 1 among 2 messages
        {"id": 7, "state": "paid"}"
    `)
  })
})

describe('toHaveReceivedRequest', () => {
  it('finds a request by some of its members', () => {
    const sync = openWithRequests()
    expect(sync).toHaveReceivedRequest({ operation: 'streams.create', status: 201 })
    expect(sync).toHaveReceivedRequest({ params: { UniqueName: 'carts' } })
    expect(sync).toHaveReceivedRequest({
      path: expect.stringMatching(/Streams\/orders$/) as Like<string>,
    })
    expect(sync).not.toHaveReceivedRequest({ operation: 'streams.delete' })
    expect(sync).not.toHaveReceivedRequest({ operation: 'streams.create', status: 404 })
  })

  it('lists the nearest requests, and how they differ', () => {
    const sync = openWithRequests()
    const expected = { operation: 'streams.create', params: { UniqueName: 'users' } } as const
    expect(failure(() => expect(sync).toHaveReceivedRequest(expected))).toMatchInlineSnapshot(`
      "Expected a request like {"operation": "streams.create", "params": {"UniqueName": "users"}}, found none among 4 requests
        POST /v1/Services/default/Streams → 201: params.UniqueName is "carts"
        POST /v1/Services/default/Streams → 201: params.UniqueName is "orders"
        GET /v1/Services/default/Streams/orders → 200: operation is "streams.fetch", params.UniqueName is undefined
        GET /v1/Services/default/Streams/order → 404 / 20404: operation is "streams.fetch", params.UniqueName is undefined"
    `)
    expect(failure(() => expect(open()).toHaveReceivedRequest(expected))).toMatchInlineSnapshot(
      `"Expected a request like {"operation": "streams.create", "params": {"UniqueName": "users"}}, found no requests at all"`,
    )
  })

  it('lists only the requests that should not have been made', () => {
    const sync = openWithRequests()
    expect(failure(() => expect(sync).not.toHaveReceivedRequest({ operation: 'streams.create' })))
      .toMatchInlineSnapshot(`
      "Expected no request like {"operation": "streams.create"}, found 2 among 4 requests
        POST /v1/Services/default/Streams → 201
        POST /v1/Services/default/Streams → 201"
    `)
  })
})

describe('toHaveReceivedRequestTimes', () => {
  it('counts the requests that contain the expected members', () => {
    const sync = openWithRequests()
    expect(sync).toHaveReceivedRequestTimes({ operation: 'streams.create' }, 2)
    expect(sync).toHaveReceivedRequestTimes({ status: 404 }, 1)
    expect(sync).toHaveReceivedRequestTimes({ operation: 'streams.delete' }, 0)
    expect(sync).not.toHaveReceivedRequestTimes({ operation: 'streams.create' }, 1)
  })

  it('shows the number, the requests and the near misses', () => {
    const sync = openWithRequests()
    const creations = { operation: 'streams.create', status: 201 } as const
    expect(failure(() => expect(sync).toHaveReceivedRequestTimes(creations, 1)))
      .toMatchInlineSnapshot(`
      "Expected 1 request like {"operation": "streams.create", "status": 201}, found 2 among 4 requests
        POST /v1/Services/default/Streams → 201
        POST /v1/Services/default/Streams → 201
        GET /v1/Services/default/Streams/orders → 200: operation is "streams.fetch", status is 200
        GET /v1/Services/default/Streams/order → 404 / 20404: operation is "streams.fetch", status is 404"
    `)
    expect(
      failure(() => expect(open()).toHaveReceivedRequestTimes(creations, 3)),
    ).toMatchInlineSnapshot(
      `"Expected 3 requests like {"operation": "streams.create", "status": 201}, found no requests at all"`,
    )
    expect(failure(() => expect(sync).not.toHaveReceivedRequestTimes(creations, 2)))
      .toMatchInlineSnapshot(`
      "Expected not 2 requests like {"operation": "streams.create", "status": 201}, found 2 among 4 requests
        POST /v1/Services/default/Streams → 201
        POST /v1/Services/default/Streams → 201"
    `)
    expect(
      failure(() => expect(open()).not.toHaveReceivedRequestTimes(creations, 0)),
    ).toMatchInlineSnapshot(
      `"Expected not 0 requests like {"operation": "streams.create", "status": 201}, found no requests at all"`,
    )
  })
})

describe('matchers', () => {
  it.each([undefined, null, 'orders', {}])('accept the fake, and refuse %o', (found) => {
    const match = `Cannot match: found ${found === null ? 'null' : typeof found}, expected the fake`
    expect(() => expect(found).toHaveStream('orders')).toThrow(match)
    expect(() => expect(found).toHaveNoStreams()).toThrow(match)
    expect(() => expect(found).toHavePublished('orders', {})).toThrow(match)
    expect(() => expect(found).toHaveReceivedRequest({})).toThrow(match)
    expect(() => expect(found).toHaveReceivedRequestTimes({}, 0)).toThrow(match)
    expect(() => expect(found).not.toHaveStream('orders')).toThrow(match)
  })

  it('refuse a service when requests are expected', () => {
    const sync = open()
    expect(failure(() => expect(sync.service()).toHaveReceivedRequest({}))).toMatchInlineSnapshot(
      `"Cannot match: found object, expected the fake, as in expect(sync).toHaveReceivedRequest({ operation: 'streams.create' })"`,
    )
  })

  it('refuse an expectation nothing could match, negated or not, by type and at run time', () => {
    const { not } = expect(openWithMessages({ id: 7 }))
    expect(() => {
      // @ts-expect-error the name of an operation is misspelt
      not.toHaveReceivedRequest({ operation: 'stream.create' })
    }).toThrow('Cannot match: found "stream.create" for operation, expected any of services.create')
    expect(() => {
      // @ts-expect-error there is no such member
      not.toHaveReceivedRequestTimes({ code_: 20404 }, 1)
    }).toThrow('Cannot match: found the unknown member code_, expected any of operation, method')
    expect(() => {
      not.toHaveReceivedRequest({ params: { uniqueName: 'orders' } })
    }).toThrow(`found "uniqueName" for params, expected Twilio's names, such as UniqueName`)
    expect(() => {
      // @ts-expect-error a stream has times, and no TTL
      not.toHaveStream('orders', { ttl: 60 })
    }).toThrow('Cannot match: found the unknown member ttl, expected any of sid, uniqueName')
    expect(() => {
      // @ts-expect-error the stream is missing
      not.toHaveStream()
    }).toThrow('found undefined for the stream, expected its SID or unique name')
    expect(() => {
      // @ts-expect-error the data is missing
      not.toHavePublished('orders')
    }).toThrow('found undefined for the data, expected an object, or an asymmetric matcher')
  })

  it.each(impossibleStreams)('refuse a stream like $expected', ({ expected, message }) => {
    const like = expected as Like<Stream>
    expect(() => expect(open()).not.toHaveStream('orders', like)).toThrow(TypeError)
    expect(failure(() => expect(open()).not.toHaveStream('orders', like))).toMatch(message)
    expect(failure(() => expect(open()).toHaveStream('orders', like))).toMatch(message)
  })

  it.each(impossibleRequests)('refuse a request like $expected', ({ expected, message }) => {
    const like = expected as Like<RequestRecord>
    const sync = open()
    expect(() => expect(sync).not.toHaveReceivedRequest(like)).toThrow(TypeError)
    expect(failure(() => expect(sync).not.toHaveReceivedRequest(like))).toMatch(message)
    expect(failure(() => expect(sync).toHaveReceivedRequestTimes(like, 0))).toMatch(message)
  })

  it('accept every member as it is recorded', () => {
    const sync = openWithRequests()
    for (const stream of sync.streams.all()) {
      expect(sync).toHaveStream(stream.sid, stream)
      expect(sync).not.toHaveStream(stream.sid, { ...stream, dateExpires: 0 })
    }
    for (const request of sync.requests) expect(sync).toHaveReceivedRequest(request)
    expect(sync).toHaveStream('orders', {})
    expect(sync).toHaveReceivedRequestTimes({}, 4)
  })

  it('accept the undefined of a request that was refused, and of one without a fault', () => {
    const sync = open()
    sync.handle({ method: 'GET', url: 'https://sync.twilio.com/v1', headers: {}, body: '' })
    expect(sync).toHaveReceivedRequest({ operation: undefined, account: undefined })
    expect(sync).toHaveReceivedRequest({ status: 401, fault: undefined })
    expect(sync).not.toHaveReceivedRequest({ status: undefined })
    expect(sync).not.toHaveReceivedRequest({ code: undefined })
  })

  it('accept every request there was, one with a misspelt parameter and one without a path included', () => {
    const sync = open()
    const url = 'https://sync.twilio.com/v1/Services/default/Streams'
    sync.handle({ method: 'POST', url, body: 'uniqueName=orders' })
    sync.handle({ url: 'https://sync.twilio.com' })
    for (const request of sync.requests) expect(sync).toHaveReceivedRequest(request)
    expect(sync).toHaveReceivedRequest({ params: { uniqueName: 'orders' } })
  })

  it.each([
    { snapshot: 5 },
    {
      snapshot: () => {
        throw new Error('of a subscriber')
      },
    },
  ])('fail as usual when they cannot look elsewhere: $snapshot', ({ snapshot }) => {
    const { streams } = open()
    const failure = (): void => expect({ streams, snapshot }).toHaveStream('bills')
    expect(failure).toThrow(/^Expected a stream "bills", found /)
  })

  it('accept every kind of fault', () => {
    const kinds = ['status', 'reset', 'timeout', 'malformed', 'delay'] as const
    for (const fault of kinds) expect(open()).not.toHaveReceivedRequest({ fault })
  })

  it('accept an asymmetric matcher for every member', () => {
    const sync = openWithRequests()
    const anything = expect.toSatisfy(() => true) as Like<never>
    const [stream] = sync.streams.all()
    const [request] = sync.requests
    for (const name of Object.keys(stream ?? {})) {
      expect(sync).toHaveStream('orders', { [name]: anything })
    }
    for (const name of Object.keys(request ?? {})) {
      expect(sync).toHaveReceivedRequestTimes({ [name]: anything }, 4)
    }
    expect(sync).toHaveReceivedRequest({ params: { Ttl: anything } })
    expect(sync).toHaveStream('orders', anything)
  })

  it.each([undefined, Number.NaN, 1.5, -1, '1'])('refuse %s for a number of times', (times) => {
    expect(() => {
      expect(open()).not.toHaveReceivedRequestTimes({}, times as number)
    }).toThrow(/^Cannot match: found .+ for times, expected a whole number of 0 or more$/)
  })

  it('are also asymmetric matchers', () => {
    const sync = openWithMessages({ id: 7 })
    expect({ sync }).toEqual({ sync: expectAny('toHaveStream', 'orders') })
    expect({ sync }).not.toEqual({ sync: expectAny('toHaveStream', 'carts') })
  })
})

interface Impossible {
  readonly expected: unknown
  readonly message: RegExp
}

const impossibleStreams: readonly Impossible[] = [
  { expected: { sid: 'orders' }, message: /"orders" for sid, expected a SID that begins with TO$/ },
  {
    expected: { uniqueName: undefined },
    message: /undefined for uniqueName, expected a name, or null$/,
  },
  { expected: { uniqueName: '' }, message: /"" for uniqueName, expected a name, or null$/ },
  {
    expected: { dateCreated: '2026' },
    message: /"2026" for dateCreated, expected epoch milliseconds$/,
  },
  {
    expected: { dateUpdated: null },
    message: /null for dateUpdated, expected epoch milliseconds$/,
  },
  {
    expected: { dateExpires: new Date('2026-03-04T12:00Z') },
    message:
      /^Cannot match: found .* 2026 .* for dateExpires, expected epoch milliseconds, or null$/,
  },
  { expected: { toString: 1 }, message: /found the unknown member toString, expected any of sid/ },
  {
    expected: [],
    message: /\[\] for what is expected, expected an object, or an asymmetric matcher$/,
  },
]

const impossibleRequests: readonly Impossible[] = [
  {
    expected: { operation: { a: 1 } },
    message: /\{"a":1\} for operation, expected any of services/,
  },
  {
    expected: { operation: ['streams.create'] },
    message: /\["streams.create"\] for operation, expected/,
  },
  { expected: { method: 'get' }, message: /"get" for method, expected capitals, such as POST$/ },
  {
    expected: { path: 'https://sync.twilio.com/v1' },
    message: /for path, expected a path that begins with \/, without a query$/,
  },
  {
    expected: { path: '/v1/Services?PageSize=1' },
    message: /for path, expected .*, without a query$/,
  },
  {
    expected: { params: 'Ttl=60' },
    message: /"Ttl=60" for params, expected an object of strings$/,
  },
  {
    expected: { params: { Ttl: 60 } },
    message: /60 for params.Ttl, expected a string, as it was sent$/,
  },
  {
    expected: { params: { Ttl: undefined } },
    message: /undefined for params.Ttl, expected a string/,
  },
  {
    expected: { account: 'orders' },
    message: /"orders" for account, expected .* begins with AC, or undefined$/,
  },
  {
    expected: { status: [201] },
    message: /\[201\] for status, expected .* 200…599, or undefined$/,
  },
  { expected: { status: '201' }, message: /"201" for status, expected a whole number of 200…599/ },
  { expected: { status: 54301 }, message: /54301 for status, expected a whole number of 200…599/ },
  { expected: { code: '54301' }, message: /"54301" for code, expected a whole number/ },
  {
    expected: { fault: 'rest' },
    message:
      /"rest" for fault, expected any of status, reset, timeout, malformed, delay, or undefined$/,
  },
  {
    expected: { time: new Date('2026-03-04T12:00Z') },
    message: /2026.* for time, expected epoch milliseconds$/,
  },
  { expected: { time: undefined }, message: /undefined for time, expected epoch milliseconds$/ },
]

/** What Bun 1.4 has of a matcher's `this`. Its `equals` takes no testers, and there are no `utils`. */
const bun = {
  isNot: false,
  equals: (found: unknown, expected: unknown) =>
    isDeepStrictEqual(expected, anyNumberOfBun())
      ? typeof found === 'number'
      : isDeepStrictEqual(found, expected),
}

/** What `expect.any(Number)` is in Bun: an object without members that has a tag. */
function anyNumberOfBun(): object {
  return {
    get [Symbol.toStringTag]() {
      return 'ExpectAny'
    },
  }
}

function open(): FakeSync {
  return createFakeSync({ clock: new FakeClock('2026-03-04T05:06:07Z') })
}

function openWithMessages(...messages: readonly object[]): FakeSync {
  const sync = open()
  sync.streams.create({ uniqueName: 'orders' })
  for (const data of messages) sync.streams.publish('orders', data)
  return sync
}

/** A fake that was asked to create the streams `orders` and `carts`, and to fetch `order`. */
function openWithRequests(): FakeSync {
  const sync = open()
  const streams = 'https://sync.twilio.com/v1/Services/default/Streams'
  const headers = { authorization: `Basic ${btoa(`${account}:token`)}` }
  sync.handle({ method: 'POST', url: streams, headers, body: 'UniqueName=orders&Ttl=60' })
  sync.handle({ method: 'POST', url: streams, headers, body: 'UniqueName=carts' })
  sync.handle({ method: 'GET', url: `${streams}/order`, headers, body: '' })
  sync.handle({ method: 'GET', url: `${streams}/orders`, headers, body: '' })
  return sync
}

function request(
  sync: FakeSync,
  { method, path }: { readonly method: string; readonly path: string },
): void {
  const url = `https://sync.twilio.com/v1/Services/default/Streams${path}`
  const headers = { authorization: `Basic ${btoa(`${account}:token`)}` }
  sync.handle({ method, url, headers, body: '' })
}

interface App {
  readonly account: string
  /** Default: `default`. */
  readonly service?: string
}

/** Creates the stream `orders` as an app does that uses some account and service. */
function createAs(sync: FakeSync, app: App): void {
  const headers = { authorization: `Basic ${btoa(`${app.account}:token`)}` }
  const url = `https://sync.twilio.com/v1/Services/${app.service ?? 'default'}/Streams`
  sync.handle({ method: 'POST', url, headers, body: 'UniqueName=orders' })
}

/** What an assertion says when it fails. */
function failure(assertion: () => void): string {
  try {
    assertion()
  } catch (error) {
    return (error as Error).message
  }
  return 'it does not fail'
}

/** A matcher inside of something that is compared: `expect.toHaveStream('orders')`. */
function expectAny(name: keyof typeof matchers, ...args: readonly unknown[]): unknown {
  const asymmetric = expect as unknown as Record<string, (...args: readonly unknown[]) => unknown>
  return asymmetric[name]?.(...args)
}
