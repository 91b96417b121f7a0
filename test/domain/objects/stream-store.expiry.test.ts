import { describe, expect, it } from 'vitest'
import { StreamStore } from '../../../src/domain/objects/stream-store.ts'
import { SyncError } from '../../../src/domain/rules/sync-error.ts'
import { FakeClock } from '../../../src/domain/time/clock.ts'

interface Look {
  readonly method: string
  /** Whether the stream named `orders`, the only one, is there by this method. */
  readonly sees: (streams: StreamStore) => boolean
}

const looks: Look[] = [
  { method: 'find', sees: (streams) => streams.find('orders') !== undefined },
  { method: 'fetch', sees: answers((streams) => streams.fetch('orders')) },
  { method: 'update', sees: answers((streams) => streams.update('orders', { ttl: 1 })) },
  { method: 'remove', sees: answers((streams) => streams.remove('orders')) },
  { method: 'publish', sees: answers((streams) => streams.publish('orders', {})) },
  { method: 'messages', sees: answers((streams) => streams.messages('orders')) },
  { method: 'subscribe', sees: answers((streams) => streams.subscribe('orders', () => undefined)) },
  { method: 'page', sees: (streams) => streams.page().streams.length === 1 },
  { method: 'all', sees: (streams) => streams.all().length === 1 },
  { method: 'size', sees: (streams) => streams.size === 1 },
  {
    method: 'create, which finds the name taken',
    sees: (streams) => !answers(() => streams.create({ uniqueName: 'orders' }))(streams),
  },
]

const moments: { moment: string; offset: number; isThere: boolean }[] = [
  { moment: 'a millisecond before it expires', offset: -1, isThere: true },
  { moment: 'the moment it expires', offset: 0, isThere: false },
  { moment: 'a millisecond after it expired', offset: 1, isThere: false },
]

const clocks: { kind: string; watched: boolean }[] = [
  { kind: 'a FakeClock', watched: true },
  { kind: 'a clock that can only be read', watched: false },
]

describe.each(clocks)('expiry with $kind', ({ watched }) => {
  describe.each(moments)('$moment', ({ offset, isThere }) => {
    it.each(looks)(`${isThere ? 'shows' : 'hides'} a stream to $method`, ({ sees }) => {
      const { clock, streams } = newWorld({ watched })
      streams.create({ uniqueName: 'orders', ttl: 60 })

      clock.set(60_000 + offset)

      expect(sees(streams)).toBe(isThere)
    })
  })

  it('hides a stream that expired long ago', () => {
    const { clock, streams } = newWorld({ watched })
    const { sid } = streams.create({ ttl: 1 })

    clock.advance({ days: 365 })

    expect(() => streams.fetch(sid)).toThrow(
      new SyncError({ kind: 'stream-not-found', service: 'default', stream: sid }),
    )
  })

  it('keeps a stream without a time to live', () => {
    const { clock, streams } = newWorld({ watched })
    streams.create({ uniqueName: 'orders' })
    streams.create({ uniqueName: 'invoices', ttl: 0 })

    clock.advance({ days: 3650 })

    expect(streams.size).toBe(2)
  })

  it('keeps a stream for a year and no longer with the longest time to live', () => {
    const { clock, streams } = newWorld({ watched })
    streams.create({ ttl: 31_536_000 })

    clock.advance({ days: 364, hours: 23, minutes: 59, seconds: 59, milliseconds: 999 })
    expect(streams.size).toBe(1)
    clock.advance(1)
    expect(streams.size).toBe(0)
  })

  it('is not delayed by publishing', () => {
    const { clock, streams } = newWorld({ watched })
    const { dateExpires, dateUpdated } = streams.create({ uniqueName: 'orders', ttl: 60 })
    clock.set(59_999)

    streams.publish('orders', { id: 1 })

    expect(streams.fetch('orders')).toMatchObject({ dateExpires, dateUpdated })
    clock.advance(1)
    expect(streams.find('orders')).toBeUndefined()
  })

  it.each([
    { change: 'later', ttl: 100, expires: 110_000 },
    { change: 'sooner', ttl: 5, expires: 15_000 },
    { change: 'to the very same moment', ttl: 50, expires: 60_000 },
  ])('moves $change with an update', ({ ttl, expires }) => {
    const { clock, streams } = newWorld({ watched })
    streams.create({ uniqueName: 'orders', ttl: 60 })
    clock.set(10_000)

    streams.update('orders', { ttl })

    clock.set(expires - 1)
    expect(streams.find('orders')).toBeDefined()
    clock.set(expires)
    expect(streams.find('orders')).toBeUndefined()
  })

  it('expires each stream at its own time', () => {
    const { clock, streams } = newWorld({ watched })
    for (const ttl of [3, 1, 2, 0, 1]) streams.create({ ttl })

    const sizes = [1, 2, 3, 4].map((second) => {
      clock.set(second * 1000)
      return streams.size
    })

    expect(sizes).toEqual([3, 2, 1, 1])
  })

  it('frees the name for a new stream that shares nothing with the old one', () => {
    const { clock, streams } = newWorld({ watched })
    const old = streams.create({ uniqueName: 'orders', ttl: 60 })
    streams.publish('orders', { id: 1 })
    clock.set(60_000)

    const renewed = streams.create({ uniqueName: 'orders' })
    clock.set(180_000)

    expect(renewed).toMatchObject({ dateCreated: 60_000, dateExpires: null })
    expect(streams.fetch('orders')).toEqual(renewed)
    expect(streams.messages('orders')).toEqual([])
    expect(streams.find(old.sid)).toBeUndefined()
  })

  it('does not affect the next stream with the name of a removed one', () => {
    const { clock, streams } = newWorld({ watched })
    streams.create({ uniqueName: 'orders', ttl: 60 })
    streams.remove('orders')
    streams.create({ uniqueName: 'orders', ttl: 61 })

    clock.set(60_000)

    expect(streams.find('orders')).toBeDefined()
  })
})

describe('Limits.expiryLagSeconds', () => {
  it('shows a stream until the lag is over, with its true time of expiry', () => {
    const { clock, streams } = newWorld({ expiryLagSeconds: 5 })
    const stream = streams.create({ uniqueName: 'orders', ttl: 60 })

    clock.set(64_999)
    expect(streams.fetch('orders')).toEqual({ ...stream, dateExpires: 60_000 })
    clock.set(65_000)
    expect(streams.find('orders')).toBeUndefined()
  })

  it('keeps the name taken until the lag is over', () => {
    const { clock, streams } = newWorld({ expiryLagSeconds: 5 })
    streams.create({ uniqueName: 'orders', ttl: 60 })
    clock.set(60_000)

    expect(() => streams.create({ uniqueName: 'orders' })).toThrow(
      new SyncError({ kind: 'name-taken', uniqueName: 'orders' }),
    )
  })

  it('allows an update to save a stream during the lag', () => {
    const { clock, streams } = newWorld({ expiryLagSeconds: 5 })
    streams.create({ uniqueName: 'orders', ttl: 60 })
    clock.set(62_000)

    streams.update('orders', { ttl: 10 })

    clock.set(76_999)
    expect(streams.find('orders')).toBeDefined()
    clock.set(77_000)
    expect(streams.find('orders')).toBeUndefined()
  })

  it('notifies subscribers when the lag is over', () => {
    const { clock, streams } = newWorld({ expiryLagSeconds: 5 })
    const heardAt: number[] = []
    streams.subscribe(streams.create({ ttl: 60 }).sid, () => heardAt.push(clock.now()))

    clock.advance({ minutes: 2 })

    expect(heardAt).toEqual([65_000])
  })
})

interface WorldOptions {
  readonly watched?: boolean
  readonly expiryLagSeconds?: number
}

/** Without `watch`, the store does not notice when the clock moves. */
function newWorld({ watched = true, expiryLagSeconds }: WorldOptions): {
  clock: FakeClock
  streams: StreamStore
} {
  const clock = new FakeClock(0)
  const seen = watched ? clock : { now: () => clock.now() }
  return { clock, streams: new StreamStore({ clock: seen, limits: { expiryLagSeconds } }) }
}

function answers(call: (streams: StreamStore) => unknown): Look['sees'] {
  return (streams) => {
    try {
      call(streams)
      return true
    } catch (error) {
      if (error instanceof SyncError) return false
      throw error
    }
  }
}
