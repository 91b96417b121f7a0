import { describe, expect, it } from 'vitest'
import { addOne, hear, openSdk, subscription } from './sdk-world.ts'

// What clients of the real SDK still hold when its world is gone, and what they learn of once only.

describe('what a client has opened in a world that is gone', () => {
  it.each(['reset', 'restore'] as const)(
    'reaches nothing after %s, even under its SID',
    async (end) => {
      const { sync, connect } = openSdk()
      const fill = (): void => {
        sync.documents.create({ uniqueName: 'd', data: { n: 0 } })
        sync.lists.create({ uniqueName: 'l' })
        sync.maps.create({ uniqueName: 'm' })
        sync.lists.items('l').create({ data: { n: 0 } })
        sync.maps.items('m').create({ key: 'k', data: { n: 0 } })
        sync.streams.create({ uniqueName: 's' })
      }
      fill()
      const before = sync.snapshot()
      const client = connect()
      const document = await client.document('d')
      const list = await client.list('l')
      const map = await client.map('m')
      const stream = await client.stream('s')
      await map.set('k', { n: 1 })
      await list.set(0, { n: 1 })
      if (end === 'reset') sync.reset()
      else sync.restore(before)
      if (end === 'reset') fill()
      const fresh = sync.snapshot()
      for (const write of [
        () => document.mutate(addOne),
        () => list.push({}),
        () => list.mutate(0, addOne),
        () => list.removeList(),
        () => map.set('k', {}),
        () => map.mutate('k', addOne),
        () => map.remove('k'),
        () => map.removeMap(),
        () => stream.publishMessage({}),
      ]) {
        await expect(write()).rejects.toMatchObject({ status: 404 })
      }
      expect(sync.snapshot()).toEqual(fresh)
      const again = await client.map(map.sid)
      await again.set('k', { n: 2 })
      expect(sync.maps.items('m').fetch<{ n: number }>('k').data.n).toBe(2)
    },
  )
})

describe('a write whose answer was lost', () => {
  it.each(['mapItems.set', 'mapItems.delete'] as const)(
    'by a fault on %s reaches the client after the connection is back',
    async (on) => {
      const { sync, connect } = openSdk()
      const map = await connect().map('m')
      await map.set('k', { n: 1 })
      await sync.settled()
      const heard = hear(map)
      sync.faults.add({ on, kind: 'reset', when: 'after' })
      const write = on === 'mapItems.set' ? map.set('k', { n: 2 }) : map.remove('k')
      await expect(write).rejects.toThrow()
      await subscription(sync)
      await sync.settled()
      if (on === 'mapItems.set') {
        expect(heard).toEqual(['itemUpdated k {"n":2}'])
        expect((await map.get('k')).data).toEqual({ n: 2 })
      } else {
        expect(heard).toEqual(['itemRemoved k {"n":1}'])
        await expect(map.get('k')).rejects.toMatchObject({ status: 404 })
      }
    },
  )
})

describe('the items of a list or map', () => {
  it('that have expired but linger are left out, however many come first', async () => {
    const { sync, connect } = openSdk({ limits: { expiryLagSeconds: 3600 } })
    sync.lists.create({ uniqueName: 'l' })
    const items = sync.lists.items('l')
    for (let n = 0; n < 150; n += 1) items.create({ data: { n }, ttl: 60 })
    items.create({ data: { n: 150 } })
    sync.clock.advance({ minutes: 2 })
    const list = await connect().list('l')
    const { items: found } = await list.getItems({ pageSize: 100 })
    expect(found.map(({ index }) => index)).toEqual([150])
    await expect(list.get(0)).rejects.toMatchObject({ status: 404, code: 54151 })
    expect(items.size).toBe(151)
  })

  it('are told of again with the revision that their map had then', async () => {
    const { sync, connect } = openSdk({ subscribe: 'faithful' })
    const map = await connect().map('m')
    const revisions: string[] = []
    map.on('itemAdded', () => revisions.push(map.revision))
    const items = sync.maps.items('m')
    for (const key of ['a', 'b', 'c']) items.create({ key, data: {} })
    await subscription(sync)
    await sync.settled()
    expect(map.revision).toBe('3')
    expect(revisions).toHaveLength(3)
    expect(items.all().map(({ revision }) => revision)).toEqual(['0', '1', '2'])
  })
})

describe('a permission to write alone', () => {
  it('lets a client hear of nothing', async () => {
    const { sync, connect } = openSdk()
    sync.handle({
      method: 'POST',
      url: 'https://sync.twilio.com/v1/Services/default',
      headers: { authorization: `Basic ${btoa(`AC${'1'.repeat(32)}:any`)}` },
      body: 'AclEnabled=true',
    })
    sync.documents.create({ uniqueName: 'd' })
    sync.documents.permissions('d').set('alice', { read: true, write: true })
    const client = connect()
    const document = await client.document('d')
    sync.documents.permissions('d').set('alice', { write: true })
    sync.clients[0]?.drop()
    await subscription(sync)
    await document.set({ n: 1 })
    await sync.settled()
    expect(sync.documents.subscribers('d')).toEqual([])
  })
})
