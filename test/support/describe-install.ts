import nock from 'nock'
import twilio from 'twilio'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  createFakeSync,
  FakeClock,
  type FakeSync,
  type FakeSyncOptions,
  type HttpResponse,
  installFakeSync,
  NetworkGuardError,
  systemClock,
} from '../../src/index.ts'
import {
  acceptances,
  account,
  as,
  basic,
  type Body,
  get,
  type HttpRequest,
  post,
  refusals,
  remove,
  services,
  start,
  streams,
  toHttpRequest,
} from '../rest/cases.ts'
import { overNode, type Transport } from './transports.ts'

/** In what the versions of nock differ. */
export interface NockTraits {
  /** What the nock intercepts; nock 13 does not see `fetch`. */
  readonly transports: readonly Transport[]
  /** Whether answers close the connection: up to nock 14, which leaks otherwise. */
  readonly closes: boolean
  /** Whether a TRACE arrives as a GET: nock 15 hands it so to any interceptor from Node 24 on. */
  readonly misreadsTrace?: boolean
}

/**
 * What `installFakeSync` does with the nock that `import 'nock'` resolves to, in any version. None
 * of the requests can leave for the network, whatever is broken, except those of the network guard.
 */
export function describeInstall(name: string, traits: NockTraits): void {
  describe(name, () => {
    beforeEach(() => nock.disableNetConnect())
    afterEach(() => {
      vi.useRealTimers()
      vi.unstubAllEnvs()
      if (!nock.isActive()) nock.activate()
      nock.cleanAll()
    })

    describeAnswers(traits)
    describeInstallation()
    describeNeighbours()
    describeNetworkGuard(traits)
    describeFakeTimers(traits)
    describeReplacedResponse(traits)
  })
}

const listStreams = toHttpRequest(get(streams))

function describeAnswers({ transports, closes, misreadsTrace = false }: NockTraits): void {
  describe.each(transports)('a response by $name', ({ send }) => {
    it.each([...refusals, ...acceptances])(
      'to $title is the same as in process',
      async (wireCase) => {
        const request = toHttpRequest(wireCase.request)
        const { status, headers, body } = installTwins(wireCase, request)
        const connection = closes ? { connection: 'close' } : {}
        const answer = await send(request)
        expect(answer).toEqual({ status, headers: { ...headers, ...connection }, body })
      },
    )

    it.each(['sync', 'sync.ie1', 'sync.dublin.ie1', 'sync.dublin.us1'])(
      'comes from %s.twilio.com, as its URLs do',
      async (host) => {
        const origin = `https://${host}.twilio.com`
        const request = toHttpRequest(get(streams, { PageSize: '1' }), origin)
        const { body } = installTwins({ given: [post(streams), post(streams)] }, request)
        expect(body).toContain(`"next_page_url":"${origin}/v1/Services/IS`)
        expect(await send(request)).toMatchObject({ status: 200, body })
      },
    )

    it('to HEAD has no body', async () => {
      using sync = installFakeSync()
      expect(await send({ ...listStreams, method: 'HEAD' })).toMatchObject({
        status: 200,
        body: '',
      })
      expect(sync.requests).toMatchObject([{ method: 'HEAD', status: 200 }])
    })

    it('has its length in bytes as content-length, and none with a 204', async () => {
      using sync = installFakeSync()
      sync.streams.create({ uniqueName: '☃' })
      const path = `${streams}/%E2%98%83`
      const { headers, body } = await send(toHttpRequest(get(path)))
      expect(headers['content-length']).toBe(String(Buffer.byteLength(body)))
      expect(Buffer.byteLength(body)).toBeGreaterThan(body.length)

      const removal = await send(toHttpRequest(remove(path)))
      expect(removal).toMatchObject({ status: 204, body: '' })
      expect(removal.headers).not.toHaveProperty('content-length')
    })

    it('reaches its own caller, however many requests run at once', async () => {
      using sync = installFakeSync()
      const callers = Array.from({ length: 40 }, (_, index) => ({
        sid: `AC${String(index % 4).repeat(32)}`,
        origin: `https://sync.${['ie1', 'au1', 'us1'][index % 3]}.twilio.com`,
      }))
      const answers = await Promise.all(
        callers.map(({ sid, origin }) =>
          send(toHttpRequest(as(basic(sid), post(streams)), origin)),
        ),
      )
      const bodies = answers.map(({ body }) => JSON.parse(body) as Body)
      expect(
        bodies.map(({ account_sid: sid, url }) => ({ sid, origin: new URL(url).origin })),
      ).toEqual(callers)
      expect(sync.requests).toHaveLength(40)
    })

    it.each([
      '{"UniqueName":"orders"}',
      '["UniqueName=orders"]',
      'null',
      '"UniqueName=orders"',
      '{',
      '',
    ])('to a JSON body, %j, ignores its parameters', async (body) => {
      using sync = installFakeSync()
      const request = toHttpRequest(post(streams))
      const headers = { ...request.headers, 'content-type': 'application/json' }
      expect(await send({ ...request, headers, body })).toMatchObject({ status: 201 })
      expect(sync.streams.all()).toMatchObject([{ uniqueName: null }])
    })
  })

  describe('a request', () => {
    it.each([
      'https://api.twilio.com',
      'https://async.twilio.com',
      'https://sync.twilio.com.example.com',
    ])('to %s is not touched', async (origin) => {
      using sync = installFakeSync()
      const request = toHttpRequest(get(streams), origin)
      await expect(overNode(request)).rejects.toMatchObject({ code: 'ENETUNREACH' })
      expect(sync.requests).toEqual([])
    })

    it.each([
      { origin: 'http://sync.twilio.com', found: 'the scheme http' },
      {
        origin: 'https://sync.my_region.twilio.com',
        found: 'an underscore in sync.my_region.twilio.com',
      },
      { origin: 'https://sync.twilio.com.', found: 'a dot at the end of sync.twilio.com.' },
      {
        origin: 'https://sync.a.b.c.twilio.com',
        found: 'more than an edge and a region in sync.a.b.c.twilio.com',
      },
    ])(
      'to $origin neither reaches the fake nor leaves, and fails with the reason',
      async ({ origin, found }) => {
        using sync = installFakeSync()
        nock.enableNetConnect()
        const request = toHttpRequest(get(streams), origin)
        const error: unknown = await overNode(request).catch((reason: unknown) => reason)
        expect(error).toBeInstanceOf(NetworkGuardError)
        expect((error as Error).message).toMatch(/^Cannot let a request leave for https?:/)
        expect((error as Error).message).toContain(
          `: found ${found}, which is not served, expected https://sync[.edge][.region].twilio.com`,
        )
        expect(sync.requests).toEqual([])
      },
    )

    const others = misreadsTrace ? ['PROPFIND', 'PUT'] : ['PROPFIND', 'PUT', 'TRACE']
    it.each(others)('with the method %s is answered', async (method) => {
      using sync = installFakeSync()
      const answer = await overNode({ ...toHttpRequest(get(streams)), method })
      expect(answer).toMatchObject({ status: 405 })
      expect(sync.requests).toMatchObject([{ method, status: 405, code: 20004 }])
    })

    it.runIf(misreadsTrace)('with the method TRACE arrives as a GET', async () => {
      using sync = installFakeSync()
      await overNode({ ...toHttpRequest(get(streams)), method: 'TRACE' })
      expect(sync.requests).toMatchObject([{ method: 'GET', status: 200 }])
    })

    it("fails with a subscriber's error", async () => {
      using sync = installFakeSync()
      sync.streams.create({ uniqueName: 'orders' })
      sync.streams.subscribe('orders', () => {
        throw new Error('the subscriber is out')
      })
      const request = toHttpRequest(post(`${streams}/orders/Messages`, { Data: '{}' }))
      await expect(overNode(request)).rejects.toThrow('the subscriber is out')
    })
  })
}

function describeInstallation(): void {
  describe('installFakeSync', () => {
    it('serves the fake until it is uninstalled', async () => {
      const sync = installFakeSync()
      expect(sync.installed).toBe(true)
      expect(await isServed(sync)).toBe(true)

      sync.uninstall()
      expect(sync.installed).toBe(false)
      expect(await isServed(sync)).toBe(false)
      expect(() => sync.uninstall()).not.toThrow()
    })

    it.each([
      { options: { stict: true }, found: 'the unknown option stict, expected strict' },
      { options: { strict: 'yes' }, found: '"yes" for strict, expected true or false' },
      { options: null, found: 'null for the options, expected an object' },
      { options: true, found: 'true for the options, expected an object' },
    ])('refuses to uninstall with $options, and keeps serving', async ({ options, found }) => {
      using installed = installFakeSync()
      for (const sync of [createFakeSync(), installed]) {
        expect(() => sync.uninstall(options as never)).toThrow(
          new TypeError(`Cannot uninstall the fake: found ${found}`),
        )
      }
      expect(await isServed(installed)).toBe(true)
    })

    it('ends with its using block', () => {
      const seen: FakeSync[] = []
      {
        using sync = installFakeSync()
        seen.push(sync)
      }
      expect(seen).toMatchObject([{ installed: false }])
    })

    it('keeps serving after a reset', async () => {
      using sync = installFakeSync()
      sync.reset()
      expect(await isServed(sync)).toBe(true)
    })

    it('takes over from an earlier one until it is uninstalled', async () => {
      using first = installFakeSync()
      const second = installFakeSync()
      expect([first.installed, second.installed]).toEqual([false, true])
      expect(await isServed(second)).toBe(true)
      expect(first.requests).toEqual([])

      second.uninstall()
      expect([first.installed, second.installed]).toEqual([true, false])
      expect(await isServed(first)).toBe(true)
      second.uninstall()
      expect(await isServed(first)).toBe(true)
    })

    it('is not disturbed when an earlier one is uninstalled, which then does not come back', async () => {
      const first = installFakeSync()
      const second = installFakeSync()
      const third = installFakeSync()
      second.uninstall()
      expect(await isServed(third)).toBe(true)
      third.uninstall()
      expect([first, second, third].map(({ installed }) => installed)).toEqual([true, false, false])
      expect(await isServed(first)).toBe(true)
      first.uninstall()
      expect(await isServed(first)).toBe(false)
    })

    it('leaves it to nock to refuse later requests', async () => {
      installFakeSync().uninstall()
      const refusal: unknown = await overNode(listStreams).catch((error: unknown) => error)
      const { code, status, body } = refusal as { code?: string; status: number; body?: string }
      // By an error up to nock 14, by an answer from nock 15 on.
      expect(body ?? code).toContain('ERR_NOCK_NO_MATCH')
      expect(status).toBe(body === undefined ? 404 : 501)
    })

    it('leaves nock as it was', async () => {
      const before = stateOfNock()
      using first = installFakeSync()
      using second = installFakeSync()
      nock.cleanAll()
      await isServed(second)
      first.uninstall()
      second.uninstall()
      expect(stateOfNock()).toEqual(before)
      expect(nock.cleanAll).toBe(before.cleanAll)
    })

    it.each([
      { options: { colour: 'red' }, found: 'the unknown option colour' },
      { options: { seed: 0.5 }, found: '0.5' },
      { options: { limits: { colour: 1 } }, found: 'the unknown option colour' },
      { options: { services: ['orders'] }, found: '"orders"' },
    ])('refuses $options and leaves the earlier fake installed', async ({ options, found }) => {
      using sync = installFakeSync()
      const message = new RegExp(`found ${found}.*expected`)
      expect(() => installFakeSync(options as FakeSyncOptions)).toThrow(message)
      expect(await isServed(sync)).toBe(true)
    })
  })
}

function describeNeighbours(): void {
  describe(`the user's interceptors`, () => {
    it('on other hosts answer, whenever they were registered', async () => {
      register('https://before.example.com')
      const sync = installFakeSync()
      register('https://during.example.com')
      expect(await bodyAt('https://before.example.com/mine')).toBe('mine')
      sync.uninstall()
      expect(await bodyAt('https://during.example.com/mine')).toBe('mine')
    })

    it('on the same host, registered before the install, answer first, once', async () => {
      register('https://sync.twilio.com')
      using sync = installFakeSync()
      expect(await bodyAt('https://sync.twilio.com/mine')).toBe('mine')
      expect(await bodyAt('https://sync.twilio.com/mine')).toContain('20404')
      expect(sync.requests).toMatchObject([{ path: '/mine' }])
    })

    it('on the same host, registered after the install, wait for the end of the fake', async () => {
      const sync = installFakeSync()
      register('https://sync.twilio.com')
      expect(await bodyAt('https://sync.twilio.com/mine')).toContain('20404')
      sync.uninstall()
      expect(await bodyAt('https://sync.twilio.com/mine')).toBe('mine')
    })

    it('alone count as done or pending', async () => {
      using sync = installFakeSync()
      expect(nock.isDone()).toBe(true)
      expect(nock.pendingMocks()).toEqual([])

      register('https://example.com')
      await isServed(sync)
      expect(nock.isDone()).toBe(false)
      expect(nock.pendingMocks()).toEqual(['GET https://example.com:443/mine'])
    })

    it('alone are removed by nock.cleanAll', async () => {
      using sync = installFakeSync()
      register('https://example.com')
      nock.cleanAll()
      expect(sync.installed).toBe(true)
      expect(await isServed(sync)).toBe(true)
      expect(nock.pendingMocks()).toEqual([])
    })
  })

  describe('nock.cleanAll', () => {
    it('can be wrapped by other code while the fake is installed', () => {
      const { cleanAll } = nock
      onTestFinished(() => {
        nock.cleanAll = cleanAll
      })
      const sync = installFakeSync()
      const ours = nock.cleanAll
      const theirs = vi.fn(() => ours())
      nock.cleanAll = theirs
      sync.uninstall()
      register('https://example.com')
      nock.cleanAll()
      expect(theirs).toHaveBeenCalledOnce()
      expect(nock.activeMocks()).toEqual([])
    })
  })

  describe('nock.restore', () => {
    it('switches the fake off until nock.activate', async () => {
      using sync = installFakeSync()
      nock.restore()
      expect(sync.installed).toBe(false)
      nock.activate()
      expect(sync.installed).toBe(true)
      expect(await isServed(sync)).toBe(true)
    })

    it('does not affect the clients of a given twilio module', async () => {
      using sync = installFakeSync({ twilio })
      nock.restore()
      expect(sync.installed).toBe(false)
      await twilio(account, 'token').sync.v1.services('default').syncStreams.list()
      expect(sync.requests).toHaveLength(1)
    })
  })

  describe('nock.enableNetConnect', () => {
    it.each([undefined, '127.0.0.1', 'sync.twilio.com'])(
      'with %s leaves requests to the fake',
      async (matcher) => {
        using sync = installFakeSync()
        nock.enableNetConnect(matcher)
        expect(await isServed(sync)).toBe(true)
      },
    )
  })
}

function describeNetworkGuard({ transports }: NockTraits): void {
  const message =
    'Cannot let a request leave for https://sync.twilio.com: found a request that did not reach the fake (nock switched off, a second copy of nock, or a client that nock does not see), expected one through the nock in use or the twilio module: installFakeSync({ nock, twilio })'

  describe('NetworkGuardError', () => {
    it.each(transports)('is the error of a request by $name', async ({ send }) => {
      const { cleanAll } = nock
      using sync = installFakeSync()
      nock.enableNetConnect()
      cleanAll()
      expect(sync.installed).toBe(false)
      const error: unknown = await send(listStreams).catch((reason: unknown) => reason)
      // From nock 15 on, `fetch` puts a TypeError of its own around it.
      const { cause = error } = error as { cause?: unknown }
      expect(cause).toBeInstanceOf(NetworkGuardError)
      expect(cause).toMatchObject({
        code: 'ERR_SYNC_NETWORK',
        message,
      })
    })

    it('is the error of a request while NOCK_OFF is set', async () => {
      using sync = installFakeSync()
      vi.stubEnv('NOCK_OFF', 'true')
      expect(sync.installed).toBe(false)
      await expect(overNode(listStreams)).rejects.toBeInstanceOf(NetworkGuardError)
      vi.stubEnv('NOCK_OFF', undefined)
      expect(sync.installed).toBe(true)
      expect(await isServed(sync)).toBe(true)
    })

    it('reaches the user of a twilio client', async () => {
      using sync = installFakeSync()
      vi.stubEnv('NOCK_OFF', 'true')
      const { syncStreams } = twilio(account, 'token').sync.v1.services('default')
      await expect(syncStreams.list()).rejects.toMatchObject({
        code: 'ERR_SYNC_NETWORK',
        message,
      })
      expect(sync.requests).toEqual([])
    })

    it.each(['sync.ie1', 'sync.dublin.ie1'])('guards %s.twilio.com too', async (host) => {
      using sync = installFakeSync()
      vi.stubEnv('NOCK_OFF', 'true')
      const request = toHttpRequest(get(services), `https://${host}.twilio.com`)
      await expect(overNode(request)).rejects.toBeInstanceOf(NetworkGuardError)
      expect(sync.requests).toEqual([])
    })

    it('leaves a request that nock refuses itself to nock', async () => {
      const { cleanAll } = nock
      using sync = installFakeSync()
      cleanAll()
      register('https://sync.twilio.com')
      const refusal = overNode(listStreams).catch((error: unknown) => ({ body: String(error) }))
      expect((await refusal).body).toContain('Nock: No match for request')
      expect(sync.requests).toEqual([])
    })
  })
}

function describeReplacedResponse({ transports }: NockTraits): void {
  const refusalTo = (action: string): Error =>
    new Error(
      `Cannot ${action}: found a global Response that is not the standard class, expected the platform's own: restore it, or reach the fake by installFakeSync({ twilio })`,
    )
  const byResponse = transports.length > 1

  describe('a global Response that was replaced', () => {
    afterEach(() => {
      vi.unstubAllGlobals()
    })

    const replacements: readonly { readonly what: string; readonly replacement: unknown }[] = [
      { what: 'a class without a status', replacement: Map },
      {
        what: 'a class with another status',
        replacement: class {
          readonly status = 200
          readonly headers = new Headers({ a: 'b' })
        },
      },
      {
        what: 'a class whose headers are an object',
        replacement: class {
          readonly status = 201
          readonly headers = { a: 'b' }
        },
      },
    ]

    const nothing = { what: 'nothing', replacement: undefined }

    it.each([nothing, ...replacements])(
      'by $what is refused, if nock needs it',
      async ({ replacement }) => {
        vi.stubGlobal('Response', replacement)
        if (byResponse) expect(() => installFakeSync()).toThrow(refusalTo('install the fake'))
        using sync = installFakeSync({ twilio })
        await twilio(account, 'token').sync.v1.services('default').syncStreams.list()
        expect(sync.requests).toHaveLength(1)
      },
    )

    it.each(replacements)('by $what later fails requests that need it', async ({ replacement }) => {
      using sync = installFakeSync()
      vi.stubGlobal('Response', replacement)
      const { url } = listStreams
      await expect(sync.fetch(url)).rejects.toThrow(refusalTo(`fetch ${url}`))
      const refusal = refusalTo('answer GET through nock')
      if (byResponse) await expect(overNode(listStreams)).rejects.toThrow(refusal)
      else expect(await overNode(listStreams)).toMatchObject({ status: 200 })
    })
  })
}

function describeFakeTimers({ transports }: NockTraits): void {
  describe('vi.useFakeTimers', () => {
    it.each(transports)('does not hold up a response by $name', async ({ send }) => {
      vi.useFakeTimers()
      using sync = installFakeSync()
      expect(await send(listStreams)).toMatchObject({ status: 200 })
      expect(sync.requests).toHaveLength(1)
    })

    it('does not hold up a response to a twilio client', async () => {
      using sync = installFakeSync()
      vi.useFakeTimers()
      const { syncStreams } = twilio(account, 'token').sync.v1.services('default')
      await syncStreams.create({ uniqueName: 'orders' })
      expect(await syncStreams('orders').remove()).toBe(true)
      expect(sync.requests).toHaveLength(2)
    })

    it('moves a fake that uses the system clock', async () => {
      vi.useFakeTimers()
      using sync = installFakeSync({ clock: systemClock })
      sync.streams.create({ uniqueName: 'orders', ttl: 60 })
      const fetchOrders = toHttpRequest(get(`${streams}/orders`))
      vi.advanceTimersByTime(59_999)
      expect(await overNode(fetchOrders)).toMatchObject({ status: 200 })
      vi.advanceTimersByTime(1)
      expect(await overNode(fetchOrders)).toMatchObject({ status: 404 })
    })

    it('does not move the clock of the fake', () => {
      vi.useFakeTimers()
      using sync = installFakeSync()
      const before = sync.clock.now()
      vi.advanceTimersByTime(60_000)
      expect(sync.clock.now()).toBe(before)
    })
  })
}

type Given = Pick<(typeof acceptances)[number], 'options' | 'given'>

/**
 * Installs a fake in which the given requests were made, and returns what a twin of it without a
 * transport answers.
 */
function installTwins({ options, given = [] }: Given, request: HttpRequest): HttpResponse {
  const sync = installFakeSync({ clock: new FakeClock(start), ...options })
  onTestFinished(() => sync.uninstall())
  const twin = createFakeSync({ clock: new FakeClock(start), ...options })
  for (const earlier of given.map((made) => toHttpRequest(made))) {
    sync.handle(earlier)
    twin.handle(earlier)
  }
  return twin.handle(request)
}

async function isServed(sync: FakeSync): Promise<boolean> {
  const before = sync.requests.length
  await overNode(listStreams).catch(() => 'not served')
  return sync.requests.length > before
}

/** An interceptor of the user's: it answers `GET /mine` with `mine`, once. */
function register(origin: string): void {
  // Without its length nock 14 never ends an answer on a connection that is kept alive.
  nock(origin).get('/mine').reply(200, 'mine', { 'Content-Length': '4' })
}

async function bodyAt(url: string): Promise<string> {
  const { headers } = listStreams
  return (await overNode({ method: 'GET', url, headers, body: '' })).body
}

function stateOfNock(): { cleanAll: () => void; mocks: string[]; listeners: unknown[] } {
  const events = nock.emitter.eventNames()
  return {
    cleanAll: nock.cleanAll,
    mocks: nock.activeMocks(),
    listeners: events.map((event) => [event, nock.emitter.listenerCount(event)]),
  }
}
