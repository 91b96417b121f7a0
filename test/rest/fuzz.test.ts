import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { routesOf } from '../../src/api/route.ts'
import { createFakeSync, FakeClock, type FakeSync, type HttpResponse } from '../../src/core.ts'
import { rows } from '../../src/rest/rows.ts'
import {
  account,
  apiKey,
  as,
  basic,
  type Body,
  get,
  type HttpRequest,
  otherAccount,
  send,
  services,
  someService,
  start,
  tokenOf,
  toHttpRequest,
} from './cases.ts'

describe('handle', () => {
  it("gives every request a response in Twilio's format", () => {
    fc.assert(
      fc.property(anyRequests(), (sent) => {
        const sync = open()
        for (const request of sent) checkForm(request, sync.handle(request))
      }),
    )
  })

  it('changes nothing unless it accepts a POST or a DELETE', () => {
    fc.assert(
      fc.property(anyRequests(), (sent) => {
        const sync = open()
        let before = stateOf(sync)
        for (const request of sent) {
          const answer = sync.handle(request)
          const after = stateOf(sync)
          const isWrite = ['POST', 'DELETE'].includes(request.method)
          if (!(isWrite && isAccepted(answer))) expectUnchanged(before, after)
          before = after
        }
      }),
    )
  })

  it('answers as if refused requests had never been sent', () => {
    // A removed `default` is created again by any request for it, refused or not.
    const isRemoval = ({ method, url }: HttpRequest): boolean =>
      method === 'DELETE' && /\/Services\/[^/]*$/.test(url.replace(/[?#].*/s, ''))
    fc.assert(
      fc.property(anyRequests(), (sent) => {
        const [sync, replay] = [open(), open()]
        for (const request of sent.filter((candidate) => !isRemoval(candidate))) {
          const answer = sync.handle(request)
          if (!isAccepted(answer)) continue
          expect(replay.handle(request)).toMatchObject({ status: answer.status, body: answer.body })
        }
      }),
    )
  })

  it('does not let an account change what another owns', () => {
    fc.assert(
      fc.property(anyRequests(), (sent) => {
        const sync = open()
        const before = stateOf(sync)
        const authorization = basic(otherAccount)
        for (const { headers, ...rest } of sent) {
          sync.handle({ ...rest, headers: { ...headers, authorization } })
        }
        expectUnchanged(before, stateOf(sync))
      }),
    )
  })

  it('gives equal responses to equal requests, byte for byte', () => {
    fc.assert(
      fc.property(anyRequests(), fc.maxSafeInteger(), (sent, seed) => {
        const [one, other] = [open(seed), open(seed)]
        for (const request of sent) {
          expect(one.handle(request)).toEqual(other.handle(request))
        }
      }),
    )
  })
})

/** A fake where something can be found, changed and removed. */
function open(seed = 0): FakeSync {
  const limits = {
    returnedPageSize: 2,
    uniqueNameLength: 12,
    messageBytes: 12,
    dataBytes: 12,
    keyLength: 12,
    identityLength: 12,
  }
  const clock = new FakeClock(start)
  const sync = createFakeSync({ accountSid: account, clock, seed, limits })
  // The other account and its services are created on first use, which is not a change either.
  for (const sid of ['default', someService]) {
    send(sync, as(basic(otherAccount), get(`${services}/${sid}`)))
  }
  for (const { streams, documents, lists, maps } of [sync, sync.service(someService)]) {
    for (const store of [streams, documents, lists, maps]) {
      store.create({ uniqueName: 'orders', ttl: 60 })
      store.create()
    }
    for (const store of [documents, lists, maps]) {
      for (const identity of ['1', 'bob', 'eve']) store.permissions('orders').set(identity, {})
    }
    streams.publish('orders', { id: 1 })
    for (const key of ['0', '1', 'a']) {
      lists.items('orders').create({ data: {} })
      maps.items('orders').create({ key, data: {} })
    }
  }
  return sync
}

function isAccepted({ status }: HttpResponse): boolean {
  return status < 300
}

const shapes = [
  'code,message,more_info,status',
  'code,message,more_info,status,detail',
  ...['services', 'streams', 'documents', 'lists', 'maps', 'items', 'permissions'].map(
    (key) => `${key},meta`,
  ),
  'sid,data',
  'sid,unique_name,account_sid,service_sid,url,links,date_expires,date_created,date_updated,created_by,revision',
  'sid,unique_name,account_sid,service_sid,url,links,date_expires,date_created,date_updated,created_by,revision,data',
  ...['index,account_sid,service_sid,list_sid', 'key,account_sid,service_sid,map_sid'].map(
    (own) => `${own},url,revision,date_expires,date_created,date_updated,created_by,data`,
  ),
  ...['document_sid', 'list_sid', 'map_sid'].map(
    (sid) => `account_sid,service_sid,${sid},identity,read,write,manage,url`,
  ),
  'sid,unique_name,account_sid,service_sid,url,links,date_expires,date_created,date_updated,created_by',
  'sid,unique_name,account_sid,friendly_name,date_created,date_updated,url,webhook_url,webhooks_from_rest_enabled,reachability_webhooks_enabled,acl_enabled,reachability_debouncing_enabled,reachability_debouncing_window,links',
]

function checkForm({ method }: HttpRequest, { status, headers, body }: HttpResponse): void {
  expect(headers['twilio-request-id']).toMatch(/^RQ[0-9a-f]{32}$/)
  if (status === 204 || method === 'HEAD') {
    expect(body).toBe('')
    return
  }
  const read = JSON.parse(body) as Body
  expect(headers['content-length']).toBe(String(Buffer.byteLength(body)))
  expect(shapes).toContain(Object.keys(read).join())
  expect([200, 201, 400, 401, 404, 405, 409, 412, 413]).toContain(status)
  if (status >= 400) {
    const more_info = `https://www.twilio.com/docs/errors/${read.code}`
    expect(read).toMatchObject({ status, more_info })
  } else {
    expect(read).not.toHaveProperty('code')
  }
}

/** What there is: each service of the home account, and what is in it. */
type State = ReadonlyMap<string, { readonly service: object; readonly objects: object }>

function stateOf(sync: FakeSync): State {
  const { accounts } = sync.snapshot()
  const own = accounts.find(({ sid }) => sid === account)
  return new Map(
    own?.services.map(({ record, streams, documents, lists, maps }) => [
      record.sid,
      { service: record, objects: { streams, documents, lists, maps } },
    ]),
  )
}

const noObjects = { streams: [], documents: [], lists: [], maps: [] }

/** A service created on use does not count as a change as long as it is empty. */
function expectUnchanged(before: State, after: State): void {
  for (const [sid, service] of after) {
    expect(service).toEqual(before.get(sid) ?? { ...service, objects: noObjects })
  }
  expect([...after.keys()]).toEqual(expect.arrayContaining([...before.keys()]))
}

function anyRequests(): fc.Arbitrary<HttpRequest[]> {
  return fc.array(anyRequest(), { minLength: 1, maxLength: 12 })
}

/** Most requests are for an operation, and each of their parts may be something else. */
function anyRequest(): fc.Arbitrary<HttpRequest> {
  const route = fc.constantFrom(...routesOf(rows))
  const name = oftenOf(fc.constantFrom('orders', '%6frders', 'a', 'a%2Fb'), anyPart())
  const service = oftenOf(fc.constantFrom('default', someService), anyPart())
  const part = oftenOf(fc.constantFrom('0', '1', 'a', 'bob', 'a%2Fb'), anyPart())
  const known = fc
    .tuple(route, service, name, part)
    .map(([{ method, path }, sid, object, one]) => ({
      method,
      path: path
        .replace('{service}', () => sid)
        .replace('{object}', () => object)
        .replace(/\{(?:item|identity)\}/, () => one),
    }))
  const unknown = fc.record({
    method: oftenOf(fc.constantFrom('GET', 'POST', 'DELETE', 'HEAD', 'PUT'), fc.string()),
    path: fc.oneof(
      known.map(({ path }) => path),
      fc.array(anyPart()).map((parts) => `/${parts.join('/')}`),
    ),
  })
  const authorization = oftenOf(
    fc.constantFrom(basic(account), basic(apiKey)),
    fc.oneof(fc.constantFrom(null, basic(otherAccount), 'Bearer a'), fc.string()),
  )
  return fc
    .record({
      target: oftenOf(known, unknown),
      query: oftenOf(anyParameters(), anyText()),
      form: oftenOf(anyParameters(), anyText()),
      authorization,
      ifMatch: oftenOf(fc.constantFrom('0', '1', '*', '"2"'), fc.string()),
      isConditional: fc.boolean(),
      others: fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }),
    })
    .map(({ target, others, ifMatch, isConditional, ...rest }) => {
      const request = toHttpRequest({ ...target, ...rest, ...(isConditional && { ifMatch }) })
      return { ...request, headers: { ...others, ...request.headers } }
    })
}

function anyPart(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom('', '%', '%zz', '%FF', '%2e%2e', '..', '__proto__', 'v1', 'Services'),
    anyText(),
  )
}

/** Parameters that are known, with values at their edges: repeated, out of place, or with any value. */
function anyParameters(): fc.Arbitrary<string> {
  const pairs = Object.entries(usualValues).map(([name, values]) =>
    fc.tuple(
      fc.constant(name),
      oftenOf(fc.constantFrom(...values), fc.oneof(anyText(), fc.json())),
    ),
  )
  const found = fc.array(fc.oneof(...pairs), { maxLength: 6 })
  return found.map((parameters) => new URLSearchParams(parameters).toString())
}

const usualValues = {
  UniqueName: ['orders', 'a', 'a/b', '', 'n'.repeat(13)],
  Ttl: ['', '0', '60', '31536001'],
  CollectionTtl: ['', '0', '60', '31536001'],
  ItemTtl: ['', '0', '60', '31536001'],
  Key: ['a', '2', 'a/b', '', 'k'.repeat(13)],
  Read: ['true', 'false', ''],
  Write: ['TRUE', 'maybe'],
  Manage: ['true', 'false'],
  Order: ['asc', 'desc', 'up'],
  From: ['0', '1', 'a', ''],
  Bounds: ['inclusive', 'exclusive', 'none'],
  Data: ['{}', '{"id":1}', '{"id":123456}', '[]', 'null'],
  FriendlyName: ['', 'Orders'],
  AclEnabled: ['true', 'false', ''],
  WebhookUrl: ['', 'https://example.com', 'hooks'],
  ReachabilityDebouncingWindow: ['1000', '999'],
  PageSize: ['1', '1000', '0'],
  PageToken: [
    'PTF00000001',
    tokenOf({ key: 0, direction: 'next' }),
    tokenOf({ key: 2, direction: 'previous' }),
    tokenOf({ key: 'a', direction: 'previous' }),
  ],
  Page: ['1', '-1'],
}

/** Any code points at all, half surrogates included. */
function anyText(): fc.Arbitrary<string> {
  return fc.string({ unit: 'binary' })
}

function oftenOf<Usual, Odd>(
  usual: fc.Arbitrary<Usual>,
  odd: fc.Arbitrary<Odd>,
): fc.Arbitrary<Usual | Odd> {
  return fc.oneof({ arbitrary: usual, weight: 8 }, { arbitrary: odd, weight: 1 })
}
