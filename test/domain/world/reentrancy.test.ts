import { describe, expect, it } from 'vitest'
import { Context } from '../../../src/domain/objects/context.ts'
import { StreamStore } from '../../../src/domain/objects/stream-store.ts'
import { FakeClock } from '../../../src/domain/time/clock.ts'
import { Services } from '../../../src/domain/world/services.ts'
import { copyState } from '../../../src/domain/world/state.ts'
import { World } from '../../../src/domain/world/world.ts'

describe('a listener that acts', () => {
  it('removes the stream on a message: everyone is notified of the message, then of the removal', () => {
    const streams = new StreamStore({ clock: new FakeClock(0) })
    const { sid } = streams.create()
    const heard: string[] = []
    streams.subscribe(sid, ({ type }) => {
      if (type === 'message') streams.remove(sid)
    })
    streams.subscribe(sid, ({ type }) => heard.push(type))

    streams.publish(sid, {})

    expect(heard).toEqual(['message', 'removed'])
  })

  it('publishes on the same stream: everyone is notified of the first message, then of the second', () => {
    const streams = new StreamStore({ clock: new FakeClock(0) })
    const { sid } = streams.create()
    const heard: unknown[] = []
    streams.subscribe(sid, (event) => {
      if (event.type === 'message' && event.message.data['is'] === 'question') {
        streams.publish(sid, { is: 'answer' })
      }
    })
    streams.subscribe(sid, (event) => {
      if (event.type === 'message') heard.push(event.message.data['is'])
    })

    streams.publish(sid, { is: 'question' })

    expect(heard).toEqual(['question', 'answer'])
    expect(streams.messages(sid).map(({ data }) => data['is'])).toEqual(heard)
  })

  it('ends the subscription of another, who is not notified any more', () => {
    const streams = new StreamStore({ clock: new FakeClock(0) })
    const { sid } = streams.create()
    const heard: unknown[] = []
    const undos: (() => void)[] = []
    streams.subscribe(sid, () => undos.forEach((undo) => undo()))
    undos.push(streams.subscribe(sid, (event) => heard.push(event)))

    streams.publish(sid, {})

    expect(heard).toEqual([])
  })
})

describe('a listener that throws', () => {
  it('does not keep other streams from expiring with a read-only clock', () => {
    const clock = { time: 0, now: () => clock.time }
    const streams = new StreamStore({ clock })
    const heard: string[] = []
    streams.subscribe(streams.create({ ttl: 1 }).sid, () => {
      throw new Error('of the listener')
    })
    streams.subscribe(streams.create({ ttl: 1 }).sid, ({ type }) => heard.push(type))
    clock.time = 1000

    expect(() => streams.find('anything')).toThrow(new Error('of the listener'))
    expect(heard).toEqual(['expired'])
  })
})

describe('Services.remove', () => {
  it('completes even if a listener removes another stream of the service', () => {
    const context = new Context({ clock: new FakeClock(0) })
    const services = new Services({ context, account: { sid: 'AC' }, listed: 'any' })
    const { sid, streams } = services.create()
    streams.create({ uniqueName: 'first' })
    streams.create({ uniqueName: 'second' })
    const heard: string[] = []
    streams.subscribe('first', () => streams.remove('second'))
    streams.subscribe('second', ({ type }) => heard.push(type))

    services.remove(sid)

    expect(heard).toEqual(['removed'])
  })
})

describe('Services.remove, of a service with a stream that has expired unnoticed', () => {
  it('removes nothing if a listener throws', () => {
    const clock = { time: 0, now: () => clock.time }
    const context = new Context({ clock })
    const services = new Services({ context, account: { sid: 'AC' }, listed: 'any' })
    const { sid, streams } = services.create()
    const heard: string[] = []
    streams.subscribe(streams.create({ ttl: 1 }).sid, () => {
      throw new Error('of the listener')
    })
    streams.subscribe(streams.create().sid, ({ type }) => heard.push(type))
    clock.time = 1000

    expect(() => services.remove(sid)).toThrow(new Error('of the listener'))
    expect([services.fetch(sid).streams.size, heard]).toEqual([1, []])
    services.remove(sid)
    expect([streams.size, heard]).toEqual([0, ['removed']])
  })
})

describe('World.clear', () => {
  it('removes what was created in a held store after its service was removed', () => {
    const world = new World({ clock: new FakeClock(0) })
    const held = world.home.services.fetch('default').streams
    world.home.services.remove('default')
    held.create({ uniqueName: 'orders' })

    world.clear()

    expect(held.all()).toEqual([])
  })
})

describe('a listener that causes its own events', () => {
  it('is stopped, with an error that says so', () => {
    const streams = new StreamStore({ clock: new FakeClock(0) })
    streams.create({ uniqueName: 'echo' })
    streams.subscribe('echo', () => void streams.publish('echo', {}))
    expect(() => streams.publish('echo', {})).toThrow(
      'found 10000 events that they caused themselves',
    )
  })

  it('may cause as many as that', () => {
    const streams = new StreamStore({ clock: new FakeClock(0) })
    streams.create({ uniqueName: 'echo' })
    let left = 10_000
    streams.subscribe('echo', () => {
      if (left > 0) streams.publish('echo', { left: (left -= 1) })
    })
    streams.publish('echo', {})
    expect(left).toBe(0)
  })

  it('is stopped, too, if streams expire in between', () => {
    const clock = new FakeClock(0)
    const streams = new StreamStore({ clock })
    streams.create({ uniqueName: 'echo' })
    streams.subscribe('echo', () => {
      streams.subscribe(streams.create({ ttl: 1 }).sid, () => undefined)
      clock.advance({ seconds: 1 })
      streams.publish('echo', {})
    })
    expect(() => streams.publish('echo', {})).toThrow('caused themselves')
  })
})

describe('many listeners of which one causes an event', () => {
  it('are all notified of both', () => {
    const streams = new StreamStore({ clock: new FakeClock(0) })
    const { sid } = streams.create()
    let heard = 0
    for (let count = 0; count < 10_001; count += 1) streams.subscribe(sid, () => (heard += 1))
    let isFirst = true
    streams.subscribe(sid, () => {
      if (isFirst) {
        isFirst = false
        streams.publish(sid, {})
      }
    })
    streams.publish(sid, {})
    expect(heard).toBe(20_002)
  })
})

describe('a listener that resets the world while the clock moves', () => {
  it('stops the move', () => {
    const clock = new FakeClock(0)
    const world = new World({ clock })
    const { streams } = world.home.services.fetch('default')
    streams.create({ uniqueName: 'orders', ttl: 1 })
    streams.subscribe('orders', () => {
      world.clear()
      clock.rewind(0)
    })
    clock.advance({ days: 1 })
    expect(clock.now()).toBe(0)
  })
})

describe('a listener that restores an earlier state while streams expire', () => {
  it('keeps the streams of that state', () => {
    const clock = new FakeClock(0)
    const world = new World({ clock })
    const { streams } = world.home.services.fetch('default')
    for (const uniqueName of ['orders', 'bills']) streams.create({ uniqueName, ttl: 1 })
    const state = copyState(world.snapshot())
    streams.subscribe('orders', () => {
      world.restore(state)
      clock.rewind(state.time)
    })
    clock.advance({ seconds: 1 })
    expect(streams.all().map(({ uniqueName }) => uniqueName)).toEqual(['orders', 'bills'])
  })
})

describe('a Stream', () => {
  it('cannot be changed by its receiver', () => {
    const streams = new StreamStore({ clock: new FakeClock(0) })
    const created = streams.create({ uniqueName: 'orders' })
    expect(Object.isFrozen(created)).toBe(true)
    expect(Object.isFrozen(streams.update('orders', { ttl: 1 }))).toBe(true)
  })
})
