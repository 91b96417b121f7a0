import { describe, expect, it } from 'vitest'
import { describeEnd, describeItemEnd } from '../../src/api/describe-end.ts'
import { createFakeSync, FakeClock, type FakeSync, type RequestRecord } from '../../src/core.ts'
import type { MapItem } from '../../src/domain/rules/records.ts'
import { remove, send, streams } from '../rest/cases.ts'

describe('describeEnd', () => {
  it('says that a stream expired, after which TTL and how long ago', () => {
    const { sync, end } = withStream({ ttl: 60 })
    sync.clock.advance({ seconds: 20 })
    sync.streams.update('orders', { ttl: 30 })
    sync.clock.advance({ seconds: 30 })
    expect(end()).toBe('expired (ttl 30)')
    expect(end({ age: '5 s' })).toBe('expired 5 s ago (ttl 30)')
  })

  it('says how long one was to live, also if it was seen for longer', () => {
    const sync = createFakeSync({ clock: new FakeClock(0), limits: { expiryLagSeconds: 5 } })
    sync.streams.create({ ttl: 30 })
    sync.clock.advance({ minutes: 1 })
    const [{ stream: object, reason, at } = expect.fail()] = sync.streams.ended()
    expect(describeEnd({ object, reason, at }, { requests: [] })).toBe('expired (ttl 30)')
  })

  it('says that one was removed, with or without a TTL, and how long ago', () => {
    for (const ttl of [0, 60]) {
      const { sync, end } = withStream({ ttl })
      sync.streams.remove('orders')
      expect(end()).toBe('was removed')
      expect(end({ age: '5 s' })).toBe('was removed 5 s ago')
    }
  })

  it('says so if a request removed it, among others', () => {
    for (const keyOf of [
      ({ sid }: { readonly sid: string }) => sid,
      () => 'orders',
      () => '%6frders',
    ]) {
      const { sync, end } = withStream({})
      sync.clock.advance({ seconds: 1 })
      send(sync, remove(`${streams}/elsewhere`))
      send(sync, remove(`${streams}/${keyOf(sync.streams.fetch('orders'))}`))
      expect(end()).toBe('was removed by DELETE')
    }
  })

  it('takes the answer to a client of the SDK for one that removed it', () => {
    const { sync, end } = withStream({})
    send(sync, remove(`${streams}/orders`))
    const requests = sync.requests.map((request) => ({ ...request, status: 200 }))
    expect(end({ requests })).toBe('was removed by DELETE')
  })

  it.each<{ what: string; change: Partial<RequestRecord> }>([
    { what: 'another method', change: { method: 'POST' } },
    { what: 'a refusal', change: { status: 404 } },
    { what: 'another time', change: { time: 1 } },
    { what: 'another object', change: { path: `${streams}/others` } },
  ])('does not take $what for it', ({ change }) => {
    const { sync, end } = withStream({})
    send(sync, remove(`${streams}/orders`))
    const requests = sync.requests.map((request) => ({ ...request, ...change }))
    expect(end({ requests })).toBe('was removed')
  })

  it('says how old an object of another kind was, whatever has moved its date', () => {
    const sync = createFakeSync({ clock: new FakeClock(0) })
    sync.documents.create({ uniqueName: 'order', ttl: 60 })
    sync.clock.advance({ seconds: 30 })
    const object = sync.documents.update('order', { data: { state: 'paid' } })
    expect(describeEnd({ object, reason: 'expired', at: 60_000 }, { requests: [] })).toBe(
      'expired (1 min old)',
    )
  })

  it('does not take the removal of an item of the same name for it', () => {
    const { sync, end } = withStream({})
    sync.maps.create({ uniqueName: 'tables' })
    sync.maps.items('tables').create({ key: 'orders', data: {} })
    send(sync, remove(`${maps}/tables/Items/orders`))
    sync.streams.remove('orders')
    expect(end()).toBe('was removed')
  })

  it('does not take a path that cannot be decoded for that of an object without a name', () => {
    const sync = createFakeSync({ clock: new FakeClock(0) })
    const object = sync.streams.create()
    send(sync, remove(`${streams}/orders`))
    const requests = sync.requests.map((one) => ({ ...one, status: 204, path: `${streams}/%` }))
    expect(describeEnd({ object, reason: 'removed', at: 0 }, { requests })).toBe('was removed')
  })
})

describe('describeItemEnd', () => {
  it('says that an item expired, and how old it was', () => {
    const item = { ...withItem().item, dateCreated: 30_000 }
    const end = { object: item, reason: 'expired', at: 90_000 } as const
    expect(describeItemEnd(end, { requests: [], age: '5 s' })).toBe('expired 5 s ago (1 min old)')
  })

  it('says so if a request removed it', () => {
    const { sync, item } = withItem()
    const end = { object: item, reason: 'removed', at: 0 } as const
    send(sync, remove(`${maps}/players`))
    expect(describeItemEnd(end, { requests: sync.requests })).toBe('was removed')
    const other = withItem()
    send(other.sync, remove(`${maps}/players/Items/a%2Fb`))
    expect(describeItemEnd(end, { requests: other.sync.requests })).toBe('was removed by DELETE')
  })
})

const maps = '/v1/Services/default/Maps'

function withItem(): { readonly sync: FakeSync; readonly item: MapItem } {
  const sync = createFakeSync({ clock: new FakeClock(0) })
  sync.maps.create({ uniqueName: 'players' })
  return { sync, item: sync.maps.items('players').create({ key: 'a/b', data: {} }) }
}

function withStream({ ttl }: { readonly ttl?: number }): {
  readonly sync: FakeSync
  readonly end: (options?: { age?: string; requests?: readonly RequestRecord[] }) => string
} {
  const sync = createFakeSync({ clock: new FakeClock(0) })
  sync.streams.create({ uniqueName: 'orders', ...(ttl !== undefined && { ttl }) })
  return {
    sync,
    end(options = {}) {
      const [ended] = sync.streams.ended()
      if (ended === undefined) throw new Error('expected an end')
      const { stream: object, reason, at } = ended
      return describeEnd({ object, reason, at }, { requests: sync.requests, ...options })
    },
  }
}
