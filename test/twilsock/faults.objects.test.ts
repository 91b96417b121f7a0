import { describe, expect, it } from 'vitest'
import type { Fault } from '../../src/core.ts'
import { hear, openSdk } from './sdk-world.ts'

// Faults on the way of documents, lists and maps to clients of the real SDK.

describe('a delivery of a document', () => {
  it.each<{ fault: Fault; heard: number[] }>([
    { fault: { on: 'documents.deliver', kind: 'drop' }, heard: [2, 3] },
    // The SDK ignores what is older than what it has.
    { fault: { on: 'documents.deliver', kind: 'duplicate' }, heard: [1, 2, 3] },
    { fault: { on: 'documents.deliver', kind: 'reorder' }, heard: [2, 3] },
    { fault: { on: 'documents.deliver', kind: 'delay', milliseconds: 5 }, heard: [2, 3] },
    {
      fault: {
        on: 'documents.deliver',
        kind: 'drop',
        where: ({ document, identity }) => document.revision === '2' && identity === 'alice',
      },
      heard: [1, 3],
    },
  ])('meets $fault', async ({ fault, heard }) => {
    const { sync, connect } = openSdk()
    const events = hear(await connect().document('order'))
    sync.faults.add(fault)
    for (const n of [1, 2, 3]) sync.documents.update('order', { data: { n } })
    await sync.settled()
    expect(events).toEqual(heard.map((n) => `updated {"n":${n}}`))
    expect(sync.faults.pending).toEqual([])
  })
})

describe('a delivery of an item', () => {
  it('of a list is dropped where its index is', async () => {
    const { sync, connect } = openSdk()
    const events = hear(await connect().list('queue'))
    sync.faults.add({
      on: 'listItems.deliver',
      kind: 'drop',
      where: ({ type, list, item }) => {
        return type === 'itemAdded' && list.uniqueName === 'queue' && item.index === 1
      },
    })
    const items = sync.lists.items('queue')
    for (const n of [0, 1, 2]) items.create({ data: { n } })
    await sync.settled()
    expect(events).toEqual(['itemAdded 0 {"n":0}', 'itemAdded 2 {"n":2}'])
  })

  it('of a map comes after a later one', async () => {
    const { sync, connect } = openSdk()
    const events = hear(await connect().map('players'))
    sync.faults.add({
      on: 'mapItems.deliver',
      kind: 'reorder',
      where: ({ item }) => item.key === 'a',
    })
    for (const key of ['a', 'b']) sync.maps.items('players').create({ key, data: {} })
    await sync.settled()
    expect(events).toEqual(['itemAdded b {}', 'itemAdded a {}'])
  })

  it('of a removal comes twice, and the SDK reports it twice', async () => {
    const { sync, connect } = openSdk()
    const events = hear(await connect().map('players'))
    const items = sync.maps.items('players')
    items.create({ key: 'a', data: {} })
    await sync.settled()
    sync.faults.add({
      on: 'mapItems.deliver',
      kind: 'duplicate',
      where: ({ type }) => type === 'itemRemoved',
    })
    items.remove('a')
    await sync.settled()
    expect(events).toEqual(['itemAdded a {}', 'itemRemoved a {}', 'itemRemoved a {}'])
  })

  it('that a client has lost comes after a lost connection, too, but not twice', async () => {
    const { sync, connect } = openSdk()
    const events = hear(await connect().map('players'))
    await sync.settled()
    sync.faults.add({ on: 'mapItems.deliver', kind: 'drop' })
    sync.maps.items('players').create({ key: 'a', data: {} })
    sync.maps.items('players').create({ key: 'b', data: {} })
    await sync.settled()
    expect(events).toEqual(['itemAdded b {}'])
  })
})

describe('the end of a world', () => {
  it.each(['reset', 'restore'] as const)(
    'by %s tells clients that everything is gone',
    async (end) => {
      const { sync, connect } = openSdk()
      const before = sync.snapshot()
      const client = connect()
      const document = await client.document('d')
      const list = await client.list('l')
      const map = await client.map('m')
      const heard = [hear(document), hear(list), hear(map)]
      await sync.settled()
      // On its way as the world ends, it must not arrive.
      sync.documents.update('d', { data: { n: 1 } })
      sync.lists.items('l').create({ data: {} })
      sync.maps.items('m').create({ key: 'k', data: {} })
      if (end === 'reset') sync.reset()
      else sync.restore(before)
      await sync.settled()
      expect(heard).toEqual([['removed'], ['removed'], ['removed']])
      const again = await client.map('m')
      await again.set('k', { n: 2 })
      expect(sync.maps.items('m').all()).toMatchObject([{ data: { n: 2 } }])
    },
  )
})

describe('subscribers', () => {
  it('are known by object, and seen in the description', async () => {
    const { sync, connect } = openSdk()
    const map = await connect().map('players')
    await connect(sync.accessToken({ identity: 'bob' })).map('players')
    expect(sync.maps.subscribers('players')).toEqual(['alice', 'bob'])
    expect(sync.describe()).toContain(map.sid)
  })
})
