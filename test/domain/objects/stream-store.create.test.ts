import { describe, expect, it } from 'vitest'
import type {
  CreateStreamOptions,
  UpdateStreamOptions,
} from '../../../src/domain/objects/stream-options.ts'
import { StreamStore } from '../../../src/domain/objects/stream-store.ts'
import { SidGenerator } from '../../../src/domain/rules/sid.ts'
import { SyncError } from '../../../src/domain/rules/sync-error.ts'
import { FakeClock } from '../../../src/domain/time/clock.ts'

const oneYear = 31_536_000
const unusualNames = ['__proto__', 'constructor', 'toString', ' ', 'a/b?c#d', '名前', '😀']

describe('new StreamStore', () => {
  it('is empty', () => {
    const { streams } = newWorld()

    expect(streams.size).toBe(0)
    expect(streams.all()).toEqual([])
  })

  it('rejects invalid limits', () => {
    expect(() => new StreamStore({ clock: new FakeClock(), limits: { ttlSeconds: -1 } })).toThrow(
      TypeError,
    )
  })
})

describe('StreamStore.create', () => {
  it('creates a stream without a name that never expires', () => {
    const { streams } = newWorld()

    expect(streams.create()).toEqual({
      sid: new SidGenerator().next('TO'),
      uniqueName: null,
      dateCreated: 0,
      dateUpdated: 0,
      dateExpires: null,
      createdBy: 'system',
    })
  })

  it('creates a stream with a name and a time to live', () => {
    const { clock, streams } = newWorld()
    clock.advance(500)

    expect(streams.create({ uniqueName: 'orders', ttl: 60 })).toEqual({
      sid: new SidGenerator().next('TO'),
      uniqueName: 'orders',
      dateCreated: 500,
      dateUpdated: 500,
      dateExpires: 60_500,
      createdBy: 'system',
    })
  })

  const timesToLive: { ttl: number | undefined; dateExpires: number | null }[] = [
    { ttl: undefined, dateExpires: null },
    { ttl: 0, dateExpires: null },
    { ttl: -0, dateExpires: null },
    { ttl: 1, dateExpires: 1000 },
    { ttl: oneYear, dateExpires: oneYear * 1000 },
  ]
  it.each(timesToLive)('makes ttl $ttl expire at $dateExpires', ({ ttl, dateExpires }) => {
    expect(newWorld().streams.create({ ttl }).dateExpires).toBe(dateExpires)
  })

  it('gives every stream its own SID', () => {
    const { streams } = newWorld()
    const sids = Array.from({ length: 100 }, () => streams.create().sid)

    expect(new Set(sids).size).toBe(100)
  })

  it('draws SIDs from the given seed', () => {
    const streams = new StreamStore({ clock: new FakeClock(), seed: 7 })

    expect(streams.create().sid).toBe(new SidGenerator(7).next('TO'))
  })

  it('stores who created the stream', () => {
    const { streams } = newWorld()
    const alice = streams.as({ identity: 'alice', via: 'sdk' })

    expect(streams.create({ createdBy: 'bob' }).createdBy).toBe('bob')
    expect(alice.create({ uniqueName: 'orders' }).createdBy).toBe('alice')
    expect(streams.update('orders', { ttl: 5 }).createdBy).toBe('alice')
    expect(alice.create({ createdBy: 'bob' }).createdBy).toBe('bob')
  })

  it('allows any number of streams without a name', () => {
    const { streams } = newWorld()
    streams.create()
    streams.create()

    expect(streams.size).toBe(2)
  })

  it('rejects a name that is taken', () => {
    const { streams } = newWorld()
    streams.create({ uniqueName: 'orders' })

    expect(() => streams.create({ uniqueName: 'orders' })).toThrow(
      new SyncError({ kind: 'name-taken', uniqueName: 'orders' }),
    )
  })

  it.each(unusualNames)('accepts the name %j only once', (uniqueName) => {
    const { streams } = newWorld()

    expect(streams.create({ uniqueName }).uniqueName).toBe(uniqueName)
    expect(() => streams.create({ uniqueName })).toThrow(
      new SyncError({ kind: 'name-taken', uniqueName }),
    )
  })

  const alikeNames: [string, string][] = [
    ['orders', 'Orders'],
    ['orders', 'orders '],
    ['\u00e9', 'e\u0301'],
  ]
  it.each(alikeNames)('distinguishes the names %j and %j', (one, other) => {
    const { streams } = newWorld()
    const { sid } = streams.create({ uniqueName: one })

    expect(streams.create({ uniqueName: other }).sid).not.toBe(sid)
  })

  it('allows the same name in different stores', () => {
    const clock = new FakeClock()
    const [one, other] = [new StreamStore({ clock }), new StreamStore({ clock })]
    one.create({ uniqueName: 'orders' })

    expect(other.create({ uniqueName: 'orders' }).uniqueName).toBe('orders')
  })

  it('frees a name when its stream is removed', () => {
    const { streams } = newWorld()
    const first = streams.create({ uniqueName: 'orders' })
    streams.remove('orders')

    const second = streams.create({ uniqueName: 'orders' })

    expect(second.sid).not.toBe(first.sid)
    expect(streams.fetch('orders')).toEqual(second)
  })

  const refused: { name: string; options: CreateStreamOptions; failure: SyncError }[] = [
    {
      name: 'an empty name',
      options: { uniqueName: '' },
      failure: new SyncError({ kind: 'name-invalid', found: '', longest: 320 }),
    },
    {
      name: 'the SID of a stream as a name',
      options: { uniqueName: new SidGenerator().next('TO') },
      failure: new SyncError({
        kind: 'name-invalid',
        found: new SidGenerator().next('TO'),
        longest: 320,
      }),
    },
    {
      name: 'null as a name',
      options: { uniqueName: null as never },
      failure: new SyncError({ kind: 'name-invalid', found: null, longest: 320 }),
    },
    {
      name: 'a bad TTL',
      options: { uniqueName: 'invoices', ttl: oneYear + 1 },
      failure: new SyncError({ kind: 'ttl-invalid', found: oneYear + 1, longest: oneYear }),
    },
    {
      name: 'null as a TTL',
      options: { ttl: null as never },
      failure: new SyncError({ kind: 'ttl-invalid', found: null, longest: oneYear }),
    },
    {
      name: 'a taken name',
      options: { uniqueName: 'orders', ttl: 1 },
      failure: new SyncError({ kind: 'name-taken', uniqueName: 'orders' }),
    },
    {
      name: 'a taken name with a bad TTL for the TTL',
      options: { uniqueName: 'orders', ttl: -1 },
      failure: new SyncError({ kind: 'ttl-invalid', found: -1, longest: oneYear }),
    },
  ]
  it.each(refused)('refuses $name and changes nothing', ({ options, failure }) => {
    const { streams } = newWorld()
    const untouched = new SidGenerator()
    const first = streams.create({ uniqueName: 'orders' })
    untouched.next('TO')

    expect(() => streams.create(options)).toThrow(failure)
    expect(streams.all()).toEqual([first])
    expect(streams.find('invoices')).toBeUndefined()
    expect(streams.create().sid).toBe(untouched.next('TO'))
  })

  it('follows the limits it is given', () => {
    const limits = { uniqueNameLength: 3, ttlSeconds: 60 }
    const streams = new StreamStore({ clock: new FakeClock(), limits })

    expect(() => streams.create({ uniqueName: 'abcd' })).toThrow(
      new SyncError({ kind: 'name-invalid', found: 'abcd', longest: 3 }),
    )
    expect(() => streams.create({ ttl: 61 })).toThrow(
      new SyncError({ kind: 'ttl-invalid', found: 61, longest: 60 }),
    )
    expect(streams.create({ uniqueName: 'abc', ttl: 60 }).uniqueName).toBe('abc')
  })
})

describe('StreamStore.fetch', () => {
  it.each(['orders', ...unusualNames])('finds the stream named %j by SID and by name', (name) => {
    const { streams } = newWorld()
    streams.create()
    const stream = streams.create({ uniqueName: name })

    expect(streams.fetch(stream.sid)).toEqual(stream)
    expect(streams.fetch(name)).toEqual(stream)
  })

  const missing = ['', 'Orders', 'orders ', '__proto__', 'constructor', `TO${'0'.repeat(32)}`]
  it.each(missing)('does not find %j', (sidOrName) => {
    const { streams } = newWorld()
    streams.create({ uniqueName: 'orders' })

    expect(() => streams.fetch(sidOrName)).toThrow(notFound(sidOrName))
  })

  it('returns a stream that later changes do not affect', () => {
    const { clock, streams } = newWorld()
    const created = streams.create({ ttl: 60 })
    clock.advance({ seconds: 1 })

    streams.update(created.sid, { ttl: 0 })

    expect(created).toMatchObject({ dateUpdated: 0, dateExpires: 60_000 })
  })
})

describe('StreamStore.find', () => {
  it('finds a stream by SID and by name', () => {
    const { streams } = newWorld()
    const stream = streams.create({ uniqueName: 'orders' })

    expect(streams.find(stream.sid)).toEqual(stream)
    expect(streams.find('orders')).toEqual(stream)
  })

  it.each(['', 'Orders', '__proto__'])('returns undefined for %j', (sidOrName) => {
    const { streams } = newWorld()
    streams.create({ uniqueName: 'orders' })

    expect(streams.find(sidOrName)).toBeUndefined()
  })
})

describe('StreamStore.update', () => {
  it('restarts the time to live from now and moves dateUpdated', () => {
    const { clock, streams } = newWorld()
    const created = streams.create({ uniqueName: 'orders', ttl: 60 })
    clock.advance({ seconds: 59 })

    const updated = streams.update(created.sid, { ttl: 10 })

    expect(updated).toEqual({ ...created, dateUpdated: 59_000, dateExpires: 69_000 })
    expect(streams.fetch('orders')).toEqual(updated)
  })

  it('sets a time to live on a stream without one', () => {
    const { streams } = newWorld()
    const { sid } = streams.create()

    expect(streams.update(sid, { ttl: 1 }).dateExpires).toBe(1000)
  })

  it('removes the time to live with 0', () => {
    const { clock, streams } = newWorld()
    streams.create({ uniqueName: 'orders', ttl: 60 })

    expect(streams.update('orders', { ttl: 0 }).dateExpires).toBeNull()
    clock.advance({ days: 3650 })
    expect(streams.find('orders')).toBeDefined()
  })

  it('keeps a stream in its place in the order of creation', () => {
    const { streams } = newWorld()
    const sids = [streams.create().sid, streams.create().sid]

    streams.update(sids[0] ?? '', { ttl: 60 })

    expect(streams.all().map(({ sid }) => sid)).toEqual(sids)
  })

  const refused: { name: string; options: UpdateStreamOptions; failure: SyncError }[] = [
    {
      name: 'an empty change',
      options: {},
      failure: new SyncError({ kind: 'nothing-to-update' }),
    },
    {
      name: 'an undefined TTL',
      options: { ttl: undefined },
      failure: new SyncError({ kind: 'nothing-to-update' }),
    },
    ...[-1, 0.5, Number.NaN, oneYear + 1, null as never].map((ttl: number) => ({
      name: `the TTL ${String(ttl)}`,
      options: { ttl },
      failure: new SyncError({ kind: 'ttl-invalid', found: ttl, longest: oneYear }),
    })),
  ]
  it.each(refused)('refuses $name and changes nothing', ({ options, failure }) => {
    const { clock, streams } = newWorld()
    const stream = streams.create({ uniqueName: 'orders', ttl: 60 })
    clock.advance({ seconds: 1 })

    expect(() => streams.update('orders', options)).toThrow(failure)
    expect(streams.fetch('orders')).toEqual(stream)
    clock.advance({ seconds: 59 })
    expect(streams.find('orders')).toBeUndefined()
  })

  it('reports a missing stream before a bad change', () => {
    expect(() => newWorld().streams.update('orders', { ttl: -1 })).toThrow(notFound('orders'))
  })
})

describe('StreamStore.remove', () => {
  it.each(['by SID', 'by name'])('removes a stream %s', (way) => {
    const { streams } = newWorld()
    const { sid } = streams.create({ uniqueName: 'orders' })

    streams.remove(way === 'by SID' ? sid : 'orders')

    expect(streams.find(sid)).toBeUndefined()
    expect(streams.find('orders')).toBeUndefined()
    expect(streams.size).toBe(0)
  })

  it('leaves the other streams in order of creation', () => {
    const { streams } = newWorld()
    const [first, second, third] = [streams.create(), streams.create(), streams.create()]

    streams.remove(second.sid)

    expect(streams.all()).toEqual([first, third])
    expect(streams.size).toBe(2)
  })

  it('does not find a removed stream', () => {
    const { streams } = newWorld()
    const { sid } = streams.create()
    streams.remove(sid)

    expect(() => streams.remove(sid)).toThrow(notFound(sid))
  })

  it('leaves the new stream with a name alone when the old one is removed again by SID', () => {
    const { streams } = newWorld()
    const { sid } = streams.create({ uniqueName: 'orders' })
    streams.remove(sid)
    const renewed = streams.create({ uniqueName: 'orders' })

    expect(() => streams.remove(sid)).toThrow(notFound(sid))
    expect(streams.fetch('orders')).toEqual(renewed)
  })
})

describe('StreamStore.all', () => {
  it('lists streams in order of creation', () => {
    const { clock, streams } = newWorld()
    const first = streams.create({ uniqueName: 'z' })
    clock.advance(1)
    const second = streams.create({ uniqueName: 'a' })

    expect(streams.all()).toEqual([first, second])
  })

  it('returns a new array each time', () => {
    const { streams } = newWorld()
    streams.create()

    streams.all().pop()

    expect(streams.all()).toHaveLength(1)
  })
})

describe('StreamStore.now', () => {
  it('is the time on its clock', () => {
    const { clock, streams } = newWorld()
    clock.advance(7)

    expect(streams.now()).toBe(7)
  })
})

describe('StreamStore.clear', () => {
  it('removes everything without notifying anyone and frees all names', () => {
    const { clock, streams } = newWorld()
    const heard: string[] = []
    const { sid } = streams.create({ uniqueName: 'orders', ttl: 60 })
    streams.publish('orders', { id: 1 })
    streams.subscribe('orders', ({ type }) => heard.push(type))

    streams.clear()
    clock.advance({ minutes: 2 })

    expect(streams.size).toBe(0)
    expect(streams.find(sid)).toBeUndefined()
    expect(heard).toEqual([])
    streams.create({ uniqueName: 'orders' })
    expect(streams.messages('orders')).toEqual([])
  })

  it('spares the listeners whose turn has not come', () => {
    const { streams } = newWorld()
    const heard: string[] = []
    const { sid } = streams.create()
    streams.subscribe(sid, () => streams.clear())
    streams.subscribe(sid, ({ type }) => heard.push(type))

    streams.publish(sid, {})

    expect(heard).toEqual([])
  })

  it('leaves a store that shares its clock alone', () => {
    const clock = new FakeClock(0)
    const [one, other] = [new StreamStore({ clock }), new StreamStore({ clock })]
    const heard: string[] = []
    one.create({ ttl: 60 })
    other.subscribe(other.create({ ttl: 60 }).sid, ({ type }) => heard.push(type))

    one.clear()
    clock.advance({ seconds: 60 })

    expect(heard).toEqual(['expired'])
  })
})

function newWorld(): { clock: FakeClock; streams: StreamStore } {
  const clock = new FakeClock(0)
  return { clock, streams: new StreamStore({ clock }) }
}

function notFound(stream: string): SyncError {
  return new SyncError({ kind: 'stream-not-found', service: 'default', stream })
}
