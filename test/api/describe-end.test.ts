import { describe, expect, it } from 'vitest'
import { describeEnd } from '../../src/api/describe-end.ts'
import { createFakeSync, FakeClock, type FakeSync, type RequestRecord } from '../../src/core.ts'
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
})

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
