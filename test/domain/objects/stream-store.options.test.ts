import { describe, expect, it } from 'vitest'
import { StreamStore } from '../../../src/domain/objects/stream-store.ts'
import { FakeClock } from '../../../src/domain/time/clock.ts'
import { show } from '../../../src/lang/show.ts'

// What the types forbid and JavaScript allows: nothing of it may end in silence or in the engine's words.

interface Mistake {
  readonly title: string
  readonly make: (streams: StreamStore) => unknown
  readonly message: string
}

const wrongKeys = [5, null, undefined, {}, ['orders']]

const mistakes: readonly Mistake[] = [
  ...[null, 5, 'orders', []].map((options) => ({
    title: `create(${JSON.stringify(options)})`,
    make: (streams: StreamStore) => streams.create(options as never),
    message: `Cannot create the stream: found ${JSON.stringify(options)} for the options, expected an object`,
  })),
  {
    title: 'create with a misspelt name',
    make: (streams) => streams.create({ uniquename: 'orders' } as never),
    message:
      'Cannot create the stream: found the unknown option uniquename, expected any of uniqueName, ttl, createdBy',
  },
  {
    title: 'create by a number',
    make: (streams) => streams.create({ createdBy: 5 } as never),
    message: 'Cannot create the stream: found 5 for createdBy, expected a string',
  },
  {
    title: 'update without options',
    make: (streams) => streams.update('orders', undefined as never),
    message: 'Cannot update the stream: found undefined for the options, expected an object',
  },
  {
    title: 'update with a misspelt name',
    make: (streams) => streams.update('orders', { TTL: 5 } as never),
    message: 'Cannot update the stream: found the unknown option TTL, expected ttl',
  },
  {
    title: 'page with a number',
    make: (streams) => streams.page(5 as never),
    message: 'Cannot read the page: found 5 for the options, expected an object',
  },
  {
    title: 'page with a misspelt name',
    make: (streams) => streams.page({ limit: 5 } as never),
    message:
      'Cannot read the page: found the unknown option limit, expected any of pageSize, pageToken',
  },
  {
    title: 'subscribe without a listener',
    make: (streams) => streams.subscribe('orders', undefined as never),
    message: 'Cannot subscribe to the stream: found undefined for listener, expected a function',
  },
  ...wrongKeys.flatMap((key) =>
    Object.entries<(streams: StreamStore) => unknown>({
      fetch: (streams) => streams.fetch(key as never),
      find: (streams) => streams.find(key as never),
      update: (streams) => streams.update(key as never, { ttl: 5 }),
      remove: (streams) => streams.remove(key as never),
      publish: (streams) => streams.publish(key as never, {}),
      messages: (streams) => streams.messages(key as never),
      subscribe: (streams) => streams.subscribe(key as never, () => undefined),
    }).map(([name, make]) => ({
      title: `${name} of ${show(key)}`,
      make,
      message: `Cannot find the stream: found ${show(key)}, expected its SID or unique name`,
    })),
  ),
]

describe('StreamStore', () => {
  it.each(mistakes)('refuses $title', ({ make, message }) => {
    const streams = new StreamStore({ clock: new FakeClock() })
    const before = [streams.create({ uniqueName: 'orders' })]
    expect(() => make(streams)).toThrow(new TypeError(message))
    expect(streams.all()).toEqual(before)
  })

  it.each([
    {
      options: {},
      found: 'undefined for clock, expected an object with now() in epoch milliseconds',
    },
    { options: { clock: {} }, found: '{} for clock, expected' },
    { options: { clock: new FakeClock(), limit: {} }, found: 'the unknown option limit, expected' },
    { options: undefined, found: 'undefined for the options, expected an object' },
  ])('is not created with $options', ({ options, found }) => {
    const create = (): unknown => new StreamStore(options as never)
    expect(create).toThrow(TypeError)
    expect(create).toThrow(`Cannot create the StreamStore: found ${found}`)
  })

  it('returns messages that cannot be changed', () => {
    const streams = new StreamStore({ clock: new FakeClock() })
    streams.create({ uniqueName: 'orders' })
    const message = streams.publish('orders', { id: 1 })
    expect(() => Object.assign(message, { data: {} })).toThrow(TypeError)
    expect(streams.messages('orders')).toEqual([message])
    const copy = new StreamStore({ clock: new FakeClock() })
    copy.restore(streams.snapshot())
    expect(copy.messages('orders').map(Object.isFrozen)).toEqual([true])
  })

  it('notifies listeners of events that cannot be changed', () => {
    const streams = new StreamStore({ clock: new FakeClock() })
    streams.create({ uniqueName: 'orders' })
    const heard: string[] = []
    streams.subscribe('orders', (event) => Object.assign(event, { type: 'mine' }))
    streams.subscribe('orders', ({ type }) => heard.push(type))
    expect(() => streams.publish('orders', {})).toThrow(TypeError)
    expect(() => streams.remove('orders')).toThrow(TypeError)
    expect(heard).toEqual(['message', 'removed'])
  })
})
