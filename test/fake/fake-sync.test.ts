import { describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  createFakeSync,
  FakeClock,
  type FakeSyncOptions,
  type Limits,
  NotFakedError,
  type RequestParts,
  SyncError,
  systemClock,
  twilioLimits,
} from '../../src/core.ts'
import { show } from '../../src/lang/show.ts'
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
  send,
  services,
  someService,
  start,
  streams,
  toHttpRequest,
  type WireRequest,
} from '../rest/cases.ts'
import { askInVain, notFakedPath } from '../support/ask-in-vain.ts'

describe('createFakeSync', () => {
  it.each<{ options: object; found: string }>([
    {
      options: { colour: 'red' },
      found:
        'the unknown option colour, expected any of accountSid, credentials, services, clock, seed, resetSids, limits, rateLimits, subscribe, advanceTimers, webhooks, undocumentedWebhooks, state, strict',
    },
    { options: { advanceTimers: 10 }, found: '10 for advanceTimers, expected a function' },
    {
      options: { accountSid: apiKey },
      found: `"${apiKey}" for accountSid, expected AC and 32 hex digits in lower case`,
    },
    ...['', 'AC123', `${account}0`, account.slice(0, -1), `AC${'A'.repeat(32)}`, 5].map(
      (found) => ({
        options: { accountSid: found },
        found: `${JSON.stringify(found)} for accountSid, expected AC and 32 hex digits in lower case`,
      }),
    ),
    {
      options: { credentials: account },
      found: `"${account}" for credentials, expected an object of passwords by username`,
    },
    {
      options: { credentials: { [account]: 5 } },
      found: `5 for credentials.${account}, expected a password`,
    },
    {
      options: { credentials: null },
      found: 'null for credentials, expected an object of passwords by username',
    },
    {
      options: { credentials: { accountSid: account, authToken: 'token' } },
      found: '"accountSid" for credentials, expected AC or SK and 32 hex digits in lower case',
    },
    {
      options: { credentials: { [account]: 'token', [someService]: 'token' } },
      found: `"${someService}" for credentials, expected AC or SK and 32 hex digits in lower case`,
    },
    {
      options: { services: someService },
      found: `"${someService}" for services, expected 'any' or a list of IS… SIDs`,
    },
    {
      options: { services: null },
      found: `null for services, expected 'any' or a list of IS… SIDs`,
    },
    {
      options: { services: [someService, 'default'] },
      found: '"default" for services[1], expected IS and 32 hex digits in lower case',
    },
    {
      options: { services: [account] },
      found: `"${account}" for services[0], expected IS and 32 hex digits in lower case`,
    },
    {
      options: { services: [7] },
      found: '7 for services[0], expected IS and 32 hex digits in lower case',
    },
    {
      options: { services: [someService, someService] },
      found: `"${someService}" for services[1], expected each SID once`,
    },
    {
      options: { clock: null },
      found: 'null for clock, expected an object with now() in epoch milliseconds',
    },
    ...[Number.NaN, Infinity, 8_640_000_000_000_001, '5'].map((time) => ({
      options: { clock: { now: () => time } },
      found: '{} for clock, expected an object with now() in epoch milliseconds',
    })),
    {
      options: { clock: { now: 5 } },
      found: '{"now":5} for clock, expected an object with now() in epoch milliseconds',
    },
  ])('refuses $options', ({ options, found }) => {
    expect(() => createFakeSync(options as FakeSyncOptions)).toThrow(
      new TypeError(`Cannot set up the fake: found ${found}`),
    )
  })

  it.each<FakeSyncOptions | object>([
    { limits: null },
    { limits: 5 },
    { credentials: ['token'] },
    { credentials: new Map([[account, 'token']]) },
    { accountSid: [account] },
  ])('refuses %j', (options) => {
    expect(() => createFakeSync(options as FakeSyncOptions)).toThrow(/^Cannot set .*: found /)
  })

  it('uses a copy of its options, in runs and after resets, too', () => {
    const services = [someService]
    const credentials = { [account]: 'token' }
    const limits = { returnedPageSize: 2 }
    const sync = createFakeSync({ services, credentials, limits })
    services.pop()
    credentials[account] = 'another'
    limits.returnedPageSize = 100

    const check = (): void => {
      expect(sync.service(someService).sid).toBe(someService)
      expect(sync.limits.returnedPageSize).toBe(2)
      expect(send(sync, as(basic(account, 'token'), get(streams))).status).toBe(200)
    }
    check()
    sync.run(check)
    sync.reset()
    check()
  })

  it.each([1.5, Number.NaN, 2 ** 53])('refuses the seed %s', (seed) => {
    expect(() => createFakeSync({ seed })).toThrow(
      new TypeError(`Cannot seed the SIDs: found ${seed}, expected a safe integer`),
    )
  })

  it.each([
    {
      limits: { colour: 1 },
      found: `the unknown option colour, expected any of ${Object.keys(twilioLimits).join(', ')}`,
    },
    {
      limits: { ttlSeconds: -1 },
      found: '-1 for ttlSeconds, expected a whole number of 0…10000000000',
    },
    {
      limits: { messageBytes: 1.5 },
      found: '1.5 for messageBytes, expected a whole number of 0…10000000000',
    },
    {
      limits: { returnedPageSize: 0 },
      found: '0 for returnedPageSize, expected a whole number of 1…10000000000',
    },
    {
      limits: { requestsKept: Infinity },
      found: 'Infinity for requestsKept, expected a whole number of 0…10000000000',
    },
  ])('refuses the limits $limits', ({ limits, found }) => {
    expect(() => createFakeSync({ limits })).toThrow(
      new TypeError(`Cannot set the limits: found ${found}`),
    )
  })

  it('treats undefined as an option not given', () => {
    const nothing: FakeSyncOptions = {
      accountSid: undefined,
      credentials: undefined,
      services: undefined,
      clock: undefined,
      seed: undefined,
      limits: undefined,
    }
    expect(sidsWith(nothing)).toEqual(sidsWith({}))
  })

  it('gives each fake its own world', () => {
    const [one, other] = [createFakeSync(), createFakeSync()]
    one.streams.create()
    send(one, get(streams))
    one.clock.advance({ seconds: 1 })
    expect(other.streams.all()).toEqual([])
    expect(other.requests).toEqual([])
    expect(other.clock.now()).toBeLessThan(one.clock.now())
  })
})

describe('options.services', () => {
  it('accepts any well-formed SID by default', () => {
    expect(send(createFakeSync(), get(`${services}/${someService}`)).status).toBe(200)
  })

  it('accepts only the SIDs of the list, and default', () => {
    const sync = createFakeSync({ services: [someService] })
    expect(send(sync, get(`${services}/${someService}`)).status).toBe(200)
    expect(send(sync, get(`${services}/default`)).status).toBe(200)
    expect(send(sync, get(`${services}/IS${'5'.repeat(32)}`)).status).toBe(404)
  })

  it('dates them from the start again after a reset', () => {
    const sync = createFakeSync({ services: [someService] })
    const { record } = sync.service(someService)
    sync.clock.advance({ hours: 1 })
    sync.reset()
    expect(sync.service(someService).record).toEqual(record)
  })

  it('is shown by the fake', () => {
    expect(createFakeSync().knownServices).toBe('any')
    expect(createFakeSync({ services: [someService] }).knownServices).toEqual([someService])
  })
})

describe('options.credentials', () => {
  it('accepts no one else', () => {
    const sync = createFakeSync({ credentials: { [account]: 'пароль' } })
    expect(send(sync, as(basic(account, 'пароль'), get(streams))).status).toBe(200)
    expect(send(sync, as(basic(account, 'token'), get(streams))).status).toBe(401)
    expect(send(sync, as(basic(apiKey, 'пароль'), get(streams))).status).toBe(401)
  })
})

describe('options.clock', () => {
  it('stands still at the current whole second by default', () => {
    vi.useFakeTimers({ now: Date.parse(start) })
    onTestFinished(() => void vi.useRealTimers())
    const { clock } = createFakeSync()
    vi.advanceTimersByTime(5000)
    expect(clock).toBeInstanceOf(FakeClock)
    expect(clock.now()).toBe(Math.floor(Date.parse(start) / 1000) * 1000)
  })

  it('moves with fake timers when it is systemClock', () => {
    vi.useFakeTimers({ now: Date.parse(start) })
    onTestFinished(() => void vi.useRealTimers())
    const sync = createFakeSync({ clock: systemClock })
    send(sync, post(streams, { UniqueName: 'orders', Ttl: '60' }))
    vi.advanceTimersByTime(59_999)
    expect(send(sync, get(orders)).status).toBe(200)
    vi.advanceTimersByTime(1)
    expect(send(sync, get(orders)).status).toBe(404)
  })

  it('is any object with now()', () => {
    let time = Date.parse(start)
    const sync = createFakeSync({ clock: { now: () => time } })
    const created = send(sync, post(streams, { UniqueName: 'orders', Ttl: '60' })).body
    expect(created.date_created).toBe('2026-03-04T05:06:07Z')
    time += 60_000
    expect(send(sync, get(streams)).body.streams).toEqual([])
    expect(sync.clock.now()).toBe(time)
  })
})

describe('options.limits.expiryLagSeconds', () => {
  it('keeps an expired stream visible for that many seconds', () => {
    const sync = createFakeSync({ clock: new FakeClock(start), limits: { expiryLagSeconds: 1 } })
    const created = send(sync, post(streams, { UniqueName: 'orders', Ttl: '60' })).body
    expect(created.date_expires).toBe('2026-03-04T05:07:07Z')
    sync.clock.advance(60_999)
    expect(send(sync, get(orders)).body).toEqual(created)
    expect(send(sync, post(streams, { UniqueName: 'orders' })).status).toBe(409)
    sync.clock.advance(1)
    expect(send(sync, get(orders)).status).toBe(404)
  })
})

describe('options.seed', () => {
  it('decides the SIDs', () => {
    expect(sidsWith({ seed: 7 })).toEqual(sidsWith({ seed: 7 }))
    expect(sidsWith({ seed: 0 })).toEqual(sidsWith({}))
    const seeds = [0, 1, 7, -7, 2 ** 32, Number.MAX_SAFE_INTEGER]
    const sids = seeds.flatMap((seed) => sidsWith({ seed }))
    expect(new Set(sids).size).toBe(sids.length)
  })

  it('is the only source of randomness', () => {
    const random = vi.spyOn(Math, 'random')
    onTestFinished(() => random.mockRestore())
    sidsWith({})
    expect(random).not.toHaveBeenCalled()
  })
})

describe('options.limits', () => {
  const edges: readonly {
    readonly limit: keyof Limits
    readonly value: number
    readonly good: WireRequest
    readonly bad: WireRequest
    readonly code: number
  }[] = [
    {
      limit: 'uniqueNameLength',
      value: 6,
      good: post(streams, { UniqueName: 'sixsix' }),
      bad: post(streams, { UniqueName: 'sevenup' }),
      code: 54302,
    },
    {
      limit: 'ttlSeconds',
      value: 60,
      good: post(streams, { Ttl: '60' }),
      bad: post(streams, { Ttl: '61' }),
      code: 54011,
    },
    {
      limit: 'messageBytes',
      value: 8,
      good: post(messages, { Data: '{"id":1}' }),
      bad: post(messages, { Data: '{"id":12}' }),
      code: 54006,
    },
    {
      limit: 'acceptedPageSize',
      value: 5,
      good: get(streams, { PageSize: '5' }),
      bad: get(streams, { PageSize: '6' }),
      code: 54454,
    },
    {
      limit: 'webhookUrlLength',
      value: 11,
      good: post(services, { WebhookUrl: 'http://a.bc' }),
      bad: post(services, { WebhookUrl: 'http://a.bcd' }),
      code: 54051,
    },
    {
      limit: 'debouncingWindowLeast',
      value: 20,
      good: post(services, { ReachabilityDebouncingWindow: '20' }),
      bad: post(services, { ReachabilityDebouncingWindow: '19' }),
      code: 20422,
    },
    {
      limit: 'debouncingWindowMost',
      value: 40_000,
      good: post(services, { ReachabilityDebouncingWindow: '40000' }),
      bad: post(services, { ReachabilityDebouncingWindow: '40001' }),
      code: 20422,
    },
  ]

  it.each(edges)('moves $limit to $value', ({ limit, value, good, bad, code }) => {
    const sync = createFakeSync({ limits: { [limit]: value } })
    sync.streams.create({ uniqueName: 'orders' })
    expect(send(sync, good).status).toBeLessThan(300)
    expect(send(sync, bad).body).toMatchObject({ code })
  })

  it('names the longest name in the error message', () => {
    const sync = createFakeSync({ limits: { uniqueNameLength: 6 } })
    const { message } = send(sync, post(streams, { UniqueName: 'invoice' })).body
    expect(message).toMatch('Expected a string with length 1-6 not matching')
  })

  it('decides how many streams a page holds', () => {
    const sync = createFakeSync({ limits: { defaultPageSize: 2, returnedPageSize: 3 } })
    for (let made = 0; made < 4; made += 1) sync.streams.create()
    expect(send(sync, get(streams)).body.streams).toHaveLength(2)
    expect(send(sync, get(streams, { PageSize: '4' })).body.streams).toHaveLength(3)
  })

  it('decides how many messages and requests are kept', () => {
    const sync = createFakeSync({ limits: { messagesKept: 2, requestsKept: 3 } })
    sync.streams.create({ uniqueName: 'orders' })
    for (const id of [1, 2, 3, 4, 5]) send(sync, post(messages, { Data: `{"id":${id}}` }))
    expect(sync.streams.messages('orders').map(({ data }) => data)).toEqual([{ id: 4 }, { id: 5 }])
    expect(sync.requests.map(({ params }) => params['Data'])).toEqual([
      '{"id":3}',
      '{"id":4}',
      '{"id":5}',
    ])
  })
})

describe('sync.service', () => {
  it('shows the current settings, and cannot be changed', () => {
    const sync = createFakeSync()
    const service = sync.service()
    const { record } = service
    send(sync, post(`${services}/default`, { FriendlyName: 'shop' }))
    expect(service.record.friendlyName).toBe('shop')
    expect(record.friendlyName).toBe('Default Service')
    for (const change of [{ sid: someService }, { streams: sync.streams }, { record }]) {
      expect(() => Object.assign(service, change)).toThrow(TypeError)
    }
    for (const handedOut of [record, service.record]) {
      expect(() => Object.assign(handedOut, { friendlyName: 'mine' })).toThrow(TypeError)
    }
    sync.restore(sync.snapshot())
    expect(Object.isFrozen(sync.service().record)).toBe(true)
    expect(sync.service().record.friendlyName).toBe('shop')
  })

  it.each([5, null, {}])('refuses %j', (sid) => {
    expect(() => createFakeSync().service(sid as never)).toThrow(
      new TypeError(
        `Cannot find the service: found ${JSON.stringify(sid)}, expected an IS… SID or 'default'`,
      ),
    )
  })

  it('is the default service when no SID is given', () => {
    const sync = createFakeSync()
    expect(sync.service()).toBe(sync.service('default'))
    expect(sync.service(sync.service().sid)).toBe(sync.service())
    expect(sync.streams).toBe(sync.service().streams)
  })

  it('creates a service with a well-formed SID', () => {
    const sync = createFakeSync()
    expect(sync.service(someService)).toMatchObject({ sid: someService })
    expect(send(sync, get(services)).body.services).toMatchObject([{ sid: someService }])
  })

  it('has no service that is not on the list', () => {
    const sync = createFakeSync({ services: [] })
    expect(() => sync.service(someService)).toThrow(SyncError)
  })

  it.each(['ISx', 'IS123', `IS${'x'.repeat(32)}`, `IS${'A'.repeat(32)}`])(
    'refuses %s, and says what a SID looks like',
    (sid) => {
      const sync = createFakeSync()
      expect(() => sync.service(sid)).toThrow(
        `found "${sid}", expected default or a SID: IS and 32 hex digits in lower case`,
      )
      expect(sync.snapshot().accounts).toMatchObject([{ services: [] }])
    },
  )
})

describe('sync.reset', () => {
  it('returns everything to how it was just after the start', () => {
    const requests = [
      post(streams, { UniqueName: 'orders', Ttl: '60' }),
      post(messages, { Data: '{}' }),
      post(services, { FriendlyName: 'Orders' }),
      post(`${services}/default`, { AclEnabled: 'true' }),
      get(services),
    ]
    const sync = createFakeSync({ clock: new FakeClock(start) })
    const answersOf = (): unknown[] =>
      requests.map((request) => sync.handle(toHttpRequest(request)))
    const before = answersOf()
    sync.clock.advance({ minutes: 5 })
    sync.reset()
    expect(sync.requests).toEqual([])
    expect(sync.clock.now()).toBe(Date.parse(start))
    expect(answersOf()).toEqual(before)
  })

  it('allows a removed service to be created again', () => {
    const sync = createFakeSync()
    send(sync, { method: 'DELETE', path: `${services}/${someService}` })
    sync.reset()
    expect(send(sync, get(`${services}/${someService}`)).status).toBe(200)
  })

  it('empties the store a test holds, which remains the store of its service', () => {
    const sync = createFakeSync()
    const { streams: store } = sync
    store.create({ uniqueName: 'orders' })
    sync.reset()
    expect(store.all()).toEqual([])
    const { sid } = store.create({ uniqueName: 'orders' })
    expect(send(sync, get(orders)).body.sid).toBe(sid)
  })

  it('returns the store a test holds to default after default was removed', () => {
    const sync = createFakeSync()
    const { streams: store } = sync
    send(sync, { method: 'DELETE', path: `${services}/default` })
    sync.reset()
    store.create({ uniqueName: 'orders' })
    expect(send(sync, get(orders)).status).toBe(200)
  })

  it('forgets which account sent the first request', () => {
    const sync = createFakeSync()
    send(sync, as(basic(`AC${'7'.repeat(32)}`), get(streams)))
    sync.reset()
    sync.streams.create()
    expect(send(sync, as(basic(account), get(streams))).body.streams).toHaveLength(1)
  })

  it('removes what other accounts own', () => {
    const sync = createFakeSync({ accountSid: account })
    const asOther = (request: WireRequest): WireRequest => as(basic(otherAccount), request)
    send(sync, asOther(post(streams)))
    sync.reset()
    expect(send(sync, asOther(get(services))).body.services).toEqual([])
    expect(send(sync, asOther(get(streams))).body.streams).toEqual([])
  })

  it('drops subscribers without notifying them', () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'orders', ttl: 60 })
    const heard: unknown[] = []
    sync.streams.subscribe('orders', (event) => heard.push(event))
    sync.reset()
    sync.streams.create({ uniqueName: 'orders' })
    sync.streams.publish('orders', {})
    sync.clock.advance({ minutes: 5 })
    expect(heard).toEqual([])
  })

  it('leaves a clock alone that is not a FakeClock', () => {
    const sync = createFakeSync({ clock: { now: () => Date.parse(start) } })
    sync.reset()
    expect(sync.clock.now()).toBe(Date.parse(start))
  })
})

describe('sync.uninstall', () => {
  it('throws the first error the app swallowed, once', () => {
    const sync = createFakeSync()
    for (const path of [notFakedPath, '/v3/Lists/orders/Context']) askInVain(sync, path)
    sync.reset()
    expect(() => sync.uninstall()).toThrow(
      expect.objectContaining({ name: 'NotFakedError', path: notFakedPath }) as Error,
    )
    expect(() => sync.uninstall()).not.toThrow()
  })

  it('does not throw for what Twilio does not have', () => {
    const sync = createFakeSync()
    send(sync, get('/v1/Nothing'))
    expect(() => sync.uninstall()).not.toThrow()
  })

  it('is called at the end of a using block', () => {
    const sync = createFakeSync()
    askInVain(sync)
    expect(() => sync[Symbol.dispose]()).toThrow(NotFakedError)
  })
})

describe('sync.installed', () => {
  it('is false without a transport', () => {
    expect(createFakeSync().installed).toBe(false)
  })
})

function sidsWith(options: FakeSyncOptions): string[] {
  const sync = createFakeSync(options)
  const request = toHttpRequest(post(streams, { UniqueName: 'orders' }))
  const { headers, body } = sync.handle(request)
  const { sid, service_sid } = JSON.parse(body) as { sid: string; service_sid: string }
  const message = sync.streams.publish('orders', {})
  return [sid, service_sid, message.sid, headers['twilio-request-id'] ?? '']
}

describe('FakeSync.handle', () => {
  const sync = createFakeSync()
  const url = `https://sync.twilio.com${streams}`
  const authorization = basic(account)

  it.each([
    { title: 'a URL and credentials', request: { url, headers: { authorization } } },
    {
      title: 'names in capitals, and some that are undefined',
      request: { url, headers: { Authorization: authorization, authorization: undefined } },
    },
    { title: 'a Headers', request: { url, headers: new Headers({ authorization }) } },
    { title: 'pairs', request: { url, headers: [['Authorization', authorization]] } },
    {
      title: 'a number and a list, as Node has them',
      request: { url, headers: { authorization, 'content-length': 0, cookie: ['a', 'b'] } },
    },
    {
      title: 'an iterator that is none',
      request: { url, headers: { authorization, [Symbol.iterator]: 5 } },
    },
    { title: 'names in capitals', request: { url, headers: { Authorization: authorization } } },
    {
      title: 'a method in lower case',
      request: { url, method: 'get', headers: { authorization } },
    },
  ])('answers a request that has no more than $title', ({ request }) => {
    expect(sync.handle(request as RequestParts).status).toBe(200)
  })

  it.each([
    { request: undefined, found: 'undefined for the options, expected an object' },
    { request: {}, found: 'undefined for url, expected a string' },
    { request: { url, method: 7 }, found: '7 for method, expected a string' },
    { request: { url, body: null }, found: 'null for body, expected a string' },
    {
      request: { url, metod: 'POST' },
      found: 'the unknown option metod, expected any of method, url, headers, body',
    },
    ...[null, 'a: b', 5, () => 1].map((headers) => ({
      request: { url, headers },
      found: `${show(headers)} for headers, expected an object of strings by name, or pairs`,
    })),
    ...[null, 5, 'ab', [], [5, 'a'], {}].map((pair) => ({
      request: { url, headers: [pair] },
      found: `${show(pair)} for headers, expected an object of strings by name, or pairs`,
    })),
    ...[null, true, {}, Symbol('a'), Object.create(null), ['a', null]].map((value: unknown) => ({
      request: { url, headers: { Authorization: value } },
      found: `${show(value)} for headers.Authorization, expected a string`,
    })),
  ])('refuses the request $request', ({ request, found }) => {
    expect(() => sync.handle(request as never)).toThrow(`Cannot handle the request: found ${found}`)
  })
})

describe('FakeSync.run', () => {
  it('refuses anything that is not a function', () => {
    expect(() => createFakeSync().run(undefined as never)).toThrow(
      new TypeError('Cannot run in a separate world: found undefined, expected a function'),
    )
  })
})
