import { describe, expect, it } from 'vitest'
import { createFakeSync, FakeClock, type FakeSync, systemClock } from '../../src/core.ts'
import { createBy } from '../support/describe-settled.ts'

const start = Date.UTC(2026, 0, 1)

describe('FakeSync.advance', () => {
  it('waits at every due time for the requests that an app sends then', async () => {
    const sync = fakeWithStreams({ early: 60, late: 120 })
    const create = createBy({ httpClient: sync.httpClient })
    // An app that renews what has expired, once.
    for (const name of ['early', 'late']) {
      sync.streams.subscribe(name, () => void create(`${name} again`))
    }

    await sync.advance({ minutes: 3 })

    expect(
      sync.streams.all().map(({ uniqueName, dateCreated }) => [uniqueName, dateCreated]),
    ).toEqual([
      ['early again', start + 60_000],
      ['late again', start + 120_000],
    ])
    expect(sync.clock.now()).toBe(start + 180_000)
  })

  it('waits before it begins', async () => {
    const sync = fakeWithStreams({})
    queueMicrotask(() => void createBy({ httpClient: sync.httpClient })('orders'))
    await sync.advance(1000)
    expect(sync.streams.fetch('orders').dateCreated).toBe(start)
  })

  it('takes what falls due while it waits for due, too', async () => {
    const sync = fakeWithStreams({ orders: 10 })
    const times: number[] = []
    sync.streams.subscribe('orders', () => {
      times.push(sync.clock.now() - start)
      queueMicrotask(() => {
        sync.streams.create({ uniqueName: 'next', ttl: 10 })
        sync.streams.subscribe('next', () => times.push(sync.clock.now() - start))
      })
    })
    await sync.advance(30_000)
    expect(times).toEqual([10_000, 20_000])
  })

  it('settles where there is no time to pass', async () => {
    const sync = fakeWithStreams({})
    queueMicrotask(() => void createBy({ httpClient: sync.httpClient })('orders'))
    await sync.advance(0)
    expect(sync.requests).toHaveLength(1)
    expect(sync.clock.now()).toBe(start)
  })

  it('arrives although a subscriber throws on the way, and rejects with that', async () => {
    const sync = fakeWithStreams({ early: 1, late: 2 })
    const failures = ['early', 'late'].map((name) => {
      const failure = new Error(name)
      sync.streams.subscribe(name, () => {
        throw failure
      })
      return failure
    })
    const advance = sync.advance(5000)
    await expect(advance).rejects.toMatchObject({ errors: failures })
    expect(sync.clock.now()).toBe(start + 5000)
    expect(sync.streams.size).toBe(0)
  })

  it('ends where a reset takes the time back', async () => {
    const sync = fakeWithStreams({ orders: 60 })
    sync.streams.subscribe('orders', () => queueMicrotask(() => sync.reset()))
    await sync.advance({ hours: 1 })
    expect(sync.clock.now()).toBe(start)
  })

  it('ends where a reset comes before it begins', async () => {
    const sync = fakeWithStreams({})
    sync.clock.advance({ hours: 1 })
    queueMicrotask(() => sync.reset())
    await sync.advance({ hours: 1 })
    expect(sync.clock.now()).toBe(start)
  })

  it('settles at the due times after one at which a subscriber throws', async () => {
    const sync = fakeWithStreams({ early: 60, late: 120 })
    const failure = new Error('the app is out')
    sync.streams.subscribe('early', () => {
      throw failure
    })
    sync.streams.subscribe('late', () => {
      void createBy({ httpClient: sync.httpClient })('late again')
    })
    await expect(sync.advance({ minutes: 3 })).rejects.toBe(failure)
    expect(sync.streams.fetch('late again').dateCreated).toBe(start + 120_000)
  })

  it('refuses before it waits', async () => {
    const sync = fakeWithStreams({})
    sync.faults.add({ kind: 'delay', milliseconds: 60_000 })
    void createBy({ httpClient: sync.httpClient })('orders')
    await expect(sync.advance(-1)).rejects.toThrow(RangeError)
  })

  it('moves the world that calls it', async () => {
    const sync = fakeWithStreams({})
    await sync.run(async () => {
      await sync.advance(1000)
      expect(sync.clock.now()).toBe(start + 1000)
    })
    expect(sync.clock.now()).toBe(start)
  })

  it.each<{ duration: unknown; error: string }>([
    { duration: -1, error: 'Cannot advance the clock: found -1 milliseconds, expected 0 or more' },
    { duration: 0.5, error: 'Cannot advance the clock: found 0.5, expected whole milliseconds' },
    { duration: { years: 1 }, error: 'Cannot advance the clock: found ' },
  ])('refuses $duration', async ({ duration, error }) => {
    const sync = fakeWithStreams({ orders: 60 })
    await expect(sync.advance(duration as number)).rejects.toThrow(error)
    expect(sync.clock.now()).toBe(start)
  })

  it('refuses a clock that it cannot move', async () => {
    const sync = createFakeSync({ clock: systemClock })
    await expect(sync.advance(1)).rejects.toThrow(
      'for clock, expected a FakeClock: move the clock that it follows, then await sync.settled()',
    )
  })
})

/** A fake at the start of 2026, with streams of these TTLs. */
function fakeWithStreams(ttls: Readonly<Record<string, number>>): FakeSync {
  const sync = createFakeSync({ clock: new FakeClock(start) })
  for (const [uniqueName, ttl] of Object.entries(ttls)) sync.streams.create({ uniqueName, ttl })
  return sync
}
