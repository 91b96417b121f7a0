import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
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
} from '../rest/cases.ts'

describe('the rateLimits option', () => {
  it('is off by default', () => {
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
  ])('allows $what in a burst of 10 s, and again when that is over', (row) => {
    const sync = open()
    const request = publish(jsonOf(row.bytes))
    expect(admitted(sync, request, 400)).toBe(10 * row.perSecond)
    sync.clock.advance({ seconds: 9, milliseconds: 999 })
    expect(admitted(sync, request, 100)).toBe(0)
    sync.clock.advance(1)
    expect(admitted(sync, request, 400)).toBe(10 * row.perSecond)
  })

  it('allows requests at the rate indefinitely', () => {
    const sync = open()
    for (let second = 0; second < 60; second += 1) {
      expect(admitted(sync, publish(), 30)).toBe(30)
      sync.clock.advance({ seconds: 1 })
    }
  })

  it('allows ten seconds’ worth in any ten seconds, and no more', () => {
    const burst = fc.record({
      wait: fc.nat(6000),
      count: fc.nat(150),
      bytes: fc.integer({ min: 11, max: 4000 }),
    })
    const property = fc.property(fc.array(burst, { maxLength: 12 }), (bursts) => {
      const sync = open()
      const hits: { time: number; share: number }[] = []
      for (const { wait, count, bytes } of bursts) {
        sync.clock.advance(wait)
        const share = shareOf(bytes)
        const now = sync.clock.now()
        const counts = hits.filter(({ time }) => time > now - 10_000)
        const used = counts.reduce((sum, hit) => sum + hit.share, 0)
        const free = Math.floor(Math.max(0, 1 - used) / share + 1e-9)
        const done = admitted(sync, publish(jsonOf(bytes)), count)
        expect(done).toBe(Math.min(count, free))
        for (let number = 0; number < done; number += 1) hits.push({ time: now, share })
      }
    })
    fc.assert(property, { numRuns: 30 })
  })

  it('counts the bytes of a message, not its characters', () => {
    expect(admitted(open(), publish(jsonOf(3073, '☃')), 100)).toBe(70)
  })

  it('measures a message without its white space, as messageBytes does', () => {
    const roomy = `{${' '.repeat(4000)}}`
    expect(admitted(open(), publish(roomy), 400)).toBe(300)
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

  it('counts for each account on its own, also for services with the same SID', () => {
    const sync = createFakeSync({ rateLimits: true })
    const url = `https://sync.twilio.com/v1/Services/IS${'a'.repeat(32)}/Streams`
    const createAs = (username: string): number => {
      const authorization = `Basic ${btoa(`${username}:token`)}`
      return sync.handle({ method: 'POST', url, headers: { authorization }, body: '' }).status
    }
    const [one, other] = [`AC${'1'.repeat(32)}`, `AC${'2'.repeat(32)}`]
    for (let count = 0; count < 200; count += 1) createAs(one)
    expect([createAs(one), createAs(other)]).toEqual([429, 201])
  })

  it('does not count what it refuses', () => {
    const sync = open()
    admitted(sync, publish(), 300)
    sync.clock.advance({ seconds: 5 })
    expect(admitted(sync, publish(), 50)).toBe(0)
    sync.clock.advance({ seconds: 5 })
    expect(admitted(sync, publish(), 400)).toBe(300)
  })

  it.each([
    { what: 'a name that is taken', request: post(streams, { UniqueName: 'orders' }), status: 409 },
    { what: 'a bad name', request: post(streams, { UniqueName: '' }), status: 400 },
    { what: 'a stream to remove that is missing', request: remove(`${streams}/none`), status: 404 },
    { what: 'a message without data', request: post(messages), status: 400 },
    { what: 'a message that is no JSON', request: publish('{'), status: 400 },
    { what: 'a message that is too large', request: publish(jsonOf(4097)), status: 413 },
  ])('does not count $what', ({ request, status }) => {
    const sync = open()
    for (let count = 0; count < 350; count += 1) expect(send(sync, request).status).toBe(status)
    expect(admitted(sync, publish(), 400)).toBe(300)
    expect(admitted(sync, post(streams), 300)).toBe(200)
  })

  it('reports a bad request as too fast when it is', () => {
    const sync = open()
    admitted(sync, publish(), 300)
    expect(send(sync, publish('{')).status).toBe(429)
  })

  it('counts a message even if a subscriber throws', () => {
    const sync = open()
    const undo = sync.streams.subscribe('orders', () => {
      throw new Error('the subscriber is out')
    })
    expect(() => send(sync, publish())).toThrow('the subscriber is out')
    undo()
    expect(admitted(sync, publish(), 400)).toBe(299)
  })

  it('counts what a subscriber publishes during a request', () => {
    const sync = open()
    admitted(sync, publish(), 299)
    const statuses: number[] = []
    sync.streams.subscribe('orders', () => statuses.push(send(sync, publish()).status))
    expect(send(sync, publish()).status).toBe(201)
    expect(statuses).toEqual([429])
  })

  it('counts a stream once, by SID and by name', () => {
    const sync = open()
    const { sid } = sync.streams.fetch('orders')
    expect(admitted(sync, publish('{}', `${streams}/${sid}/Messages`), 300)).toBe(300)
    expect(admitted(sync, publish(), 1)).toBe(0)
  })

  it('counts every stream separately', () => {
    const sync = open()
    sync.streams.create({ uniqueName: 'invoices' })
    expect(admitted(sync, publish(), 400)).toBe(300)
    expect(admitted(sync, publish('{}', `${streams}/invoices/Messages`), 400)).toBe(300)
  })

  it('allows 20 creations and removals per second, taken together', () => {
    const sync = open()
    expect(admitted(sync, post(streams), 150)).toBe(150)
    const removals = sync.streams.all().map(({ sid }) => remove(`${streams}/${sid}`))
    const admittedRemovals = removals.filter((request) => send(sync, request).status === 204)
    expect(admittedRemovals).toHaveLength(50)
    sync.clock.advance({ seconds: 10 })
    expect(admitted(sync, post(streams), 300)).toBe(200)
  })

  it('counts every service of every account separately', () => {
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
  ])('reports a missing $what as missing, however often', ({ request }) => {
    const sync = open()
    for (let count = 0; count < 350; count += 1) expect(send(sync, request).status).toBe(404)
  })

  it('leaves the JS API alone', () => {
    const sync = open()
    for (let count = 0; count < 300; count += 1) sync.streams.create()
    for (let count = 0; count < 400; count += 1) sync.streams.publish('orders', {})
    expect(admitted(sync, publish(), 1)).toBe(1)
  })

  it('starts again with reset and restore, also for a store that a test holds', () => {
    const sync = open()
    const { streams: held } = sync
    admitted(sync, post(streams), 300)
    sync.reset()
    held.create()
    expect(admitted(sync, post(streams), 300)).toBe(200)
    sync.restore(sync.snapshot())
    expect(admitted(sync, post(streams), 300)).toBe(200)
  })

  it('takes nothing back when a clock goes backwards', () => {
    let now = 1000
    const sync = createFakeSync({ rateLimits: true, clock: { now: () => now } })
    expect(admitted(sync, post(streams), 100)).toBe(100)
    now = 0
    expect(admitted(sync, post(streams), 300)).toBe(100)
  })

  it('counts nothing that lies ten seconds or more ahead, after a clock went backwards', () => {
    let now = 3_600_000
    const sync = createFakeSync({ rateLimits: true, clock: { now: () => now } })
    expect(admitted(sync, post(streams), 300)).toBe(200)
    now -= 10_000
    expect(admitted(sync, post(streams), 300)).toBe(200)
    now -= 3000
    expect(admitted(sync, post(streams), 300)).toBe(0)
    now += 13_000
    expect(admitted(sync, post(streams), 300)).toBe(200)
  })

  it('forgets in order of time, also what was counted after a clock went backwards', () => {
    let now = 5000
    const sync = createFakeSync({ rateLimits: true, clock: { now: () => now } })
    expect(admitted(sync, post(streams), 100)).toBe(100)
    now = 0
    expect(admitted(sync, post(streams), 50)).toBe(50)
    now = 9000
    expect(admitted(sync, post(streams), 20)).toBe(20)
    now = 10_000
    expect(admitted(sync, post(streams), 300)).toBe(80)
  })

  it('forgets what lies ahead, and keeps what is near', () => {
    let now = 10_000
    const sync = createFakeSync({ rateLimits: true, clock: { now: () => now } })
    expect(admitted(sync, post(streams), 100)).toBe(100)
    now = 5000
    expect(admitted(sync, post(streams), 50)).toBe(50)
    now = 0
    expect(admitted(sync, post(streams), 300)).toBe(150)
  })

  it('forgets all that lies ahead before it counts a request', () => {
    let now = 10_000
    const sync = createFakeSync({ rateLimits: true, clock: { now: () => now } })
    sync.streams.create({ uniqueName: 'orders' })
    expect(admitted(sync, publish(), 250)).toBe(250)
    now = 5000
    expect(admitted(sync, publish(), 50)).toBe(50)
    now = 0
    expect(admitted(sync, publish(jsonOf(4096)), 1)).toBe(1)
  })

  it('keeps in order of time a single request that came after the clock went backwards', () => {
    let now = 10_000
    const sync = createFakeSync({ rateLimits: true, clock: { now: () => now } })
    expect(admitted(sync, post(streams), 50)).toBe(50)
    now = 19_000
    expect(admitted(sync, post(streams), 149)).toBe(149)
    now = 15_000
    expect(admitted(sync, post(streams), 300)).toBe(1)
    now = 8500
    expect(admitted(sync, post(streams), 1)).toBe(1)
  })

  it('takes off the count what is refused, even after it was forgotten', () => {
    let now = 0
    const sync = createFakeSync({ rateLimits: true, clock: { now: () => now } })
    sync.streams.create({ uniqueName: 'orders' })
    const { sid } = sync.streams.create({ ttl: 60 })
    sync.streams.subscribe(sid, () => {
      now += 20_000
      send(sync, post(streams))
    })
    now = 60_000
    expect(send(sync, post(streams, { UniqueName: 'orders' })).status).toBe(409)
    expect(admitted(sync, post(streams), 300)).toBe(199)
  })

  it('keeps nothing of streams that are gone', () => {
    const limits = { requestsKept: 0, endedKept: 0 }
    const sync = createFakeSync({ rateLimits: true, clock: new FakeClock(start), limits })
    const before = heapAfter(sync, 100)
    expect(heapAfter(sync, 5000) - before).toBeLessThan(1_000_000)
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

/** The heap in bytes after that many streams were there for a while, each with a message. */
function heapAfter(sync: FakeSync, count: number): number {
  for (let index = 0; index < count; index += 1) {
    sync.streams.create({ uniqueName: 'passing' })
    send(sync, publish('{}', `${streams}/passing/Messages`))
    sync.streams.remove('passing')
    if (index % 100 === 0) sync.clock.advance({ seconds: 1 })
  }
  setFlagsFromString('--expose-gc')
  runInNewContext('gc()')
  return process.memoryUsage().heapUsed
}

function publish(Data = '{}', path: string = messages): WireRequest {
  return post(path, { Data })
}

/** What part of ten seconds' worth a message of that size is. */
function shareOf(bytes: number): number {
  if (bytes > 3072) return 1 / 70
  return bytes > 1024 ? 1 / 150 : 1 / 300
}

/** How many of that many requests are not refused for their rate. */
function admitted(sync: Pick<FakeSync, 'handle'>, request: WireRequest, count: number): number {
  const statuses = Array.from({ length: count }, () => send(sync, request).status)
  return statuses.filter((status) => status !== 429).length
}
