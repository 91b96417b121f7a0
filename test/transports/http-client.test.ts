import twilio from 'twilio'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createFakeSync, type FakeSync, installFakeSync } from '../../src/index.ts'
import { account, basic, streams } from '../rest/cases.ts'

type Client = FakeSync['httpClient']
type RequestOptions = Parameters<Client['request']>[0]

const uri = `https://sync.twilio.com${streams}`
const caller = { username: account, password: 'token' }

describe('sync.httpClient', () => {
  it('returns what axios would', async () => {
    const { httpClient } = createFakeSync()
    const created = await httpClient.request({ ...caller, method: 'post', uri })
    expect(created).toMatchObject({
      statusCode: 201,
      body: { unique_name: null, account_sid: account },
      headers: { 'content-type': 'application/json;charset=utf-8' },
    })
    const { sid } = created.body as { sid: string }
    const removed = await httpClient.request({ ...caller, method: 'delete', uri: `${uri}/${sid}` })
    expect(removed).toMatchObject({ statusCode: 204, body: '' })
  })

  it('sends the password of each request, also after another of the same user', async () => {
    const { httpClient } = createFakeSync({ credentials: { [account]: 'token' } })
    const statusOf = async (password: string): Promise<number> => {
      const request = { method: 'get' as const, uri, username: account, password }
      return (await httpClient.request(request)).statusCode
    }
    expect(await statusOf('token')).toBe(200)
    expect(await statusOf('another')).toBe(401)
    expect(await statusOf('token')).toBe(200)
  })

  it('keeps its last request and response, as the real client does', async () => {
    const sync = createFakeSync()
    const { httpClient } = sync
    const response = await httpClient.request({ ...caller, method: 'get', uri })
    expect(httpClient).toMatchObject({
      lastRequest: {
        method: 'get',
        url: uri,
        auth: btoa(`${account}:token`),
        params: '*',
        data: '*',
        headers: { Authorization: basic(account) },
      },
      lastResponse: { statusCode: 200 },
    })
    expect(httpClient.lastResponse).toBe(response)
    // A copy by spreading has what is its own.
    expect(Object.keys(response)).toEqual(['statusCode', 'body', 'headers'])
    expect(Object.keys(response.headers as object)).toContain('content-type')

    sync.faults.add({ kind: 'reset' })
    await expect(httpClient.request({ method: 'post', uri, data: {} })).rejects.toThrow()
    expect(httpClient).toMatchObject({
      lastRequest: { method: 'post', auth: '*' },
      lastResponse: undefined,
    })
  })

  it('logs no credentials, also not those that an earlier request left among its headers', async () => {
    const lines: string[] = []
    const log = vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)))
    onTestFinished(() => log.mockRestore())
    const { httpClient } = createFakeSync()
    const headers = { Accept: 'application/json' }
    const request = { ...caller, method: 'get' as const, uri, headers, logLevel: 'debug' }
    await httpClient.request(request)
    await httpClient.request(request)
    expect(headers).toEqual({ Accept: 'application/json', Authorization: basic(account) })
    expect(lines).toContain('Accept: application/json')
    expect(lines.join()).not.toContain(basic(account))
  })

  it('logs headers whose names are not quite that of the credentials, and adds none without any', async () => {
    const lines: string[] = []
    const log = vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)))
    onTestFinished(() => log.mockRestore())
    const headers = { 'X-Authorization': 'a', 'Authorization-Info': 'b' }
    const request = { method: 'get' as const, uri, headers, logLevel: 'debug' }
    await createFakeSync().httpClient.request(request)
    expect(lines).toEqual(expect.arrayContaining(['X-Authorization: a', 'Authorization-Info: b']))
    expect(Object.keys(headers)).toEqual(['X-Authorization', 'Authorization-Info'])
  })

  it.each<{ headers: Record<string, unknown> | undefined; found: string | undefined }>([
    { headers: undefined, found: undefined },
    { headers: { 'If-Match': '1f' }, found: '1f' },
    { headers: { 'IF-MATCH': '1f' }, found: '1f' },
    { headers: { 'if-match': ' 1f\t' }, found: '1f' },
    { headers: { 'If-Match': 7 }, found: '7' },
    { headers: { 'If-Match': undefined }, found: undefined },
    { headers: { 'If-Match': null }, found: undefined },
    { headers: { 'If-Match': '1f', 'X-Custom': '2f', 'If-None-Match': '3f' }, found: '1f' },
  ])('sends the If-Match among the headers $headers as axios would', async ({ headers, found }) => {
    const sync = createFakeSync()
    const request = { ...caller, method: 'get', uri, headers } as RequestOptions
    await sync.httpClient.request(request)
    expect(sync.requests[0]?.ifMatch).toBe(found)
  })

  it('returns a separate body for each request', async () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'orders' })
    const request = {
      ...caller,
      method: 'post' as const,
      uri: `${uri}/orders/Messages`,
      data: { Data: '{"items":[1]}' },
    }
    const { body }: { body: unknown } = await sync.httpClient.request(request)
    const { items } = (body as { data: { items: number[] } }).data
    items.push(2)
    expect(sync.streams.messages('orders')).toMatchObject([{ data: { items: [1] } }])
  })

  it('sends a name as UTF-8 can encode it', async () => {
    const sync = createFakeSync()
    const request = { ...caller, method: 'post' as const, uri, data: { UniqueName: 'a\ud800b' } }
    await sync.httpClient.request(request)
    expect(sync.streams.find('a\ufffdb')).toBeDefined()
  })

  it('shows gates and journal the fields as they are sent', async () => {
    const sync = createFakeSync()
    const seen: object[] = []
    sync.gate({ arrival: ({ params }) => void seen.push(params) })
    const data = { UniqueName: 'a b&c', Ttl: 60, Tag: ['x', 'y'], None: undefined }
    await sync.httpClient.request({ ...caller, method: 'post', uri, data })
    const params = { UniqueName: 'a b&c', Ttl: '60', Tag: 'x' }
    expect(seen).toEqual([params])
    expect(sync.requests).toMatchObject([{ params }])
  })

  it.each<{ what: string; value: unknown }>([
    { what: 'an object', value: { a: 1, b: { c: [2, 'x'] } } },
    { what: 'an object without members', value: {} },
    { what: 'a function', value: () => 'orders' },
    { what: 'a list of many kinds', value: ['a', ['b', { c: 1 }], null, undefined, 5n, true] },
    { what: 'an empty list', value: [] },
    { what: 'a date', value: new Date(0) },
    { what: 'a symbol', value: Symbol('orders') },
    { what: 'a name that UTF-8 cannot carry', value: { '\ud800': '\udfff' } },
    { what: 'a Map', value: new Map([['a', 1]]) },
  ])('encodes $what as a name like the real client', async ({ value }) => {
    const [real, ours] = [installFakeSync(), createFakeSync()]
    onTestFinished(() => real.uninstall())
    const made = await Promise.all(
      [twilio(account, 'token'), twilio(account, 'token', { httpClient: ours.httpClient })].map(
        ({ sync }) => {
          const { syncStreams } = sync.v1.services('default')
          return syncStreams.create({ uniqueName: value as string })
        },
      ),
    )
    expect(made[1]?.uniqueName).toBe(made[0]?.uniqueName)
    expect(ours.requests.map(({ params }) => params)).toEqual(
      real.requests.map(({ params }) => params),
    )
  })

  it.each([
    { raw: '{"more":[1]}', body: { more: [1] } },
    { raw: '5', body: 5 },
    { raw: 'plain text', body: 'plain text' },
    { raw: '', body: '' },
  ])('reads the body $raw as axios does', async ({ raw, body }) => {
    const sync = createFakeSync()
    sync.faults.add({ kind: 'status', status: 503, body: raw })
    const answer = await sync.httpClient.request({ ...caller, method: 'get', uri })
    expect(answer).toMatchObject({ statusCode: 503, body })
  })

  it('returns anything that is not JSON as a string', async () => {
    const sync = createFakeSync()
    sync.faults.add({ kind: 'malformed' })
    const { body } = await sync.httpClient.request({ ...caller, method: 'get', uri })
    expect(body).toBe('{"sid"')
  })

  it.each([
    { asked: `${uri}/orders`, path: `${streams}/orders` },
    { asked: `${uri}/two words`, path: `${streams}/two%20words` },
    { asked: `${uri}/☃`, path: `${streams}/%E2%98%83` },
    { asked: `${uri}/a%2Fb`, path: `${streams}/a%2Fb` },
    { asked: `${uri}/a#b`, path: `${streams}/a` },
    { asked: `${uri}/a\\b`, path: `${streams}/a/b` },
    { asked: `${uri}/..`, path: '/v1/Services/default/' },
    { asked: `${uri}/./a`, path: `${streams}/a` },
    { asked: `${uri}/a.b`, path: `${streams}/a.b` },
    { asked: 'https://SYNC.twilio.com:443/v1/Services', path: '/v1/Services' },
  ])('normalises $asked as axios does', async ({ asked, path }) => {
    const sync = createFakeSync()
    await sync.httpClient.request({ ...caller, method: 'get', uri: asked })
    expect(sync.requests).toMatchObject([{ path }])
  })

  it.each<{ request: Partial<RequestOptions>; params: object }>([
    { request: { params: { PageSize: 2, PageToken: undefined } }, params: { PageSize: '2' } },
    { request: { uri: `${uri}?PageSize=2`, params: { Page: 1 } }, params: pageOf('2', '1') },
    { request: { data: { Ttl: 0, UniqueName: null } }, params: { Ttl: '0', UniqueName: '' } },
    { request: { data: { UniqueName: 'a&b=c d+☃' } }, params: { UniqueName: 'a&b=c d+☃' } },
    { request: { data: { On: true, Many: ['a', 'b'] } }, params: { On: 'true', Many: 'a' } },
  ])('sends $request', async ({ request, params }) => {
    const sync = createFakeSync()
    await sync.httpClient.request({ ...caller, method: 'get', uri, ...request })
    expect(sync.requests).toMatchObject([{ params }])
    expect(Object.keys(sync.requests[0]?.params ?? {})).toEqual(Object.keys(params))
  })

  it.each<{ who: string; credentials: Partial<RequestOptions>; status: number }>([
    { who: 'a name and its password', credentials: caller, status: 200 },
    { who: 'a strategy', credentials: strategy(basic(account)), status: 200 },
    { who: 'a request without credentials', credentials: {}, status: 401 },
    { who: 'an empty password', credentials: { username: account, password: '' }, status: 401 },
    { who: 'a bearer token', credentials: strategy('Bearer abc'), status: 200 },
  ])('answers $who with $status', async ({ credentials, status }) => {
    const { httpClient } = createFakeSync()
    const answer = await httpClient.request({ method: 'get', uri, ...credentials })
    expect(answer.statusCode).toBe(status)
  })

  it.each([
    { other: 'https://api.twilio.com/2010-04-01', found: 'the host api.twilio.com' },
    { other: 'http://sync.twilio.com/v1', found: 'the scheme http' },
    { other: 'no URL', found: 'no host' },
  ])('refuses $other, and names what to use instead', async ({ other, found }) => {
    const sync = createFakeSync()
    const request = sync.httpClient.request({ ...caller, method: 'get', uri: other })
    await expect(request).rejects.toThrow(
      `Cannot send a request to ${other}: found ${found}, expected https://sync[.edge][.region].twilio.com; for a client that talks to more than Sync use installFakeSync({ twilio })`,
    )
    expect(sync.requests).toEqual([])
  })

  it('answers while all timers are fake, even those of nextTick', async () => {
    const syncStreams = streamsOf(createFakeSync())
    vi.useFakeTimers()
    // As jest does by default, and vitest refuses to.
    const nextTick = vi.spyOn(process, 'nextTick').mockImplementation(() => undefined)
    onTestFinished(() => {
      nextTick.mockRestore()
      vi.useRealTimers()
    })
    expect(await syncStreams.list()).toEqual([])
  })

  it('does not retry, whatever autoRetry says', async () => {
    const sync = createFakeSync()
    sync.faults.add({ kind: 'status', status: 429 })
    const create = streamsOf(sync, { autoRetry: true }).create()
    await expect(create).rejects.toMatchObject({ status: 429 })
    expect(sync.requests).toHaveLength(1)
  })

  it("rejects with Node's error code", async () => {
    const sync = createFakeSync()
    sync.faults.add({ kind: 'reset' })
    await expect(streamsOf(sync).create()).rejects.toMatchObject({
      name: 'Error',
      code: 'ECONNRESET',
      message: 'socket hang up',
    })
  })
})

function streamsOf(
  { httpClient }: FakeSync,
  options: { autoRetry?: boolean } = {},
): ReturnType<twilio.Twilio['sync']['v1']['services']>['syncStreams'] {
  const client = twilio(account, 'token', { ...options, httpClient })
  return client.sync.v1.services('default').syncStreams
}

function strategy(authorization: string): Partial<RequestOptions> {
  return { authStrategy: { getAuthString: () => Promise.resolve(authorization) } as never }
}

function pageOf(PageSize: string, Page: string): object {
  return { PageSize, Page }
}
