import type { Failure, FakeSyncOptions, HttpResponse } from '../../src/core.ts'

/** A request as text, complete. */
export interface HttpRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

/** A request as a table writes it down: plain data, whatever transport is to carry it. */
export interface WireRequest {
  readonly method: string
  /** Percent-encoded, without the query. */
  readonly path: string
  /** Parameters, or the text as it is sent. */
  readonly query?: Parameters
  /** Parameters, or the text as it is sent. */
  readonly form?: Parameters
  /** The header; `null` for none. Default: the account of the table. */
  readonly authorization?: string | null
  /** The header. Default: none. */
  readonly ifMatch?: string
}

export type Parameters = string | Readonly<Record<string, string>>

export interface WireCase {
  /** Completes "refuses …" or "accepts …". */
  readonly title: string
  readonly options?: FakeSyncOptions
  /** Requests that go before. */
  readonly given?: readonly WireRequest[]
  readonly request: WireRequest
}

/** A request that Twilio refuses, and everything that distinguishes its response. */
export interface Refusal extends WireCase {
  readonly kind: Failure['kind']
  readonly status: number
  readonly code: number
  readonly message: string
}

/** A request that Twilio accepts. */
export interface Acceptance extends WireCase {
  readonly status: 200 | 201 | 204
  /** The part of the body that matters here; `undefined` if there is none. */
  readonly body: object | undefined
}

/** What the clock shows in every case. */
export const start = '2026-03-04T05:06:07.890Z'

export const account: `AC${string}` = `AC${'1'.repeat(32)}`
export const otherAccount: `AC${string}` = `AC${'2'.repeat(32)}`
export const apiKey: `SK${string}` = `SK${'3'.repeat(32)}`
export const someService: `IS${string}` = `IS${'4'.repeat(32)}`

export const services = '/v1/Services'
export const streams = '/v1/Services/default/Streams'
export const orders = '/v1/Services/default/Streams/orders'
export const messages = '/v1/Services/default/Streams/orders/Messages'

export function get(path: string, query?: Parameters): WireRequest {
  return { method: 'GET', path, ...(query !== undefined && { query }) }
}

export function post(path: string, form?: Parameters): WireRequest {
  return { method: 'POST', path, ...(form !== undefined && { form }) }
}

export function remove(path: string): WireRequest {
  return { method: 'DELETE', path }
}

export function as(authorization: string | null, request: WireRequest): WireRequest {
  return { ...request, authorization }
}

export function basic(username: string, password = 'token'): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

/** JSON of an object of exactly that many bytes, as many of them as possible one letter. */
export function jsonOf(bytes: number, letter = 'x'): string {
  const room = bytes - '{"text":""}'.length
  const size = Buffer.byteLength(letter)
  return `{"text":"${letter.repeat(room / size)}${'x'.repeat(room % size)}"}`
}

export function toHttpRequest(
  { method, path, query, form, authorization = basic(account), ifMatch }: WireRequest,
  origin = 'https://sync.twilio.com',
): HttpRequest {
  return {
    method,
    url: `${origin}${path}${query === undefined ? '' : `?${encode(query)}`}`,
    headers: {
      ...(authorization !== null && { authorization }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
      ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    body: encode(form ?? ''),
  }
}

function encode(parameters: Parameters): string {
  return typeof parameters === 'string' ? parameters : new URLSearchParams(parameters).toString()
}

/** The fields a test may read, of whichever body it is. */
export interface Body {
  readonly sid: string
  readonly unique_name: string | null
  readonly account_sid: string
  readonly service_sid: string
  readonly url: string
  readonly date_created: string
  readonly date_updated: string
  readonly date_expires: string | null
  readonly streams: readonly Body[]
  readonly services: readonly Body[]
  readonly meta: {
    readonly first_page_url: string
    readonly previous_page_url: string | null
    readonly url: string
    readonly next_page_url: string | null
  }
  readonly code: number
  readonly message: string
}

/** Sends a request and reads the body of the answer; an empty one reads as an empty object. */
export function send(
  sync: { handle(request: HttpRequest): HttpResponse },
  request: WireRequest,
  origin?: string,
): { readonly status: number; readonly body: Body } {
  const { status, body } = sync.handle(toHttpRequest(request, origin))
  return { status, body: JSON.parse(body || '{}') as Body }
}

const aService = `${services}/${someService}`
const createOrders = post(streams, { UniqueName: 'orders' })
const onlyThisPassword: FakeSyncOptions = { credentials: { [account]: 'token' } }

/** Every row of the error table that services and streams have, by every way that leads to it. */
export const refusals: readonly Refusal[] = [
  ...absent('service-not-found', [
    {
      title: 'a service that is not on the list',
      options: { services: [] },
      request: get(aService),
      resource: `/Services/${someService}`,
    },
    {
      title: 'a service by a name of its own',
      request: get(`${services}/orders`),
      resource: '/Services/orders',
    },
    {
      title: 'a service SID in capitals',
      request: get(`${services}/IS${'A'.repeat(32)}`),
      resource: `/Services/IS${'A'.repeat(32)}`,
    },
    {
      title: 'the SID of a stream as a service',
      request: get(`${services}/TO${'4'.repeat(32)}`),
      resource: `/Services/TO${'4'.repeat(32)}`,
    },
    {
      title: 'a removed service',
      given: [remove(aService)],
      request: get(aService),
      resource: `/Services/${someService}`,
    },
    {
      title: 'an update of a missing service',
      request: post(`${services}/orders`, { FriendlyName: 'Orders' }),
      resource: '/Services/orders',
    },
    {
      title: 'a missing service before a bad parameter',
      request: post(`${services}/orders`, { AclEnabled: 'maybe' }),
      resource: '/Services/orders',
    },
    {
      title: 'the removal of a missing service',
      request: remove(`${services}/orders`),
      resource: '/Services/orders',
    },
    {
      title: 'the streams of a missing service',
      request: get(`${services}/orders/Streams`, { PageSize: '2' }),
      resource: '/Services/orders/Streams',
    },
    {
      title: 'a new stream of a missing service',
      request: post(`${services}/orders/Streams`),
      resource: '/Services/orders/Streams',
    },
    {
      title: 'a message to a missing service',
      request: post(`${services}/orders/Streams/orders/Messages`, { Data: '{}' }),
      resource: '/Services/orders/Streams/orders/Messages',
    },
  ]),

  ...absent('stream-not-found', [
    {
      title: 'a missing stream by name',
      request: get(orders),
      resource: '/Services/default/Streams/orders',
    },
    {
      title: 'a missing stream by SID',
      request: get(`${aService}/Streams/TO${'5'.repeat(32)}`),
      resource: `/Services/${someService}/Streams/TO${'5'.repeat(32)}`,
    },
    {
      title: 'a missing stream, and does not repeat the query',
      request: get(orders, { PageSize: '2' }),
      resource: '/Services/default/Streams/orders',
    },
    {
      title: 'a missing stream, and repeats its percent-encoding',
      request: get(`${streams}/a%20b%2fc%e2%98%83`),
      resource: '/Services/default/Streams/a%20b%2fc%e2%98%83',
    },
    {
      title: 'a name in other letters',
      given: [createOrders],
      request: get(`${streams}/Orders`),
      resource: '/Services/default/Streams/Orders',
    },
    {
      title: 'a name of another service',
      given: [createOrders],
      request: get(`${aService}/Streams/orders`),
      resource: `/Services/${someService}/Streams/orders`,
    },
    {
      title: 'a removed stream',
      given: [createOrders, remove(orders)],
      request: get(orders),
      resource: '/Services/default/Streams/orders',
    },
    {
      title: 'an update of a missing stream',
      request: post(orders, { Ttl: '60' }),
      resource: '/Services/default/Streams/orders',
    },
    {
      title: 'the removal of a missing stream',
      request: remove(orders),
      resource: '/Services/default/Streams/orders',
    },
    {
      title: 'a message to a missing stream',
      request: post(messages, { Data: '{}' }),
      resource: '/Services/default/Streams/orders/Messages',
    },
    {
      title: 'a missing stream before bad data',
      request: post(messages, { Data: 'hi' }),
      resource: '/Services/default/Streams/orders/Messages',
    },
    {
      title: 'a missing stream before a bad TTL',
      request: post(orders, { Ttl: '-1' }),
      resource: '/Services/default/Streams/orders',
    },
  ]),

  ...absent('path-not-found', [
    { title: 'the root', request: get('/'), resource: '/' },
    { title: 'a version alone', request: get('/v1'), resource: '/v1' },
    { title: 'a version and a slash', request: get('/v1/'), resource: '/' },
    { title: 'another version', request: get('/v2/Services'), resource: '/v2/Services' },
    { title: 'no version', request: get('/Services'), resource: '/Services' },
    { title: 'another case of letters', request: get('/v1/services'), resource: '/services' },
    { title: 'a slash at the end', request: get('/v1/Services/'), resource: '/Services/' },
    {
      title: 'an empty service SID',
      request: get('/v1/Services//Streams'),
      resource: '/Services//Streams',
    },
    {
      title: 'an empty stream SID',
      request: get(`${streams}/`),
      resource: '/Services/default/Streams/',
    },
    {
      title: 'a single message',
      given: [createOrders],
      request: get(`${messages}/TZ${'6'.repeat(32)}`),
      resource: `/Services/default/Streams/orders/Messages/TZ${'6'.repeat(32)}`,
    },
    {
      title: 'a product of another host',
      request: get(`/2010-04-01/Accounts/${account}/Messages.json`),
      resource: `/2010-04-01/Accounts/${account}/Messages.json`,
    },
    {
      title: 'a percent sign alone',
      request: get(`${streams}/%`),
      resource: '/Services/default/Streams/%',
    },
    {
      title: 'a percent sign before no digits',
      request: post(`${streams}/%zz`, { Ttl: '60' }),
      resource: '/Services/default/Streams/%zz',
    },
    {
      title: 'percent-encoding that is not UTF-8',
      request: remove(`${services}/%E0%A4/Streams/orders`),
      resource: '/Services/%E0%A4/Streams/orders',
    },
  ]),

  ...refused(
    { kind: 'method-not-allowed', status: 405, code: 20004, message: 'Method not allowed' },
    [
      { title: 'PUT', request: { method: 'PUT', path: streams } },
      { title: 'PATCH', request: { method: 'PATCH', path: orders } },
      { title: 'OPTIONS', request: { method: 'OPTIONS', path: streams } },
      { title: 'the removal of all services', request: remove(services) },
      { title: 'the removal of all streams', request: remove(streams) },
      { title: 'a list of messages', request: get(messages) },
      { title: 'the removal of all messages', request: remove(messages) },
    ],
  ),

  ...refused(
    {
      kind: 'credentials-missing',
      status: 401,
      code: 20003,
      message: 'Authentication Error - No credentials provided',
    },
    [
      { title: 'a request without credentials', request: as(null, get(streams)) },
      { title: 'an empty header', request: as('', get(streams)) },
      { title: 'Bearer alone', request: as('Bearer ', get(streams)) },
      { title: 'Basic alone', request: as('Basic', get(streams)) },
      { title: 'credentials that are not base64', request: as('Basic A*B=', get(streams)) },
      { title: 'base64 that is cut off', request: as('Basic QUM6d', get(streams)) },
      { title: 'a username alone', request: as(`Basic ${btoa(account)}`, get(streams)) },
      { title: 'an empty username', request: as(basic(''), get(streams)) },
      {
        title: 'a request without credentials for an unknown path',
        request: as(null, get('/v1/Nothing')),
      },
      {
        title: 'a request for Documents without credentials',
        request: as(null, get(`${aService}/Documents`)),
      },
    ],
  ),

  ...refused(
    {
      kind: 'username-unknown',
      status: 401,
      code: 20003,
      message: 'Authentication Error - invalid username',
    },
    ['SK4', '__proto__', 'constructor', account.toLowerCase()].map((username) => ({
      title: `the username ${username} when it is not known`,
      options: onlyThisPassword,
      request: as(basic(username), get(streams)),
    })),
  ),

  ...refused(
    { kind: 'token-refused', status: 401, code: 20003, message: 'Authenticate' },
    ['Bearer abc', 'bearer  a.b-c_d~e+f/g==  ', 'BEARER Basic'].map((authorization) => ({
      title: `${authorization} when only passwords are known`,
      options: onlyThisPassword,
      request: as(authorization, get(streams)),
    })),
  ),

  ...refused(
    { kind: 'password-wrong', status: 401, code: 20003, message: 'Authenticate' },
    ['', 'Token', 'token ', 'token:', 'tokén'].map((password) => ({
      title: `the password "${password}" when it is another`,
      options: onlyThisPassword,
      request: as(basic(account, password), get(streams)),
    })),
  ),

  ...refused(
    { kind: 'name-taken', status: 409, code: 54301, message: 'Unique name already exists' },
    [
      { title: 'a name that is taken', given: [createOrders], request: createOrders },
      {
        title: 'a name that is taken, with another TTL',
        given: [createOrders],
        request: post(streams, { UniqueName: 'orders', Ttl: '60' }),
      },
    ],
  ),

  ...refused(
    {
      kind: 'name-invalid',
      status: 400,
      code: 54302,
      message:
        'Invalid unique name. Expected a string with length 1-320 not matching the SID pattern [A-Z]{2}[a-f0-9]{32}',
    },
    [
      { title: 'an empty name', request: post(streams, { UniqueName: '' }) },
      { title: 'a name of 321 letters', request: post(streams, { UniqueName: 'n'.repeat(321) }) },
      {
        title: 'a name shaped like the SID of a stream',
        request: post(streams, { UniqueName: `TO${'0a'.repeat(16)}` }),
      },
      {
        title: 'a name shaped like the SID of a call',
        request: post(streams, { UniqueName: `CA${'f9'.repeat(16)}` }),
      },
      {
        title: 'an empty name before a good one',
        request: post(streams, 'UniqueName&UniqueName=a'),
      },
    ],
  ),

  ...refused({ kind: 'ttl-invalid', status: 400, code: 54011, message: 'Invalid TTL' }, [
    ...['-1', '1.5', 'abc', '31536001', '1e3', '0x10', ' 60', '60s', '9'.repeat(400)].map(
      (Ttl) => ({
        title: `a new stream with the TTL "${Ttl.slice(0, 20)}"`,
        request: post(streams, { Ttl }),
      }),
    ),
    ...['-1', '1.5', 'abc', '31536001'].map((Ttl) => ({
      title: `an update with the TTL "${Ttl}"`,
      given: [createOrders],
      request: post(orders, { Ttl }),
    })),
  ]),

  ...refused(
    { kind: 'nothing-to-update', status: 400, code: 54010, message: 'No parameters specified' },
    [
      { title: 'an update of nothing', given: [createOrders], request: post(orders) },
      {
        title: 'an update of the name',
        given: [createOrders],
        request: post(orders, { UniqueName: 'invoices' }),
      },
      {
        title: 'an update with a TTL in the query',
        given: [createOrders],
        request: { ...post(orders), query: { Ttl: '60' } },
      },
      {
        title: 'an update with a TTL in JSON',
        given: [createOrders],
        request: post(orders, '{"Ttl":60}'),
      },
    ],
  ),

  ...refused({ kind: 'page-size-invalid', status: 400, code: 54454, message: 'Invalid PageSize' }, [
    ...['0', '1001', '-1', 'abc', '', '1.5'].map((PageSize) => ({
      title: `a list of streams with the page size "${PageSize}"`,
      request: get(streams, { PageSize }),
    })),
    ...['0', '1001'].map((PageSize) => ({
      title: `a list of services with the page size "${PageSize}"`,
      request: get(services, { PageSize }),
    })),
  ]),

  ...refused(
    { kind: 'page-token-invalid', status: 400, code: 54453, message: 'Invalid PageToken' },
    [
      ...[
        '',
        'PT',
        'abc',
        'PTF00000001',
        tokenOf({ key: 9, direction: 'next' }),
        tokenOf({ key: 0, direction: 'sideways' }),
        `${tokenOf({ key: 0, direction: 'next' })}=`,
      ].map((PageToken) => ({
        title: `a list of streams with the token "${PageToken}"`,
        given: [createOrders],
        request: get(streams, { PageToken }),
      })),
      { title: 'a list of services with a bad token', request: get(services, { PageToken: 'PT' }) },
    ],
  ),

  ...refused(
    {
      kind: 'data-missing',
      status: 400,
      code: 54251,
      message: 'Invalid Message Stream Message data',
    },
    [
      { title: 'a message without data', given: [createOrders], request: post(messages) },
      {
        title: 'a message with the data null',
        given: [createOrders],
        request: post(messages, { Data: 'null' }),
      },
      {
        title: 'a message with data in the query',
        given: [createOrders],
        request: { ...post(messages), query: { Data: '{}' } },
      },
      {
        title: 'a message sent as JSON',
        given: [createOrders],
        request: post(messages, '{"Data":{}}'),
      },
    ],
  ),

  ...refused(
    {
      kind: 'data-invalid',
      status: 400,
      code: 54008,
      message: 'Invalid request body: the type of one of the attributes is invalid',
    },
    [
      ...['', 'hi', '"hi"', '5', 'true', '[]', '[{}]', '{', '{id:"bob"}', '{} {}'],
      `{"id":${'['.repeat(500)}${']'.repeat(500)}}`,
    ].map((Data) => ({
      title: `a message with the data ${Data.slice(0, 20) || 'empty'}`,
      given: [createOrders],
      request: post(messages, { Data }),
    })),
  ),

  ...refused(
    { kind: 'data-too-large', status: 413, code: 54006, message: 'Request entity too large' },
    [
      { title: 'a message of 4097 bytes', Data: jsonOf(4097) },
      { title: 'a message of 4097 bytes in 1373 characters', Data: jsonOf(4097, '☃') },
    ].map(({ title, Data }) => ({
      title,
      given: [createOrders],
      request: post(messages, { Data }),
    })),
  ),

  ...refused(
    { kind: 'webhook-url-invalid', status: 400, code: 54051, message: 'Invalid webhook URL' },
    [
      ...['hooks', 'ftp://example.com', 'https://', 'http://example.com/a b', urlOf(513)].map(
        (WebhookUrl) => ({
          title: `a new service with the webhook URL ${WebhookUrl.slice(0, 30)}`,
          request: post(services, { WebhookUrl }),
        }),
      ),
      { title: 'an update to a bad webhook URL', request: post(aService, { WebhookUrl: 'hooks' }) },
    ],
  ),

  ...refused(
    { kind: 'parameter-invalid', status: 400, code: 20422, message: 'Invalid Parameter' },
    [
      ...[
        'WebhooksFromRestEnabled=maybe',
        'ReachabilityWebhooksEnabled=1',
        'AclEnabled=',
        'ReachabilityDebouncingEnabled=yes',
        'ReachabilityDebouncingWindow=999',
        'ReachabilityDebouncingWindow=30001',
        'ReachabilityDebouncingWindow=1500.5',
        'ReachabilityDebouncingWindow=long',
        'ReachabilityDebouncingWindow=',
      ].map((form) => ({
        title: `a new service with ${form}`,
        request: post(services, form),
      })),
      { title: 'an update with AclEnabled=maybe', request: post(aService, 'AclEnabled=maybe') },
    ],
  ),

  ...refused(
    {
      kind: 'rate-limited',
      status: 429,
      code: 54009,
      message: `Rate limit exceeded for write-service-${someService}`,
    },
    [
      {
        title: 'a new stream after 200 within ten seconds',
        options: { rateLimits: true },
        given: Array.from({ length: 200 }, () => post(`${aService}/Streams`)),
        request: post(`${aService}/Streams`),
      },
    ],
  ),
]

/** What is accepted though it lies at an edge, or looks as if it might not be. */
export const acceptances: readonly Acceptance[] = [
  ...accepted(
    { what: 'a new stream', status: 201, request: (parameters) => post(streams, parameters) },
    [
      ['without parameters', '', { unique_name: null, date_expires: null }],
      ['with an unknown parameter', { Colour: 'red' }, { unique_name: null, date_expires: null }],
      ['sent as JSON, which is not read', '{"UniqueName":"a"}', { unique_name: null }],
      ['with binary junk as its body', '\u0000\u0001%FF%%\uFFFD=&&=&\u2028', { unique_name: null }],
      [
        'with a repeated name, of which the first counts',
        'UniqueName=a&UniqueName=b',
        { unique_name: 'a' },
      ],
      [
        'with a repeated TTL, of which the first counts',
        'Ttl=1&Ttl=-1',
        { date_expires: '2026-03-04T05:06:08Z' },
      ],
      ['with a name of one letter', { UniqueName: 'n' }, { unique_name: 'n' }],
      [
        'with a name of 320 letters',
        { UniqueName: 'n'.repeat(320) },
        { unique_name: 'n'.repeat(320) },
      ],
      [
        'with a name in any script',
        { UniqueName: 'naïve ☃ 🎉+%/?#' },
        { unique_name: 'naïve ☃ 🎉+%/?#' },
      ],
      ['with a plus for a space', 'UniqueName=two+words', { unique_name: 'two words' }],
      [
        'with a name that is almost a SID',
        { UniqueName: `TO${'A'.repeat(32)}` },
        { unique_name: `TO${'A'.repeat(32)}` },
      ],
      [
        'with a name of 31 digits',
        { UniqueName: `TO${'a'.repeat(31)}` },
        { unique_name: `TO${'a'.repeat(31)}` },
      ],
      ['with the name default', { UniqueName: 'default' }, { unique_name: 'default' }],
      ['with the name __proto__', { UniqueName: '__proto__' }, { unique_name: '__proto__' }],
      ['with an empty TTL', { Ttl: '' }, { date_expires: null }],
      ['with a TTL of 0', { Ttl: '0' }, { date_expires: null }],
      ['with a TTL of 007', { Ttl: '007' }, { date_expires: '2026-03-04T05:06:14Z' }],
      ['with a TTL of a year', { Ttl: '31536000' }, { date_expires: '2027-03-04T05:06:07Z' }],
    ],
  ),

  ...accepted(
    {
      what: 'an update',
      status: 200,
      given: [post(streams, { UniqueName: 'orders', Ttl: '10' })],
      request: (parameters) => post(orders, parameters),
    },
    [
      ['with a TTL', { Ttl: '60' }, { date_expires: '2026-03-04T05:07:07Z' }],
      ['with an empty TTL', { Ttl: '' }, { date_expires: null }],
      ['with a TTL of 0', { Ttl: '0' }, { date_expires: null }],
      ['with a TTL of a year', { Ttl: '31536000' }, { date_expires: '2027-03-04T05:06:07Z' }],
      [
        'with a name, which stays as it is',
        { Ttl: '1', UniqueName: 'a' },
        { unique_name: 'orders' },
      ],
    ],
  ),

  ...accepted(
    {
      what: 'a message',
      status: 201,
      given: [createOrders],
      request: (parameters) => post(messages, parameters),
    },
    [
      ['of nothing', { Data: '{}' }, { data: {} }],
      [
        'of everything',
        { Data: '{"a":[1,null,{"b":"☃"}]}' },
        { data: { a: [1, null, { b: '☃' }] } },
      ],
      ['of 4096 bytes', { Data: jsonOf(4096) }, { data: JSON.parse(jsonOf(4096)) as object }],
      [
        'of 4096 bytes, most of them snowmen',
        { Data: jsonOf(4096, '☃') },
        { data: JSON.parse(jsonOf(4096, '☃')) as object },
      ],
      ['of more bytes with its white space', { Data: `${' '.repeat(5000)}{ }\n` }, { data: {} }],
      [
        'of more bytes with its escapes',
        { Data: `{"a":"${'\\u0041'.repeat(1000)}"}` },
        { data: { a: 'A'.repeat(1000) } },
      ],
      ['with a key twice, of which the last counts', { Data: '{"a":1,"a":2}' }, { data: { a: 2 } }],
      ['with data twice, of which the first counts', 'Data={"a":1}&Data=5', { data: { a: 1 } }],
    ],
  ),

  ...accepted(
    {
      what: 'a list of streams',
      status: 200,
      given: [createOrders],
      request: (parameters) => get(streams, parameters),
    },
    [
      ['without parameters', '', { meta: { page: 0, page_size: 50 } }],
      ['with a page size of 1', { PageSize: '1' }, { meta: { page_size: 1 } }],
      ['with a page size of 100', { PageSize: '100' }, { meta: { page_size: 100 } }],
      [
        'with a page size of 101, of which 100 count',
        { PageSize: '101' },
        { meta: { page_size: 100 } },
      ],
      [
        'with a page size of 1000, of which 100 count',
        { PageSize: '1000' },
        { meta: { page_size: 100 } },
      ],
      ['with a page size of 007', { PageSize: '007' }, { meta: { page_size: 7 } }],
      [
        'with a page number',
        { Page: '3' },
        { meta: { page: 3 }, streams: [{ unique_name: 'orders' }] },
      ],
      ['with a page number that is none', { Page: 'last' }, { meta: { page: 0 } }],
      ['with a page number beyond all numbers', { Page: '9'.repeat(30) }, { meta: { page: 0 } }],
      ['with an unknown parameter', { Order: 'desc' }, { meta: { page: 0 } }],
      ['with an empty query', '&&=&', { meta: { page: 0, page_size: 50 } }],
    ],
  ),

  ...accepted(
    { what: 'a new service', status: 201, request: (parameters) => post(services, parameters) },
    [
      [
        'with booleans in any letters',
        'AclEnabled=TRUE&WebhooksFromRestEnabled=True',
        { acl_enabled: true, webhooks_from_rest_enabled: true },
      ],
      ['with an empty name', { FriendlyName: '' }, { friendly_name: '' }],
      [
        'with a name for itself, which is not read',
        { UniqueName: 'orders' },
        { unique_name: null },
      ],
      [
        'with a webhook URL over http',
        { WebhookUrl: 'http://example.com' },
        { webhook_url: 'http://example.com' },
      ],
      [
        'with a webhook URL of 512 letters',
        { WebhookUrl: urlOf(512) },
        { webhook_url: urlOf(512) },
      ],
      ['with an empty webhook URL', { WebhookUrl: '' }, { webhook_url: null }],
      [
        'with the shortest window',
        { ReachabilityDebouncingWindow: '1000' },
        { reachability_debouncing_window: 1000 },
      ],
      [
        'with the longest window',
        { ReachabilityDebouncingWindow: '30000' },
        { reachability_debouncing_window: 30_000 },
      ],
    ],
  ),

  {
    title: 'an update of a service with nothing',
    request: post(aService),
    status: 200,
    body: { sid: someService },
  },
  {
    title: 'the removal of a stream',
    given: [createOrders],
    request: remove(orders),
    status: 204,
    body: undefined,
  },
  {
    title: 'the removal of a service',
    request: remove(aService),
    status: 204,
    body: undefined,
  },
]

type Found = Omit<Refusal, keyof WireCase>

interface Accepted {
  readonly what: string
  readonly status: 200 | 201
  readonly given?: readonly WireRequest[]
  readonly request: (parameters: Parameters) => WireRequest
}

type AcceptanceRow = readonly [how: string, parameters: Parameters, body: object]

/** Cases that are refused alike. */
export function refused(found: Found, cases: readonly WireCase[]): Refusal[] {
  return cases.map((wireCase) => ({ ...found, ...wireCase }))
}

/** Cases that are accepted, which differ in their parameters. */
export function accepted(
  { what, status, request, given = [] }: Accepted,
  rows: readonly AcceptanceRow[],
): Acceptance[] {
  return rows.map(([how, parameters, body]) => ({
    title: `${what} ${how}`,
    given,
    request: request(parameters),
    status,
    body,
  }))
}

type Absence = WireCase & { readonly resource: string }

/** Cases of what is not there, which differ in the path that the message repeats. */
export function absent(kind: Failure['kind'], cases: readonly Absence[]): Refusal[] {
  return cases.map(({ resource, ...wireCase }) => {
    const message = `The requested resource ${resource} was not found`
    return { kind, status: 404, code: 20404, message, ...wireCase }
  })
}

function urlOf(length: number): string {
  return 'https://example.com/'.padEnd(length, 'x')
}

/** A page token as the fake makes them. */
export function tokenOf(position: { readonly key: unknown; readonly direction: string }): string {
  return `PT${Buffer.from(JSON.stringify(position)).toString('base64url')}`
}
