import type { Twilio } from 'twilio'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { FakeSync } from '../../src/core.ts'
import type { Connect } from '../contract.ts'
import { everyWay } from '../support/connect-every-way.ts'

describe.each(everyWay)('a fault by $way', ({ connect }) => {
  describeStatus(connect)
  describeGateway(connect)
  describeBreakage(connect)
  describeMalformed(connect)
  describeDelay(connect)
  describeRecovery(connect)
})

type SyncStreams = ReturnType<Twilio['sync']['v1']['services']>['syncStreams']

interface World {
  readonly sync: FakeSync
  readonly client: Twilio
  readonly syncStreams: SyncStreams
}

function open(connect: Connect): World {
  const { sync, client: newClient, close } = connect()
  onTestFinished(close)
  const client = newClient({ username: `AC${'1'.repeat(32)}`, password: 'token' })
  return { sync, client, syncStreams: client.sync.v1.services('default').syncStreams }
}

function describeStatus(connect: Connect): void {
  it.each([
    { status: 429, code: 54009, message: 'Rate limit exceeded' },
    { status: 503, code: 20503, message: 'Service unavailable' },
    { status: 500, code: 20500, message: 'Internal Server Error' },
    { status: 401, code: 20003, message: 'Authenticate' },
    { status: 403, code: 20403, message: 'Forbidden' },
    { status: 404, code: 20404, message: 'Not found' },
    { status: 405, code: 20004, message: 'Method not allowed' },
    { status: 409, code: 54301, message: 'Unique name already exists' },
    { status: 412, code: 20412, message: 'Precondition failed' },
    { status: 413, code: 20413, message: 'Request entity too large' },
  ])('of the status $status is a RestException with the usual code', async (row) => {
    const { sync, syncStreams } = open(connect)
    sync.faults.add({ kind: 'status', status: row.status })
    await expect(syncStreams.create()).rejects.toMatchObject({
      ...row,
      moreInfo: `https://www.twilio.com/docs/errors/${row.code}`,
    })
    expect(sync.streams.size).toBe(0)
    expect(sync.requests).toMatchObject([
      { operation: 'streams.create', status: row.status, fault: 'status' },
    ])
  })

  it('of a status has the given code and message', async () => {
    const { sync, syncStreams } = open(connect)
    const answer = { status: 429, code: 20429, message: 'Too Many Requests' }
    sync.faults.add({ kind: 'status', ...answer })
    await expect(syncStreams.create()).rejects.toMatchObject(answer)
  })
}

function describeGateway(connect: Connect): void {
  it.each([
    { status: 502, body: undefined, headers: undefined },
    { status: 504, body: '', headers: { 'Retry-After': '5' } },
    { status: 503, body: page, headers: { Server: 'a gateway' } },
    { status: 503, body: '{"message":', headers: { 'Content-Type': 'application/json' } },
  ])('of the status $status with the body $body is what a gateway says', async (row) => {
    const { sync, client } = open(connect)
    const request = vi.spyOn(client.httpClient, 'request')
    sync.faults.add({ kind: 'status', ...row })
    const { syncStreams } = client.sync.v1.services('default')
    const error: unknown = await syncStreams.create().catch((reason: unknown) => reason)
    expect(error).toMatchObject({ status: row.status })
    expect(error).not.toHaveProperty('code', expect.anything())
    const response: unknown = await request.mock.results[0]?.value
    expect(response).toMatchObject({ statusCode: row.status, body: row.body ?? '' })
    const { headers } = response as { readonly headers: HeadersInit }
    const sent = Object.fromEntries(new Headers(row.headers))
    expect(Object.fromEntries(new Headers(headers))).toMatchObject(sent)
  })

  it.each([
    { when: undefined, made: 0 },
    { when: 'before', made: 0 },
    { when: 'after', made: 1 },
  ] as const)('of a status when: $when leaves $made streams behind', async ({ when, made }) => {
    for (const row of [{ status: 503 }, { status: 504 }, { status: 500, body: page }]) {
      const { sync, syncStreams } = open(connect)
      sync.faults.add({ kind: 'status', when, ...row })
      await expect(syncStreams.create()).rejects.toMatchObject({ status: row.status })
      expect(sync.streams.size).toBe(made)
      expect(sync.requests).toMatchObject([{ status: row.status, fault: 'status' }])
      sync.uninstall()
    }
  })
}

const page = '<html><body><h1>504 Gateway Time-out ☃</h1></body></html>'

function describeBreakage(connect: Connect): void {
  it.each([
    { kind: 'reset', code: 'ECONNRESET' },
    { kind: 'timeout', code: 'ETIMEDOUT' },
  ] as const)('$kind is an error with the code $code', async ({ kind, code }) => {
    const { sync, syncStreams } = open(connect)
    sync.faults.add({ kind })
    const error: unknown = await syncStreams.create().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Error)
    // The standard has `fetch` put a TypeError of its own around it.
    expect([error, (error as Error).cause]).toContainEqual(expect.objectContaining({ code }))
  })

  it.each([
    { when: undefined, made: 0, status: undefined },
    { when: 'before', made: 0, status: undefined },
    { when: 'after', made: 1, status: 201 },
  ] as const)('that breaks when: $when leaves $made streams behind', async (row) => {
    for (const kind of ['reset', 'timeout'] as const) {
      const { sync, syncStreams } = open(connect)
      sync.faults.add({ kind, when: row.when })
      await expect(syncStreams.create()).rejects.toThrow(Error)
      expect(sync.streams.size).toBe(row.made)
      expect(sync.requests).toMatchObject([{ status: row.status, fault: kind }])
      sync.uninstall()
    }
  })
}

function describeMalformed(connect: Connect): void {
  it.each([
    { when: 'before', made: 0 },
    { when: 'after', made: 1 },
  ] as const)(
    'malformed when: $when is not JSON, and leaves $made streams behind',
    async ({ when, made }) => {
      const { sync, syncStreams } = open(connect)
      sync.faults.add({ kind: 'malformed', when })
      await expect(syncStreams.create({ uniqueName: 'orders' })).rejects.toThrow(SyntaxError)
      expect(sync.streams.size).toBe(made)
      expect(sync.requests).toMatchObject([{ fault: 'malformed' }])
    },
  )

  it('malformed never cuts a character in two', async () => {
    const { sync, syncStreams } = open(connect)
    sync.streams.create({ uniqueName: 'orders' })
    sync.faults.add({ kind: 'malformed', when: 'after', times: Infinity })
    for (const letter of ['', 'x', 'xx', 'xxx']) {
      const data = { text: `${letter}${'🎉'.repeat(100)}` }
      const message = syncStreams('orders').streamMessages.create({ data })
      await expect(message).rejects.toThrow(SyntaxError)
    }
  })

  it.each([
    { when: 'before', left: 1, status: undefined },
    { when: 'after', left: 0, status: 204 },
  ] as const)(
    'malformed when: $when breaks the connection where no body can be cut off',
    async (row) => {
      const { sync, syncStreams } = open(connect)
      sync.streams.create({ uniqueName: 'orders' })
      sync.faults.add({ kind: 'malformed', when: row.when })
      const removal = syncStreams('orders').remove()
      const error: unknown = await removal.catch((reason: unknown) => reason)
      const reset: unknown = expect.objectContaining({ code: 'ECONNRESET' })
      expect([error, (error as Error).cause]).toContainEqual(reset)
      expect(sync.streams.size).toBe(row.left)
      expect(sync.requests).toMatchObject([{ status: row.status, fault: 'malformed' }])
    },
  )
}

function describeDelay(connect: Connect): void {
  it('delay carries out the request at once, and responds when the timer fires', async () => {
    const { sync, syncStreams } = open(connect)
    fakeTimeouts()
    sync.faults.add({ kind: 'delay', milliseconds: 5000 })
    const answer = syncStreams.create({ uniqueName: 'orders' })
    await until(() => sync.requests.length === 1)
    expect(sync.streams.size).toBe(1)

    expectTimerAt(5000)
    expect(await answer).toMatchObject({ uniqueName: 'orders' })
    expect(sync.requests).toMatchObject([{ status: 201, fault: 'delay' }])
  })

  it('delay comes before a reset', async () => {
    const { sync, syncStreams } = open(connect)
    fakeTimeouts()
    sync.faults.add({ kind: 'reset' })
    sync.faults.add({ kind: 'delay', milliseconds: 20 })
    sync.faults.add({ kind: 'delay', milliseconds: 30 })
    const answer = syncStreams.create()
    const refusal = expect(answer).rejects.toThrow(Error)
    await until(() => sync.requests.length === 1)
    expectTimerAt(50)
    await refusal
  })
}

function describeRecovery(connect: Connect): void {
  it('ends after as many requests as planned', async () => {
    const { sync, syncStreams } = open(connect)
    sync.faults.add({ on: 'streams.create', kind: 'reset', times: 2 })
    expect(await syncStreams.list()).toEqual([])
    await expect(syncStreams.create()).rejects.toThrow(Error)
    await expect(syncStreams.create()).rejects.toThrow(Error)
    expect(await syncStreams.create({ uniqueName: 'orders' })).toMatchObject({
      uniqueName: 'orders',
    })
    expect(sync.requests.map(({ fault }) => fault)).toEqual([
      undefined,
      'reset',
      'reset',
      undefined,
    ])
  })

  it('that loses the response makes a naive retry conflict, and a careful one succeed', async () => {
    for (const { getOrCreate, ending } of [
      { getOrCreate: naively, ending: { status: 409, code: 54301 } },
      { getOrCreate: carefully, ending: { uniqueName: 'orders' } },
    ]) {
      const { sync, syncStreams } = open(connect)
      sync.faults.add({ on: 'streams.create', kind: 'reset', when: 'after' })
      const stream: unknown = await getOrCreate(syncStreams).catch((error: unknown) => error)
      expect(stream).toMatchObject(ending)
      expect(sync.streams.all()).toMatchObject([{ uniqueName: 'orders' }])
      sync.uninstall({ strict: true })
    }
  })
}

type Created = ReturnType<SyncStreams['create']>

/** Tries again whatever breaks, as if what broke had not happened. */
async function naively(syncStreams: SyncStreams): Created {
  return syncStreams
    .create({ uniqueName: 'orders' })
    .catch(() => syncStreams.create({ uniqueName: 'orders' }))
}

/** Takes what is already there for what it asked for. */
async function carefully(syncStreams: SyncStreams): Created {
  return naively(syncStreams).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 54301) return syncStreams('orders').fetch()
    throw error
  })
}

/** Only those: the rest of what a transport waits for goes on by itself. */
function fakeTimeouts(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
}

/** Goes to a time from now at which a timer must end. nock has timers of its own. */
function expectTimerAt(milliseconds: number): void {
  vi.advanceTimersByTime(milliseconds - 1)
  const before = vi.getTimerCount()
  vi.advanceTimersByTime(1)
  expect(vi.getTimerCount()).toBe(before - 1)
}

/** Lets the event loop turn until something is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}
