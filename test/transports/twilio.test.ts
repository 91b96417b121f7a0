import type { Twilio } from 'twilio'
import twilio6, * as namespace from 'twilio'
import twilio5 from 'twilio5'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Fault } from '../../src/faults/fault.ts'
import {
  FakeClock,
  type FakeSync,
  installFakeSync,
  type InstallFakeSyncOptions,
} from '../../src/index.ts'

// Nothing leaves by nock: while it is off, the fake's guard fails what would.
beforeEach(() => vi.stubEnv('NOCK_OFF', 'true'))
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

const account = `AC${'1'.repeat(32)}`
const streamsUri = 'https://sync.twilio.com/v1/Services/default/Streams'

/** The prototype that is patched, whose function is only compared, put back and called as it was. */
interface Prototype {
  request: (...args: never) => Promise<unknown>
}

const uri = 'https://sync.twilio.com/v1/Services'

class OldRequestClient {
  request(request: { readonly method: string; readonly uri: string }): Promise<unknown> {
    return Promise.reject(new Error(`sent ${request.uri}`))
  }
}

type Settings = NonNullable<Parameters<typeof twilio6>[2]>
type SyncStreams = ReturnType<Twilio['sync']['v1']['services']>['syncStreams']

const versions = [
  { version: 6, twilio: twilio6 },
  // The types of the two differ where nothing here looks.
  { version: 5, twilio: twilio5 as unknown as typeof twilio6 },
]

describe.each(versions)('installFakeSync({ twilio }) of twilio $version', ({ twilio }) => {
  describeReach(twilio)
  describeUninstall(twilio)
  describeErrors(twilio)
  describeTimeouts(twilio)
  describeRetries(twilio)
})

describe('installFakeSync', () => {
  it.each([
    null,
    {},
    5,
    'twilio',
    { RequestClient: {} },
    { RequestClient: () => 1 },
    { default: {} },
  ])('refuses %j as the twilio module', (found) => {
    const prototype: Prototype = twilio6.RequestClient.prototype
    const original = prototype.request
    expect(() => install({ twilio: found as never })).toThrow(
      new TypeError(
        `Cannot install the fake: found ${typeof found} without a RequestClient for twilio, expected the twilio module of version 3.60 or later, not one that vitest or jest makes in its place: import twilio from 'twilio'`,
      ),
    )
    expect(prototype.request).toBe(original)
  })

  it.each([
    { form: 'import()', found: namespace },
    { form: 'require() of transpiled modules', found: { __esModule: true, default: twilio6 } },
  ])('takes the namespace that $form gives', async ({ found }) => {
    const sync = install({ twilio: found })
    await streamsOf(twilio6(account, 'token')).create()
    expect(sync.requests).toHaveLength(1)
  })

  it.each(['automock', 'autospy'] as const)('refuses an %s of the twilio module', async (type) => {
    vi.doMock('twilio', { spy: type === 'autospy' })
    onTestFinished(() => {
      vi.doUnmock('twilio')
      vi.resetModules()
    })
    vi.resetModules()
    const { default: twilio } = await import('twilio')
    expect(() => install({ twilio })).toThrow(
      new TypeError(
        'Cannot install the fake: found a RequestClient that is a mock for twilio, expected the module as it comes, not mocked by vitest or jest',
      ),
    )
  })

  it.each([
    { what: 'frozen', change: Object.freeze },
    { what: 'sealed', change: Object.preventExtensions },
    {
      what: 'frozen with a request() of its own',
      change: (prototype: Prototype) =>
        Object.defineProperty(prototype, 'request', { value: () => 1, writable: false }),
    },
  ])('refuses a RequestClient that is $what', ({ change }) => {
    class Own extends twilio6.RequestClient {}
    change(Own.prototype)
    expect(() => install({ twilio: { RequestClient: Own } })).toThrow(
      new TypeError(
        'Cannot install the fake: found a RequestClient whose request() cannot be replaced for twilio, expected the module as it comes, neither frozen nor sealed',
      ),
    )
  })
})

/** A client of twilio 3, whose axios has no class of errors, or which keeps no axios at all. */
const olderClients = [
  { version: '3.60', RequestClient: class extends OldRequestClient {} },
  {
    version: '3.84',
    RequestClient: class extends OldRequestClient {
      readonly defaultTimeout = 10
      readonly axios = { create: () => ({ request: () => Promise.reject(new TypeError('none')) }) }
    },
  },
]

describe.each(olderClients)(
  'installFakeSync({ twilio }) of twilio $version',
  ({ RequestClient }) => {
    it('fails as the axios of that version does', async () => {
      const sync = install({ twilio: { RequestClient } })
      const client = new RequestClient()
      sync.faults.add({ kind: 'reset' })
      await expect(client.request({ method: 'get', uri })).rejects.toMatchObject({
        name: 'Error',
        message: 'socket hang up',
        code: 'ECONNRESET',
        isAxiosError: true,
        config: { method: 'get', url: uri },
      })
    })

    it('waits as long as that version does', async () => {
      vi.useFakeTimers()
      const sync = install({ twilio: { RequestClient } })
      const client: { readonly defaultTimeout?: number } & OldRequestClient = new RequestClient()
      const { defaultTimeout: timeout = 30_000 } = client
      sync.faults.add({ kind: 'delay', milliseconds: timeout + 1 })
      const failure = expect(client.request({ method: 'get', uri })).rejects.toMatchObject({
        message: `timeout of ${timeout}ms exceeded`,
        code: 'ECONNABORTED',
        isAxiosError: true,
      })
      await vi.advanceTimersByTimeAsync(timeout)
      await failure
    })
  },
)

function describeReach(twilio: typeof twilio6): void {
  it('is reached by clients built before and after, without nock', async () => {
    const before = twilio(account, 'token')
    const sync = install({ twilio })
    const after = twilio(account, 'token')
    const { sid } = await streamsOf(before).create({ uniqueName: 'orders' })
    expect(await streamsOf(after)('orders').fetch()).toMatchObject({ sid })
    expect(sync.requests).toHaveLength(2)
  })

  it('is reached by a client with a credential provider, for the home account', async () => {
    const sync = install({ twilio, accountSid: account })
    const client = twilio(account, 'token')
    const authStrategy = { getAuthString: () => Promise.resolve('Bearer abc') }
    client.setCredentialProvider({ toAuthStrategy: () => authStrategy } as never)
    expect(await streamsOf(client).create()).toMatchObject({ accountSid: account })
    expect(sync.streams.size).toBe(1)
  })

  it('leaves requests to other hosts to the client', async () => {
    const original = vi
      .spyOn(twilio.RequestClient.prototype, 'request')
      .mockResolvedValue({ statusCode: 200, body: { sid: account } } as never)
    const sync = install({ twilio })
    const client = twilio(account, 'token')
    await streamsOf(client).list()
    expect(original).not.toHaveBeenCalled()

    expect(await client.api.v2010.accounts(account).fetch()).toMatchObject({ sid: account })
    expect(original).toHaveBeenCalledOnce()
    expect(original.mock.contexts).toEqual([client.httpClient])
    expect(original.mock.lastCall).toMatchObject([
      { uri: `https://api.twilio.com/2010-04-01/Accounts/${account}.json`, username: account },
    ])
    expect(sync.requests).toHaveLength(1)
  })

  it.each(['http://sync.twilio.com', 'https://sync.twilio.com.example.com', 'no URL'])(
    'leaves a request to %s to the client',
    async (uri) => {
      const original = vi
        .spyOn(twilio.RequestClient.prototype, 'request')
        .mockRejectedValue(new Error('left alone'))
      const sync = install({ twilio })
      const request = new twilio.RequestClient().request({ method: 'get', uri })
      await expect(request).rejects.toThrow('left alone')
      expect(original).toHaveBeenCalledOnce()
      expect(sync.requests).toEqual([])
    },
  )

  it('answers a request with neither a user nor an auth strategy', async () => {
    install({ twilio })
    const request = new twilio.RequestClient().request({ method: 'get', uri: streamsUri })
    expect(await request).toMatchObject({ statusCode: 401, body: { code: 20003 } })
  })

  it("sets the client's last request and response", async () => {
    const sync = install({ twilio })
    const client = twilio(account, 'token')
    const { httpClient } = client
    await streamsOf(client).create({ uniqueName: 'orders' })
    expect(httpClient).toMatchObject({
      lastRequest: {
        method: 'post',
        url: 'https://sync.twilio.com/v1/Services/default/Streams',
        data: { UniqueName: 'orders' },
      },
      lastResponse: { statusCode: 201, body: { unique_name: 'orders' } },
    })

    sync.faults.add({ kind: 'reset' })
    await expect(streamsOf(client).list()).rejects.toThrow('socket hang up')
    expect(httpClient).toMatchObject({ lastRequest: { method: 'get' }, lastResponse: undefined })
  })

  it('keeps and logs what the real client does', async () => {
    vi.unstubAllEnvs()
    const real = await seenOf({})
    expect(await seenOf({ twilio })).toEqual(real)

    async function seenOf(options: InstallFakeSyncOptions): Promise<object> {
      using sync = installFakeSync({ ...options, clock: new FakeClock() })
      sync.streams.create({ uniqueName: 'orders' })
      const lines: string[] = []
      const log = vi
        .spyOn(console, 'log')
        .mockImplementation((line) => void lines.push(String(line)))
      const client = twilio(account, 'token', { logLevel: 'debug' })
      await streamsOf(client)('orders').fetch()
      await streamsOf(client).page({ pageSize: 2 })
      await streamsOf(twilio(account, 'token')).list()
      log.mockRestore()
      const { lastRequest, lastResponse } = client.httpClient as unknown as LastExchange
      const { headers, ...request } = lastRequest ?? {}
      const response = { ...lastResponse }
      return {
        request,
        authorization: headers?.['Authorization'],
        agent: headers?.['User-Agent'],
        statusCode: response.statusCode,
        type: { ...response.headers }['content-type'],
        body: response.body,
        // Where there are no sockets, there is no Connection header.
        lines: lines
          .map((line) => line.replace(/: .*/, ''))
          .filter((line) => line !== 'Connection'),
      }
    }
  })

  it('answers while all timers are fake, even those of nextTick', async () => {
    vi.useFakeTimers()
    install({ twilio })
    // As jest does by default, and vitest refuses to.
    const nextTick = vi.spyOn(process, 'nextTick').mockImplementation(() => undefined)
    onTestFinished(() => nextTick.mockRestore())
    expect(await streamsOf(twilio(account, 'token')).list()).toEqual([])
  })
}

function describeUninstall(twilio: typeof twilio6): void {
  it('ends with the original function in its place', () => {
    const prototype: Prototype = twilio.RequestClient.prototype
    const original = prototype.request
    const sync = install({ twilio })
    expect(prototype.request).not.toBe(original)
    sync.reset()
    expect(prototype.request).not.toBe(original)
    sync.uninstall()
    sync.uninstall()
    expect(prototype.request).toBe(original)
  })

  it('ends for clients that were built in the meantime', async () => {
    const original = vi
      .spyOn(twilio.RequestClient.prototype, 'request')
      .mockRejectedValue(new Error('left alone'))
    const sync = install({ twilio })
    const client = twilio(account, 'token')
    sync.uninstall()
    await expect(streamsOf(client).list()).rejects.toThrow('left alone')
    expect(original).toHaveBeenCalledOnce()
    expect(sync.requests).toEqual([])
  })

  it('is taken over by a second install, until that is uninstalled', async () => {
    const prototype: Prototype = twilio.RequestClient.prototype
    const original = prototype.request
    const first = install({ twilio })
    const second = install({ twilio })
    await streamsOf(twilio(account, 'token')).create()
    expect([first, second].map(({ requests }) => requests.length)).toEqual([0, 1])

    second.uninstall()
    await streamsOf(twilio(account, 'token')).create()
    expect([first, second].map(({ requests }) => requests.length)).toEqual([1, 1])
    first.uninstall()
    expect(prototype.request).toBe(original)
  })

  it('keeps a replacement by other code, and steps aside', async () => {
    const prototype: Prototype = twilio.RequestClient.prototype
    const original = vi.spyOn(prototype, 'request').mockRejectedValue(new Error('left alone'))
    const sync = install({ twilio })
    const ours = prototype.request
    const theirs = vi.fn(function (this: never, ...args: never) {
      return ours.apply(this, args)
    })
    prototype.request = theirs
    sync.uninstall()
    expect(prototype.request).toBe(theirs)
    await expect(streamsOf(twilio(account, 'token')).list()).rejects.toThrow('left alone')
    expect(original).toHaveBeenCalledOnce()
  })
}

function describeErrors(twilio: typeof twilio6): void {
  const failures: readonly { fault: Fault; code: string; message: string }[] = [
    { fault: { kind: 'reset' }, code: 'ECONNRESET', message: 'socket hang up' },
    { fault: { kind: 'timeout' }, code: 'ETIMEDOUT', message: 'connect ETIMEDOUT' },
    {
      fault: { kind: 'delay', milliseconds: 60_000 },
      code: 'ECONNABORTED',
      message: 'timeout of 5ms exceeded',
    },
  ]

  it.each(failures)('fails for $fault as the real client does', async ({ fault, ...row }) => {
    const real = await failureOf(fault, {})
    const ours = await failureOf(fault, { twilio })
    expect(describeError(ours)).toEqual(describeError(real))
    expect(ours).toMatchObject(row)
    expect(ours).toMatchObject({
      isAxiosError: true,
      config: { url: 'https://sync.twilio.com/v1/Services/default/Streams', method: 'post' },
    })
  })

  it.each([
    { what: 'an interceptor', settings: {} },
    { what: 'a validation client', settings: { validationClient } },
  ])('breaks the connection of a client with $what, which does not notice', async (row) => {
    const sync = install({ twilio })
    sync.faults.add({ kind: 'reset' })
    const httpClient = new twilio.RequestClient(row.settings)
    const seen = vi.fn((found: unknown) => found)
    const { interceptors } = axiosOf(httpClient)
    interceptors.request.use(seen)
    interceptors.response.use(seen, seen)
    const log = vi.spyOn(console, 'log')
    const creation = streamsOf(twilio(account, 'token', { httpClient })).create()
    await expect(creation).rejects.toMatchObject({ isAxiosError: true, code: 'ECONNRESET' })
    expect(seen).not.toHaveBeenCalled()
    expect(log).not.toHaveBeenCalled()
  })

  async function failureOf(fault: Fault, options: InstallFakeSyncOptions): Promise<Error> {
    return failureBehind((sync) => void sync.faults.add(fault), { twilio, options })
  }

  function describeError(error: Error): object {
    const { constructor, name, message, cause } = error
    const { code, config } = error as { code?: unknown; config?: Record<string, unknown> }
    const { url, method, timeout } = config ?? {}
    return { constructor, name, message, code, config: { url, method, timeout }, cause }
  }
}

function describeTimeouts(twilio: typeof twilio6): void {
  const waitFor = async (milliseconds: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds))
  }

  it.each<{ what: string; hinder: (sync: FakeSync) => void }>([
    {
      what: 'a gate that stays shut',
      hinder: (sync) => void sync.gate({ arrival: () => new Promise(() => undefined) }),
    },
    {
      what: 'a gate that stays shut behind the service',
      hinder: (sync) => void sync.gate({ delivery: () => new Promise(() => undefined) }),
    },
    {
      what: 'a gate that opens too late',
      hinder: (sync) => void sync.gate({ arrival: () => waitFor(8) }),
    },
    {
      what: 'a gate and a delay, which count together',
      hinder(sync) {
        sync.gate({ arrival: () => waitFor(3) })
        sync.faults.add({ kind: 'delay', milliseconds: 4 })
      },
    },
  ])('ends a request at $what as the real client does', async ({ hinder }) => {
    for (const options of [{ twilio }, {}]) {
      expect(await failureBehind(hinder, { twilio, options })).toMatchObject({
        isAxiosError: true,
        code: 'ECONNABORTED',
        message: 'timeout of 5ms exceeded',
      })
    }
  })

  it("ends a request after its own timeout, rather than the client's", async () => {
    const sync = install({ twilio })
    sync.faults.add({ kind: 'delay', milliseconds: 60_000 })
    vi.useFakeTimers()
    const client = new twilio.RequestClient({ timeout: 1000 })
    const request = client.request({ method: 'get', uri: streamsUri, timeout: 5 })
    const refusal = expect(request).rejects.toThrow('timeout of 5ms exceeded')
    await vi.advanceTimersByTimeAsync(5)
    await refusal
  })

  it('answers after gates and delays that are quick enough, and leaves no timer', async () => {
    const sync = install({ twilio })
    sync.gate({ arrival: () => waitFor(2), delivery: () => waitFor(1) })
    sync.faults.add({ kind: 'delay', milliseconds: 1 })
    vi.useFakeTimers()
    const creation = streamsOf(twilio(account, 'token', { timeout: 5 })).create()
    await vi.advanceTimersByTimeAsync(4)
    expect(await creation).toMatchObject({ createdBy: 'system' })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('leaves no timer of a delay that the client did not wait for', async () => {
    const sync = install({ twilio })
    sync.faults.add({ kind: 'delay', milliseconds: 60_000, times: 2 })
    vi.useFakeTimers()
    const streams = streamsOf(twilio(account, 'token'))
    for (const gate of [{}, { arrival: () => waitFor(1) }]) {
      sync.gate(gate)
      const refusal = expect(streams.create()).rejects.toThrow('timeout of 30000ms exceeded')
      await vi.advanceTimersByTimeAsync(30_000)
      await refusal
      expect(vi.getTimerCount()).toBe(0)
    }
  })

  it('leaves no unhandled rejection of a request that it did not wait for', async () => {
    const rejections: unknown[] = []
    const listen = (reason: unknown): unknown => rejections.push(reason)
    process.on('unhandledRejection', listen)
    onTestFinished(() => void process.off('unhandledRejection', listen))
    const sync = install({ twilio })
    sync.gate({
      async arrival() {
        await waitFor(10)
        throw new Error('the gate is shut')
      },
    })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const creation = streamsOf(twilio(account, 'token', { timeout: 5 })).create()
    const refusal = expect(creation).rejects.toThrow('timeout of 5ms exceeded')
    await vi.advanceTimersByTimeAsync(5)
    await refusal
    await vi.advanceTimersByTimeAsync(5)
    await new Promise((resolve) => setImmediate(resolve))
    expect(rejections).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })
}

function describeRetries(twilio: typeof twilio6): void {
  const rows: readonly {
    settings: Settings
    status: number
    times: number
    waits: number[]
    ends: number
  }[] = [
    { settings: {}, status: 429, times: 9, waits: [], ends: 429 },
    { settings: { autoRetry: true }, status: 503, times: 9, waits: [], ends: 503 },
    { settings: { autoRetry: true }, status: 429, times: 9, waits: [100, 200, 400], ends: 429 },
    { settings: { autoRetry: true }, status: 429, times: 2, waits: [100, 200], ends: 201 },
    {
      settings: { autoRetry: true, maxRetries: 1 },
      status: 429,
      times: 9,
      waits: [100],
      ends: 429,
    },
    {
      settings: { autoRetry: true, maxRetries: 5, maxRetryDelay: 500 },
      status: 429,
      times: 9,
      waits: [100, 200, 250, 250, 250],
      ends: 429,
    },
  ]

  it.each(rows)(
    'with $settings handles $status $times times as the real client does',
    async ({ settings, status, times, waits, ends }) => {
      vi.unstubAllEnvs()
      for (const options of [{ twilio }, {}]) {
        const sync = install(options)
        sync.faults.add({ kind: 'status', status, times })
        const waited = recordWaits()
        const answer: unknown = await streamsOf(twilio(account, 'token', settings))
          .create()
          .catch((error: unknown) => error)
        vi.restoreAllMocks()
        expect(waited).toEqual(waits)
        expect(sync.requests).toHaveLength(waits.length + 1)
        expect(sync.requests.at(-1)).toMatchObject({ status: ends })
        expect(answer).toMatchObject(ends === 201 ? { createdBy: 'system' } : { status: ends })
      }
    },
  )

  it('waits with fake timers', async () => {
    vi.useFakeTimers()
    const sync = install({ twilio })
    sync.faults.add({ kind: 'status', status: 429 })
    const answer = streamsOf(twilio(account, 'token', { autoRetry: true })).create()
    await vi.advanceTimersByTimeAsync(99)
    expect(sync.requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(await answer).toMatchObject({ createdBy: 'system' })
    expect(sync.requests).toHaveLength(2)
  })

  it('retries a request within its rate limits when the clock moves on', async () => {
    vi.useFakeTimers()
    const sync = install({ twilio, rateLimits: true })
    const streams = streamsOf(twilio(account, 'token', { autoRetry: true }))
    for (let count = 0; count < 200; count += 1) await streams.create()
    const answer = streams.create()
    await vi.advanceTimersByTimeAsync(0)
    expect(sync.requests.at(-1)).toMatchObject({ status: 429 })
    sync.clock.advance({ seconds: 10 })
    await vi.advanceTimersByTimeAsync(200)
    expect(await answer).toMatchObject({ createdBy: 'system' })
  })
}

/** What a client throws that waits for 5 ms at most. */
async function failureBehind(
  hinder: (sync: FakeSync) => void,
  { twilio, options }: { twilio: typeof twilio6; options: InstallFakeSyncOptions },
): Promise<Error> {
  vi.unstubAllEnvs()
  const sync = installFakeSync(options)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  hinder(sync)
  let failure: Error | undefined
  void streamsOf(twilio(account, 'token', { timeout: 5 }))
    .create()
    .then(
      () => (failure = new Error('no failure')),
      (error: unknown) => (failure = error as Error),
    )
  while (failure === undefined) {
    vi.advanceTimersByTime(1)
    await new Promise((resolve) => setImmediate(resolve))
  }
  vi.useRealTimers()
  sync.uninstall()
  return failure
}

interface LastExchange {
  readonly lastRequest?: { readonly headers?: Readonly<Record<string, string>> }
  readonly lastResponse?: {
    readonly statusCode: number
    readonly body: unknown
    readonly headers: Readonly<Record<string, string>>
  }
}

/** Of a key that no header can be signed with. */
const validationClient = {
  accountSid: account,
  credentialSid: 'CR',
  signingKey: 'SK',
  privateKey: 'none',
}

interface Interceptors {
  readonly request: { use(...handlers: ((found: unknown) => unknown)[]): unknown }
  readonly response: { use(...handlers: ((found: unknown) => unknown)[]): unknown }
}

/** The types of twilio hide it. */
function axiosOf(client: object): { readonly interceptors: Interceptors } {
  return (client as { readonly axios: { readonly interceptors: Interceptors } }).axios
}

function streamsOf(client: Twilio): SyncStreams {
  return client.sync.v1.services('default').syncStreams
}

function install(options: InstallFakeSyncOptions): FakeSync {
  const sync = installFakeSyncWithNockOn(options)
  onTestFinished(() => sync.uninstall())
  return sync
}

/** A fake refuses to be installed while nock is off. */
function installFakeSyncWithNockOn(options: InstallFakeSyncOptions): FakeSync {
  const { NOCK_OFF } = process.env
  vi.stubEnv('NOCK_OFF', undefined)
  const sync = installFakeSync(options)
  vi.stubEnv('NOCK_OFF', NOCK_OFF)
  return sync
}

/** Cuts the waits short that a retry may be waiting for, and notes them. */
function recordWaits(): readonly number[] {
  const waits: number[] = []
  // The real client's are at random: this is their average.
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  const { setTimeout } = globalThis
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((act: () => void, wait = 0) => {
    // The others are those of nock, and the limit of 30 s that axios has for a request.
    if (wait < 100 || wait > 3000) return setTimeout(act, wait)
    waits.push(wait)
    return setImmediate(act)
  }) as never)
  return waits
}
