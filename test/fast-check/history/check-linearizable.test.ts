import twilio from 'twilio'
import { describe, expect, it } from 'vitest'
import { createFakeSync, FakeClock } from '../../../src/core.ts'
import {
  checkLinearizable,
  LinearizabilityError,
  type LinearizableOptions,
} from '../../../src/fast-check/history/check-linearizable.ts'
import type { CallTarget, HistoryCall } from '../../../src/fast-check/history/history-call.ts'
import { recordHistory } from '../../../src/fast-check/history/record-history.ts'
import {
  account,
  atOnce,
  create,
  fetchAs,
  fetchStream,
  historyOf,
  list,
  lost,
  nameTaken,
  notFound,
  operationsOf,
  publish,
  remove,
  sid,
  startTime,
  stateWith,
  type Step,
  type StreamDetails,
} from './hand-made.ts'

const one = { sid: sid('TO', 1), name: 'orders' }
const two = { sid: sid('TO', 2), name: 'orders' }
const bills = { sid: sid('TO', 3), name: 'bills' }
const hello = { sid: sid('TZ', 1), data: { hello: 'world' } }
const minute = 60_000

/** An update of a TTL, which is told by the date of expiry. */
function update(stream: StreamDetails, ttl: number, more: Partial<Step> = {}): Step {
  const { request, ...rest } = fetchStream(stream.sid, {
    ...stream,
    expires: new Date(startTime + ttl * 1000).toISOString().replace('.000', ''),
  })
  return {
    ...rest,
    operation: 'streams.update',
    request: { ...request, method: 'POST', params: { Ttl: String(ttl) } },
    ...more,
  }
}

interface Case {
  readonly what: string
  readonly steps: readonly Step[]
  readonly options?: LinearizableOptions
}

const inMinute = '2026-01-01T00:01:00Z'
const inTwoMinutes = '2026-01-01T00:02:00Z'

const legal: readonly Case[] = [
  { what: 'nothing', steps: [] },
  { what: 'sequential operations', steps: [create(one), fetchStream('orders', one)] },
  {
    what: 'two creates of one name, one of them refused',
    steps: atOnce([create(one, nameTaken), create(one)]),
  },
  {
    what: 'two creates without a name and with any SIDs',
    steps: [...atOnce([create({ sid: two.sid }), create({ sid: one.sid })])],
  },
  {
    what: 'a list with streams in another order than their creates were sent',
    steps: [
      ...atOnce([create({ sid: one.sid }), create({ sid: two.sid })]),
      { ...list({ streams: [{ sid: two.sid }, { sid: one.sid }] }), invoked: 300, returned: 301 },
    ],
  },
  {
    what: 'a lost create that is refused on retry because it was executed',
    steps: [create(one, lost), create(one, nameTaken), fetchStream('orders', one)],
  },
  {
    what: 'a lost create that is accepted on retry because it was not executed',
    steps: [create(one, lost), create(one), fetchStream('orders', one)],
  },
  {
    what: 'a lost create that is executed late',
    steps: [create(one, lost), fetchAs('orders', notFound), fetchStream('orders', one)],
  },
  {
    what: 'an unknown SID that a lost create explains',
    steps: [create(one, lost), fetchStream(one.sid, one), fetchStream('orders', one)],
  },
  {
    what: 'unknown SIDs of streams that were created by lost creates and removed',
    steps: [
      create({ sid: one.sid }, lost),
      create({ sid: two.sid }, lost),
      remove(one.sid),
      remove(two.sid),
      fetchAs(one.sid, notFound),
    ],
  },
  {
    what: 'a lost removal that is executed between two reads',
    steps: [
      create(one),
      remove('orders', lost),
      fetchStream('orders', one),
      fetchAs('orders', notFound),
    ],
  },
  {
    what: 'a fetch before or after a concurrent removal',
    steps: [
      { ...create(one), invoked: -2, returned: -1 },
      ...atOnce([remove('orders'), fetchStream('orders', one), fetchAs('orders', notFound)]),
    ],
  },
  {
    what: 'a concurrent removal and new create, both of them seen',
    steps: [
      { ...create(one), invoked: -2, returned: -1 },
      ...atOnce([
        create(two),
        remove('orders'),
        fetchStream('orders', one),
        fetchStream(two.sid, two),
      ]),
    ],
  },
  {
    what: 'two concurrent updates, the later of which stays',
    steps: [
      { ...create(one), invoked: -2, returned: -1 },
      ...atOnce([update(one, 60), update(one, 120)]),
      {
        ...fetchStream('orders', { ...one, expires: inMinute }),
        invoked: 300,
        returned: 301,
      },
    ],
  },
  {
    what: 'messages with data that look like SIDs',
    steps: [create(one), publish('orders', { ...hello, data: { of: one.sid } })],
  },
  {
    what: 'an expiry between two reads',
    steps: [
      create({ ...one, expires: inMinute }, { request: createRequest('60') }),
      fetchStream('orders', { ...one, expires: inMinute }, { time: startTime + minute - 1 }),
      fetchAs('orders', { ...notFound, time: startTime + minute }),
    ],
  },
  {
    what: 'an expired stream within the expiry lag',
    steps: [
      create({ ...one, expires: inMinute }, { request: createRequest('60') }),
      fetchStream('orders', { ...one, expires: inMinute }, { time: startTime + minute }),
    ],
    options: { expiryLag: 1 },
  },
  {
    what: 'answers that had no effect',
    steps: [
      create(one, { status: 503, code: 20503 }),
      create(one, { status: 429, code: 54009 }),
      create(one, { status: 409, code: 54301, fault: 'status' }),
      fetchAs('orders', notFound),
    ],
  },
  {
    what: 'streams that existed before',
    steps: [fetchStream('orders', one), remove(one.sid), fetchAs('orders', notFound)],
    options: { start: stateWith([one]) },
  },
  {
    what: 'a page walk with any tokens',
    steps: [
      list({ streams: [one], next: 'PTF000000aa' }, paged({})),
      create(bills),
      list(
        { streams: [{ sid: two.sid }], from: 'PTF000000aa', next: 'PTF000000bb' },
        paged({ PageToken: 'PTF000000aa' }),
      ),
      list({ streams: [bills], from: 'PTF000000bb' }, paged({ PageToken: 'PTF000000bb' })),
    ],
    options: { start: stateWith([one, { sid: two.sid }]), limits: { returnedPageSize: 1 } },
  },
]

const illegal: readonly Case[] = [
  { what: 'two creates of one name, both accepted', steps: atOnce([create(one), create(two)]) },
  {
    what: 'a create that is refused though the name is free',
    steps: atOnce([create(one, nameTaken), fetchAs('orders', notFound)]),
  },
  {
    what: 'a stale read',
    steps: [create(one), remove('orders'), fetchStream('orders', one)],
  },
  {
    what: 'a read before the create',
    steps: [fetchStream('orders', one), create(one)],
  },
  {
    what: 'a lost update',
    steps: [
      create(one),
      update(one, 60),
      update(one, 120),
      fetchStream('orders', { ...one, expires: inMinute }),
    ],
  },
  {
    what: 'two readers that see two updates in different orders',
    steps: [
      { ...create(one), invoked: -2, returned: -1 },
      { ...update(one, 60), invoked: 0, returned: 100 },
      { ...update(one, 120), invoked: 0, returned: 100 },
      { ...fetchStream('orders', { ...one, expires: inMinute }), invoked: 1, returned: 2 },
      { ...fetchStream('orders', { ...one, expires: inTwoMinutes }), invoked: 3, returned: 4 },
      { ...fetchStream('orders', { ...one, expires: inMinute }), invoked: 5, returned: 6 },
    ],
  },
  {
    what: 'a lost removal that is undone',
    steps: [
      create(one),
      remove('orders', lost),
      fetchAs('orders', notFound),
      fetchStream('orders', one),
    ],
  },
  {
    what: 'a lost create that is executed twice',
    steps: [
      create(one, lost),
      fetchStream('orders', one),
      remove('orders'),
      fetchStream('orders', two),
    ],
  },
  {
    what: 'more unknown SIDs than lost creates',
    steps: [create({ sid: one.sid }, lost), remove(one.sid), remove(two.sid)],
  },
  {
    what: 'one SID for two streams',
    steps: [create(one), create({ ...bills, sid: one.sid })],
  },
  {
    what: 'two SIDs for one stream',
    steps: [create(one), fetchStream('orders', two)],
  },
  {
    what: 'a stream under the SID of another',
    steps: [create(one), create(bills), fetchStream(one.sid, { ...one, name: 'bills' })],
  },
  {
    what: 'a list without an existing stream',
    steps: [create(one), list({ streams: [] })],
  },
  {
    what: 'a list in an order that contradicts the creates',
    steps: [
      create({ sid: one.sid }),
      create({ sid: two.sid }),
      list({ streams: [{ sid: two.sid }, { sid: one.sid }] }),
    ],
  },
  {
    what: 'two lists in different orders',
    steps: [
      ...atOnce([create({ sid: one.sid }), create({ sid: two.sid })]),
      ...[
        [one, two],
        [two, one],
      ].map((streams, index) => ({
        ...list({ streams: streams.map((stream) => ({ sid: stream.sid })) }),
        invoked: 300 + index * 2,
        returned: 301 + index * 2,
      })),
    ],
  },
  {
    what: 'a list without its next page',
    steps: [list({ streams: [{ sid: one.sid }] }, paged({}))],
    options: {
      start: stateWith([one, two].map(({ sid }) => ({ sid }))),
      limits: { returnedPageSize: 1 },
    },
  },
  {
    what: 'a read after the expiry',
    steps: [
      create({ ...one, expires: inMinute }, { request: createRequest('60') }),
      fetchStream('orders', { ...one, expires: inMinute }, { time: startTime + minute }),
    ],
  },
  {
    what: 'a read of a removed stream at a later time',
    steps: atOnce([
      remove('orders', { time: startTime + minute }),
      fetchAs('orders', { ...notFound, time: startTime }),
    ]),
    options: { start: stateWith([one]) },
  },
  {
    what: 'other data than published',
    steps: [create(one), { ...publish('orders', hello), body: { ...hello, data: {} } }],
  },
  {
    what: 'one SID for two messages',
    steps: [create(one), publish('orders', hello), publish('orders', hello)],
  },
  {
    what: 'a known stream under another SID',
    steps: [fetchStream('orders', two)],
    options: { start: stateWith([one]) },
  },
]

function createRequest(ttl: string): Step['request'] {
  const { request } = create(one)
  return { ...request, params: { ...request.params, Ttl: ttl } }
}

function paged(params: Readonly<Record<string, string>>): Partial<Step> {
  return { request: { ...list({ streams: [] }).request, params: { PageSize: '1', ...params } } }
}

/** Calls that ended as they say, all in a row unless they say otherwise. */
function callsOf(
  drafts: readonly (Pick<HistoryCall, 'target' | 'outcome'> & Partial<HistoryCall>)[],
): readonly HistoryCall[] {
  return drafts.map((draft, id) => ({
    id,
    invoked: id * 2,
    returned: id * 2 + 1,
    startedAt: startTime,
    endedAt: startTime,
    ...draft,
  }))
}

describe('checkLinearizable', () => {
  it.each(legal)('allows $what', ({ steps, options }) => {
    const order = checkLinearizable(operationsOf(steps), options)
    expect(new Set(order).size).toBe(order.length)
  })

  it.each(illegal)('rejects $what', ({ steps, options }) => {
    expect(() => checkLinearizable(operationsOf(steps), options)).toThrow(LinearizabilityError)
  })

  it('returns the order it found', () => {
    const steps = atOnce([fetchStream('orders', one), create(one, nameTaken), create(one)])
    expect(checkLinearizable(operationsOf(steps))).toEqual([2, 0, 1])
  })

  it('draws the history and says how far it can be explained', () => {
    const steps = [
      { ...create(one), invoked: 0, returned: 2 },
      { ...create(two, lost), invoked: 1, returned: 4 },
      { ...remove('orders'), invoked: 3, returned: 5 },
      { ...fetchStream('orders', one), invoked: 6, returned: 7 },
    ]
    expect(() => checkLinearizable(operationsOf(steps))).toThrowErrorMatchingInlineSnapshot(`
      [LinearizabilityError: Cannot explain the answers: found no order of 4 operations that gives them, expected one

        A |---|           create "orders" → 201 TO…0001
        B   |-----x       create "orders" → lost (reset)
        C       |---|     delete "orders" → 204
      > D             |-| fetch "orders"  → 200 TO…0001

      Nothing can come after A, B, C:
        D: found 200 TO…0001, expected 404 / 20404]
    `)
  })

  it('names the fact that differs', () => {
    const steps = [create(one), fetchStream('orders', { ...one, expires: inMinute })]
    expect(() => checkLinearizable(operationsOf(steps))).toThrowErrorMatchingInlineSnapshot(`
      [LinearizabilityError: Cannot explain the answers: found no order of 2 operations that gives them, expected one

        A |-|     create "orders" → 201 TO…0001
      > B     |-| fetch "orders"  → 200 TO…0001

      Nothing can come after A:
        B: found date_expires "2026-01-01T00:01:00Z", expected date_expires null]
    `)
  })

  it('names the operations it explains and those it cannot', () => {
    const steps = [create(one), remove('orders'), fetchStream('orders', one)]
    expect(() => checkLinearizable(operationsOf(steps))).toThrow(
      expect.objectContaining({ explained: [0, 1], unexplained: [2] }) as Error,
    )
  })

  it('refuses anything that is not a list', () => {
    const expected = 'the operations or the calls of a history'
    expect(() => checkLinearizable({} as never)).toThrow(
      new TypeError(`Cannot look for an order: found {}, expected ${expected}`),
    )
    expect(() => checkLinearizable([1, {}] as never)).toThrow(
      new TypeError(`Cannot look for an order: found [1,{}], expected ${expected}`),
    )
  })

  it.each([
    [null, 'look for an order: found null for the options, expected an object'],
    [
      { strat: 1 },
      'look for an order: found the unknown option strat, expected any of start, limits, expiryLag, services',
    ],
    [
      { services: 'some' },
      `look for an order: found "some" for services, expected 'any' or a list of IS… SIDs`,
    ],
    [{ expiryLag: -1 }, 'set the expiryLag: found -1, expected 0 seconds or more'],
  ])('refuses the options %j', (options, message) => {
    expect(() => checkLinearizable([], options as never)).toThrow(
      new TypeError(`Cannot ${message}`),
    )
  })

  it('accepts a history as options, recorded or made by hand', () => {
    const history = recordHistory(createFakeSync())
    expect(checkLinearizable([], history)).toEqual([])
    expect(checkLinearizable([], { ...historyOf([]), calls: [] } as never)).toEqual([])
  })

  it('refuses more than 8 operations', () => {
    const steps = Array.from({ length: 9 }, () => fetchAs('orders', notFound))
    expect(() => checkLinearizable(operationsOf(steps))).toThrow(
      new RangeError('Cannot look for an order: found 9 operations, expected 8 at most'),
    )
  })

  it('does not count operations that had no effect', () => {
    const steps = Array.from({ length: 9 }, () => fetchAs('orders', { status: 503, code: 20503 }))
    expect(checkLinearizable(operationsOf(steps))).toEqual([])
  })
})

describe('checkLinearizable of a recorded history', () => {
  const client = { authorization: `Basic ${btoa(`${account}:token`)}` }
  const streams = 'https://sync.twilio.com/v1/Services/default/Streams'

  it('allows a page walk while a create is lost', async () => {
    const sync = createFakeSync({ clock: new FakeClock(0) })
    for (const uniqueName of ['s1', 's2']) sync.streams.create({ uniqueName })
    using history = recordHistory(sync)
    await sync.fetch(`${streams}/s1`, { headers: client })
    sync.clock.set(5000)
    sync.faults.add({ on: 'streams.update', kind: 'reset', when: 'after' })
    const body = new URLSearchParams({ Ttl: '10' })
    const update = sync.fetch(`${streams}/s1`, { method: 'POST', headers: client, body })
    await expect(update).rejects.toThrow()
    sync.clock.set(12_000)
    const page = await sync.fetch(`${streams}?PageSize=1`, { headers: client })
    const { meta } = (await page.json()) as { meta: { next_page_url: string } }
    await sync.fetch(meta.next_page_url, { headers: client })
    history.check()
    expect(checkLinearizable(history.operations, history)).toHaveLength(4)
  })

  it('follows the services option of the fake', async () => {
    const sync = createFakeSync({ services: [sid('IS', 1)] })
    using history = recordHistory(sync)
    for (const service of [sid('IS', 1), sid('IS', 2)]) {
      await sync.fetch(streams.replace('default', service), { headers: client })
    }
    expect(history.operations.map(({ status }) => status)).toEqual([200, 404])
    expect(checkLinearizable(history.operations, history)).toEqual([0, 1])
  })

  it.each<[what: string, time: number | undefined, expires: string, explained: number[] | null]>([
    ['executed when the service saw it', startTime, inTwoMinutes, [0, 1]],
    ['never executed', startTime, 'never', [1]],
    ['executed no later', startTime, '2026-01-01T00:03:00Z', null],
    ['executed at any time if the service never saw it', undefined, '2026-01-01T00:03:00Z', [0, 1]],
  ])('lets a lost request be %s', (_, time, expires, explained) => {
    const body = { sid: one.sid, date_expires: expires === 'never' ? null : expires }
    const operations = operationsOf([
      update(one, 120, { ...lost, time }),
      fetchAs('orders', { status: 200, body, time: startTime + minute }),
    ])
    const check = (): unknown => checkLinearizable(operations, { start: stateWith([one]) })
    if (explained === null) expect(check).toThrow(LinearizabilityError)
    else expect(check()).toEqual(explained)
  })
})

const orders = { operation: 'streams.fetch', stream: 'orders' } as const
const stream = { sid: one.sid, uniqueName: 'orders' }

describe('checkLinearizable of calls', () => {
  const state = stateWith([one])
  const removeOrders: CallTarget = { operation: 'streams.delete', stream: 'orders' }

  it.each<[what: string, outcome: HistoryCall['outcome'], target?: CallTarget]>([
    ['a stream of the client', { result: { ...stream, dateExpires: null } }],
    ['a stream as the API returns it', { result: { sid: one.sid, unique_name: 'orders' } }],
    ['part of a stream', { result: { uniqueName: 'orders' } }],
    ['dates', { result: { dateCreated: new Date(startTime), dateUpdated: startTime } }],
    ['a list', { result: [stream] }, { operation: 'streams.list' }],
    [
      'a message',
      { result: hello },
      { operation: 'messages.create', stream: 'orders', data: hello.data },
    ],
    ['undefined for a missing stream', { result: undefined }, { ...orders, stream: 'bills' }],
    ['null for a missing stream', { result: null }, { ...orders, stream: 'bills' }],
    ['an error with status and code', { status: 404, code: 20404 }, { ...orders, stream: 'bills' }],
    ['an error without a status', undefined, removeOrders],
    ['a name that has to be encoded', { status: 404, code: 20404 }, { ...orders, stream: 'a/b %' }],
    [
      'a stream with a ttl',
      { result: { dateExpires: startTime + minute } },
      { operation: 'streams.update', stream: 'orders', ttl: 60 },
    ],
  ])('allows %s', (_, outcome, target = orders) => {
    expect(checkLinearizable(callsOf([{ target, outcome }]), { start: state })).toEqual(
      outcome === undefined ? [] : [0],
    )
  })

  it.each<[what: string, outcome: HistoryCall['outcome'], target?: CallTarget]>([
    ['another stream', { result: { sid: two.sid } }],
    ['another name', { result: { ...stream, uniqueName: 'bills' } }],
    ['another date', { result: { ...stream, dateExpires: new Date(startTime) } }],
    ['undefined for an existing stream', { result: undefined }],
    ['an error for an existing stream', { status: 404, code: 20404 }],
    ['another code', { status: 404, code: 54301 }, { ...orders, stream: 'bills' }],
    ['a list without the stream', { result: [] }, { operation: 'streams.list' }],
    [
      'a list with an extra stream',
      { result: [stream, { sid: two.sid }] },
      { operation: 'streams.list' },
    ],
    [
      'other data',
      { result: { data: {} } },
      { operation: 'messages.create', stream: 'orders', data: hello.data },
    ],
  ])('rejects %s', (_, outcome, target = orders) => {
    expect(() => checkLinearizable(callsOf([{ target, outcome }]), { start: state })).toThrow(
      LinearizabilityError,
    )
  })

  it.each([401, 429, 500, 503])(
    'does not assume the effect of a call that ended with %i',
    (status) => {
      const removal = { target: removeOrders, outcome: { status, code: undefined } }
      const missing = { target: orders, outcome: { result: null } }
      const there = { target: orders, outcome: { result: stream } }
      const check = (calls: Parameters<typeof callsOf>[0]): unknown =>
        checkLinearizable(callsOf(calls), { start: state })
      expect(check([removal, missing])).toEqual([0, 1])
      expect(check([removal, there])).toEqual([1])
      expect(() => check([removal, missing, there])).toThrow(`→ lost (${status})`)
    },
  )

  it('ignores list items that are not streams', () => {
    const listing = { target: { operation: 'streams.list' }, outcome: { result: [null] } } as const
    expect(checkLinearizable(callsOf([listing]), { start: state })).toEqual([0])
  })

  it('lets a call list more streams than a page holds', () => {
    const streams = Array.from({ length: 120 }, (_, index) => ({ sid: sid('TO', index + 1) }))
    const calls = callsOf([{ target: { operation: 'streams.list' }, outcome: { result: streams } }])
    expect(checkLinearizable(calls, { start: stateWith(streams) })).toEqual([0])
  })

  it('lets a call see any time from its start to its end', () => {
    const create: CallTarget = { operation: 'streams.create', uniqueName: 'bills', ttl: 60 }
    const during = { startedAt: startTime, endedAt: startTime + 2 * minute }
    const created = { target: create, outcome: { result: {} } }
    const missing = { target: { ...orders, stream: 'bills' }, outcome: { result: null } }
    expect(checkLinearizable(callsOf([created, { ...missing, ...during }]))).toEqual([0, 1])
    const early = { ...missing, endedAt: startTime + minute - 1 }
    const later = { ...missing, startedAt: startTime + minute, endedAt: startTime + minute }
    const calls = callsOf([created, early, later])
    expect(() => checkLinearizable(calls)).toThrow(LinearizabilityError)
  })

  it('finds a cache that serves a removed stream, and draws it', async () => {
    const sync = createFakeSync({ seed: 1 })
    const client = twilio(account, 'token', { httpClient: sync.httpClient })
    const { syncStreams } = client.sync.v1.services('default')
    const cache = new Map<string, { sid: string }>()
    const fetchCached = async (name: string): Promise<{ sid: string }> => {
      const known = cache.get(name) ?? (await syncStreams(name).fetch())
      cache.set(name, known)
      return known
    }
    await syncStreams.create({ uniqueName: 'orders' })
    using history = recordHistory(sync)
    const fetchOrders = (): Promise<unknown> => history.call(orders, () => fetchCached('orders'))
    await fetchOrders()
    await history.call(removeOrders, () => syncStreams('orders').remove())
    await fetchOrders()
    expect(() => checkLinearizable(history.calls, history)).toThrowErrorMatchingInlineSnapshot(`
      [LinearizabilityError: Cannot explain the answers: found no order of 3 operations that gives them, expected one

        A |-|         fetch "orders"  → 200 TO…ff07
        B     |-|     delete "orders" → 204
      > C         |-| fetch "orders"  → 200 TO…ff07

      Nothing can come after A, B:
        C: found 200 TO…ff07, expected 404 / 20404]
    `)
  })

  it('allows a cache that drops removed streams', async () => {
    const sync = createFakeSync({ seed: 1 })
    const client = twilio(account, 'token', { httpClient: sync.httpClient })
    const { syncStreams } = client.sync.v1.services('default')
    const cache = new Map<string, { sid: string }>()
    await syncStreams.create({ uniqueName: 'orders' })
    using history = recordHistory(sync)
    const fetchOrders = (): Promise<unknown> =>
      history
        .call(orders, async () => {
          const known = cache.get('orders') ?? (await syncStreams('orders').fetch())
          cache.set('orders', known)
          return known
        })
        .catch(() => undefined)
    const removal = history.call(removeOrders, async () => {
      await syncStreams('orders').remove()
      cache.clear()
    })
    await Promise.all([fetchOrders(), removal, fetchOrders()])
    await fetchOrders()
    expect(checkLinearizable(history.calls, history).length).toBe(4)
  })
})
