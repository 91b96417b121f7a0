import { describe, expect, it } from 'vitest'
import { createFakeSync, type FakeSync } from '../../../src/core.ts'
import { StreamModel } from '../../../src/fast-check/commands/stream-model.ts'

const sid = `TO${'0'.repeat(32)}`

function modelOf(sync: FakeSync, uniqueName: string): unknown {
  return new StreamModel(sync).find(uniqueName)
}

describe('StreamModel', () => {
  it('starts with the named streams of the fake, and their messages', () => {
    const sync = createFakeSync()
    const orders = sync.streams.create({ uniqueName: 'orders', ttl: 60 })
    sync.streams.create()
    sync.streams.publish('orders', { id: 1 })
    const { dateExpires } = orders
    const expected = { sid: orders.sid, uniqueName: 'orders', dateExpires, messages: [{ id: 1 }] }
    expect(new StreamModel(sync).streams).toEqual([expected])
  })

  it('does not follow the fake', () => {
    const sync = createFakeSync()
    const model = new StreamModel(sync)
    sync.streams.create({ uniqueName: 'orders' })
    expect(model.streams).toEqual([])
  })

  it('agrees with the fake on what is added, updated, published and removed', () => {
    const sync = createFakeSync()
    const model = new StreamModel(sync)
    const added = sync.streams.create({ uniqueName: 'orders', ttl: 1 })
    model.add({ sid: added.sid, uniqueName: 'orders', ttl: 1 })
    sync.streams.publish('orders', { id: 1 })
    model.publish('orders', { id: 1 })
    expect(model.find('orders')).toEqual(modelOf(sync, 'orders'))
    sync.clock.advance(500)
    sync.streams.update('orders', { ttl: 60 })
    model.update('orders', 60)
    expect(model.find('orders')).toEqual(modelOf(sync, 'orders'))
    model.update('orders', 0)
    expect(model.find('orders')?.dateExpires).toBeNull()
    model.remove('orders')
    expect(model.find('orders')).toBeUndefined()
  })

  it.each([0, 2])('lets a stream expire on the clock of a fake with a lag of %d s', (lag) => {
    const sync = createFakeSync({ limits: { expiryLagSeconds: lag } })
    sync.streams.create({ uniqueName: 'orders', ttl: 60 })
    const model = new StreamModel(sync)
    sync.clock.advance({ seconds: 60 + lag, milliseconds: -1 })
    expect(model.find('orders')).toBeDefined()
    sync.clock.advance(1)
    expect(model.streams).toEqual([])
    expect(sync.streams.find('orders')).toBeUndefined()
  })

  it('changes no stream that is gone', () => {
    const sync = createFakeSync()
    const model = new StreamModel(sync)
    model.add({ sid, uniqueName: 'orders', ttl: 1 })
    sync.clock.advance(1000)
    model.update('orders', 60)
    model.publish('orders', {})
    model.remove('kitchen')
    expect(model.streams).toEqual([])
  })
})
