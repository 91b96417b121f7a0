import { describe, expect, it } from 'vitest'
import type { Fields } from '../../src/api/fields.ts'
import { noParameters, type Route, routesOf } from '../../src/api/route.ts'
import { createFakeSync, FakeClock, type FakeSync, type HttpResponse } from '../../src/core.ts'
import { rows } from '../../src/rest/rows.ts'
import {
  account,
  get,
  services,
  someService,
  start,
  toHttpRequest,
  type WireRequest,
} from './cases.ts'
import { type Documented, documented, type DocumentedParameter, misfits } from './openapi.ts'

describe("Twilio's OpenAPI document of Sync", () => {
  it('has the operations that there are rows for, and no others', () => {
    const lines = routesOf(rows).map(({ method, path, status }) => lineOf({ method, path, status }))
    expect(documented).toHaveLength(48)
    expect(lines.sort()).toEqual(documented.map(lineOf).sort())
  })

  describe.each(documented)('has $id, which', (operation) => {
    const { parameters, status, body, headers } = operation

    it('answers as it says, field for field', () => {
      for (const isPlain of [true, false]) {
        const { sync, request } = open(operation, { isPlain })
        const answer = sync.handle(toHttpRequest(request))
        expect(answer.status).toBe(status)
        expect(Object.keys(answer.headers)).toEqual(expect.arrayContaining([...headers]))
        if (body === undefined) expect(answer.body).toBe('')
        else expect(misfits(JSON.parse(answer.body), body)).toEqual([])
      }
    })

    it('sends an ETag, which is the revision, where it says so, and nowhere else', () => {
      const { sync, request } = open(operation)
      const answer = sync.handle(toHttpRequest(request))
      const revision = headers.includes('etag') ? revisionIn(answer) : undefined
      expect(answer.headers['etag']).toBe(revision)
    })

    it('reads the parameters that it says, and no others', () => {
      expect(namesRead(operation)).toEqual(parameters.map(nameOf).sort())
    })

    it('accepts every parameter', () => {
      for (const parameter of parameters) {
        for (const value of valuesOf(parameter)) {
          const { sync, request } = open(operation)
          const answer = sync.handle(toHttpRequest(withParameter(request, parameter, value)))
          expect([parameter.name, value, answer.status]).toEqual([parameter.name, value, status])
        }
      }
    })

    it('refuses what no parameter can be', () => {
      for (const parameter of parameters) {
        for (const value of badValuesOf(parameter, operation)) {
          const { sync, request } = open(operation)
          const answer = sync.handle(toHttpRequest(withParameter(request, parameter, value)))
          expect([parameter.name, value, answer.status]).toEqual([parameter.name, value, 400])
        }
      }
    })

    it('needs what it says is required, but for the rights of a permission', () => {
      // Documented elsewhere: what a permission does not name, it does not allow.
      const isRight = ({ name }: DocumentedParameter): boolean =>
        ['Read', 'Write', 'Manage'].includes(name)
      for (const left of parameters.filter(({ isRequired }) => isRequired)) {
        const { sync, request } = open(operation)
        const form = { ...(request.form as Fields) }
        const rest = Object.fromEntries(Object.entries(form).filter(([name]) => name !== left.name))
        const answer = sync.handle(toHttpRequest({ ...request, form: rest }))
        expect([left.name, answer.status]).toEqual([left.name, isRight(left) ? status : 400])
      }
    })
  })
})

describe('misfits', () => {
  const schema = {
    type: 'object',
    properties: {
      sid: { type: 'string', pattern: '^ET[0-9a-f]{2}$', minLength: 4, maxLength: 4 },
      url: { type: 'string', format: 'uri', nullable: true },
      date: { type: 'string', format: 'date-time' },
    },
  }
  const good = { sid: 'ET00', url: null, date: '2026-03-04T05:06:07Z' }

  it.each([
    { what: 'a body that fits', found: good, said: [] },
    { what: 'no object', found: [], said: ['the body is array, not object'] },
    { what: 'a field more', found: { ...good, a: 1 }, said: ['the body.a is not documented'] },
    { what: 'a field less', found: { sid: 'ET00', url: null }, said: ['the body.date is missing'] },
    { what: 'null', found: { ...good, sid: null }, said: ['the body.sid is null'] },
    { what: 'a type', found: { ...good, sid: 5 }, said: ['the body.sid is integer, not string'] },
    { what: 'a pattern', found: { ...good, sid: 'TO00' }, said: ['the body.sid is TO00'] },
    { what: 'a format', found: { ...good, url: 'a' }, said: ['the body.url is a'] },
    { what: 'a date', found: { ...good, date: '2026' }, said: ['the body.date is 2026'] },
  ])('says of $what: $said', ({ found, said }) => {
    expect(misfits(found, schema)).toEqual(said)
  })
})

/** The parameters in a path are named as rows and document please. */
function lineOf({ method, path, status }: Pick<Documented, 'method' | 'path' | 'status'>): string {
  return `${method} ${path.replaceAll(/\{\w+\}/g, '{}')} ${status}`
}

function routeOf(operation: Documented): Route {
  const route = routesOf(rows).find((one) => lineOf(one) === lineOf(operation))
  if (route === undefined) throw new Error(`found no row for ${operation.id}`)
  return route
}

/** A fake that has what an operation is about, and a request for it with what it needs at least. */
function open(
  operation: Documented,
  { isPlain = true }: { readonly isPlain?: boolean } = {},
): { readonly sync: FakeSync; readonly request: WireRequest } {
  const sync = createFakeSync({ clock: new FakeClock(start), accountSid: account })
  const { streams, documents, lists, maps } = sync.service(someService)
  const [uniqueName, ttl] = isPlain ? [undefined, undefined] : ['orders', 60]
  const data = isPlain ? {} : { a: [1, null] }
  const stream = streams.create({ uniqueName, ttl })
  const document = documents.create({ uniqueName, ttl, data })
  const list = lists.create({ uniqueName, ttl })
  const map = maps.create({ uniqueName, ttl })
  lists.items(list.sid).create({ data, ttl })
  maps.items(map.sid).create({ key: 'k', data, ttl })
  for (const [store, { sid }] of [
    [documents, document],
    [lists, list],
    [maps, map],
  ] as const) {
    store.permissions(sid).set('bob', { read: true })
  }
  const at = `${services}/${someService}`
  const ids = { Documents: document.sid, Lists: list.sid, Maps: map.sid, Streams: stream.sid }
  const path = Object.entries(ids)
    .reduce(
      (found, [segment, sid]) =>
        found.replace(new RegExp(`/${segment}/\\{\\w+\\}`), `/${segment}/${sid}`),
      operation.path.replace(/^\/v1\/Services\/\{\w+\}/, at),
    )
    .replace('{Index}', '0')
    .replace('{Key}', 'k')
    .replace('{Identity}', 'bob')
  const needed = operation.parameters.filter(({ isRequired }) => isRequired)
  // Documented: an update changes something.
  const changed = operation.parameters.filter(({ name }) => name === 'Ttl')
  const form = Object.fromEntries(
    [...needed, ...(operation.id.startsWith('Update') ? changed : [])].map((parameter) => [
      parameter.name,
      valuesOf(parameter)[0] ?? '',
    ]),
  )
  return { sync, request: { ...get(path), method: operation.method, form } }
}

function withParameter(
  request: WireRequest,
  { name, in: place }: DocumentedParameter,
  value: string,
): WireRequest {
  if (place === 'header') return { ...request, ifMatch: value }
  const { [place]: before } = request
  return { ...request, [place]: { ...(before as Fields | undefined), [name]: value } }
}

/** Values by the type of a parameter, and by its name where that says more. */
function valuesOf({ name, schema }: DocumentedParameter): readonly string[] {
  const { [name]: known } = knownValues
  if (known !== undefined) return known
  if (schema.enum !== undefined) return schema.enum
  const { [schema.type ?? '']: usual = [] } = usualValues
  return usual
}

const knownValues: Readonly<Record<string, readonly string[]>> = {
  From: ['0', '7'],
  'If-Match': ['0', '"0"', '*'],
  Page: ['0', '5'],
  PageSize: ['1', '100'],
  PageToken: [],
  ReachabilityDebouncingWindow: ['1000', '30000'],
  WebhookUrl: ['', 'https://example.com/hook'],
}

const usualValues: Readonly<Record<string, readonly string[]>> = {
  boolean: ['true', 'false'],
  integer: ['60', '0', '31536000'],
  object: ['{}', '{"a":[1,null]}'],
  string: ['a name'],
}

/** What a parameter cannot be; nothing where any text will do. */
function badValuesOf(
  { name, schema }: DocumentedParameter,
  { path }: Documented,
): readonly string[] {
  if (name === 'From') return path.includes('/Lists/') ? ['-1', 'k', ''] : []
  if (['FriendlyName', 'Page'].includes(name)) return []
  const { [name]: known } = knownBadValues
  if (known !== undefined) return known
  const { [schema.type ?? '']: usual = [] } = usualBadValues
  return usual
}

const knownBadValues: Readonly<Record<string, readonly string[]>> = {
  'If-Match': ['', 'A', '0x1'],
  Key: ['', 'k'.repeat(321)],
  PageSize: ['0', '1001', 'many'],
  PageToken: ['', 'PT'],
  UniqueName: ['', 'n'.repeat(321)],
  WebhookUrl: ['hooks'],
}

const usualBadValues: Readonly<Record<string, readonly string[]>> = {
  boolean: ['maybe', '1'],
  integer: ['-1', '1.5', 'long', '31536001'],
  object: ['', 'hi', '[]', '5', 'null'],
  string: ['up', ''],
}

/** The names of the parameters of body, query and headers that the row of an operation reads. */
function namesRead(operation: Documented): string[] {
  const route = routeOf(operation)
  const [query, headers, input] = [new Set<string>(), new Set<string>(), new Set<string>()]
  const spies = { query: spy(query), headers: spy(headers), input: spy(input) }
  const origin = 'https://sync.twilio.com'
  const call = { parameters: noParameters, origin, accountSid: account, ...spies }
  route.read(call)
  if (operation.path.endsWith('s') && operation.method === 'GET') {
    // Only the URLs in the response show the number of the page.
    const page = { items: [], services: [], pageSize: 50 }
    const object = { sid: '' }
    route.write?.({ ...page, service: object, object }, call)
  }
  return [
    ...[...input].map((name) => `form ${name}`),
    ...[...query].map((name) => `query ${name}`),
    ...[...headers].map((name) => `header ${name}`),
  ].sort()
}

function spy(names: Set<string>): Fields {
  return new Proxy<Fields>(
    {},
    {
      get(_, name) {
        names.add(String(name))
        return undefined
      },
    },
  )
}

function nameOf({ name, in: place }: DocumentedParameter): string {
  return `${place} ${place === 'header' ? name.toLowerCase() : name}`
}

function revisionIn({ body }: HttpResponse): string {
  return (JSON.parse(body) as { readonly revision: string }).revision
}
