import { describe, expect, it } from 'vitest'
import { operationNames } from '../../src/api/operations.ts'
import { FakeClock, NotFakedError } from '../../src/core.ts'
import { World } from '../../src/domain/world/world.ts'
import { authenticator } from '../../src/rest/credentials.ts'
import { withoutVersion } from '../../src/rest/errors.ts'
import { RestProtocol } from '../../src/rest/rest-protocol.ts'

const rest = new RestProtocol(new World({ clock: new FakeClock() }), authenticator())

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

describe('RestProtocol.match', () => {
  it.each(matches)('matches $method $path to $operation', ({ method, path, operation, status }) => {
    expect(rest.match(method, path).route).toMatchObject({ name: operation, status })
  })

  it('is tried with every operation', () => {
    const tried = matches.map(({ operation }) => operation)
    const ofRest = operationNames.filter((name) => name !== 'subscriptions.update')
    expect(new Set(tried)).toEqual(new Set(ofRest))
  })

  it('decodes each segment of the path', () => {
    const { parameters } = rest.match('GET', '/v1/Services/IS%31/Streams/a%2Fb%2520')
    expect(parameters).toEqual({ service: 'IS1', object: 'a/b%20' })
  })

  it.each(['%', '%2', '%zz', '%FF', '%ED%A0%80'])('does not decode %s', (part) => {
    const path = `/v1/Services/${part}/Streams`
    const failure = { kind: 'path-not-found', path }
    expect(() => rest.match('GET', path)).toThrow(expect.objectContaining({ failure }) as Error)
  })

  it.each(['get', 'Get', 'PUT', 'OPTIONS', ''])('does not let "%s" read a stream', (method) => {
    const failure = { kind: 'method-not-allowed', method, path: stream }
    expect(() => rest.match(method, stream)).toThrow(
      expect.objectContaining({ name: 'SyncError', failure }) as Error,
    )
  })

  it.each([
    `${service}/Documents`,
    `${service}/Lists/`,
    `${service}/Maps/orders/Items/1`,
    '/v1/Services/default/Maps/%',
  ])('says that %s is not faked', (path) => {
    expect(() => rest.match('PATCH', path)).toThrow(NotFakedError)
  })

  it.each([
    '',
    '/',
    'v1/Services',
    '/v1/Services/',
    '/v1/Services//Streams',
    `/x${service}/Documents`,
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
    expect(() => rest.match('GET', path)).toThrow(
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
