import { describe, expect, it } from 'vitest'
import { createFakeSync, FakeClock, type FakeSync } from '../../src/core.ts'
import { get, jsonOf, post, remove, send, start, type WireRequest } from '../rest/cases.ts'
import {
  documents,
  lists,
  maps,
  order,
  playerItems,
  players,
  queue,
  queueItems,
} from '../rest/object-cases.ts'

/** Writes to one object of each kind, with data of a size. */
const writes = [
  {
    what: 'updates of a document',
    noun: 'document',
    write: (Data: string) => post(order, { Data }),
  },
  { what: 'new list items', noun: 'list', write: (Data: string) => post(queueItems, { Data }) },
  {
    what: 'updates of a list item',
    noun: 'list',
    write: (Data: string) => post(`${queueItems}/0`, { Data }),
  },
  {
    what: 'updates of a map item',
    noun: 'map',
    write: (Data: string) => post(`${playerItems}/ann`, { Data }),
  },
] as const

const sizes = [
  { size: 'of 1 KB', bytes: 1024, perSecond: 20 },
  { size: 'above 1 KB', bytes: 1025, perSecond: 10 },
  { size: 'below 10 KB', bytes: 10_239, perSecond: 10 },
  { size: 'of 10 KB', bytes: 10_240, perSecond: 2 },
  { size: 'of 16 KiB', bytes: 16_384, perSecond: 2 },
]

const rows = writes.flatMap((write) => sizes.map((size) => ({ ...write, ...size })))

describe('the rateLimits option', () => {
  it.each(rows)('allows $perSecond $what per second with data $size', (row) => {
    const sync = open()
    const request = row.write(jsonOf(row.bytes))
    expect(admitted(sync, request, 300)).toBe(10 * row.perSecond)
    sync.clock.advance({ seconds: 10 })
    expect(admitted(sync, request, 300)).toBe(10 * row.perSecond)
  })

  it.each(writes)('names the $noun whose $what are too many', ({ noun, write }) => {
    const sync = open()
    admitted(sync, write('{}'), 200)
    const sids = {
      document: sync.documents.fetch('order-7').sid,
      list: sync.lists.fetch('queue').sid,
      map: sync.maps.fetch('players').sid,
    }
    expect(send(sync, write('{}'))).toMatchObject({
      status: 429,
      body: { code: 54009, message: `Rate limit exceeded for write-${noun}-${sids[noun]}` },
    })
  })

  it('counts all writes of items for their list or map, and its own', () => {
    const sync = open()
    expect(admitted(sync, post(queueItems, { Data: '{}' }), 100)).toBe(100)
    expect(admitted(sync, post(`${queueItems}/0`, { Data: '{}' }), 50)).toBe(50)
    expect(admitted(sync, post(`${queueItems}/0`, { Ttl: '60' }), 20)).toBe(20)
    expect(admitted(sync, post(queue, { Ttl: '600' }), 20)).toBe(20)
    expect(admitted(sync, remove(`${queueItems}/0`), 1)).toBe(1)
    expect(admitted(sync, post(queueItems, { Data: '{}' }), 100)).toBe(9)
    expect(admitted(sync, post(`${playerItems}/ann`, { Data: '{}' }), 300)).toBe(200)
  })

  it('counts objects by SID and by name once', () => {
    const sync = open()
    const { sid } = sync.maps.fetch('players')
    const bySid = post(`${maps}/${sid}/Items/ann`, { Data: '{}' })
    expect(admitted(sync, bySid, 150)).toBe(150)
    expect(admitted(sync, post(`${playerItems}/ann`, { Data: '{}' }), 300)).toBe(50)
  })

  it('does not count what is refused', () => {
    const sync = open()
    const stale: WireRequest = { ...post(order, { Data: '{}' }), ifMatch: '7' }
    for (const [request, status] of [
      [stale, 412],
      [post(order), 400],
      [post(playerItems, { Key: 'ann', Data: '{}' }), 409],
      [post(`${playerItems}/bob`, { Data: '{}' }), 404],
      [post(queueItems, { Data: '[]' }), 400],
    ] as const) {
      for (let count = 0; count < 210; count += 1) expect(send(sync, request).status).toBe(status)
    }
    expect(admitted(sync, post(order, { Data: '{}' }), 300)).toBe(200)
    expect(admitted(sync, post(`${playerItems}/ann`, { Data: '{}' }), 300)).toBe(200)
  })

  it('allows 20 creations and removals of objects per second in a service, of all kinds', () => {
    const sync = open()
    expect(admitted(sync, post(documents), 100)).toBe(100)
    expect(admitted(sync, post(lists), 50)).toBe(50)
    expect(admitted(sync, post(maps), 49)).toBe(49)
    expect(admitted(sync, remove(order), 1)).toBe(1)
    expect(admitted(sync, post(maps), 10)).toBe(0)
    expect(send(sync, post(documents)).body.message).toBe(
      `Rate limit exceeded for write-service-${sync.service().sid}`,
    )
    // Items are no objects.
    expect(admitted(sync, post(queueItems, { Data: '{}' }), 300)).toBe(200)
  })

  it.each([order, queue, players])('allows 80 requests about permissions at %s', (path) => {
    const sync = open()
    const at = `${path}/Permissions/bob`
    expect(admitted(sync, post(at, { Read: 'true' }), 300)).toBe(300)
    expect(admitted(sync, get(at), 300)).toBe(300)
    expect(admitted(sync, get(`${path}/Permissions`), 300)).toBe(200)
    expect(admitted(sync, remove(at), 1)).toBe(0)
    expect(send(sync, get(at)).body.message).toMatch(
      /^Rate limit exceeded for permission-(?:document|list|map)-[A-Z]{2}[0-9a-f]{32}$/,
    )
    expect(send(sync, get(`${path}-none/Permissions/bob`)).status).toBe(404)
    // They do not count as writes.
    if (path === order) expect(admitted(sync, post(order, { Data: '{}' }), 300)).toBe(200)
    sync.clock.advance({ seconds: 10 })
    expect(admitted(sync, post(at, { Read: 'true' }), 900)).toBe(800)
  })

  it.each([
    { what: 'fetches of a document', request: get(order) },
    { what: 'lists of items', request: get(playerItems) },
    { what: 'lists of maps', request: get(maps) },
  ])('leaves $what alone', ({ request }) => {
    expect(admitted(open(), request, 300)).toBe(300)
  })
})

function open(): FakeSync {
  const sync = createFakeSync({ rateLimits: true, clock: new FakeClock(start) })
  sync.documents.create({ uniqueName: 'order-7' })
  sync.lists.create({ uniqueName: 'queue' })
  sync.lists.items('queue').create({ data: {} })
  sync.maps.create({ uniqueName: 'players' })
  sync.maps.items('players').create({ key: 'ann', data: {} })
  return sync
}

/** How many of some equal requests are not refused for their rate. */
function admitted(sync: FakeSync, request: WireRequest, count: number): number {
  const statuses = Array.from({ length: count }, () => send(sync, request).status)
  return statuses.filter((status) => status < 300).length
}
