import { describe, expect, it } from 'vitest'
import { Context } from '../../../src/domain/objects/context.ts'
import { type ListStore, listsWithin } from '../../../src/domain/objects/list-store.ts'
import { StreamStore } from '../../../src/domain/objects/stream-store.ts'
import type { Actor } from '../../../src/domain/rules/actor.ts'
import { FakeClock } from '../../../src/domain/time/clock.ts'
import { Services } from '../../../src/domain/world/services.ts'

const alice: Actor = { identity: 'alice', via: 'sdk' }
const owner = { account: `AC${'a'.repeat(32)}`, service: `IS${'a'.repeat(32)}` }

describe('Feed.subscribe', () => {
  it('reports every change: what, to which object of whom, by whom, when', () => {
    const { clock, context, streams } = newWorld()
    const heard: unknown[] = []
    context.feed.subscribe(({ kind, ...event }) => heard.push({ kind: kind.noun, ...event }))

    const created = streams.create({ uniqueName: 'orders' })
    clock.advance(1)
    const message = streams.as(alice).publish('orders', {})
    const updated = streams.update('orders', { ttl: 1 })
    clock.advance({ seconds: 1 })
    const other = streams.create()
    streams.as(alice).remove(other.sid)

    const system = { identity: 'system', via: 'rest' }
    const common = { kind: 'stream', owner, by: system, at: 1001 }
    expect(heard).toEqual([
      { ...common, type: 'created', object: created, at: 0 },
      { ...common, type: 'message', object: created, message, by: alice, at: 1 },
      { ...common, type: 'updated', object: updated, at: 1 },
      { ...common, type: 'expired', object: updated },
      { ...common, type: 'created', object: other },
      { ...common, type: 'removed', object: other, by: alice },
    ])
  })

  it('reports in which service of which account', () => {
    const { context } = newWorld()
    const services = new Services({ context, account: { sid: owner.account }, listed: 'any' })
    const heard: unknown[] = []
    context.feed.subscribe((event) => heard.push(event.owner.account, event.owner.service))
    const { sid, streams } = services.fetch('default')

    streams.create()

    expect(heard).toEqual([owner.account, sid])
  })

  it('reports nothing after its undo', () => {
    const { context, streams } = newWorld()
    const heard: unknown[] = []
    const undo = context.feed.subscribe((event) => heard.push(event))

    undo()
    undo()
    streams.create()

    expect(heard).toEqual([])
  })

  it('reports events that nobody can change', () => {
    const { context, streams } = newWorld()
    context.feed.subscribe((event) => Object.assign(event, { type: 'mine' }))

    expect(() => streams.create()).toThrow(TypeError)
  })
})

describe('Feed', () => {
  it('reports to everyone what happened first, also if that made something happen elsewhere', () => {
    const { context, streams } = newWorld()
    const heard: string[] = []
    for (const uniqueName of ['first', 'second']) streams.create({ uniqueName })
    streams.subscribe('first', ({ type }) => {
      if (type === 'message') streams.publish('second', {})
      heard.push(`A of first: ${type}`)
    })
    streams.subscribe('first', ({ type }) => heard.push(`B of first: ${type}`))
    streams.subscribe('second', ({ type }) => {
      streams.remove('first')
      heard.push(`of second: ${type}`)
    })
    context.feed.subscribe(({ type, object }) => {
      heard.push(`of all: ${type} ${object.uniqueName ?? ''}`)
    })

    streams.publish('first', {})

    expect(heard).toEqual([
      'A of first: message',
      'B of first: message',
      'of all: message first',
      'of second: message',
      'of all: message second',
      'A of first: removed',
      'B of first: removed',
      'of all: removed first',
    ])
  })

  it('delivers what waits before an expiry that a listener causes, which is not late', () => {
    const { clock, streams } = newWorld()
    const heard: string[] = []
    const note = (text: string): void => void heard.push(`${text} at ${clock.now() / 1000}`)
    streams.create({ uniqueName: 'orders' })
    streams.create({ uniqueName: 'short', ttl: 1 })
    streams.subscribe('orders', () => clock.advance({ seconds: 5 }))
    streams.subscribe('orders', () => note('message'))
    streams.subscribe('short', () => note('expired'))

    streams.publish('orders', {})

    expect(heard).toEqual(['message at 1', 'expired at 1'])
    expect(clock.now()).toBe(5000)
  })

  it('lets an item that a listener removes wait for its turn, for it has not expired', () => {
    const { context, lists } = newWorld()
    const heard: string[] = []
    lists.create({ uniqueName: 'orders' })
    context.feed.subscribe(({ type }) => {
      if (type !== 'itemAdded') return
      lists.items('orders').remove(0)
      heard.push('the remover returns')
    })
    context.feed.subscribe(({ type }) => heard.push(type))

    lists.items('orders').create({ data: {} })

    expect(heard).toEqual(['the remover returns', 'itemAdded', 'itemRemoved'])
  })

  it('throws the errors of all at whoever caused the first event', () => {
    const { streams } = newWorld()
    for (const uniqueName of ['first', 'second']) streams.create({ uniqueName })
    const [first, second] = [new Error('of first'), new Error('of second')]
    const nested: unknown[] = []
    streams.subscribe('first', () => {
      nested.push(streams.publish('second', {}).data)
      throw first
    })
    streams.subscribe('second', () => {
      throw second
    })

    expect(() => streams.publish('first', {})).toThrow(
      new AggregateError([first, second], '2 listeners threw'),
    )
    expect(nested).toEqual([{}])
  })

  it('delivers nothing from before a reset, and what comes after it', () => {
    const { context, streams } = newWorld()
    const heard: string[] = []
    streams.create({ uniqueName: 'orders' })
    streams.subscribe('orders', () => {
      streams.publish('orders', {})
      context.clear()
      streams.create({ uniqueName: 'new' })
      streams.subscribe('new', ({ type }) => heard.push(`new: ${type}`))
      streams.publish('new', {})
    })
    streams.subscribe('orders', ({ type }) => heard.push(`orders: ${type}`))
    context.feed.subscribe(({ type }) => heard.push(`all: ${type}`))

    streams.publish('orders', {})

    expect(heard).toEqual(['all: created', 'new: message', 'all: message'])
  })

  it('allows any number of events that listeners cause, one after the other', () => {
    const { streams } = newWorld()
    streams.create({ uniqueName: 'orders' })
    streams.create({ uniqueName: 'copy' })
    let heard = 0
    streams.subscribe('orders', () => void streams.publish('copy', {}))
    streams.subscribe('copy', () => (heard += 1))

    for (let count = 0; count < 10_001; count += 1) streams.publish('orders', {})

    expect(heard).toBe(10_001)
  })
})

function newWorld(): {
  clock: FakeClock
  context: Context
  streams: StreamStore
  lists: ListStore
} {
  const clock = new FakeClock(0)
  const context = new Context({ clock })
  const place = { context, owner }
  return { clock, context, streams: StreamStore.within(place), lists: listsWithin(place) }
}
