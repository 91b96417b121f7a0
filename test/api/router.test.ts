import { describe, expect, it } from 'vitest'
import { keysOf } from '../../src/lang/keys-of.ts'
import { type OperationName, operations } from '../../src/api/operations.ts'
import { type Route, type Row, routesOf } from '../../src/api/route.ts'
import { createRouter } from '../../src/api/router.ts'
import { rows } from '../../src/rest/rows.ts'

const match = createRouter([
  route('services.list', { method: 'GET', path: '/v1/Services' }),
  route('services.create', { method: 'POST', path: '/v1/Services' }),
  route('streams.fetch', { method: 'GET', path: '/v1/Services/{service}/Streams/{object}' }),
  route('mapItems.fetch', { method: 'GET', path: '/v1/Services/{service}/Maps/{object}/{item}' }),
  route('mapPermissions.list', { method: 'GET', path: '/v1/Services/{service}/Maps/{object}/All' }),
])

describe('a router', () => {
  it.each([
    { method: 'GET', path: '/v1/Services', name: 'services.list', service: '', object: '' },
    { method: 'HEAD', path: '/v1/Services', name: 'services.list', service: '', object: '' },
    { method: 'POST', path: '/v1/Services', name: 'services.create', service: '', object: '' },
    {
      method: 'GET',
      path: '/v1/Services/IS1/Streams/a%2Fb%20%25',
      name: 'streams.fetch',
      service: 'IS1',
      object: 'a/b %',
    },
    {
      method: 'GET',
      path: '/v1/Services/IS1/Maps/Maps/a%2Fb+%23',
      name: 'mapItems.fetch',
      service: 'IS1',
      object: 'Maps',
      item: 'a/b+#',
    },
    {
      method: 'GET',
      path: '/v1/Services/IS1/Maps/a/All',
      name: 'mapPermissions.list',
      service: 'IS1',
      object: 'a',
    },
  ])('takes $method $path to $name', ({ method, path, name, ...parameters }) => {
    const found = match(method, path)
    expect(found?.route.name).toBe(name)
    expect(found?.parameters).toEqual({ item: '', identity: '', ...parameters })
  })

  it.each([
    '/',
    '/v1',
    '/v1/Services/IS1',
    '/v1/Services/IS1/Streams',
    '/v1/Services//Streams/a',
    '/v1/Services/IS1/Streams/',
    '/v1/Services/IS1/Streams/a/b',
    '/v1/Services/IS1/Maps/a/',
    '/v1/Services/IS1/Maps/a/b/c',
    '/x/v1/Services',
  ])('knows nothing at %s', (path) => {
    expect(match('GET', path)).toBeUndefined()
  })

  it('refuses a method that a path does not have', () => {
    expect(() => match('DELETE', '/v1/Services')).toThrow(
      expect.objectContaining({
        failure: { kind: 'method-not-allowed', method: 'DELETE', path: '/v1/Services' },
      }),
    )
  })

  it('refuses a path that cannot be decoded', () => {
    const path = '/v1/Services/IS1/Streams/%'
    expect(() => match('GET', path)).toThrow(
      expect.objectContaining({ failure: { kind: 'path-not-found', path } }),
    )
  })
})

describe('routesOf', () => {
  it('joins each row with its operation', () => {
    const routes = routesOf(rows)
    expect(routes).toEqual(
      keysOf(rows).map((name) => ({ ...rows[name], name, operation: operations[name] })),
    )
  })
})

function route(
  name: OperationName,
  { method, path }: Pick<Row<never, never>, 'method' | 'path'>,
): Route {
  return {
    name,
    operation: operations[name],
    method,
    path,
    status: 200,
    read: () => ({}),
  }
}
