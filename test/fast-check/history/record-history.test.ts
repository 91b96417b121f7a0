import fc from 'fast-check'
import twilio from 'twilio'
import { describe, expect, it, vi } from 'vitest'
import { createFakeSync, type FakeSync, type FakeSyncOptions } from '../../../src/core.ts'
import {
  checkInvariants,
  InvariantError,
} from '../../../src/fast-check/history/check-invariants.ts'
import { checkLinearizable } from '../../../src/fast-check/history/check-linearizable.ts'
import { type History, recordHistory } from '../../../src/fast-check/history/record-history.ts'
import { raceGate } from '../../../src/fast-check/race-gate.ts'
import { everyWay } from '../../support/connect-every-way.ts'

const account = `AC${'1'.repeat(32)}`
const headers = { authorization: `Basic ${btoa(`${account}:token`)}` }
const streams = 'https://sync.twilio.com/v1/Services/default/Streams'

type SyncStreams = ReturnType<ReturnType<typeof twilio>['sync']['v1']['services']>['syncStreams']

interface Setting {
  readonly sync: FakeSync
  readonly history: History
  readonly syncStreams: SyncStreams
}

function setUp(options: FakeSyncOptions = {}): Setting {
  const sync = createFakeSync({ seed: 1, ...options })
  const client = twilio(account, 'token', { httpClient: sync.httpClient })
  const history = recordHistory(sync)
  return { sync, history, syncStreams: client.sync.v1.services('default').syncStreams }
}

/** A promise and what resolves it. */
function door(): { readonly opened: Promise<void>; readonly open: () => void } {
  const steps: (() => void)[] = []
  const opened = new Promise<void>((resolve) => void steps.push(resolve))
  return { opened, open: () => steps.forEach((step) => step()) }
}

describe('recordHistory', () => {
  it.each(everyWay)('records requests through $way', async ({ connect }) => {
    const { sync, client, close } = connect({ seed: 1 })
    try {
      using history = recordHistory(sync)
      const { syncStreams } = client({ username: account, password: 'token' }).sync.v1.services(
        'default',
      )
      const { sid } = await syncStreams.create({ uniqueName: 'a b', ttl: 60 })
      await syncStreams('a b').streamMessages.create({ data: { id: 1 } })
      await syncStreams('missing')
        .fetch()
        .catch(() => undefined)
      await syncStreams.list({ pageSize: 7 })
      await syncStreams(sid).remove()
      expect(history.operations.map(({ request }) => request)).toEqual([
        {
          method: 'POST',
          path: '/v1/Services/default/Streams',
          params: { UniqueName: 'a b', Ttl: '60' },
        },
        {
          method: 'POST',
          path: '/v1/Services/default/Streams/a%20b/Messages',
          params: { Data: '{"id":1}' },
        },
        { method: 'GET', path: '/v1/Services/default/Streams/missing', params: {} },
        { method: 'GET', path: '/v1/Services/default/Streams', params: { PageSize: '7' } },
        { method: 'DELETE', path: `/v1/Services/default/Streams/${sid}`, params: {} },
      ])
      const [created] = history.operations
      expect(created).toMatchObject({
        operation: 'streams.create',
        account,
        time: sync.clock.now(),
      })
      expect(created?.body).toMatchObject({ sid, unique_name: 'a b' })
      expect(history.operations.map(({ status, code }) => code ?? status)).toEqual([
        201, 201, 20404, 200, 204,
      ])
      expect(history.operations.map(({ applied }) => applied)).toEqual([0, 1, 2, 3, 4])
      history.check({ onlyRequests: true })
    } finally {
      close()
    }
  })

  it('counts requests from the start of the recording', async () => {
    const sync = createFakeSync()
    await sync.fetch(streams, { headers })
    const history = recordHistory(sync)
    await sync.fetch(streams, { headers })
    const places = history.operations.map(({ applied }) => applied)
    await sync.fetch(streams, { headers })
    expect([...places, history.operations[1]?.applied]).toEqual([0, 1])
  })

  it('records when requests were sent, applied and answered', async () => {
    const { sync, history, syncStreams } = setUp()
    const [first, second] = [door(), door()]
    const doors = [first, second]
    sync.gate({ delivery: () => doors.shift()?.opened })
    const one = syncStreams.create({ uniqueName: 'one' })
    const two = syncStreams.create({ uniqueName: 'two' })
    second.open()
    await two
    first.open()
    await one
    expect(history.operations).toMatchObject([
      { invoked: 1, applied: 0, returned: 4, request: { params: { UniqueName: 'one' } } },
      { invoked: 2, applied: 1, returned: 3, request: { params: { UniqueName: 'two' } } },
    ])
    expect(String(history)).toMatchInlineSnapshot(`
      "  A |-----| create "one" → 201 TO…ff07
        B   |-|   create "two" → 201 TO…e0ad"
    `)
  })

  it('matches responses to requests that look alike and are held by other gates', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { sync, history, syncStreams } = setUp()
        using gate = raceGate(sync, scheduler)
        const create = (): Promise<{ sid: string }> => syncStreams.create()
        await gate.waitFor(
          Promise.all([create(), syncStreams.list(), create(), syncStreams.list()]),
        )
        const inOrder = [...history.operations].sort(
          (one, other) => Number(one.applied) - Number(other.applied),
        )
        const held: string[] = []
        for (const { operation, body } of inOrder) {
          const { sid, streams } = body as { sid: string; streams: { sid: string }[] }
          if (operation === 'streams.create') held.push(sid)
          else expect(streams.map((stream) => stream.sid)).toEqual(held)
        }
        expect(held).toEqual(sync.streams.all().map((stream) => stream.sid))
      }),
      { numRuns: 200 },
    )
  })

  it('matches responses to requests that a newer gate reorders', async () => {
    const { sync, history, syncStreams } = setUp()
    const held = door()
    const holds = [held.opened]
    sync.gate({ delivery: () => holds.shift() })
    const first = syncStreams.list()
    await syncStreams.create()
    await syncStreams.list()
    held.open()
    await first
    expect(
      history.operations.map(({ applied, body }) => [
        applied,
        (body as { streams?: unknown[] }).streams?.length,
      ]),
    ).toEqual([
      [0, 0],
      [1, undefined],
      [2, 1],
    ])
  })

  it('records the fault that hit a request, and what was lost', async () => {
    const { sync, history, syncStreams } = setUp()
    const kinds = ['reset', 'timeout', 'malformed'] as const
    for (const kind of kinds) sync.faults.add({ kind, when: 'after' })
    sync.faults.add({ kind: 'status', status: 503 })
    sync.faults.add({ kind: 'delay', milliseconds: 1 })
    for (const uniqueName of ['a', 'b', 'c', 'd', 'e']) {
      await syncStreams.create({ uniqueName }).catch(() => undefined)
    }
    expect(
      history.operations.map(({ fault, status, code, body }) => [
        fault,
        status,
        code,
        body !== undefined,
      ]),
    ).toEqual([
      ['reset', undefined, undefined, false],
      ['timeout', undefined, undefined, false],
      ['malformed', 201, undefined, false],
      ['status', 503, 20503, true],
      [undefined, 201, undefined, true],
    ])
    history.check({ onlyRequests: true })
  })

  it('keeps a request that never ends', async () => {
    const { sync, history } = setUp()
    await sync.fetch(`${streams.slice(0, -7)}Documents`, { headers }).catch(() => undefined)
    expect(history.operations).toMatchObject([
      { operation: undefined, applied: undefined, returned: undefined },
    ])
    expect(String(history)).toBe('  A |-… GET /v1/Services/default/Documents → no answer')
  })

  it('records the contents of the fake before and after', async () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'before' })
    const history = recordHistory(sync)
    sync.streams.create({ uniqueName: 'after' })
    const count = ({ accounts }: History['end']): number | undefined =>
      accounts[0]?.services[0]?.streams.length
    expect([count(history.start), count(history.end)]).toEqual([1, 2])
    history.stop()
    sync.reset()
    expect(count(history.end)).toBe(2)
    await sync.fetch(streams, { headers })
    expect(history.operations).toEqual([])
  })

  it('draws the first and the last of many requests', async () => {
    const { history, syncStreams } = setUp()
    for (let index = 0; index < 30; index += 1) {
      const create = syncStreams.create({ uniqueName: `stream ${index}` })
      await Promise.all([create, index % 8 === 0 ? syncStreams.list() : undefined])
    }
    expect(String(history)).toMatchInlineSnapshot(`
      "  A  |---|                                           create "stream 0"  → 201 TO…ff07
        B    |---|                                         list               → 200 [TO…ff07]
        C          |-|                                     create "stream 1"  → 201 TO…e0ad
        D              |-|                                 create "stream 2"  → 201 TO…c5da
        E                  |-|                             create "stream 3"  → 201 TO…1192
        F                      |-|                         create "stream 4"  → 201 TO…45d1
        … and 22 more
        AC                         |-|                     list               → 200 [TO…ff07 TO…e0ad TO…c5da TO…1192 TO…45d…
        AD                             |-|                 create "stream 25" → 201 TO…8195
        AE                                 |-|             create "stream 26" → 201 TO…2e2d
        AF                                     |-|         create "stream 27" → 201 TO…0dec
        AG                                         |-|     create "stream 28" → 201 TO…e90e
        AH                                             |-| create "stream 29" → 201 TO…17df"
    `)
  })

  it('stops at the end of its block', async () => {
    const sync = createFakeSync()
    const histories: History[] = []
    {
      using history = recordHistory(sync)
      histories.push(history)
      await sync.fetch(streams, { headers })
    }
    await sync.fetch(streams, { headers })
    expect(histories[0]?.operations.length).toBe(1)
  })

  it('stops when the fake is reset, and keeps what the fake contained until then', async () => {
    const { sync, history, syncStreams } = setUp()
    await syncStreams.create({ uniqueName: 'orders' })
    await syncStreams('orders').streamMessages.create({ data: { id: 1 } })
    sync.reset()
    sync.streams.create({ uniqueName: 'bills' })
    await sync.fetch(streams, { headers })
    history.stop()
    expect(history.operations).toHaveLength(2)
    expect(history.end.accounts[0]?.services[0]?.streams).toMatchObject([
      { stream: { uniqueName: 'orders' } },
    ])
    history.check()
  })

  it.each<[what: string, stop: (setting: Setting) => void]>([
    ['stopped', ({ history }) => history.stop()],
    ['ended by a reset', ({ sync }) => sync.reset()],
  ])('does not change once it is %s, whatever is under way', async (_, stop) => {
    const { sync, history, syncStreams } = setUp()
    const [arrival, delivery] = [door(), door()]
    const removeGate = sync.gate({
      arrival: ({ body }) => (body.includes('early') ? arrival.opened : undefined),
      delivery: ({ body }) => (body.includes('late') ? delivery.opened : undefined),
    })
    const creates = ['early', 'late'].map((uniqueName) =>
      history.call({ operation: 'streams.create', uniqueName }, () =>
        syncStreams.create({ uniqueName }),
      ),
    )
    await vi.waitUntil(() => history.operations[1]?.applied === 0)
    stop({ sync, history, syncStreams })
    const { operations, calls } = structuredClone({
      operations: history.operations,
      calls: history.calls,
    })
    arrival.open()
    delivery.open()
    await Promise.all(creates)
    removeGate()
    expect(history.operations).toEqual(operations)
    expect(history.calls).toEqual(calls)
    expect(operations).toMatchObject([
      { applied: undefined, status: undefined, returned: undefined },
      { applied: 0, status: 201, returned: undefined },
    ])
  })

  it('does not blame the service for what it does after the end', async () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'orders' })
    const history = recordHistory(sync)
    const arrival = door()
    sync.gate({ arrival: () => arrival.opened })
    const body = new URLSearchParams({ Data: '{"id":1}' })
    const publish = sync.fetch(`${streams}/orders/Messages`, { method: 'POST', headers, body })
    await vi.waitUntil(() => history.operations.length === 1)
    history.stop()
    arrival.open()
    expect((await publish).status).toBe(201)
    history.check()
  })

  it('leaves out a request that another gate holds until after the end', async () => {
    const sync = createFakeSync()
    const arrival = door()
    const hold = vi.fn(() => arrival.opened)
    sync.gate({ arrival: hold })
    const history = recordHistory(sync)
    const list = sync.fetch(streams, { headers })
    await vi.waitUntil(() => hold.mock.calls.length === 1)
    history.stop()
    arrival.open()
    await list
    expect(history.operations).toEqual([])
  })

  it('is plain data', async () => {
    const { history, syncStreams } = setUp()
    await syncStreams.create({ uniqueName: 'orders' })
    await history.call({ operation: 'streams.fetch', stream: 'orders' }, () => ({ sid: 'TO' }))
    const { operations, calls, start, end } = history
    expect(JSON.parse(JSON.stringify({ operations, calls, start, end }))).toMatchObject({
      operations: [{ status: 201 }],
      calls: [{ outcome: { result: { sid: 'TO' } } }],
    })
  })

  it('reports contents of the fake that contradict the history', async () => {
    const { sync, history, syncStreams } = setUp()
    await syncStreams.create({ uniqueName: 'orders' })
    const before = sync.snapshot()
    await syncStreams('orders').remove()
    history.check()
    sync.restore(before)
    expect(() => history.check()).toThrow(InvariantError)
  })

  it('shows what the service answers, not what a proxy of the app makes of it', async () => {
    const { sync, history, syncStreams } = setUp()
    await syncStreams.create({ uniqueName: 'orders' })
    const answers: unknown[] = []
    const proxy = async (): Promise<unknown> => {
      const response = await sync.fetch(`${streams}/orders`, { headers })
      answers.push(await response.json())
      return answers[0]
    }
    await proxy()
    await syncStreams('orders').remove()
    const repeated = await proxy()
    history.check()

    const { start, end, limits, expiryLag } = history
    const operations = history.operations.map((operation) =>
      operation.status === 404 ? { ...operation, status: 200, body: repeated } : operation,
    )
    const got = { start, end, limits, expiryLag, operations }
    expect(() => checkInvariants(got)).toThrow('Cannot uphold no-removed-stream')
  })

  it('records requests that the journal no longer keeps', async () => {
    const { sync, history, syncStreams } = setUp({ limits: { requestsKept: 0 } })
    await syncStreams.list()
    await syncStreams.create()
    expect(sync.requests).toEqual([])
    const time = sync.clock.now()
    expect(history.operations).toMatchObject([
      { applied: 0, time, account, status: 200 },
      { applied: 1, time, account, status: 201 },
    ])
  })
})

describe('History.operations', () => {
  it('do not change when the app changes a response', async () => {
    const { sync, history, syncStreams } = setUp()
    sync.streams.create({ uniqueName: 'orders' })
    const message = await syncStreams('orders').streamMessages.create({ data: { id: 1 } })
    const data = message.data as { id: number }
    data.id = 2
    expect(history.operations[0]?.body).toEqual({ sid: message.sid, data: { id: 1 } })
  })
})

describe('History.end', () => {
  it('throws outside of the world it was recorded in', () => {
    const { sync } = setUp()
    sync.streams.create({ uniqueName: 'outside' })
    const history = sync.run(() => {
      const recorded = recordHistory(sync)
      sync.streams.create({ uniqueName: 'inside' })
      expect(recorded.end.accounts[0]?.services[0]?.streams).toHaveLength(1)
      return recorded
    })
    expect(() => history.check()).toThrow('Cannot see the end of a history: found another world')
  })

  it('does not change after the recording stopped, in any world', () => {
    const { sync } = setUp()
    const history = sync.run(() => {
      using recorded = recordHistory(sync)
      sync.streams.create({ uniqueName: 'inside' })
      return recorded
    })
    history.check()
    const [inside] = history.end.accounts[0]?.services[0]?.streams ?? []
    expect(inside?.stream.uniqueName).toBe('inside')
  })
})

describe('History.call', () => {
  const operations =
    'streams.create, streams.list, streams.fetch, streams.delete, streams.update, messages.create'

  it.each<[target: unknown, message: string]>([
    [undefined, `found undefined for operation, expected any of ${operations}`],
    [{ operation: 'create' }, `found "create" for operation, expected any of ${operations}`],
    [
      { operation: 'services.create' },
      `found "services.create" for operation, expected any of ${operations}`,
    ],
    [
      { operation: 'streams.fetch' },
      'found undefined for stream, expected the SID or unique name of a stream',
    ],
    [
      { operation: 'streams.update', stream: '', ttl: 1 },
      'found "" for stream, expected the SID or unique name of a stream',
    ],
    [
      { operation: 'messages.create', stream: 'orders' },
      'found undefined for data, expected an object',
    ],
    [
      { operation: 'streams.create', name: 'orders' },
      'found the unknown option name, expected any of operation, service, uniqueName, ttl',
    ],
  ])('refuses the target %j', async (target, message) => {
    const { history } = setUp()
    const work = vi.fn()
    await expect(history.call(target as never, work)).rejects.toThrow(
      new TypeError(`Cannot record a call: ${message}`),
    )
    expect(history.calls).toEqual([])
    expect(work).not.toHaveBeenCalled()
  })

  it('ignores members that are undefined', async () => {
    const { history } = setUp()
    const target = { operation: 'streams.list', service: undefined, ttl: undefined }
    expect(await history.call(target as never, () => [])).toEqual([])
  })

  it('returns and records what the call returns', async () => {
    const { sync, history } = setUp()
    const target = { operation: 'streams.create', uniqueName: 'orders' } as const
    const stream = await history.call(target, () => {
      sync.clock.advance({ seconds: 1 })
      return sync.streams.create({ uniqueName: 'orders' })
    })
    const endedAt = sync.clock.now()
    expect(history.calls).toEqual([
      {
        id: 0,
        target,
        invoked: 1,
        returned: 2,
        startedAt: endedAt - 1000,
        endedAt,
        times: [],
        outcome: { result: stream },
      },
    ])
  })

  it('records when the service saw the requests of a call and of concurrent calls', async () => {
    const { sync, history, syncStreams } = setUp()
    const time = sync.clock.now()
    await syncStreams.list()
    sync.clock.advance(1)
    await history.call({ operation: 'streams.list' }, async () => {
      for (const step of [10, 100]) {
        sync.clock.advance(step)
        await syncStreams.list()
      }
    })
    expect(history.calls[0]?.times).toEqual([time + 11, time + 111])
  })

  it('records when the service saw requests that were under way before a call', async () => {
    const { sync, history, syncStreams } = setUp()
    const time = sync.clock.now()
    const [arrival, delivery] = [door(), door()]
    sync.gate({
      arrival: ({ body }) => (body.includes('early') ? arrival.opened : undefined),
      delivery: ({ body }) => (body.includes('late') ? delivery.opened : undefined),
    })
    const creates = ['early', 'late'].map((uniqueName) => syncStreams.create({ uniqueName }))
    await vi.waitUntil(() => history.operations[1]?.applied === 0)
    sync.clock.advance(1)
    await history.call({ operation: 'streams.list' }, async () => {
      arrival.open()
      delivery.open()
      await Promise.all(creates)
      sync.clock.advance(1)
      await syncStreams.list()
    })
    expect(history.calls[0]?.times).toEqual([time + 1, time, time + 2])
  })

  it('does not look at requests that ended before it', async () => {
    const { history, syncStreams } = setUp()
    await syncStreams.list()
    const look = vi.fn()
    Object.defineProperty(history.operations[0], 'returned', { get: look })
    Object.defineProperty(history.operations[0], 'time', { get: look })
    await history.call({ operation: 'streams.list' }, () => syncStreams.list())
    expect(look).not.toHaveBeenCalled()
    expect(history.calls[0]?.times).toHaveLength(1)
  })

  it('throws what the call throws, and records its status and code', async () => {
    const { history, syncStreams } = setUp()
    const target = { operation: 'streams.fetch', stream: 'orders' } as const
    await expect(history.call(target, () => syncStreams('orders').fetch())).rejects.toMatchObject({
      status: 404,
    })
    expect(history.calls[0]?.outcome).toEqual({ status: 404, code: 20404 })
  })

  it('records no outcome for an error without a status', async () => {
    const { history } = setUp()
    const fail = (): Promise<never> => Promise.reject(new Error('socket hang up'))
    const target = { operation: 'streams.list' } as const
    await expect(history.call(target, fail)).rejects.toThrow('socket hang up')
    expect(history.calls[0]).toMatchObject({ returned: 2, outcome: undefined })
  })

  it('does not change when the app changes what a call got or returned', async () => {
    const sync = createFakeSync()
    const { sid } = sync.streams.create({ uniqueName: 'orders' })
    using history = recordHistory(sync)
    const data = { items: [1] }
    const found = { sid, uniqueName: 'orders', dateUpdated: new Date(sync.clock.now()) }
    const fetch = { operation: 'streams.fetch', stream: 'orders' } as const
    await history.call(fetch, () => found)
    await history.call({ operation: 'streams.list' }, () => [found])
    const publish = { operation: 'messages.create', stream: 'orders', data } as const
    await history.call(publish, () => ({ ...sync.streams.publish('orders', data), data }))

    found.uniqueName = 'changed'
    found.dateUpdated.setTime(0)
    data.items.push(2)
    expect(checkLinearizable(history.calls, history)).toEqual([0, 1, 2])
    expect(history.calls[2]).toMatchObject({ target: { data: { items: [1] } } })
  })

  it('keeps what the twilio client returns as plain data', async () => {
    const { history, syncStreams } = setUp()
    const target = { operation: 'streams.create', uniqueName: 'orders', ttl: 60 } as const
    const { sid } = await history.call(target, () => syncStreams.create(target))
    const { calls } = history
    expect(JSON.parse(JSON.stringify(calls))).toEqual(calls)
    expect(calls[0]?.outcome).toMatchObject({ result: { sid, uniqueName: 'orders' } })
    expect(Object.keys((calls[0]?.outcome as { result: object }).result)).not.toContain('url')
  })

  it('keeps values without JSON as they are', async () => {
    const { history } = setUp()
    const target = { operation: 'messages.create', stream: 'orders', data: {} } as const
    await history.call(target, () => ({ sid: 'TZ', data: 5n }))
    expect(history.calls[0]?.outcome).toEqual({ result: { sid: 'TZ', data: 5n } })
  })

  it.each<[what: string, stop: (setting: Setting) => void]>([
    ['stop', ({ history }) => history.stop()],
    ['a reset', ({ sync }) => sync.reset()],
  ])('only runs the call after %s', async (_, stop) => {
    const setting = setUp()
    const { history, syncStreams } = setting
    stop(setting)
    const list = { operation: 'streams.list' } as const
    expect(await history.call(list, () => syncStreams.list())).toEqual([])
    await expect(history.call(list, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(history.calls).toEqual([])
  })

  it('shares its counter with requests', async () => {
    const { history, syncStreams } = setUp()
    await history.call({ operation: 'streams.list' }, () => syncStreams.list())
    expect(history.calls[0]).toMatchObject({ invoked: 1, returned: 4 })
    expect(history.operations[0]).toMatchObject({ invoked: 2, returned: 3 })
  })
})
