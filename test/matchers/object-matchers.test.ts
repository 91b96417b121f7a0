import { describe, expect, it } from 'vitest'
import { createFakeSync, FakeClock, type FakeSync } from '../../src/core.ts'
import { type Like, matchers } from '../../src/matchers.ts'
import type {} from '../../src/vitest.ts'

expect.extend(matchers)

const service = `IS${'1'.repeat(32)}`

describe('toHaveDocument', () => {
  it('finds a document by its unique name or its SID', () => {
    const sync = open()
    const { sid } = sync.documents.create({ uniqueName: 'order-7' })
    expect(sync).toHaveDocument('order-7')
    expect(sync).toHaveDocument(sid)
    expect(sync).not.toHaveDocument('order-8')
  })

  it('compares the members of its data, asymmetric matchers included', () => {
    const sync = open()
    sync.documents.create({ uniqueName: 'order-7', data: { state: 'paid', by: { id: 1 } } })
    expect(sync).toHaveDocument('order-7', { state: 'paid' })
    expect(sync).toHaveDocument('order-7', { by: { id: expect.any(Number) as number } })
    expect(sync).toHaveDocument('order-7', expect.objectContaining({ state: 'paid' }) as object)
    expect(sync).not.toHaveDocument('order-7', { state: 'new' })
    expect(sync).not.toHaveDocument('order-7', { missing: undefined })
  })

  it('shows how the data differs', () => {
    const sync = open()
    sync.documents.create({ uniqueName: 'order-7', data: { state: 'new', by: { id: 1 } } })
    expect(
      failure(() => expect(sync).toHaveDocument('order-7', { state: 'paid', by: { id: 2 } })),
    ).toMatchInlineSnapshot(
      `"Expected a document "order-7" like {"state": "paid", "by": {"id": 2}}, found one whose state is "new", by.id is 1"`,
    )
    expect(
      failure(() => expect(sync).not.toHaveDocument('order-7', { state: 'new' })),
    ).toMatchInlineSnapshot(
      `"Expected no document "order-7" like {"state": "new"}, found {"state": "new", "by": {"id": 1}}"`,
    )
    expect(failure(() => expect(sync).not.toHaveDocument('order-7'))).toMatchInlineSnapshot(
      `"Expected no document "order-7", found {"state": "new", "by": {"id": 1}}"`,
    )
  })

  it('lists the names most similar to the missing one', () => {
    const sync = open()
    for (const uniqueName of ['carts', 'order-70', 'Order-7']) {
      sync.documents.create({ uniqueName })
    }
    expect(failure(() => expect(sync).toHaveDocument('order-7', { id: 1 }))).toMatchInlineSnapshot(`
      "Expected a document "order-7" like {"id": 1}, found no such document among 3
        "order-70"
        "Order-7"
        "carts""
    `)
    expect(failure(() => expect(open()).toHaveDocument('order-7'))).toMatchInlineSnapshot(
      `"Expected a document "order-7", found no documents at all"`,
    )
  })
})

describe('toHaveList and toHaveMap', () => {
  it('find a list and a map, and compare the given members', () => {
    const sync = open()
    const list = sync.lists.create({ uniqueName: 'queue', ttl: 60 })
    const map = sync.maps.create({ uniqueName: 'players' })
    expect(sync).toHaveList('queue')
    expect(sync).toHaveList(list.sid, { dateExpires: sync.clock.now() + 60_000 })
    expect(sync).toHaveMap('players')
    expect(sync).toHaveMap(map.sid, { revision: '0', dateExpires: null })
    expect(sync).toHaveMap('players', { sid: expect.stringMatching(/^MP/) as Like<string> })
    expect(sync).not.toHaveList('players')
    expect(sync).not.toHaveMap('queue')
    expect(sync).not.toHaveMap('players', { revision: '1' })
  })

  it('show how the list or map differs', () => {
    const sync = open()
    sync.maps.create({ uniqueName: 'players' })
    sync.lists.create({ uniqueName: 'queue' })
    expect(
      failure(() => expect(sync).toHaveMap('players', { revision: '1', createdBy: 'alice' })),
    ).toMatchInlineSnapshot(
      `"Expected a map "players" like {"revision": "1", "createdBy": "alice"}, found one whose revision is "0", createdBy is "system""`,
    )
    expect(failure(() => expect(sync).not.toHaveList('queue'))).toMatchInlineSnapshot(
      `"Expected no list "queue", found {"sid": "ES948218faf8843eb066438b92a1ccc1b3", "uniqueName": "queue", "dateCreated": 1772600767000, "dateUpdated": 1772600767000, "dateExpires": null, "createdBy": "system", "revision": "0"}"`,
    )
  })

  it('list the names that there are', () => {
    const sync = open()
    sync.maps.create({ uniqueName: 'player' })
    expect(failure(() => expect(sync).toHaveMap('players'))).toMatchInlineSnapshot(`
      "Expected a map "players", found no such map among 1
        "player""
    `)
    expect(failure(() => expect(sync).toHaveList('queue'))).toMatchInlineSnapshot(
      `"Expected a list "queue", found no lists at all"`,
    )
  })
})

describe('toHaveListItem', () => {
  it('finds an item whose data contains what is expected', () => {
    const sync = openWithQueue({ order: 7, state: 'paid' }, { order: 8, lines: [{ sku: 'tea' }] })
    expect(sync).toHaveListItem('queue', { order: 7 })
    expect(sync).toHaveListItem('queue', { lines: [{ sku: 'tea' }] })
    expect(sync).toHaveListItem('queue', { order: expect.any(Number) as number })
    expect(sync).not.toHaveListItem('queue', { order: 9 })
    expect(sync).not.toHaveListItem('elsewhere', {})
  })

  it('finds an item by its index, which is not its position', () => {
    const sync = openWithQueue({ order: 7 }, { order: 8 })
    sync.lists.items('queue').remove(0)
    expect(sync).toHaveListItem('queue', 1)
    expect(sync).toHaveListItem('queue', 1, { order: 8 })
    expect(sync).not.toHaveListItem('queue', 0)
    expect(sync).not.toHaveListItem('queue', 1, { order: 7 })
    expect(sync).not.toHaveListItem('elsewhere', 1)
  })

  it('takes data with a member called index for data', () => {
    const sync = openWithQueue({ index: 5 })
    expect(sync).toHaveListItem('queue', { index: 5 })
    expect(sync).not.toHaveListItem('queue', { index: 0 })
  })

  it('shows the items and how they differ, nearest first', () => {
    const sync = openWithQueue({ order: 7, state: 'new' }, { order: 8, state: 'new' }, { order: 9 })
    expect(failure(() => expect(sync).toHaveListItem('queue', { order: 8, state: 'paid' })))
      .toMatchInlineSnapshot(`
      "Expected an item like {"order": 8, "state": "paid"} in the list "queue", found none among 3 items
        item 1: {"order": 8, "state": "new"}: state is "new"
        item 2: {"order": 9}: order is 9, state is undefined
        item 0: {"order": 7, "state": "new"}: order is 7, state is "new""
    `)
    expect(failure(() => expect(sync).not.toHaveListItem('queue', { state: 'new' })))
      .toMatchInlineSnapshot(`
      "Expected no item like {"state": "new"} in the list "queue", found 2 among 3 items
        item 1: {"order": 8, "state": "new"}
        item 0: {"order": 7, "state": "new"}"
    `)
    expect(
      failure(() => expect(openWithQueue()).toHaveListItem('queue', { order: 8 })),
    ).toMatchInlineSnapshot(
      `"Expected an item like {"order": 8} in the list "queue", found no items at all"`,
    )
  })

  it('shows the item with the index, or the indexes that there are', () => {
    const sync = openWithQueue({ order: 7 }, { order: 8 }, { order: 9 })
    expect(
      failure(() => expect(sync).toHaveListItem('queue', 1, { order: 7 })),
    ).toMatchInlineSnapshot(
      `"Expected the item 1 like {"order": 7} in the list "queue", found one whose order is 8"`,
    )
    expect(failure(() => expect(sync).not.toHaveListItem('queue', 1))).toMatchInlineSnapshot(
      `"Expected no item 1 in the list "queue", found {"order": 8}"`,
    )
    expect(failure(() => expect(sync).toHaveListItem('queue', 3))).toMatchInlineSnapshot(`
      "Expected the item 3 in the list "queue", found no such index among 3
        item 2
        item 1
        item 0"
    `)
    expect(
      failure(() => expect(openWithQueue()).toHaveListItem('queue', 0, { order: 7 })),
    ).toMatchInlineSnapshot(
      `"Expected the item 0 like {"order": 7} in the list "queue", found no items at all"`,
    )
  })

  it('says when and why the item ended', () => {
    const sync = openWithQueue({ order: 7 }, { order: 8 })
    sync.lists.items('queue').create({ data: { order: 9 }, ttl: 60 })
    sync.clock.advance({ seconds: 30 })
    sync.lists.items('queue').remove(1)
    request(sync, { method: 'DELETE', path: 'Lists/queue/Items/0' })
    sync.clock.advance({ seconds: 90 })
    expect(failure(() => expect(sync).toHaveListItem('queue', 2))).toMatchInlineSnapshot(
      `"Expected the item 2 in the list "queue", found no items at all; item 2 expired 1 min ago (1 min old)"`,
    )
    expect(failure(() => expect(sync).toHaveListItem('queue', { order: 7 }))).toMatchInlineSnapshot(
      `"Expected an item like {"order": 7} in the list "queue", found no items at all; item 0 was removed 1 min 30 s ago by DELETE"`,
    )
    sync.lists.items('queue').create({ data: { order: 10 } })
    expect(failure(() => expect(sync).toHaveListItem('queue', { order: 8 })))
      .toMatchInlineSnapshot(`
      "Expected an item like {"order": 8} in the list "queue", found none among 1 item; item 1 was removed 1 min 30 s ago
        item 6: {"order": 10}: order is 10"
    `)
  })

  it('says what became of the list', () => {
    const sync = openWithQueue({ order: 7 })
    sync.lists.remove('queue')
    expect(failure(() => expect(sync).toHaveListItem('queue', { order: 7 }))).toMatchInlineSnapshot(
      `"Expected an item like {"order": 7} in the list "queue", found no lists at all; "queue" was removed 0 s ago"`,
    )
    expect(failure(() => expect(sync).toHaveListItem('queue', 0))).toMatchInlineSnapshot(
      `"Expected the item 0 in the list "queue", found no lists at all; "queue" was removed 0 s ago"`,
    )
  })
})

describe('toHaveMapItem', () => {
  it('finds an item by its key, and compares the members of its data', () => {
    const sync = openWithPlayers({ ann: { score: 1, at: 'home' }, 'a/b': {} })
    expect(sync).toHaveMapItem('players', 'ann')
    expect(sync).toHaveMapItem('players', 'a/b')
    expect(sync).toHaveMapItem('players', 'ann', { score: 1 })
    expect(sync).not.toHaveMapItem('players', 'Ann')
    expect(sync).not.toHaveMapItem('players', 'ann', { score: 2 })
    expect(sync).not.toHaveMapItem('elsewhere', 'ann')
  })

  it('shows how the data differs', () => {
    const sync = openWithPlayers({ ann: { score: 1, at: 'home' } })
    expect(
      failure(() => expect(sync).toHaveMapItem('players', 'ann', { score: 2 })),
    ).toMatchInlineSnapshot(
      `"Expected the item "ann" like {"score": 2} in the map "players", found one whose score is 1"`,
    )
    expect(failure(() => expect(sync).not.toHaveMapItem('players', 'ann'))).toMatchInlineSnapshot(
      `"Expected no item "ann" in the map "players", found {"score": 1, "at": "home"}"`,
    )
  })

  it('lists the keys most similar to the missing one', () => {
    const sync = openWithPlayers({ bob: {}, Ann: {}, anna: {}, 'odd "key"': {}, cy: {}, di: {} })
    expect(failure(() => expect(sync).toHaveMapItem('players', 'ann', { score: 1 })))
      .toMatchInlineSnapshot(`
        "Expected the item "ann" like {"score": 1} in the map "players", found no such key among 6
          "Ann"
          "anna"
          "bob"
          "cy"
          "di"
          … and 1 more"
      `)
    expect(
      failure(() => expect(openWithPlayers({})).toHaveMapItem('players', 'ann')),
    ).toMatchInlineSnapshot(`"Expected the item "ann" in the map "players", found no items at all"`)
  })

  it('says when and why the item ended', () => {
    const sync = openWithPlayers({ bob: {}, cy: {} })
    sync.maps.items('players').create({ key: 'ann', data: {}, ttl: 60 })
    sync.clock.advance({ seconds: 30 })
    request(sync, { method: 'DELETE', path: 'Maps/players/Items/bob' })
    sync.maps.items('players').remove('cy')
    sync.maps.items('players').create({ key: 'di', data: {} })
    sync.clock.advance({ seconds: 90 })
    expect(failure(() => expect(sync).toHaveMapItem('players', 'ann'))).toMatchInlineSnapshot(`
      "Expected the item "ann" in the map "players", found no such key among 1; "ann" expired 1 min ago (1 min old)
        "di""
    `)
    expect(failure(() => expect(sync).toHaveMapItem('players', 'bob'))).toMatchInlineSnapshot(`
      "Expected the item "bob" in the map "players", found no such key among 1; "bob" was removed 1 min 30 s ago by DELETE
        "di""
    `)
    expect(failure(() => expect(sync).toHaveMapItem('players', 'cy'))).toMatchInlineSnapshot(`
      "Expected the item "cy" in the map "players", found no such key among 1; "cy" was removed 1 min 30 s ago
        "di""
    `)
  })

  it('says what became of the map', () => {
    const sync = open()
    sync.maps.create({ uniqueName: 'players', ttl: 60 })
    sync.clock.advance({ seconds: 90 })
    expect(failure(() => expect(sync).toHaveMapItem('players', 'ann'))).toMatchInlineSnapshot(
      `"Expected the item "ann" in the map "players", found no maps at all; "players" expired 30 s ago (1 min old)"`,
    )
  })
})

describe('the matchers of documents, lists and maps', () => {
  it('point to another service that has the object', () => {
    const sync = open()
    const { documents, lists, maps } = sync.service(service)
    documents.create({ uniqueName: 'one' })
    lists.create({ uniqueName: 'one' })
    maps.create({ uniqueName: 'one' })
    const hint = `; another service has one: expect(sync.service('${service}'))`
    for (const [kind, assertion] of [
      ['documents', () => expect(sync).toHaveDocument('one')],
      ['lists', () => expect(sync).toHaveList('one')],
      ['lists', () => expect(sync).toHaveListItem('one', {})],
      ['maps', () => expect(sync).toHaveMap('one')],
      ['maps', () => expect(sync).toHaveMapItem('one', 'key')],
    ] as const) {
      expect(failure(assertion)).toContain(`found no ${kind} in the default service${hint}`)
    }
    expect(sync.service(service)).toHaveDocument('one')
    expect(sync.service(service)).toHaveMap('one')
  })

  it('point to an object of another kind that has the name', () => {
    const sync = open()
    sync.maps.create({ uniqueName: 'players' })
    sync.streams.create({ uniqueName: 'players' })
    expect(failure(() => expect(sync).toHaveDocument('players'))).toMatchInlineSnapshot(
      `"Expected a document "players", found no documents at all; a stream has this name; a map has this name"`,
    )
    expect(failure(() => expect(sync).toHaveStream('orders'))).not.toContain('this name')
  })

  it('say when and why the object ended', () => {
    const sync = open()
    sync.documents.create({ uniqueName: 'order-7', ttl: 60 })
    sync.clock.advance({ seconds: 30 })
    sync.documents.update('order-7', { data: { state: 'paid' } })
    sync.maps.create({ uniqueName: 'players' })
    request(sync, { method: 'DELETE', path: 'Maps/players' })
    sync.clock.advance({ seconds: 31 })
    expect(failure(() => expect(sync).toHaveDocument('order-7'))).toMatchInlineSnapshot(
      `"Expected a document "order-7", found no documents at all; "order-7" expired 1 s ago (1 min old)"`,
    )
    expect(failure(() => expect(sync).toHaveMap('players'))).toMatchInlineSnapshot(
      `"Expected a map "players", found no maps at all; "players" was removed 31 s ago by DELETE"`,
    )
  })

  it('take nothing but the fake and its services', () => {
    expect(() => expect({}).toHaveDocument('one')).toThrow(
      new TypeError(
        "Cannot match: found object, expected the fake or one of its services, as in expect(sync).toHaveDocument('order-7')",
      ),
    )
    expect(() => expect(null).toHaveList('one')).toThrow(/found null.*toHaveList\('queue'\)$/)
    expect(() => expect({}).not.toHaveMapItem('one', 'two')).toThrow(/toHaveMap\('players'\)$/)
  })

  it.each<{ what: string; assertion: (sync: FakeSync) => void; message: RegExp }>([
    {
      what: 'a document without a name',
      assertion: (sync) => expect(sync).not.toHaveDocument(''),
      message: /found "" for the document, expected its SID or unique name$/,
    },
    {
      what: 'data that is no object',
      assertion: (sync) => expect(sync).not.toHaveDocument('one', 'paid' as never),
      message: /found "paid" for the data, expected an object, or an asymmetric matcher$/,
    },
    {
      what: 'an unknown member of a list',
      assertion: (sync) => expect(sync).not.toHaveList('one', { items: 1 } as never),
      message: /found the unknown member items, expected any of sid, .*, revision$/,
    },
    {
      what: 'the SID of another kind',
      assertion: (sync) => expect(sync).not.toHaveMap('one', { sid: `ES${'0'.repeat(32)}` }),
      message: /for sid, expected a SID that begins with MP$/,
    },
    {
      what: 'a revision that is a number',
      assertion: (sync) => expect(sync).not.toHaveMap('one', { revision: 1 as never }),
      message: /found 1 for revision, expected a revision: a number in lower-case hex$/,
    },
    {
      what: 'a revision in capitals',
      assertion: (sync) => expect(sync).not.toHaveMap('one', { revision: '1F' }),
      message: /found "1F" for revision/,
    },
    {
      what: 'a negative index',
      assertion: (sync) => expect(sync).not.toHaveListItem('one', -1),
      message: /found -1 for the item, expected its index, .* or its data$/,
    },
    {
      what: 'an index in quotes',
      assertion: (sync) => expect(sync).not.toHaveListItem('one', '1' as never),
      message: /found "1" for the item, expected its index, .* or its data$/,
    },
    {
      what: 'data and then an index',
      assertion: (sync) => expect(sync).not.toHaveListItem('one', {} as never, 1 as never),
      message: /found 1 for what follows the data, expected nothing, or an index before it$/,
    },
    {
      what: 'a key that is empty',
      assertion: (sync) => expect(sync).not.toHaveMapItem('one', ''),
      message: /found "" for the item, expected its key$/,
    },
    {
      what: 'data of an item that is a list',
      assertion: (sync) => expect(sync).not.toHaveMapItem('one', 'two', []),
      message: /found \[\] for the data, expected an object, or an asymmetric matcher$/,
    },
  ])('refuse $what', ({ assertion, message }) => {
    expect(() => assertion(open())).toThrow(TypeError)
    expect(() => assertion(open())).toThrow(message)
  })
})

function open(): FakeSync {
  return createFakeSync({ clock: new FakeClock('2026-03-04T05:06:07Z') })
}

function openWithQueue(...items: readonly object[]): FakeSync {
  const sync = open()
  sync.lists.create({ uniqueName: 'queue' })
  for (const data of items) sync.lists.items('queue').create({ data })
  return sync
}

function openWithPlayers(items: Readonly<Record<string, object>>): FakeSync {
  const sync = open()
  sync.maps.create({ uniqueName: 'players' })
  for (const [key, data] of Object.entries(items)) sync.maps.items('players').create({ key, data })
  return sync
}

function request(
  sync: FakeSync,
  { method, path }: { readonly method: string; readonly path: string },
): void {
  const url = `https://sync.twilio.com/v1/Services/default/${path}`
  const headers = { authorization: `Basic ${btoa(`AC${'1'.repeat(32)}:token`)}` }
  sync.handle({ method, url, headers, body: '' })
}

/** What an assertion says when it fails. */
function failure(assertion: () => void): string {
  try {
    assertion()
  } catch (error) {
    return (error as Error).message
  }
  return 'it does not fail'
}
