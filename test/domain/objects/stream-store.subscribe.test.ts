import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Context } from '../../../src/domain/objects/context.ts'
import { StreamStore } from '../../../src/domain/objects/stream-store.ts'
import { SyncError } from '../../../src/domain/rules/sync-error.ts'
import { FakeClock } from '../../../src/domain/time/clock.ts'
import { Services } from '../../../src/domain/world/services.ts'

describe('StreamStore.subscribe', () => {
  it('notifies of every message, with the current stream', () => {
    const { streams } = newWorld()
    const stream = streams.create({ uniqueName: 'orders' })
    const heard: unknown[] = []
    streams.subscribe('orders', (event) => heard.push(event))

    const first = streams.publish('orders', { id: 1 })
    const updated = streams.update('orders', { ttl: 60 })
    const second = streams.publish(stream.sid, { id: 2 })

    expect(heard).toEqual([
      { type: 'message', stream, message: first },
      { type: 'message', stream: updated, message: second },
    ])
  })

  it('does not notify of earlier messages', () => {
    const { streams } = newWorld()
    const { sid } = streams.create()
    streams.publish(sid, { id: 1 })

    expect(eventsOf(streams, sid)).toEqual([])
  })

  it('does not notify of other streams', () => {
    const { streams } = newWorld()
    const [one, other] = [streams.create(), streams.create()]
    const heard = eventsOf(streams, one.sid)

    streams.publish(other.sid, {})
    streams.remove(other.sid)

    expect(heard).toEqual([])
  })

  it('notifies of the removal, as the last event', () => {
    const { streams } = newWorld()
    const stream = streams.create({ uniqueName: 'orders' })
    const heard: unknown[] = []
    streams.subscribe('orders', (event) => heard.push(event))

    streams.remove('orders')
    streams.create({ uniqueName: 'orders' })
    streams.publish('orders', {})
    streams.remove('orders')

    expect(heard).toEqual([{ type: 'removed', stream }])
  })

  it('notifies of the expiry, as the last event', () => {
    const { clock, streams } = newWorld()
    const stream = streams.create({ uniqueName: 'orders', ttl: 60 })
    const heard: unknown[] = []
    streams.subscribe('orders', (event) => heard.push(event))

    clock.advance({ seconds: 60 })
    streams.create({ uniqueName: 'orders', ttl: 60 })
    clock.advance({ seconds: 60 })

    expect(heard).toEqual([{ type: 'expired', stream }])
  })

  it('notifies every listener, in order of subscription', () => {
    const { streams } = newWorld()
    const { sid } = streams.create()
    const heard: string[] = []
    streams.subscribe(sid, () => heard.push('first'))
    streams.subscribe(sid, () => heard.push('second'))

    streams.publish(sid, {})

    expect(heard).toEqual(['first', 'second'])
  })

  it('does not find a missing stream', () => {
    expect(() => newWorld().streams.subscribe('orders', () => undefined)).toThrow(
      new SyncError({ kind: 'stream-not-found', service: 'default', stream: 'orders' }),
    )
  })
})

describe('the function returned by StreamStore.subscribe', () => {
  it('ends only its own subscription', () => {
    const { streams } = newWorld()
    const { sid } = streams.create()
    const undone: unknown[] = []
    const undo = streams.subscribe(sid, (event) => undone.push(event))
    const heard = eventsOf(streams, sid)

    undo()
    streams.publish(sid, {})

    expect(undone).toEqual([])
    expect(heard).toEqual(['message'])
  })

  it('can be called twice, and after the stream is gone', () => {
    const { streams } = newWorld()
    const { sid } = streams.create()
    const undo = streams.subscribe(sid, () => undefined)

    undo()
    undo()
    streams.remove(sid)

    expect(undo).not.toThrow()
  })

  it('ends one of two subscriptions of the same listener', () => {
    const { streams } = newWorld()
    const { sid } = streams.create()
    const heard: string[] = []
    const listener = ({ type }: { type: string }): unknown => heard.push(type)
    const undo = streams.subscribe(sid, listener)
    streams.subscribe(sid, listener)

    streams.publish(sid, {})
    undo()
    undo()
    streams.publish(sid, {})

    expect(heard).toEqual(['message', 'message', 'message'])
  })
})

describe('the order of expiry', () => {
  it('is reported at each moment of a FakeClock, in due order, ties in order of creation', () => {
    const creations = fc.array(fc.record({ store: fc.nat(2), ttl: fc.nat(6) }))
    fc.assert(
      fc.property(creations, fc.nat(6), (created, seconds) => {
        const clock = new FakeClock(0)
        const stores = storesOfOneWorld(clock)
        const heard: { index: number; at: number }[] = []
        for (const [index, { store, ttl }] of created.entries()) {
          const streams = stores[store] as StreamStore
          const { sid } = streams.create({ ttl })
          streams.subscribe(sid, () => heard.push({ index, at: clock.now() }))
        }

        clock.advance({ seconds })

        const expected = created
          .map(({ ttl }, index) => ({ index, at: ttl * 1000 }))
          .filter(({ at }) => at > 0 && at <= seconds * 1000)
          .sort((one, other) => one.at - other.at || one.index - other.index)
        expect(heard).toEqual(expected)
        expect(clock.now()).toBe(seconds * 1000)
      }),
    )
  })

  it('follows the last update, and order of creation for ties', () => {
    const { clock, streams } = newWorld()
    const heard: string[] = []
    for (const uniqueName of ['first', 'second', 'third']) {
      streams.create({ uniqueName, ttl: 60 })
      streams.subscribe(uniqueName, ({ stream }) => heard.push(stream.uniqueName ?? ''))
    }

    streams.update('first', { ttl: 90 })
    streams.update('third', { ttl: 30 })
    streams.update('third', { ttl: 60 })
    clock.advance({ seconds: 90 })

    expect(heard).toEqual(['second', 'third', 'first'])
  })

  it('holds across stores that only share the clock', () => {
    const clock = new FakeClock(0)
    const [one, other] = [new StreamStore({ clock }), new StreamStore({ clock })]
    const heard: string[] = []
    one.subscribe(one.create({ ttl: 20 }).sid, () => heard.push('one'))
    other.subscribe(other.create({ ttl: 10 }).sid, () => heard.push('other'))

    clock.advance({ seconds: 20 })

    expect(heard).toEqual(['other', 'one'])
  })

  it('is the same when a read-only clock is read late', () => {
    const clock = { time: 0, now: () => clock.time }
    const streams = new StreamStore({ clock })
    const heard: { ttl: number; at: number }[] = []
    for (const ttl of [20, 10, 10]) {
      streams.subscribe(streams.create({ ttl }).sid, () => heard.push({ ttl, at: clock.time }))
    }

    clock.time = 30_000
    expect(heard).toEqual([])
    streams.find('anything')

    expect(heard.map(({ ttl }) => ttl)).toEqual([10, 10, 20])
    expect(heard.map(({ at }) => at)).toEqual([30_000, 30_000, 30_000])
  })
})

describe('a listener that throws', () => {
  const thrown = new Error('of the listener')

  it('keeps the message, notifies everyone, and throws its error at the publisher', () => {
    const { streams } = newWorld()
    const { sid } = streams.create()
    streams.subscribe(sid, () => raise(thrown))
    const heard = eventsOf(streams, sid)

    expect(() => streams.publish(sid, { id: 1 })).toThrow(thrown)
    expect(heard).toEqual(['message'])
    expect(streams.messages(sid).map(({ data }) => data)).toEqual([{ id: 1 }])
  })

  it('completes the removal, notifies everyone, and throws its error at the remover', () => {
    const { streams } = newWorld()
    const { sid } = streams.create({ uniqueName: 'orders' })
    streams.subscribe(sid, () => raise(thrown))
    const heard = eventsOf(streams, sid)

    expect(() => streams.remove(sid)).toThrow(thrown)
    expect(heard).toEqual(['removed'])
    expect(streams.find('orders')).toBeUndefined()
  })

  it('lets the clock arrive and everything expire, and throws its error at the caller who moved it', () => {
    const { clock, streams } = newWorld()
    const [first, second, third] = [10, 10, 20].map((ttl) => streams.create({ ttl }).sid)
    streams.subscribe(first ?? '', () => raise(thrown))
    const heard = [eventsOf(streams, second), eventsOf(streams, third)]

    expect(() => clock.advance({ seconds: 30 })).toThrow(thrown)
    expect(heard).toEqual([['expired'], ['expired']])
    expect(clock.now()).toBe(30_000)
    expect(streams.size).toBe(0)
  })

  it('has its error joined with those of others in one AggregateError', () => {
    const { streams } = newWorld()
    const { sid } = streams.create()
    const errors = [new Error('first'), new Error('second')]
    for (const error of errors) streams.subscribe(sid, () => raise(error))

    expect(() => streams.publish(sid, {})).toThrow(new AggregateError(errors, '2 listeners threw'))
  })

  it('is not mistaken for a refusal when it throws a SyncError, which becomes the cause', () => {
    const { streams } = newWorld()
    const { sid } = streams.create()
    const refusal = new SyncError({ kind: 'name-taken', uniqueName: 'orders' })
    streams.subscribe(sid, () => raise(refusal))
    const message = `A subscriber of ${sid} threw: ${refusal.message}`

    expect(() => streams.publish(sid, {})).toThrow(new Error(message, { cause: refusal }))
  })

  it('is still notified afterwards', () => {
    const { streams } = newWorld()
    const { sid } = streams.create()
    streams.subscribe(sid, () => raise(thrown))

    expect(() => streams.publish(sid, {})).toThrow(thrown)
    expect(() => streams.publish(sid, {})).toThrow(thrown)
  })
})

describe('a listener that acts', () => {
  it('finds its stream gone and its name free when notified of the end', () => {
    const { clock, streams } = newWorld()
    const found: unknown[] = []
    for (const [uniqueName, ttl] of [['removed', 0] as const, ['expired', 60] as const]) {
      streams.create({ uniqueName, ttl })
      streams.subscribe(uniqueName, () => found.push(streams.find(uniqueName)))
      streams.subscribe(uniqueName, () => streams.create({ uniqueName }))
    }

    streams.remove('removed')
    clock.advance({ seconds: 60 })

    expect(found).toEqual([undefined, undefined])
    expect(streams.fetch('removed').dateCreated).toBe(0)
    expect(streams.fetch('expired').dateCreated).toBe(60_000)
  })

  it('keeps a stream going by recreating it each time it expires', () => {
    const { clock, streams } = newWorld()
    const createdAt: number[] = []
    const renew = (): void => {
      const { sid, dateCreated } = streams.create({ uniqueName: 'orders', ttl: 10 })
      createdAt.push(dateCreated)
      streams.subscribe(sid, renew)
    }
    renew()

    clock.advance({ seconds: 35 })

    expect(createdAt).toEqual([0, 10_000, 20_000, 30_000])
    expect(clock.now()).toBe(35_000)
    expect(streams.size).toBe(1)
  })

  it('is notified of what it publishes on another stream', () => {
    const { streams } = newWorld()
    const [source, copy] = [streams.create().sid, streams.create().sid]
    streams.subscribe(source, (event) => {
      if (event.type === 'message') streams.publish(copy, event.message.data)
    })
    const heard = eventsOf(streams, copy)

    streams.publish(source, { id: 1 })

    expect(heard).toEqual(['message'])
    expect(streams.messages(copy).map(({ data }) => data)).toEqual([{ id: 1 }])
  })

  it('subscribes another, who is notified of the next event but not of this one', () => {
    const { streams } = newWorld()
    const { sid } = streams.create()
    const heard: unknown[] = []
    const undo = streams.subscribe(sid, () => {
      undo()
      streams.subscribe(sid, (event) => heard.push(event.type))
    })

    streams.publish(sid, {})
    expect(heard).toEqual([])
    streams.publish(sid, {})
    expect(heard).toEqual(['message'])
  })

  it('saves a stream that is due later, before the clock gets there', () => {
    const { clock, streams } = newWorld()
    streams.create({ uniqueName: 'early', ttl: 10 })
    streams.create({ uniqueName: 'late', ttl: 20 })
    streams.subscribe('early', () => streams.update('late', { ttl: 0 }))
    const heard = eventsOf(streams, 'late')

    clock.advance({ seconds: 30 })

    expect(heard).toEqual([])
    expect(streams.fetch('late')).toMatchObject({ dateUpdated: 10_000, dateExpires: null })
  })

  it('removes a stream that is due later, whose expiry is then not reported', () => {
    const { clock, streams } = newWorld()
    streams.create({ uniqueName: 'early', ttl: 10 })
    streams.create({ uniqueName: 'late', ttl: 20 })
    streams.subscribe('early', () => streams.remove('late'))
    const heard = eventsOf(streams, 'late')

    clock.advance({ seconds: 30 })

    expect(heard).toEqual(['removed'])
  })

  it('cannot see a stream that expires at the same moment, which is reported once', () => {
    const { clock, streams } = newWorld()
    streams.create({ uniqueName: 'first', ttl: 10 })
    streams.create({ uniqueName: 'second', ttl: 10 })
    const found: unknown[] = []
    streams.subscribe('first', () => found.push(streams.find('second')))
    const heard = eventsOf(streams, 'second')

    clock.advance({ seconds: 10 })

    expect(found).toEqual([undefined])
    expect(heard).toEqual(['expired'])
  })

  it('moves the clock past other expiries, each of which is reported once at its moment', () => {
    const { clock, streams } = newWorld()
    const heard: string[] = []
    for (const ttl of [10, 20, 30, 40]) {
      const { sid } = streams.create({ ttl })
      streams.subscribe(sid, () => heard.push(`${ttl} at ${clock.now() / 1000}`))
      if (ttl === 10) streams.subscribe(sid, () => clock.advance({ seconds: 25 }))
    }

    clock.advance({ seconds: 30 })

    expect(heard).toEqual(['10 at 10', '20 at 20', '30 at 30'])
    expect(clock.now()).toBe(35_000)
  })

  it('moves the clock during a message, and ends its own stream', () => {
    const { clock, streams } = newWorld()
    const { sid } = streams.create({ ttl: 10 })
    const heard = eventsOf(streams, sid)
    streams.subscribe(sid, ({ type }) => {
      if (type === 'message') clock.advance({ seconds: 10 })
    })

    streams.publish(sid, {})

    expect(heard).toEqual(['message', 'expired'])
    expect(streams.size).toBe(0)
  })

  it('clears the store, and nothing else expires', () => {
    const { clock, streams } = newWorld()
    const [early, late] = [streams.create({ ttl: 10 }), streams.create({ ttl: 20 })]
    streams.subscribe(early.sid, () => streams.clear())
    const heard = eventsOf(streams, late.sid)

    clock.advance({ seconds: 30 })

    expect(heard).toEqual([])
    expect(streams.size).toBe(0)
  })
})

function newWorld(): { clock: FakeClock; streams: StreamStore } {
  const clock = new FakeClock(0)
  return { clock, streams: new StreamStore({ clock }) }
}

function storesOfOneWorld(clock: FakeClock): StreamStore[] {
  const context = new Context({ clock })
  const services = new Services({ context, account: { sid: 'AC' }, listed: 'any' })
  return [services.create().streams, services.create().streams, services.create().streams]
}

/** The types of the events of a stream, as they come. */
function eventsOf(streams: StreamStore, sidOrName: string | undefined): string[] {
  const heard: string[] = []
  streams.subscribe(sidOrName ?? '', ({ type }) => heard.push(type))
  return heard
}

function raise(error: Error): never {
  throw error
}
