import { describe, expect, it } from 'vitest'
import { hear, openSdk, type SdkWorld, subscription } from './sdk-world.ts'

// What clients of the real SDK may do where their service has ACL enabled.

const refused = { status: 403, code: 54007 }

describe('a service with ACL enabled', () => {
  it('lets those who create an object do everything with it', async () => {
    const { sync, connect } = openAcl()
    const map = await connect().map('players')
    await map.set('ann', { n: 1 })
    await map.remove('ann')
    const [alice] = sync.maps.permissions('players').all()
    expect(alice).toEqual({ identity: 'alice', read: true, write: true, manage: true })
    await map.removeMap()
    expect(sync.maps.size).toBe(0)
  })

  it('opens nothing for those who may not read it', async () => {
    const { sync, connect } = openAcl()
    sync.documents.create({ uniqueName: 'd' })
    sync.lists.create({ uniqueName: 'l' })
    sync.maps.create({ uniqueName: 'm' })
    const client = connect()
    await expect(client.document('d')).rejects.toMatchObject(refused)
    await expect(client.list('l')).rejects.toMatchObject(refused)
    await expect(client.map('m')).rejects.toMatchObject(refused)
    expect(sync.requests.slice(-3)).toMatchObject(Array(3).fill(refused))
  })

  it('lets those who may read do no more than that', async () => {
    const { sync, connect } = openAcl()
    sync.documents.create({ uniqueName: 'd' })
    sync.lists.create({ uniqueName: 'l' })
    sync.maps.create({ uniqueName: 'm' })
    sync.lists.items('l').create({ data: { n: 1 } })
    sync.maps.items('m').create({ key: 'k', data: { n: 1 } })
    sync.documents.permissions('d').set('alice', { read: true })
    sync.lists.permissions('l').set('alice', { read: true })
    sync.maps.permissions('m').set('alice', { read: true })
    const before = sync.snapshot()
    const client = connect()
    const document = await client.document('d')
    const list = await client.list('l')
    const map = await client.map('m')
    expect((await list.get(0)).data).toEqual({ n: 1 })
    expect((await map.get('k')).data).toEqual({ n: 1 })
    for (const write of [
      () => document.set({}),
      () => document.setTtl(60),
      () => document.removeDocument(),
      () => list.setTtl(60),
      () => list.setItemTtl(0, 60),
      () => list.push({}),
      () => list.set(0, {}),
      () => list.remove(0),
      () => list.removeList(),
      () => map.setTtl(60),
      () => map.setItemTtl('k', 60),
      () => map.set('k', {}),
      () => map.set('new', {}),
      () => map.remove('k'),
      () => map.removeMap(),
    ]) {
      await expect(write()).rejects.toMatchObject(refused)
    }
    expect({ ...sync.snapshot(), sidsDrawn: before.sidsDrawn }).toEqual(before)
  })

  it('lets those who may write set times to live and remove items, but not the whole', async () => {
    const { sync, connect } = openAcl()
    sync.maps.create({ uniqueName: 'm' })
    sync.maps.permissions('m').set('alice', { read: true, write: true })
    const map = await connect().map('m')
    await map.set('k', {})
    await map.setTtl(60)
    await map.setItemTtl('k', 30)
    expect(sync.maps.fetch('m').dateExpires).toBe(sync.clock.now() + 60_000)
    expect(sync.maps.items('m').fetch('k').dateExpires).toBe(sync.clock.now() + 30_000)
    await map.remove('k')
    await expect(map.removeMap()).rejects.toMatchObject(refused)
  })

  it('refuses a subscription once the permission is gone, and leaves one that there is', async () => {
    const { sync, connect } = openAcl()
    sync.documents.create({ uniqueName: 'd' })
    sync.documents.permissions('d').set('alice', { read: true })
    const document = await connect().document('d')
    const heard = hear(document)
    const failures: unknown[] = []
    document.on('failure', (error) => failures.push(error))
    await sync.settled()
    sync.documents.permissions('d').remove('alice')
    sync.documents.update('d', { data: { n: 1 } })
    await sync.settled()
    expect(heard).toEqual(['updated {"n":1}'])
    sync.clients[0]?.drop()
    await subscription(sync)
    await sync.settled()
    expect(failures).toMatchObject([refused])
  })

  it('has no permissions for streams', async () => {
    const { sync, connect } = openAcl()
    sync.streams.create({ uniqueName: 's' })
    const stream = await connect().stream('s')
    await stream.publishMessage({ n: 1 })
    expect(sync.streams.messages('s')).toHaveLength(1)
  })
})

describe('a service without ACL', () => {
  it('lets clients do everything, and keeps no permissions for those who create', async () => {
    const { sync, connect } = openSdk()
    sync.maps.create({ uniqueName: 'm' })
    sync.maps.permissions('m').set('alice', { read: false })
    const map = await connect().map('m')
    await map.set('k', {})
    const own = await connect().map('own')
    expect(sync.maps.permissions(own.sid).all()).toEqual([])
    await map.removeMap()
    expect(sync.maps.find('m')).toBeUndefined()
  })
})

function openAcl(): SdkWorld {
  const world = openSdk()
  const { sync } = world
  sync.handle({
    method: 'POST',
    url: 'https://sync.twilio.com/v1/Services/default',
    headers: { authorization: `Basic ${btoa(`AC${'1'.repeat(32)}:any`)}` },
    body: 'AclEnabled=true',
  })
  return world
}
