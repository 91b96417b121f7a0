import nock from 'nock'
import dns from 'node:dns'
import { type EventEmitter, once } from 'node:events'
import http from 'node:http'
import http2 from 'node:http2'
import https, { request as requestByName } from 'node:https'
import net, { type AddressInfo } from 'node:net'
import tls from 'node:tls'
import { request } from 'undici'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { type FakeSync, installFakeSync, NetworkGuardError } from '../../src/index.ts'
import { get, type HttpRequest, post, services, toHttpRequest } from '../rest/cases.ts'
import { nodeTransport, type Transport } from './transports.ts'

/** Where a request ended. Nothing may end at `the network`. */
type End = 'the fake' | 'the guard' | 'nock' | 'the network'

interface Attack {
  readonly title: string
  /** What was done with nock before the install, and after it. */
  readonly before?: () => Promise<void> | void
  readonly during?: () => Promise<void> | void
  readonly request?: HttpRequest
  readonly end: End
}

const listServices = toHttpRequest(get(services))
const regional = toHttpRequest(get(services), 'https://sync.ie1.twilio.com')
const overHttp = toHttpRequest(get(services), 'http://sync.twilio.com')
const { cleanAll } = nock

const attacks: readonly Attack[] = [
  {
    title: 'an interceptor with allowUnmocked from before',
    before: () => register('https://sync.twilio.com'),
    end: 'the fake',
  },
  {
    title: 'an interceptor with allowUnmocked from before, used up',
    before: () => useUp('https://sync.twilio.com', 'https://sync.twilio.com'),
    end: 'the fake',
  },
  {
    title: 'an interceptor with allowUnmocked from after',
    during: () => register('https://sync.twilio.com'),
    end: 'the fake',
  },
  {
    title: 'an interceptor of a region with allowUnmocked from after',
    during: () => register('https://sync.ie1.twilio.com'),
    request: regional,
    end: 'the fake',
  },
  {
    title: 'a RegExp with allowUnmocked from after',
    during: () => register(/twilio/),
    request: regional,
    end: 'the fake',
  },
  {
    title: 'an interceptor of a region with allowUnmocked, used up before',
    before: () => useUp('https://sync.ie1.twilio.com', 'https://sync.ie1.twilio.com'),
    request: regional,
    end: 'the guard',
  },
  {
    title: 'a RegExp with allowUnmocked, used up before',
    before: () => useUp(/twilio/, 'https://sync.twilio.com'),
    end: 'the guard',
  },
  {
    title: 'a RegExp, used up before',
    before: () => useUp(/twilio/, 'https://sync.twilio.com', { allowUnmocked: false }),
    end: 'nock',
  },
  {
    title: 'a filteringScope of every host with allowUnmocked from before',
    before: () => register('https://example.com', { filteringScope: () => true }),
    end: 'the guard',
  },
  {
    title: 'an interceptor with allowUnmocked for http',
    during: () => register('http://sync.twilio.com'),
    request: overHttp,
    end: 'the guard',
  },
  {
    title: 'an interceptor with allowUnmocked for http and another body',
    during: () => {
      nock('http://sync.twilio.com', { allowUnmocked: true }).post(services, 'mine').reply(200)
    },
    request: { ...overHttp, method: 'POST', body: 'yours' },
    end: 'the guard',
  },
  {
    title: 'a cleanAll from before the install, and an interceptor with allowUnmocked',
    during: () => {
      cleanAll()
      register('https://sync.twilio.com')
    },
    end: 'the guard',
  },
  {
    title: 'a cleanAll from before the install, and one with allowUnmocked for another body',
    during: () => {
      cleanAll()
      nock('https://sync.twilio.com', { allowUnmocked: true }).post(services, 'mine').reply(200)
    },
    request: { ...toHttpRequest(post(services)), body: 'yours' },
    end: 'the guard',
  },
  {
    title: 'no listeners to "no match", and nock.cleanAll',
    during: () => {
      nock.emitter.removeAllListeners('no match')
      nock.cleanAll()
    },
    end: 'the fake',
  },
  {
    title: 'nock.removeInterceptor of the very request',
    during: () => {
      nock.removeInterceptor({ hostname: 'sync.twilio.com', proto: 'https', path: services })
    },
    end: 'the fake',
  },
  {
    title: 'nock.restore, nock.cleanAll and nock.activate',
    during: () => {
      nock.restore()
      nock.cleanAll()
      nock.activate()
    },
    end: 'the fake',
  },
  {
    title: 'nock.define of a region with allowUnmocked',
    during: () => {
      const scope = 'https://sync.ie1.twilio.com'
      nock.define([
        { scope, method: 'GET', path: '/mine', response: '', options: { allowUnmocked: true } },
      ])
    },
    request: regional,
    end: 'the fake',
  },
  ...(['wild', 'dryrun', 'record', 'update', 'lockdown'] as const).map((mode): Attack => ({
    title: `nock.back in its mode ${mode}`,
    during() {
      nock.back.setMode(mode)
      nock.enableNetConnect()
    },
    end: 'the guard',
  })),
]

/** That nothing gets past the fake to the network, with the nock that `import 'nock'` gives. */
export function describeNetwork(name: string, transports: readonly Transport[]): void {
  describe(`with ${name} and net connect enabled`, () => {
    const left: string[] = []

    beforeEach(() => {
      nock.enableNetConnect()
      left.length = 0
      vi.spyOn(dns, 'lookup').mockImplementation(lookUp as typeof dns.lookup)
    })
    afterEach(() => {
      vi.restoreAllMocks()
      nock.back.setMode('dryrun')
      cleanAll()
    })

    /** Replaces the network: a request that looks up an address here has left, and finds nothing. */
    function lookUp(host: string, _: unknown, callback: (error: Error) => void): void {
      left.push(host)
      setImmediate(() => callback(new Error(`the network was asked for ${host}`)))
    }

    describe.each(transports)('a request by $name', ({ send }) => {
      it.each(attacks)('ends at $end after $title', async ({ before, during, request, end }) => {
        await before?.()
        using sync = installFakeSync()
        await during?.()
        expect(await endOf(() => send(request ?? listServices), sync)).toBe(end)
        expect(left).toEqual([])
      })

      it.each(['HEAD', 'PUT', 'PATCH', 'OPTIONS'])('ends at the fake by %s', async (method) => {
        using sync = installFakeSync()
        register('https://sync.twilio.com')
        expect(await endOf(() => send({ ...listServices, method }), sync)).toBe('the fake')
        expect(left).toEqual([])
      })

      it('to another host ends at the network', async () => {
        using sync = installFakeSync()
        const request = toHttpRequest(get(services), 'https://api.twilio.com')
        expect(await endOf(() => send(request), sync)).toBe('the network')
        expect(left).toEqual(['api.twilio.com'])
      })
    })

    describe.each(waysOut)('$title', ({ during, sendIt, nocks }) => {
      it.skipIf(nocks?.includes(name) === false)('does not lead to the network', async () => {
        using sync = installFakeSync()
        onTestFinished(() => {
          if (!nock.isActive()) nock.activate()
        })
        during?.()
        const end = await endOf(sendIt, sync)
        expect(left).toEqual([])
        // nock 15 connects every socket, to nothing.
        if (name !== 'nock 15') expect(['the fake', 'the guard']).toContain(end)
      })
    })

    it('a request by a function imported before nock ends at the fake', async () => {
      using sync = installFakeSync()
      const { request } = https
      expect(requestByName).toBe(request)
      const { url, headers } = listServices
      const answer = new Promise((resolve, reject) => {
        requestByName(url, { headers }, resolve).on('error', reject).end()
      })
      expect(await endOf(() => answer, sync)).toBe('the fake')
      expect(left).toEqual([])
    })

    it('a request to upgrade ends at the fake', async () => {
      using sync = installFakeSync()
      const headers = { ...listServices.headers, connection: 'upgrade', upgrade: 'websocket' }
      const { send } = nodeTransport
      expect(await endOf(() => send({ ...listServices, headers }), sync)).toBe('the fake')
      expect(left).toEqual([])
    })

    it('a request for the whole server leaves as little', async () => {
      using sync = installFakeSync()
      const request = { host: 'sync.twilio.com', method: 'OPTIONS', path: '*' }
      const answer = new Promise((resolve, reject) => {
        https.request(request, resolve).on('error', reject).end()
      })
      // nock 14 takes the path for a part of the host.
      expect(['the fake', 'the guard']).toContain(await endOf(() => answer, sync))
      expect(left).toEqual([])
    })

    it.each([
      '//v1/Services',
      '/\\v1/Services',
      '//sync.twilio.com/v1/Services',
      // nock 14 takes them for parts of the host, or never ends the request.
      ...(name === 'nock 14' ? [] : ['v1/Services', '?x']),
      'https://example.com/x',
      'https://sync.twilio.com/v1/Services',
    ])('a request for the path %s does not leave', async (path) => {
      using sync = installFakeSync()
      await endOf(() => send({ path }), sync)
      // nock 14 takes parts of the path for the host, such as sync.twilio.comv1.
      expect(left.filter(isSync)).toEqual([])
    })

    // Up to Node 20 a request is announced only once it has been sent.
    it.skipIf(nodeMajor < 22)('a request whose body comes late does not leave', async () => {
      using sync = installFakeSync()
      const answer = send({ path: '//v1/Services', method: 'POST' }, (request) => {
        request.write('UniqueName=')
        setTimeout(() => request.end('orders'), 5)
      })
      expect(['the fake', 'the guard']).toContain(await endOf(() => answer, sync))
      expect(left).toEqual([])
    })

    it('a request that expects a 100 does not leave', async () => {
      using sync = installFakeSync()
      const headers = { ...listServices.headers, expect: '100-continue' }
      const answer = send({ path: services, headers })
      expect(['the fake', 'the guard']).toContain(await endOf(() => answer, sync))
      expect(left).toEqual([])
    })

    it.each([
      { url: 'http://sync.twilio.com/v1/Services', send: http.request },
      { url: 'https://sync.twilio.com:8443/v1/Services', send: https.request },
      { url: 'https://sync.a.b.c.twilio.com/v1/Services', send: https.request },
    ])('a request to $url ends at the guard where nock lets nothing out', async ({ url, send }) => {
      nock.disableNetConnect()
      using sync = installFakeSync()
      expect(await endOf(() => responseTo(send(url)), sync)).toBe('the guard')
      expect(left).toEqual([])
    })

    it('a request by an agent of its own ends at the fake', async () => {
      using sync = installFakeSync()
      const agent = new https.Agent({ keepAlive: true })
      onTestFinished(() => agent.destroy())
      const { url, headers } = listServices
      const answer = new Promise((resolve, reject) => {
        https.request(url, { headers, agent }, resolve).on('error', reject).end()
      })
      expect(await endOf(() => answer, sync)).toBe('the fake')
      expect(left).toEqual([])
    })
  })
}

/** A way past nock, or past some versions of it. */
interface WayOut {
  readonly title: string
  readonly during?: () => void
  readonly sendIt: () => Promise<unknown>
  /** Default: all. */
  readonly nocks?: readonly string[]
}

const { url, headers } = listServices
const host = 'sync.twilio.com'
// nock 15 takes away the guard of connections when it is restored.
const earlierNocks = ['nock 13', 'nock 14']

const waysOut: readonly WayOut[] = [
  { title: 'a redirect of another host', sendIt: () => followRedirect(url) },
  {
    title: 'another host in the URL than in the options',
    sendIt: () => responseTo(https.request('https://localhost/', { hostname: host })),
  },
  {
    title: 'a ClientRequest with options for https',
    sendIt: () => {
      const { globalAgent: agent } = https
      return responseTo(new http.ClientRequest({ protocol: 'https:', host, agent }))
    },
  },
  {
    title: 'a ClientRequest with a host alone',
    sendIt: () => responseTo(new http.ClientRequest({ host })),
  },
  { title: 'fetch', sendIt: () => fetch(url, { headers: headers as Record<string, string> }) },
  { title: 'undici', sendIt: () => request(url, { headers: headers as Record<string, string> }) },
  { title: 'http2', sendIt: () => eventOf(http2.connect(`https://${host}`), 'connect') },
  {
    title: 'net.connect by port and host',
    sendIt: () => eventOf(net.connect(80, host), 'connect'),
  },
  {
    title: 'net.connect by options, with a lookup',
    sendIt: () =>
      eventOf(net.connect({ host, port: 80, lookup: (...args) => dns.lookup(...args) }), 'connect'),
  },
  {
    title: 'tls.connect with a callback',
    sendIt: () =>
      eventOf(
        tls.connect({ port: 443, host }, () => undefined),
        'secureConnect',
      ),
  },
  {
    title: 'a nock that was restored',
    during: () => nock.restore(),
    sendIt: () => responseTo(https.request(url)),
    nocks: earlierNocks,
  },
  {
    title: 'a nock that was restored, by fetch',
    during: () => nock.restore(),
    sendIt: () => fetch(url),
    nocks: earlierNocks,
  },
  {
    title: 'a nock without listeners and interceptors',
    during: () => {
      nock.emitter.removeAllListeners('no match')
      cleanAll()
    },
    sendIt: () => responseTo(https.request(url)),
  },
]

async function followRedirect(location: string): Promise<unknown> {
  const server = http.createServer((_, response) => {
    response.writeHead(302, { location, connection: 'close' }).end()
  })
  onTestFinished(() => void server.close())
  await once(server.listen(0), 'listening')
  const { port } = server.address() as AddressInfo
  return fetch(`http://127.0.0.1:${port}/`)
}

async function responseTo(outgoing: http.ClientRequest): Promise<unknown> {
  return eventOf(outgoing.end(), 'response')
}

/** Rejects if there is an error first. */
async function eventOf(emitter: EventEmitter, event: string): Promise<unknown> {
  return once(emitter, event)
}

const nodeMajor = Number(process.versions.node.split('.')[0])

function isSync(host: string): boolean {
  return host === 'sync.twilio.com'
}

/** Sends a request to Sync that no URL could describe. */
async function send(
  options: https.RequestOptions,
  end = (request: http.ClientRequest): void => void request.end(),
): Promise<unknown> {
  const { headers } = listServices
  return new Promise((resolve, reject) => {
    const request = https.request({ host: 'sync.twilio.com', headers, ...options }, resolve)
    end(request.on('error', reject))
  })
}

async function endOf(send: () => Promise<unknown>, sync: FakeSync): Promise<End> {
  // nock 13 throws at once what later ones report.
  const answer: unknown = await Promise.resolve()
    .then(send)
    .catch((error: unknown) => (error as Error).cause ?? error)
  if (sync.requests.length === 1) return 'the fake'
  if (answer instanceof NetworkGuardError) return 'the guard'
  const { code, body } = answer as { code?: string; body?: string }
  return `${code ?? ''}${body ?? ''}`.includes('ERR_NOCK_NO_MATCH') ? 'nock' : 'the network'
}

/** An interceptor of the user's, for `GET /mine`, once. */
function register(origin: string | RegExp, options: nock.Options = {}): void {
  const headers = { 'Content-Length': '4', Connection: 'close' }
  nock(origin, { allowUnmocked: true, ...options })
    .get('/mine')
    .reply(200, 'mine', headers)
}

/** nock goes on asking the host of an interceptor that is used up. */
async function useUp(base: string | RegExp, origin: string, options?: nock.Options): Promise<void> {
  register(base, options)
  const request = { method: 'GET', url: `${origin}/mine`, headers: {}, body: '' }
  expect(await nodeTransport.send(request)).toMatchObject({ body: 'mine' })
}
