import { describe, expect, it } from 'vitest'
import type { FakeSync } from '../../src/core.ts'
import {
  type ClientOptions,
  type ClientRequest,
  type ClientWorld,
  get,
  newClient,
  post,
  put,
  remove,
} from './client.ts'

// What a client may ask for where its service has ACL enabled.

type Right = 'read' | 'write' | 'manage'

interface Row {
  readonly path: typeof order | typeof queue | typeof players
  readonly right: Right
  readonly request: ClientRequest
}

const order = '/v3/Documents/order'
const queue = '/v3/Lists/queue'
const players = '/v3/Maps/players'

const rows: readonly Row[] = [
  { path: order, right: 'read', request: get(order) },
  { path: order, right: 'write', request: post(order, { data: { n: 1 } }) },
  { path: order, right: 'manage', request: remove(order) },
  { path: queue, right: 'read', request: get(queue) },
  { path: queue, right: 'read', request: get(`${queue}/Items`) },
  { path: queue, right: 'read', request: get(`${queue}/Items/0`) },
  { path: queue, right: 'write', request: post(queue, { ttl: 60 }) },
  { path: queue, right: 'write', request: post(`${queue}/Items`, { data: {} }) },
  { path: queue, right: 'write', request: post(`${queue}/Items/0`, { data: {} }) },
  { path: queue, right: 'write', request: remove(`${queue}/Items/0`) },
  { path: queue, right: 'manage', request: remove(queue) },
  { path: players, right: 'read', request: get(players) },
  { path: players, right: 'read', request: get(`${players}/Items`) },
  { path: players, right: 'write', request: post(players, { ttl: 60 }) },
  { path: players, right: 'write', request: post(`${players}/Items`, { key: 'bob', data: {} }) },
  { path: players, right: 'write', request: put(`${players}/Items/ann`, { data: {} }) },
  { path: players, right: 'write', request: remove(`${players}/Items/ann`) },
  { path: players, right: 'manage', request: remove(players) },
]

describe.each(rows)('$request.method $request.path', ({ path, right, request }) => {
  it(`needs the right to ${right}`, () => {
    const { sync, ask } = filled({ acl: true })
    const before = dataOf(sync)
    expect(ask(request)).toMatchObject({ status: 403, body: { status: 403, code: 54007 } })
    const object = path.split('/').at(-1) ?? ''
    const failure = { kind: 'access-denied', identity: 'alice', right, object }
    expect(sync.requests.at(-1)?.failure).toEqual(failure)

    const rest = { read: right !== 'read', write: right !== 'write', manage: right !== 'manage' }
    allow(sync, path, rest)
    expect(ask(request).status).toBe(403)
    expect(dataOf(sync)).toEqual(before)

    allow(sync, path, { [right]: true })
    expect(ask(request).status).toBeLessThan(300)
  })

  it('needs none without ACL', () => {
    expect(filled({ acl: false }).ask(request).status).toBeLessThan(300)
  })

  it('needs one that its own identity has', () => {
    const { sync, ask } = filled({ acl: true, identity: 'bob' })
    allow(sync, path, { read: true, write: true, manage: true })
    expect(ask(request).status).toBe(403)
  })
})

describe.each(['documents', 'lists', 'maps'] as const)(
  'whoever creates one of the %s',
  (plural) => {
    const segment = `${plural[0]?.toUpperCase()}${plural.slice(1)}`

    it('may do everything with it while ACL is enabled', () => {
      const { sync, ask } = filled({ acl: true })
      ask(post(`/v3/${segment}`, { unique_name: 'own' }))
      expect(sync[plural].permissions('own').all()).toEqual([
        { identity: 'alice', read: true, write: true, manage: true },
      ])
    })

    it('needs no permission otherwise, and gets none', () => {
      const { sync, ask } = filled({ acl: false })
      ask(post(`/v3/${segment}`, { unique_name: 'own' }))
      expect(sync[plural].permissions('own').all()).toEqual([])
    })

    it('gets none over REST', () => {
      const { sync } = filled({ acl: true })
      expect(overRest(sync, 'POST', segment, 'UniqueName=own')).toBe(201)
      expect(sync[plural].permissions('own').all()).toEqual([])
    })
  },
)

describe('a service with ACL enabled', () => {
  it('has no permissions for streams', () => {
    const { ask } = filled({ acl: true })
    expect(ask(post('/v3/Streams', { unique_name: 's' })).status).toBe(201)
    expect(ask(get('/v3/Streams/s')).status).toBe(200)
    expect(ask(post('/v3/Streams/s/Messages', { data: {} })).status).toBe(201)
    expect(ask(remove('/v3/Streams/s')).status).toBe(204)
  })

  it('says first what is not there', () => {
    const { ask } = filled({ acl: true })
    expect(ask(get('/v3/Maps/none'))).toMatchObject({ status: 404, body: { code: 54300 } })
  })

  it('lets REST do everything', () => {
    const { sync } = filled({ acl: true })
    expect(overRest(sync, 'GET', 'Documents/order')).toBe(200)
    expect(overRest(sync, 'DELETE', 'Documents/order')).toBe(204)
  })

  it('refuses subscriptions to what a client may not read', () => {
    const { sync, changes, ask } = filled({ acl: true })
    const objects = [
      { type: 'document', ...sync.documents.fetch('order') },
      { type: 'list', ...sync.lists.fetch('queue') },
      { type: 'map', ...sync.maps.fetch('players') },
    ]
    const requests = objects.map(({ sid, type }) => ({ object_sid: sid, object_type: type }))
    const establish = post('/v4/Subscriptions', { action: 'establish', requests })
    allow(sync, order, { read: true })
    allow(sync, queue, { write: true, manage: true })
    ask(establish)
    const states = changes[0]?.subscriptions.map(({ state }) => state)
    expect(states).toEqual(['there', 'forbidden', 'forbidden'])
  })
})

it('a subscription to something else than objects is to what is not there', () => {
  const { sync, changes, ask } = filled({ acl: false })
  const { sid } = sync.documents.fetch('order')
  const requests = [{ object_sid: sid, object_type: 'other' }]
  ask(post('/v4/Subscriptions', { action: 'establish', requests }))
  const [subscription] = changes[0]?.subscriptions ?? []
  expect(subscription?.state).toBe('missing')
  expect(subscription?.eventsAfter(-1)).toEqual([])
})

it('a subscription knows what has happened to its object', () => {
  const { sync, changes, ask } = filled({ acl: false })
  const { sid } = sync.lists.fetch('queue')
  const requests = [{ object_sid: sid, object_type: 'list' }]
  ask(post('/v4/Subscriptions', { action: 'establish', requests }))
  expect(changes[0]?.subscriptions[0]?.eventsAfter(-1)).toMatchObject([{ type: 'itemAdded' }])
})

function filled({ acl, ...options }: ClientOptions & { readonly acl: boolean }): ClientWorld {
  const world = newClient(options)
  const { sync } = world
  sync.documents.create({ uniqueName: 'order' })
  sync.lists.create({ uniqueName: 'queue' })
  sync.maps.create({ uniqueName: 'players' })
  sync.lists.items('queue').create({ data: {} })
  sync.maps.items('players').create({ key: 'ann', data: {} })
  if (acl) expect(overRest(sync, 'POST', '', 'AclEnabled=true')).toBe(200)
  return world
}

function overRest(sync: FakeSync, method: string, path: string, body = ''): number {
  const headers = { authorization: `Basic ${btoa(`AC${'1'.repeat(32)}:any`)}` }
  const url = `https://sync.twilio.com/v1/Services/default${path === '' ? '' : `/${path}`}`
  return sync.handle({ method, url, headers, body }).status
}

function allow(
  sync: FakeSync,
  path: Row['path'],
  rights: { readonly [Name in Right]?: boolean },
): void {
  const stores = { [order]: sync.documents, [queue]: sync.lists, [players]: sync.maps }
  stores[path].permissions(path.split('/').at(-1) ?? '').set('alice', rights)
}

/** What is there, but for permissions. */
function dataOf(sync: FakeSync): unknown[] {
  return [
    sync.documents.all(),
    sync.lists.all(),
    sync.maps.all(),
    sync.lists.find('queue') && sync.lists.items('queue').all(),
    sync.maps.find('players') && sync.maps.items('players').all(),
  ]
}
