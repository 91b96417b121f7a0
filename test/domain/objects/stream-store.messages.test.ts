import { describe, expect, it } from 'vitest'
import type { StreamStoreOptions } from '../../../src/domain/objects/stream-options.ts'
import { StreamStore } from '../../../src/domain/objects/stream-store.ts'
import { SidGenerator } from '../../../src/domain/rules/sid.ts'
import { SyncError } from '../../../src/domain/rules/sync-error.ts'
import { FakeClock } from '../../../src/domain/time/clock.ts'

describe('StreamStore.publish', () => {
  it('returns the SID of the message and its data', () => {
    const streams = newStore()
    streams.create({ uniqueName: 'orders' })

    expect(streams.publish('orders', { id: 1 })).toEqual({
      sid: new SidGenerator().next('TZ'),
      data: { id: 1 },
    })
  })

  it('finds a stream by SID and by name', () => {
    const streams = newStore()
    const { sid } = streams.create({ uniqueName: 'orders' })
    streams.publish(sid, { id: 1 })
    streams.publish('orders', { id: 2 })

    expect(dataOf(streams, 'orders')).toEqual([{ id: 1 }, { id: 2 }])
    expect(dataOf(streams, sid)).toEqual([{ id: 1 }, { id: 2 }])
  })

  it('gives every message its own SID', () => {
    const streams = newStore()
    const { sid } = streams.create()
    const sids = Array.from({ length: 100 }, () => streams.publish(sid, {}).sid)

    expect(new Set(sids).size).toBe(100)
  })

  it('reports a missing stream before bad data', () => {
    expect(() => newStore().publish('orders', null as never)).toThrow(
      new SyncError({ kind: 'stream-not-found', service: 'default', stream: 'orders' }),
    )
  })

  it('does not change the stream', () => {
    const streams = newStore()
    const stream = streams.create({ uniqueName: 'orders', ttl: 60 })

    streams.publish('orders', { id: 1 })

    expect(streams.fetch('orders')).toEqual(stream)
  })

  const refused: { name: string; data: unknown; failure: SyncError }[] = [
    { name: 'no data', data: undefined, failure: new SyncError({ kind: 'data-missing' }) },
    { name: 'null', data: null, failure: new SyncError({ kind: 'data-missing' }) },
    { name: 'an array', data: [], failure: invalid([]) },
    { name: 'text', data: '{}', failure: invalid('{}') },
    { name: 'a BigInt inside', data: { id: 1n }, failure: invalid({ id: 1n }) },
    {
      name: '4097 bytes',
      data: messageOf(4097),
      failure: new SyncError({ kind: 'data-too-large', bytes: 4097, largest: 4096 }),
    },
  ]
  it.each(refused)('refuses $name and changes nothing', ({ data, failure }) => {
    const streams = newStore()
    const heard: unknown[] = []
    streams.subscribe(streams.create({ uniqueName: 'orders' }).sid, (event) => heard.push(event))

    expect(() => streams.publish('orders', data as object)).toThrow(failure)
    expect(streams.messages('orders')).toEqual([])
    expect(heard).toEqual([])
    expect(streams.publish('orders', {}).sid).toBe(new SidGenerator().next('TZ'))
  })

  it('accepts 4096 bytes', () => {
    const streams = newStore()
    const { sid } = streams.create()

    expect(streams.publish(sid, messageOf(4096)).data).toEqual(messageOf(4096))
  })

  it('follows the limit it is given', () => {
    const streams = newStore({ limits: { messageBytes: 20 } })
    const { sid } = streams.create()

    expect(streams.publish(sid, messageOf(20)).data).toEqual(messageOf(20))
    expect(() => streams.publish(sid, messageOf(21))).toThrow(
      new SyncError({ kind: 'data-too-large', bytes: 21, largest: 20 }),
    )
  })

  it('keeps a frozen copy of the data', () => {
    const streams = newStore()
    const { sid } = streams.create()
    const data = { list: [1] }
    const message = streams.publish(sid, data)

    data.list.push(2)

    expect(message.data).toEqual({ list: [1] })
    expect(dataOf(streams, sid)).toEqual([{ list: [1] }])
    expect(Object.isFrozen(message.data['list'])).toBe(true)
  })
})

describe('StreamStore.messages', () => {
  it('is empty at first', () => {
    const streams = newStore()

    expect(streams.messages(streams.create().sid)).toEqual([])
  })

  it('lists published messages, newest last', () => {
    const streams = newStore()
    const { sid } = streams.create()
    const published = [streams.publish(sid, { id: 1 }), streams.publish(sid, { id: 2 })]

    expect(streams.messages(sid)).toEqual(published)
  })

  it('keeps the messages of each stream apart', () => {
    const streams = newStore()
    streams.create({ uniqueName: 'orders' })
    streams.create({ uniqueName: 'invoices' })

    streams.publish('orders', { id: 1 })

    expect(streams.messages('invoices')).toEqual([])
  })

  it('returns a new array each time', () => {
    const streams = newStore()
    const { sid } = streams.create()
    streams.publish(sid, {})

    streams.messages(sid).pop()

    expect(streams.messages(sid)).toHaveLength(1)
  })

  it('lists the newest three, and no more, when three are kept', () => {
    const streams = newStore({ limits: { messagesKept: 3 } })
    const { sid } = streams.create()

    for (let count = 1; count <= 20; count += 1) {
      streams.publish(sid, { count })
      const newest = [count - 2, count - 1, count].filter((number) => number > 0)
      expect(dataOf(streams, sid)).toEqual(newest.map((number) => ({ count: number })))
    }
  })

  it('keeps 1000 by default', () => {
    const streams = newStore()
    const { sid } = streams.create()
    for (let count = 1; count <= 1001; count += 1) streams.publish(sid, { count })

    expect(streams.messages(sid)).toHaveLength(1000)
    expect(dataOf(streams, sid)[0]).toEqual({ count: 2 })
  })

  it('lists nothing when none are kept, while subscribers are notified of all', () => {
    const streams = newStore({ limits: { messagesKept: 0 } })
    const { sid } = streams.create()
    const heard: string[] = []
    streams.subscribe(sid, ({ type }) => heard.push(type))

    streams.publish(sid, {})
    streams.publish(sid, {})

    expect(streams.messages(sid)).toEqual([])
    expect(heard).toEqual(['message', 'message'])
  })

  it('is empty for a new stream with the name of a former one', () => {
    const streams = newStore()
    streams.create({ uniqueName: 'orders' })
    streams.publish('orders', { id: 1 })
    streams.remove('orders')

    streams.create({ uniqueName: 'orders' })

    expect(streams.messages('orders')).toEqual([])
  })

  it('does not find a missing stream', () => {
    expect(() => newStore().messages('orders')).toThrow(
      new SyncError({ kind: 'stream-not-found', service: 'default', stream: 'orders' }),
    )
  })
})

function newStore(options: Partial<StreamStoreOptions> = {}): StreamStore {
  return new StreamStore({ clock: new FakeClock(0), ...options })
}

function dataOf(streams: StreamStore, sidOrName: string): unknown[] {
  return streams.messages(sidOrName).map(({ data }) => data)
}

/** Data whose JSON has that many bytes. */
function messageOf(bytes: number): object {
  return { text: 'x'.repeat(bytes - '{"text":""}'.length) }
}

function invalid(found: unknown): SyncError {
  return new SyncError({ kind: 'data-invalid', found, deepest: 500 })
}
