import { describe, expect, it } from 'vitest'
import { createFakeSync } from '../../../src/core.ts'
import { StreamStore } from '../../../src/domain/objects/stream-store.ts'
import { FakeClock } from '../../../src/domain/time/clock.ts'

describe('StreamStore.ended', () => {
  it('returns the streams that are gone, with reason, time and messages, newest last', () => {
    const { clock, streams } = newWorld()
    const orders = streams.create({ uniqueName: 'orders', ttl: 60 })
    const carts = streams.create({ uniqueName: 'carts' })
    const message = streams.publish('orders', { id: 1 })

    clock.advance({ seconds: 3 })
    streams.remove('carts')
    clock.advance({ minutes: 2 })

    expect(streams.ended()).toEqual([
      { stream: carts, reason: 'removed', at: 3000, messages: [] },
      { stream: orders, reason: 'expired', at: 60_000, messages: [message] },
    ])
  })

  it('notices by itself what has expired on a clock that can only be read', () => {
    let now = 0
    const streams = new StreamStore({ clock: { now: () => now } })
    streams.create({ ttl: 60 })
    now = 90_000

    expect(streams.ended()).toMatchObject([{ reason: 'expired', at: 60_000 }])
  })

  it('shows a stream as it was last, and keeps it when its name is taken again', () => {
    const { streams } = newWorld()
    streams.create({ uniqueName: 'orders' })
    const stream = streams.update('orders', { ttl: 60 })
    streams.remove('orders')
    streams.create({ uniqueName: 'orders' })
    streams.publish('orders', { id: 2 })

    expect(streams.ended()).toMatchObject([{ stream, messages: [] }])
  })

  it('leaves out what a refused call did not end', () => {
    const { streams } = newWorld()
    streams.create()

    expect(() => streams.remove('none')).toThrow()
    expect(streams.ended()).toEqual([])
  })

  it('keeps the newest 100', () => {
    const { streams } = newWorld()
    for (let index = 0; index < 350; index += 1) {
      streams.create({ uniqueName: String(index) })
      streams.remove(String(index))
    }

    const names = streams.ended().map(({ stream }) => stream.uniqueName)
    expect(names).toEqual(Array.from({ length: 100 }, (_, index) => String(250 + index)))
  })

  it.each([0, 2])('keeps %d if that is the limit', (endedKept) => {
    const streams = new StreamStore({ clock: new FakeClock(0), limits: { endedKept } })
    for (const uniqueName of ['a', 'b', 'c']) {
      streams.create({ uniqueName })
      streams.remove(uniqueName)
    }

    expect(streams.ended()).toHaveLength(endedKept)
  })

  it('shows the messages that were kept', () => {
    const streams = new StreamStore({ clock: new FakeClock(0), limits: { messagesKept: 2 } })
    streams.create({ uniqueName: 'orders' })
    for (const id of [1, 2, 3]) streams.publish('orders', { id })
    streams.remove('orders')

    const [{ messages } = expect.fail()] = streams.ended()
    expect(messages.map(({ data }) => data)).toEqual([{ id: 2 }, { id: 3 }])
  })

  it('can be changed by nobody', () => {
    const { streams } = newWorld()
    streams.remove(streams.create().sid)

    expect(streams.ended().every(Object.isFrozen)).toBe(true)
    streams.ended().pop()
    expect(streams.ended()).toHaveLength(1)
  })

  it('tells services apart, and counts them together', () => {
    const sync = createFakeSync({ limits: { endedKept: 2 } })
    const { streams } = sync.service(`IS${'1'.repeat(32)}`)
    sync.streams.remove(sync.streams.create().sid)
    const stream = streams.create()
    streams.remove(stream.sid)

    expect(streams.ended()).toMatchObject([{ stream }])
    streams.remove(streams.create().sid)
    expect(sync.streams.ended()).toEqual([])
  })

  it.each([
    { what: 'a reset', act: (sync: ReturnType<typeof createFakeSync>) => sync.reset() },
    {
      what: 'a restore',
      act: (sync: ReturnType<typeof createFakeSync>) => sync.restore(sync.snapshot()),
    },
  ])('is empty after $what', ({ act }) => {
    const sync = createFakeSync()
    const { streams } = sync
    streams.remove(streams.create().sid)

    act(sync)

    expect(streams.ended()).toEqual([])
  })
})

function newWorld(): { clock: FakeClock; streams: StreamStore } {
  const clock = new FakeClock(0)
  return { clock, streams: new StreamStore({ clock }) }
}
