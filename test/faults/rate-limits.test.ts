import { describe, expect, it } from 'vitest'
import { createFakeSync, FakeClock, type FakeSync } from '../../src/core.ts'
import {
  as,
  basic,
  get,
  jsonOf,
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
  type WireRequest,
} from '../http/cases.ts'

describe('the rateLimits option', () => {
  it('is off when it is left out', () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'orders' })
    expect(admitted(sync, publish(), 400)).toBe(400)
    expect(admitted(sync, post(streams), 300)).toBe(300)
  })

  it.each([
    { what: 'messages', bytes: 1024, perSecond: 30 },
    { what: 'messages above 1 KB', bytes: 1025, perSecond: 15 },
    { what: 'messages of 3 KB', bytes: 3072, perSecond: 15 },
    { what: 'messages above 3 KB', bytes: 3073, perSecond: 7 },
    { what: 'messages of 4 KB', bytes: 4096, perSecond: 7 },
  ])('lets $what through in a burst of 10 s, then $perSecond a second', (row) => {
    const sync = open()
    const request = publish(jsonOf(row.bytes))
    expect(admitted(sync, request, 400)).toBe(10 * row.perSecond)
    for (let second = 1; second <= 3; second += 1) {
      sync.clock.advance({ seconds: 1 })
      expect(admitted(sync, request, 100)).toBe(row.perSecond)
    }
    sync.clock.advance({ days: 1 })
    expect(admitted(sync, request, 400)).toBe(10 * row.perSecond)
  })

  it('counts the bytes of a message, not its characters', () => {
    expect(admitted(open(), publish(jsonOf(3073, '☃')), 100)).toBe(70)
  })

  it('refuses with 429, the code 54009 and the name of the stream', () => {
    const sync = open()
    const { sid } = sync.streams.fetch('orders')
    admitted(sync, publish(), 300)
    expect(send(sync, publish())).toMatchObject({
      status: 429,
      body: {
        code: 54009,
        message: `Rate limit exceeded for write-stream-${sid}`,
        more_info: 'https://www.twilio.com/docs/errors/54009',
        status: 429,
      },
    })
    expect(sync.streams.messages('orders')).toHaveLength(300)
    expect(sync.requests.at(-1)).toMatchObject({ status: 429, code: 54009, fault: undefined })
  })

  it('asks nothing for what it refuses', () => {
    const sync = open()
    admitted(sync, publish(), 300)
    sync.clock.advance(33)
    expect(admitted(sync, publish(), 50)).toBe(0)
    sync.clock.advance(1)
    expect(admitted(sync, publish(), 50)).toBe(1)
  })

  it('counts a stream once, by SID and by name', () => {
    const sync = open()
    const { sid } = sync.streams.fetch('orders')
    expect(admitted(sync, publish('{}', `${streams}/${sid}/Messages`), 300)).toBe(300)
    expect(admitted(sync, publish(), 1)).toBe(0)
  })

  it('counts every stream for itself', () => {
    const sync = open()
    sync.streams.create({ uniqueName: 'invoices' })
    expect(admitted(sync, publish(), 400)).toBe(300)
    expect(admitted(sync, publish('{}', `${streams}/invoices/Messages`), 400)).toBe(300)
  })

  it('lets 20 creations and removals a second through, taken together', () => {
    const sync = open()
    expect(admitted(sync, post(streams), 150)).toBe(150)
    const removals = sync.streams.all().map(({ sid }) => remove(`${streams}/${sid}`))
    const admittedRemovals = removals.filter((request) => send(sync, request).status === 204)
    expect(admittedRemovals).toHaveLength(50)
    sync.clock.advance({ seconds: 1 })
    expect(admitted(sync, post(streams), 50)).toBe(20)
  })

  it('counts every service for itself, of whichever account', () => {
    const sync = open()
    expect(admitted(sync, post(streams), 300)).toBe(200)
    expect(admitted(sync, post(`${services}/${someService}/Streams`), 300)).toBe(200)
    expect(admitted(sync, as(basic(otherAccount), post(streams)), 300)).toBe(200)
    expect(admitted(sync, post(streams), 1)).toBe(0)
  })

  it.each([
    { what: 'lists', request: get(streams) },
    { what: 'fetches', request: get(orders) },
    { what: 'updates', request: post(orders, { Ttl: '60' }) },
    { what: 'new services', request: post(services) },
  ])('leaves $what alone', ({ request }) => {
    expect(admitted(open(), request, 400)).toBe(400)
  })

  it.each([
    { what: 'stream', request: publish('{}', `${streams}/none/Messages`) },
    { what: 'service', request: post(`${services}/none/Streams`) },
  ])('says of a missing $what that it is missing, however often', ({ request }) => {
    const sync = open()
    for (let count = 0; count < 350; count += 1) expect(send(sync, request).status).toBe(404)
  })

  it('leaves the JS API alone', () => {
    const sync = open()
    for (let count = 0; count < 300; count += 1) sync.streams.create()
    for (let count = 0; count < 400; count += 1) sync.streams.publish('orders', {})
    expect(admitted(sync, publish(), 1)).toBe(1)
  })

  it('starts again with reset', () => {
    const sync = open()
    admitted(sync, post(streams), 300)
    sync.reset()
    expect(admitted(sync, post(streams), 300)).toBe(200)
  })

  it('takes nothing back when a clock goes backwards', () => {
    let now = 1000
    const sync = createFakeSync({ rateLimits: true, clock: { now: () => now } })
    expect(admitted(sync, post(streams), 100)).toBe(100)
    now = 0
    expect(admitted(sync, post(streams), 300)).toBe(100)
  })

  it.each([1, 'on', null])('refuses %j', (rateLimits) => {
    const create = (): unknown => createFakeSync({ rateLimits: rateLimits as never })
    expect(create).toThrow(
      `Cannot set up the fake: found ${JSON.stringify(rateLimits)} for rateLimits, expected true or false`,
    )
  })
})

function open(): FakeSync {
  const sync = createFakeSync({ rateLimits: true, clock: new FakeClock(start) })
  sync.streams.create({ uniqueName: 'orders' })
  return sync
}

function publish(Data = '{}', path: string = messages): WireRequest {
  return post(path, { Data })
}

/** How many of so many requests are not refused for their rate. */
function admitted(sync: Pick<FakeSync, 'handle'>, request: WireRequest, count: number): number {
  const statuses = Array.from({ length: count }, () => send(sync, request).status)
  return statuses.filter((status) => status !== 429).length
}
