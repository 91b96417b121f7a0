import { describe, expect, it } from 'vitest'
import { NotFakedError } from '../../src/core.ts'
import { matchRoute, withoutVersion } from '../../src/api/router.ts'
import { routes } from '../../src/rest/routes.ts'

const service = '/v1/Services/IS1'
const stream = '/v1/Services/IS1/Streams/orders'

const matches = [
  { method: 'POST', path: '/v1/Services', operation: 'services.create', status: 201 },
  { method: 'GET', path: '/v1/Services', operation: 'services.list', status: 200 },
  { method: 'GET', path: service, operation: 'services.fetch', status: 200 },
  { method: 'POST', path: service, operation: 'services.update', status: 200 },
  { method: 'DELETE', path: service, operation: 'services.delete', status: 204 },
  { method: 'POST', path: `${service}/Streams`, operation: 'streams.create', status: 201 },
  { method: 'GET', path: `${service}/Streams`, operation: 'streams.list', status: 200 },
  { method: 'GET', path: stream, operation: 'streams.fetch', status: 200 },
  { method: 'POST', path: stream, operation: 'streams.update', status: 200 },
  { method: 'DELETE', path: stream, operation: 'streams.delete', status: 204 },
  { method: 'POST', path: `${stream}/Messages`, operation: 'messages.create', status: 201 },
  { method: 'HEAD', path: '/v1/Services', operation: 'services.list', status: 200 },
  { method: 'HEAD', path: stream, operation: 'streams.fetch', status: 200 },
]

describe('matchRoute', () => {
  it.each(matches)('matches $method $path to $operation', ({ method, path, ...route }) => {
    expect(matchRoute(method, path).route).toMatchObject(route)
  })

  it('is tried with every operation', () => {
    const operations = routes.map(({ operation }) => operation)
    expect(new Set(matches.map(({ operation }) => operation))).toEqual(new Set(operations))
  })

  it('decodes each segment of the path', () => {
    const { parameters } = matchRoute('GET', '/v1/Services/IS%31/Streams/a%2Fb%2520')
    expect(parameters).toEqual({ serviceSid: 'IS1', streamSid: 'a/b%20' })
  })

  it.each(['%', '%2', '%zz', '%FF', '%ED%A0%80'])('does not decode %s', (part) => {
    const path = `/v1/Services/${part}/Streams`
    const failure = { kind: 'path-not-found', path }
    expect(() => matchRoute('GET', path)).toThrow(expect.objectContaining({ failure }) as Error)
  })

  it.each(['get', 'Get', 'PUT', 'OPTIONS', ''])('does not let "%s" read a stream', (method) => {
    const failure = { kind: 'method-not-allowed', method, path: stream }
    expect(() => matchRoute(method, stream)).toThrow(
      expect.objectContaining({ name: 'SyncError', failure }) as Error,
    )
  })

  it.each([
    `${service}/Documents`,
    `${service}/Lists/`,
    `${service}/Maps/orders/Items/1`,
    '/v1/Services/default/Maps/%',
  ])('says that %s is not faked', (path) => {
    expect(() => matchRoute('PATCH', path)).toThrow(NotFakedError)
  })

  it.each([
    '',
    '/',
    'v1/Services',
    '/v1/Services/',
    '/v1/Services//Streams',
    `${service}/Documents2`,
    `${service}/Maps.json`,
    `${service}/documents`,
    `${service}/%44ocuments`,
    '/v1/Services//Documents',
    '/v1/Documents',
    '/v2/Services/IS1/Documents',
    `${stream}/Documents`,
  ])('does not know the path "%s"', (path) => {
    const failure = { kind: 'path-not-found', path }
    expect(() => matchRoute('GET', path)).toThrow(
      expect.objectContaining({ name: 'SyncError', failure }) as Error,
    )
  })
})

describe('withoutVersion', () => {
  it.each([
    ['/v1/Services', '/Services'],
    ['/v1/v1/Services', '/v1/Services'],
    ['/v1/', '/'],
    ['/v1', '/v1'],
    ['/v10/Services', '/v10/Services'],
    ['/Services/v1/Streams', '/Services/v1/Streams'],
    ['', ''],
  ])('turns %j into %j', (path, expected) => {
    expect(withoutVersion(path)).toBe(expected)
  })
})
