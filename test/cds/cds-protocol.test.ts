import { describe, expect, it } from 'vitest'
import { operations } from '../../src/api/operations.ts'
import { rows } from '../../src/cds/rows.ts'
import { NotFakedError } from '../../src/core.ts'
import { keysOf } from '../../src/lang/keys-of.ts'
import { type Acceptance, objectAcceptances, objectRefusals, type Refusal } from './cases.ts'
import { get, newClient, post, put, remove } from './client.ts'

// What the rows of clients ask for, and how they answer: without the SDK, frames and sockets.

const streams = '/v3/Streams'
const orders = '/v3/Streams/orders'
const messages = '/v3/Streams/orders/Messages'
const subscriptions = '/v4/Subscriptions'
const someSid = `TO${'0'.repeat(32)}`
const someService = `IS${'4'.repeat(32)}`

const created = {
  unique_name: 'orders',
  created_by: 'alice',
  date_created: '2026-03-04T05:06:07.890Z',
  date_updated: '2026-03-04T05:06:07.890Z',
}

const acceptances: readonly Acceptance[] = [
  {
    title: 'creates a stream',
    operation: 'streams.create',
    request: post(streams, { unique_name: 'orders', ttl: 60 }),
    status: 201,
    body: { ...created, date_expires: '2026-03-04T05:07:07.000Z' },
  },
  {
    title: 'creates a stream without a name, for null',
    operation: 'streams.create',
    request: post(streams, { unique_name: null, ttl: null }),
    status: 201,
    body: { unique_name: null, date_expires: null },
  },
  {
    title: 'opens a stream by its name',
    operation: 'streams.fetch',
    given: [post(streams, { unique_name: 'orders' })],
    request: get(orders),
    status: 200,
    body: { ...created, date_expires: null },
  },
  {
    title: 'opens a stream whose name is percent-encoded',
    operation: 'streams.fetch',
    given: [post(streams, { unique_name: 'a/b c' })],
    request: get('/v3/Streams/a%2Fb%20c'),
    status: 200,
    body: { unique_name: 'a/b c' },
  },
  {
    title: 'sets a time to live',
    operation: 'streams.update',
    given: [post(streams, { unique_name: 'orders' })],
    request: post(orders, { ttl: 1 }),
    status: 200,
    body: { ...created, date_expires: '2026-03-04T05:06:08.000Z' },
  },
  {
    title: 'removes a stream, whatever the body',
    operation: 'streams.delete',
    given: [post(streams, { unique_name: 'orders' })],
    request: remove(orders),
    status: 204,
    body: {},
  },
  {
    title: 'publishes a message',
    operation: 'messages.create',
    given: [post(streams, { unique_name: 'orders' })],
    request: post(messages, { data: { n: 1 } }),
    status: 201,
    body: { sid: expect.stringMatching(/^TZ[0-9a-f]{32}$/) as string },
  },
  {
    title: 'takes note of subscriptions',
    operation: 'subscriptions.update',
    request: post(subscriptions, { action: 'establish', requests: [] }),
    status: 202,
    body: { estimated_delivery_in_ms: 50, max_batch_size: 1000 },
  },
]

const nameNotFound = { status: 404, code: 54300, message: 'Unique name not found' }

const refusals: readonly Refusal[] = [
  {
    title: 'a name that nobody has',
    request: get(orders),
    kind: 'stream-not-found',
    ...nameNotFound,
  },
  {
    title: 'what is not quite a SID',
    request: get('/v3/Streams/TO111'),
    kind: 'stream-not-found',
    ...nameNotFound,
  },
  {
    title: 'a SID that nobody has',
    request: post(`/v3/Streams/${someSid}/Messages`, { data: {} }),
    kind: 'stream-not-found',
    status: 404,
    code: 54250,
    message: 'Stream not found',
  },
  {
    title: 'a service that does not exist',
    options: { service: someService, services: [] },
    request: get(orders),
    kind: 'service-not-found',
    status: 404,
    code: 54050,
    message: 'Service Instance not found',
  },
  {
    title: 'a name in use',
    given: [post(streams, { unique_name: 'orders' })],
    request: post(streams, { unique_name: 'orders' }),
    kind: 'name-taken',
    status: 409,
    code: 54301,
    message: 'Unique name already exists',
  },
  ...[7, '', someSid, ['orders'], {}].map((unique_name) => ({
    title: `the name ${JSON.stringify(unique_name)}`,
    request: post(streams, { unique_name }),
    kind: 'name-invalid' as const,
    status: 400,
    code: 54302,
    message:
      'Invalid unique name. Expected a string with length 1-320 not matching the SID pattern [A-Z]{2}[a-f0-9]{32}',
  })),
  ...['60', -1, 1.5, true].map((ttl) => ({
    title: `the ttl ${JSON.stringify(ttl)}`,
    request: post(streams, { ttl }),
    kind: 'ttl-invalid' as const,
    status: 400,
    code: 54011,
    message: 'Invalid TTL',
  })),
  ...['text', 1, [1], true].map((data) => ({
    title: `the data ${JSON.stringify(data)}`,
    given: [post(streams, { unique_name: 'orders' })],
    request: post(messages, { data }),
    kind: 'data-invalid' as const,
    status: 400,
    code: 54008,
    message: 'Invalid request body: the type of one of the attributes is invalid',
  })),
  {
    title: 'a message without data',
    given: [post(streams, { unique_name: 'orders' })],
    request: post(messages),
    kind: 'data-missing',
    status: 400,
    code: 54251,
    message: 'Invalid Message Stream Message data',
  },
  {
    title: 'an update of nothing',
    given: [post(streams, { unique_name: 'orders' })],
    request: post(orders),
    kind: 'nothing-to-update',
    status: 400,
    code: 54010,
    message: 'No parameters specified',
  },
  ...[
    { action: 'other', requests: [] },
    { requests: [] },
    { action: 'establish' },
    { action: 'establish', requests: 'all' },
    { action: 'cancel', requests: [{ object_sid: someSid }] },
    { action: 'cancel', requests: [null] },
  ].map((body) => ({
    title: `the subscriptions ${JSON.stringify(body)}`,
    request: post(subscriptions, body),
    kind: 'parameter-invalid' as const,
    status: 400,
    code: 20422,
    message: 'Invalid Parameter',
  })),
  {
    title: 'a list of streams, which clients do not read',
    request: get(streams),
    kind: 'method-not-allowed',
    status: 405,
    code: 20004,
    message: 'Method not allowed',
  },
]

describe('CdsProtocol', () => {
  it.each([...acceptances, ...objectAcceptances])(
    '$title',
    ({ operation, given = [], request, status, body }) => {
      const { sync, ask } = newClient()
      for (const before of given) ask(before)
      const answer = ask(request)
      expect(answer).toMatchObject({ status, body })
      expect(answer.headers['content-type']).toBe(status === 204 ? undefined : 'application/json')
      expect(sync.requests.at(-1)).toMatchObject({
        operation,
        status,
        via: 'sdk',
        identity: 'alice',
        code: undefined,
      })
    },
  )

  it('has a case for every row', () => {
    const cases = [...acceptances, ...objectAcceptances]
    expect(new Set(cases.map(({ operation }) => operation))).toEqual(new Set(keysOf(rows)))
    expect(Object.keys(operations)).toEqual(expect.arrayContaining(keysOf(rows)))
  })

  it.each([...refusals, ...objectRefusals])(
    'refuses $title',
    ({ options, given = [], request, kind, status, code, message }) => {
      const { sync, ask } = newClient(options)
      // The service comes into being with its first use.
      for (const before of [get(orders), ...given]) ask(before)
      const before = sync.snapshot()
      const answer = ask(request)
      // Three fields, and no `more_info`.
      expect(answer).toMatchObject({ status })
      expect(answer.body).toEqual({ status, code, message })
      expect(sync.requests.at(-1)).toMatchObject({ status, code, failure: { kind } })
      expect(sync.snapshot().accounts).toEqual(before.accounts)
    },
  )

  it('writes a stream field for field, under the URL of a client', () => {
    const { sync, ask } = newClient({ accountSid: `AC${'1'.repeat(32)}` })
    const { body } = ask(post(streams, { unique_name: 'orders' }))
    const { sid } = sync.streams.fetch('orders')
    const url = `https://cds.us1.twilio.com/v3/Services/${sync.service().sid}/Streams/${sid}`
    expect(body).toEqual({
      ...created,
      sid,
      account_sid: `AC${'1'.repeat(32)}`,
      service_sid: sync.service().sid,
      url,
      links: { messages: `${url}/Messages` },
      date_expires: null,
    })
  })

  it('is asked at the URLs that it has written', () => {
    const { sync, ask } = newClient()
    const { body } = ask(post(streams, { unique_name: 'orders' }))
    const { url, links } = body as { url: string; links: { messages: string } }
    const pathOf = (from: string): string => new URL(from).pathname
    expect(ask(post(pathOf(links.messages), { data: { n: 1 } })).status).toBe(201)
    expect(ask(post(pathOf(url), { ttl: 60 })).status).toBe(200)
    expect(sync.streams.messages('orders')).toMatchObject([{ data: { n: 1 } }])
    expect(ask(remove(pathOf(url))).status).toBe(204)
    expect(sync.streams.size).toBe(0)
  })

  it('stays within the service of the token', () => {
    const { sync, ask } = newClient({ service: someService })
    const other = sync.service()
    other.streams.create({ uniqueName: 'orders' })
    expect(ask(get(orders)).status).toBe(404)
    expect(ask(get(`/v3/Services/${other.sid}/Streams/orders`)).status).toBe(404)
    ask(post(streams, { unique_name: 'orders' }))
    expect(sync.service(someService).streams.fetch('orders').createdBy).toBe('alice')
    expect(ask(get(`/v3/Services/${someService}/Streams/orders`)).status).toBe(200)
  })

  it('stays within the account of the token', () => {
    const account = `AC${'2'.repeat(32)}`
    const { sync, ask } = newClient({ accountSid: `AC${'1'.repeat(32)}`, account })
    sync.streams.create({ uniqueName: 'orders' })
    expect(ask(get(orders)).status).toBe(404)
    expect(sync.requests).toMatchObject([{ account }])
  })

  it.each([
    { path: '/v3/Insights/Worker/Items', part: 'Insights' },
    { path: `/v3/Services/${someService}/Insights/Worker/Items`, part: 'Insights' },
    { path: '/v3/Lists/orders/Context', part: 'Context' },
    { path: `/v3/Services/${someService}/Lists/orders/Context`, part: 'Context' },
  ])('does not fake $path', ({ path, part }) => {
    const { ask } = newClient()
    expect(() => ask(get(path))).toThrow(NotFakedError)
    expect(() => ask(get(path))).toThrow(expect.objectContaining({ code: 'ERR_SYNC_NOT_FAKED' }))
    expect(() => ask(get(path))).toThrow(`a request for ${part}, which`)
  })

  it.each(['/', '/v3', '/v3/Services', `/v3/Services/${someService}`, '/v1/Services', '/v3/Other'])(
    'does not know the path %s',
    (path) => {
      const { sync, ask } = newClient()
      expect(ask(get(path)).status).toBe(404)
      expect(sync.requests.at(-1)?.failure).toEqual({ kind: 'path-not-found', path })
    },
  )

  it.each([
    { body: { action: 'other', requests: [] }, parameter: 'Action', found: 'other' },
    { body: { action: 'cancel', requests: 'all' }, parameter: 'Requests', found: undefined },
  ])('says of $body what cannot be read', ({ body, parameter, found }) => {
    const { sync, ask } = newClient()
    ask(post(subscriptions, body))
    const failure = { kind: 'parameter-invalid', parameter, found }
    expect(sync.requests.at(-1)?.failure).toEqual(failure)
  })

  it('opens a map without its items, unless they are asked for', () => {
    const { sync, ask } = newClient()
    sync.maps.create({ uniqueName: 'players' })
    sync.maps.items('players').create({ key: 'ann', data: {} })
    expect(ask(get('/v3/Maps/players')).body).not.toHaveProperty('items')
    expect(ask(get('/v3/Maps/players?Include=items')).body).toHaveProperty('items')
  })

  it('counts what sets an item among the writes to its map', () => {
    const { sync, ask } = newClient({ rateLimits: true })
    sync.maps.create({ uniqueName: 'players' })
    const set = put('/v3/Maps/players/Items/ann', { data: {} })
    const statuses = Array.from({ length: 201 }, () => ask(set).status)
    expect(statuses).toEqual([201, ...Array.from({ length: 199 }, () => 200), 429])
  })

  it('says which objects of a subscription are there', () => {
    const { sync, changes, ask } = newClient()
    const { sid } = sync.streams.create({ uniqueName: 'orders' })
    const requests = [
      { object_sid: sid, object_type: 'stream', last_event_id: null },
      { object_sid: sid, object_type: 'document' },
      { object_sid: 'orders', object_type: 'stream' },
      { object_sid: someSid, object_type: 'stream' },
    ]
    ask(post(subscriptions, { action: 'establish', correlation_id: 1, requests }))
    const [change] = changes
    expect(change?.action).toBe('establish')
    expect(change?.subscriptions.map(({ state }) => state)).toEqual([
      'there',
      'missing',
      'missing',
      'missing',
    ])
  })

  it('shows parameters under the names of REST', () => {
    const { sync, ask } = newClient()
    ask(post(streams, { unique_name: 'orders', ttl: 60 }))
    ask(post(messages, { data: { n: 1 } }))
    expect(sync.requests.map(({ params }) => params)).toEqual([
      { UniqueName: 'orders', Ttl: '60' },
      { Data: '{"n":1}' },
    ])
  })

  it('is hit by faults, which one predicate aims at both interfaces', () => {
    const { sync, ask } = newClient()
    const on = ({ params }: { params: Record<string, string> }): boolean => params['Ttl'] === '60'
    sync.faults.add({ kind: 'status', status: 503, on })
    expect(ask(post(streams, { ttl: 60 }))).toMatchObject({
      status: 503,
      body: { status: 503, code: 20503, message: 'Service unavailable' },
    })
    sync.faults.add({
      kind: 'status',
      status: 403,
      on: ({ via, identity }) => via === 'sdk' && identity === 'alice',
    })
    expect(ask(get(orders)).status).toBe(403)
  })

  it.each([
    'Documents/order',
    'Lists/queue',
    'Lists/queue/Items/0',
    'Maps/players',
    'Maps/players/Items/ann',
  ])('shows the revision of %s that REST shows', (path) => {
    const { sync, ask } = newClient()
    sync.documents.create({ uniqueName: 'order' })
    sync.lists.create({ uniqueName: 'queue' })
    sync.maps.create({ uniqueName: 'players' })
    sync.lists.items('queue').create({ data: {} })
    sync.maps.items('players').create({ key: 'bob', data: {} })
    sync.maps.items('players').create({ key: 'ann', data: {} })
    for (let n = 0; n < 20; n += 1) {
      sync.documents.update('order', { data: { n } })
      sync.lists.items('queue').update(0, { data: { n } })
      sync.maps.items('players').update('ann', { data: { n } })
    }
    const { revision } = ask(get(`/v3/${path}`)).body
    expect(revision).toMatch(/^1[4-6]$/)
    const headers = { authorization: `Basic ${btoa(`AC${'1'.repeat(32)}:any`)}` }
    const url = `https://sync.twilio.com/v1/Services/default/${path}`
    const overRest = sync.handle({ method: 'GET', url, headers, body: '' })
    expect(JSON.parse(overRest.body)).toMatchObject({ revision })
  })

  it('hides the items that have expired but can still be seen, and reads on for others', () => {
    const { sync, ask } = newClient({ limits: { expiryLagSeconds: 60 } })
    sync.lists.create({ uniqueName: 'queue' })
    const items = sync.lists.items('queue')
    for (const ttl of [1, 0, 1, 2, 1, 1, 0, 0, 0, 0]) items.create({ data: {}, ttl })
    sync.clock.advance({ seconds: 1 })
    const indexesOf = (query: string): unknown => {
      const { body } = ask(get(`/v3/Lists/queue/Items?Order=asc&${query}`))
      return (body['items'] as { index: number }[]).map(({ index }) => index)
    }
    expect(indexesOf('PageSize=3')).toEqual([0, 1, 2])
    expect(indexesOf('PageSize=3&HideExpired=true')).toEqual([1, 3, 6])
    expect(indexesOf('PageSize=4&HideExpired=true')).toEqual([1, 3, 6, 7])
    expect(indexesOf('HideExpired=true')).toEqual([1, 3, 6, 7, 8, 9])
    expect(indexesOf('Index=2')).toEqual([2])
    expect(indexesOf('Index=2&HideExpired=true')).toEqual([])
    expect(indexesOf('Index=99')).toEqual([])
  })

  it('is limited in its rate as REST is', () => {
    const { ask } = newClient({ rateLimits: true })
    ask(post(streams, { unique_name: 'orders' }))
    const statuses = Array.from({ length: 301 }, () => ask(post(messages, { data: {} })).status)
    expect(statuses.filter((status) => status === 201)).toHaveLength(300)
    expect(ask(post(messages, { data: {} })).body).toMatchObject({ status: 429, code: 54009 })
  })
})
