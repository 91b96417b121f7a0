import { describe, expect, it } from 'vitest'
import { type OperationName, operationNames } from '../../src/api/operations.ts'
import { FakeClock } from '../../src/core.ts'
import { World } from '../../src/domain/world/world.ts'
import { authenticator } from '../../src/rest/credentials.ts'
import { withoutVersion } from '../../src/rest/errors.ts'
import { RestProtocol } from '../../src/rest/rest-protocol.ts'

const rest = new RestProtocol(new World({ clock: new FakeClock() }), authenticator())

const service = '/v1/Services/IS1'
const stream = `${service}/Streams/orders`

const get = { method: 'GET', status: 200 }
const create = { method: 'POST', status: 201 }
const update = { method: 'POST', status: 200 }
const remove = { method: 'DELETE', status: 204 }

/** The rows of a list of things, and of one of them. */
function rowsOf(kind: string, { list, one }: { list: string; one: string }): Match[] {
  return [
    { ...get, path: list, operation: `${kind}.list` },
    { ...get, path: one, operation: `${kind}.fetch` },
    { ...update, path: one, operation: `${kind}.update` },
    { ...remove, path: one, operation: `${kind}.delete` },
    { ...get, method: 'HEAD', path: list, operation: `${kind}.list` },
    { ...get, method: 'HEAD', path: one, operation: `${kind}.fetch` },
  ]
}

interface Match {
  readonly method: string
  readonly path: string
  readonly operation: string
  readonly status: number
}

/** The rows of a list of things that are created there, and of one of them. */
function creatable(kind: string, paths: { list: string; one: string }): Match[] {
  return [{ ...create, path: paths.list, operation: `${kind}.create` }, ...rowsOf(kind, paths)]
}

/** What belongs to an object, and to one of them with the key `k`. */
function below(segment: string, part: string): { list: string; one: string } {
  const list = `${service}/${segment}/orders/${part}`
  return { list, one: `${list}/k` }
}

const matches: readonly Match[] = [
  ...creatable('services', { list: '/v1/Services', one: service }),
  ...['Streams', 'Documents', 'Lists', 'Maps'].flatMap((segment) => {
    const list = `${service}/${segment}`
    return creatable(segment.toLowerCase(), { list, one: `${list}/orders` })
  }),
  { ...create, path: `${stream}/Messages`, operation: 'messages.create' },
  ...creatable('listItems', below('Lists', 'Items')),
  ...creatable('mapItems', below('Maps', 'Items')),
  ...rowsOf('documentPermissions', below('Documents', 'Permissions')),
  ...rowsOf('listPermissions', below('Lists', 'Permissions')),
  ...rowsOf('mapPermissions', below('Maps', 'Permissions')),
]

describe('RestProtocol.match', () => {
  it.each(matches)('matches $method $path to $operation', ({ method, path, operation, status }) => {
    expect(rest.match(method, path).route).toMatchObject({ name: operation, status })
  })

  it('is tried with every operation', () => {
    const tried = matches.map(({ operation }) => operation)
    const ofClients: OperationName[] = ['subscriptions.update', 'mapItems.set']
    expect(new Set([...tried, ...ofClients])).toEqual(new Set(operationNames))
    expect(new Set(tried).size).toBe(48)
  })

  it('decodes each segment of the path', () => {
    const { parameters } = rest.match('GET', '/v1/Services/IS%31/Streams/a%2Fb%2520')
    expect(parameters).toMatchObject({ service: 'IS1', object: 'a/b%20' })
    const item = rest.match('GET', `${service}/Maps/%C3%A9/Items/a%2Fb+c%2B`)
    expect(item.parameters).toMatchObject({ object: 'é', item: 'a/b+c+' })
    const permission = rest.match('GET', `${service}/Maps/a/Permissions/%23bob`)
    expect(permission.parameters).toMatchObject({ object: 'a', identity: '#bob' })
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
    `${stream}/Permissions`,
    `${service}/Lists/`,
    `${service}/Documents/orders/Items`,
    `${service}/Documents/orders/Messages`,
    `${service}/Lists/orders/Items/`,
    `${service}/Lists/orders/Items/1/Permissions`,
    `${service}/Lists/orders/Context`,
    `${service}/Maps/orders/items`,
    `${service}/Maps/orders/Items/a/b`,
    `${service}/Maps/orders/Permissions/a/b`,
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
