import { describe, expect, it } from 'vitest'
import { StreamStore } from '../../../src/domain/objects/stream-store.ts'
import { FakeClock } from '../../../src/domain/time/clock.ts'
import { newWorld, type ObjectWorld } from './object-world.ts'

// What clients that connect again have missed, and who hears of it now.

describe('the events of a document', () => {
  it('are one, of the document as it is now, and none of what is known', () => {
    const { clock, documents } = newWorld()
    const { sid } = documents.create({ uniqueName: 'order' })
    documents.update('order', { data: { n: 1 } })
    clock.advance(1000)
    const document = documents.update('order', { data: { n: 2 } })
    for (const known of [-1, 0, 1]) {
      const events = documents.eventsAfter(sid, known)
      expect(events).toMatchObject([{ type: 'updated', object: document, at: 1000 }])
      expect(events).toMatchObject([{ by: { identity: 'system', via: 'rest' } }])
    }
    expect(documents.eventsAfter(sid, 2)).toEqual([])
    expect(documents.eventsAfter(sid, 3)).toEqual([])
  })

  it('are none where there is no document', () => {
    expect(newWorld().documents.eventsAfter(`ET${'0'.repeat(32)}`, -1)).toEqual([])
  })
})

describe('the events of a stream', () => {
  it('are none: streams keep no history', () => {
    const streams = new StreamStore({ clock: new FakeClock(0) })
    const { sid } = streams.create()
    streams.publish(sid, {})
    expect(streams.eventsAfter()).toEqual([])
    expect(streams.subscribers(sid)).toEqual([])
  })
})

describe.each(['lists', 'maps'] as const)('the events of %s', (plural) => {
  it('are the changes of items after a number, each with the revision right after it', () => {
    const world = newWorld()
    const { sid } = world[plural].create({ uniqueName: 'x' })
    change(world, plural)
    const all = [
      { type: 'itemAdded', object: { sid, revision: '1' }, item: { revision: '0' } },
      { type: 'itemUpdated', object: { sid, revision: '2' }, item: { revision: '1' } },
      { type: 'itemRemoved', object: { sid, revision: '3' }, item: { revision: '2' } },
    ]
    for (const [known, told] of [
      [-1, all],
      [0, all.slice(1)],
      [1, all.slice(2)],
      [2, []],
    ] as const) {
      const events = world[plural].eventsAfter(sid, known)
      expect(events).toMatchObject(told)
      expect(events).toHaveLength(told.length)
    }
  })

  it('are none before the first change, and where there is no such object', () => {
    const world = newWorld()
    const { sid } = world[plural].create()
    expect(world[plural].eventsAfter(sid, -1)).toEqual([])
    world[plural].remove(sid)
    expect(world[plural].eventsAfter(sid, -1)).toEqual([])
  })

  it('are the last ones alone if there were more than are kept', () => {
    const world = newWorld({ limits: { changesKept: 2 } })
    const { sid } = world[plural].create({ uniqueName: 'x' })
    change(world, plural)
    expect(world[plural].eventsAfter(sid, -1)).toMatchObject([
      { type: 'itemUpdated' },
      { type: 'itemRemoved' },
    ])
  })
})

/** Adds, changes and removes an item. */
function change({ lists, maps }: ObjectWorld, plural: 'lists' | 'maps'): void {
  if (plural === 'lists') {
    const items = lists.items('x')
    items.create({ data: {} })
    items.update(0, { data: { n: 1 } })
    items.remove(0)
  } else {
    const items = maps.items('x')
    items.create({ key: 'k', data: {} })
    items.update('k', { data: { n: 1 } })
    items.remove('k')
  }
}
