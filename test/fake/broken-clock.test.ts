import { describe, expect, it } from 'vitest'
import { createFakeSync, type FakeSync } from '../../src/core.ts'
import {
  account,
  messages,
  orders,
  post,
  remove,
  services,
  streams,
  toHttpRequest,
} from '../rest/cases.ts'

interface Act {
  readonly what: string
  readonly act: (sync: FakeSync) => unknown
}

const acts: readonly Act[] = [
  { what: 'create', act: (sync) => sync.streams.create({ uniqueName: 'carts', ttl: 60 }) },
  { what: 'update', act: (sync) => sync.streams.update('orders', { ttl: 60 }) },
  { what: 'publish', act: (sync) => sync.streams.publish('orders', { id: 2 }) },
  {
    what: 'remove',
    act: (sync) => {
      sync.streams.remove('orders')
    },
  },
  { what: 'service', act: (sync) => sync.service(`IS${'1'.repeat(32)}`) },
  { what: 'snapshot', act: (sync) => sync.snapshot() },
  { what: 'describe', act: (sync) => sync.describe() },
  {
    what: 'restore',
    act: (sync) => {
      sync.restore(createFakeSync().snapshot())
    },
  },
  {
    what: 'reset',
    act: (sync) => {
      sync.reset()
    },
  },
  { what: 'run', act: (sync) => sync.run(() => 1) },
  ...[
    post(streams, { UniqueName: 'carts' }),
    post(orders, { Ttl: '60' }),
    post(messages, { Data: '{}' }),
    remove(orders),
    post(services),
    post(`${services}/default`, { FriendlyName: 'x' }),
    remove(`${services}/default`),
  ].map((request) => ({
    what: `${request.method} ${request.path}`,
    act: (sync: FakeSync) => sync.handle(toHttpRequest(request)),
  })),
]

describe.each([
  { time: Number.NaN, found: 'NaN' },
  { time: -Infinity, found: '-Infinity' },
  { time: 8_640_000_000_000_001, found: '8640000000000001' },
  { time: '5' as unknown as number, found: '"5"' },
])('a clock that begins to show $found', ({ time, found }) => {
  it.each(acts)('lets $what fail, and change nothing', ({ act }) => {
    const { sync, clock } = newWorld()
    const before = sync.snapshot()
    const { requests } = sync
    clock.time = time
    expect(() => act(sync)).toThrow(
      new TypeError(
        `Cannot read the clock: found ${found}, expected epoch milliseconds that a Date can hold`,
      ),
    )
    clock.time = 1000
    expect(sync.snapshot()).toEqual(before)
    expect(sync.requests).toEqual(requests)
    expect(sync.streams.ended()).toEqual([])
  })
})

/** A fake with a stream, a message on it and a subscriber, over a clock that can be broken. */
function newWorld(): { sync: FakeSync; clock: { time: number } } {
  const clock = { time: 1000, now: () => clock.time }
  const sync = createFakeSync({
    accountSid: account,
    rateLimits: true,
    clock,
  }) as unknown as FakeSync
  // Without a time to live: else whatever is asked of the store reads the clock first.
  sync.streams.create({ uniqueName: 'orders' })
  sync.streams.subscribe('orders', () => undefined)
  sync.streams.publish('orders', { id: 1 })
  sync.handle(toHttpRequest(post(messages, { Data: '{}' })))
  return { sync, clock }
}
