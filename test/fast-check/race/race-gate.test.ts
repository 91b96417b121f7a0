import fc from 'fast-check'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createFakeSync, type FakeSync } from '../../../src/core.ts'
import { raceGate } from '../../../src/fast-check/race/race-gate.ts'
import { connectByFetch } from '../../support/connect-by-fetch.ts'
import { connectByHttpClient } from '../../support/connect-by-http-client.ts'
import { connectByTwilio } from '../../support/connect-by-twilio.ts'
import { everyWay } from '../../support/connect-every-way.ts'
import { describeRaces } from '../../support/describe-races.ts'

describeRaces('raceGate by sync.httpClient', connectByHttpClient)
describeRaces('raceGate by sync.fetch', connectByFetch)
describeRaces('raceGate by the module of twilio', connectByTwilio)

const streams = 'https://sync.twilio.com/v1/Services/default/Streams'
const headers = { authorization: `Basic ${btoa(`AC${'1'.repeat(32)}:token`)}` }

async function create(sync: FakeSync, fields: Record<string, string> = {}): Promise<number> {
  const body = new URLSearchParams(fields)
  const { status } = await sync.fetch(streams, { method: 'POST', headers, body })
  return status
}

async function list(sync: FakeSync): Promise<number> {
  const { status } = await sync.fetch(`${streams}?PageSize=2`, { headers })
  return status
}

function newScheduler(seed = 1): fc.Scheduler {
  const [scheduler] = fc.sample(fc.scheduler(), { seed, numRuns: 1 })
  return scheduler as fc.Scheduler
}

describe('raceGate', () => {
  it('describes arrivals and returns in words', async () => {
    const sync = createFakeSync()
    const scheduler = newScheduler()
    using gate = raceGate(sync, scheduler)
    const long = 'x'.repeat(100)
    await gate.waitFor(create(sync, { UniqueName: 'orders', Ttl: '60' }))
    await gate.waitFor(list(sync))
    await gate.waitFor(create(sync, { UniqueName: long }))
    await gate.waitFor(list(sync))
    expect(scheduler.report().map(({ label }) => label)).toMatchInlineSnapshot(`
      [
        "POST /v1/Services/default/Streams UniqueName=orders, Ttl=60 arrives",
        "201 returns for POST /v1/Services/default/Streams UniqueName=orders, Ttl=60",
        "GET /v1/Services/default/Streams PageSize=2 arrives",
        "200 returns for GET /v1/Services/default/Streams PageSize=2",
        "POST /v1/Services/default/Streams UniqueName=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… arrives",
        "201 returns for POST /v1/Services/default/Streams UniqueName=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…",
        "GET /v1/Services/default/Streams PageSize=2 (2nd) arrives",
        "200 returns for GET /v1/Services/default/Streams PageSize=2 (2nd)",
      ]
    `)
    expect(gate.arrivals).toMatchInlineSnapshot(`
      [
        "POST /v1/Services/default/Streams UniqueName=orders, Ttl=60",
        "GET /v1/Services/default/Streams PageSize=2",
        "POST /v1/Services/default/Streams UniqueName=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…",
        "GET /v1/Services/default/Streams PageSize=2 (2nd)",
      ]
    `)
  })

  it('settles like the promise it waits for', async () => {
    const sync = createFakeSync()
    using gate = raceGate(sync, newScheduler())
    expect(await gate.waitFor(create(sync))).toBe(201)
    expect(await gate.waitFor(Promise.resolve('at once'))).toBe('at once')
    const failing = create(sync).then(() => Promise.reject(new Error('the app is out')))
    await expect(gate.waitFor(failing)).rejects.toThrow('the app is out')
  })

  it('waits for tasks that the app schedules itself', async () => {
    const sync = createFakeSync()
    const scheduler = newScheduler()
    using gate = raceGate(sync, scheduler)
    const work = async (): Promise<number> => {
      await scheduler.schedule(Promise.resolve(), 'the app thinks')
      return create(sync)
    }
    expect(await gate.waitFor(work())).toBe(201)
  })

  it('is replaced by a second one', async () => {
    const sync = createFakeSync()
    const first = raceGate(sync, newScheduler())
    using second = raceGate(sync, newScheduler())
    expect(await second.waitFor(list(sync))).toBe(200)
    expect([first.arrivals.length, second.arrivals.length]).toEqual([0, 1])

    first.remove()
    expect(await second.waitFor(list(sync))).toBe(200)
    expect(second.arrivals).toHaveLength(2)
  })

  it('is gone when removed, at the end of its block, and after a reset', async () => {
    const sync = createFakeSync()
    const gate = raceGate(sync, newScheduler())
    gate.remove()
    expect(await list(sync)).toBe(200)
    {
      using inner = raceGate(sync, newScheduler())
      expect(inner.arrivals).toEqual([])
    }
    expect(await list(sync)).toBe(200)
    raceGate(sync, newScheduler())
    sync.reset()
    expect(await list(sync)).toBe(200)
  })

  it.each(everyWay)('fails a request through $way that nobody waits for', async ({ connect }) => {
    const { sync, client, close } = connect()
    onTestFinished(close)
    raceGate(sync, newScheduler())
    const { v1 } = client({ username: `AC${'1'.repeat(32)}`, password: 'token' }).sync
    await expect(v1.services('default').syncStreams.create()).rejects.toThrow(
      'Cannot let a request pass the race gate (POST /v1/Services/default/Streams arrives): found nobody waiting there, expected the app in gate.waitFor(promise); prepare and inspect through sync.streams, or call gate.remove() first',
    )
    expect(sync.streams.size).toBe(0)
  })

  it('fails a request that nobody waits for after a wait for another one', async () => {
    const sync = createFakeSync()
    const gate = raceGate(sync, newScheduler())
    const requests = [create(sync), create(sync), create(sync)]
    await gate.waitFor(Promise.race(requests))
    const ends = await Promise.allSettled(requests)
    const messages = ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []))
    expect(messages).toHaveLength(2)
    for (const message of messages) expect(message).toContain('found nobody waiting there')
  })

  it.each([1, 2, 3])('holds requests as long as somebody waits: seed %i', async (seed) => {
    const sync = createFakeSync()
    const scheduler = newScheduler(seed)
    using gate = raceGate(sync, scheduler)
    const think = async (): Promise<void> => {
      for (let turn = 0; turn < 100; turn += 1) await new Promise((next) => setTimeout(next, 0))
    }
    // While the app thinks, the scheduler lets nothing else go.
    const thoughts = [1, 2].map(() => scheduler.schedule(think()))
    await gate.waitFor(Promise.all([...thoughts, create(sync)]))
    expect(gate.arrivals).toHaveLength(1)
  })

  it('waits for a thenable that starts its work when awaited', async () => {
    const sync = createFakeSync()
    using gate = raceGate(sync, newScheduler())
    const lazy = {
      then: (take: (status: number) => unknown) => create(sync).then(take),
    }
    expect(await gate.waitFor(lazy as Promise<number>)).toBe(201)
    expect(gate.arrivals).toHaveLength(1)
  })

  it('holds requests of an app that starts before the wait', async () => {
    const sync = createFakeSync()
    const gate = raceGate(sync, newScheduler())
    const early = create(sync)
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate)
    expect(await gate.waitFor(early)).toBe(201)
  })

  it('does not fail requests at the gate when it is removed', async () => {
    const sync = createFakeSync()
    const scheduler = newScheduler()
    raceGate(sync, scheduler)
    const forgotten = vi.fn()
    void create(sync).finally(forgotten)
    await vi.waitUntil(() => scheduler.count() === 1)
    sync.reset()
    for (let turn = 0; turn < 200; turn += 1) await new Promise((next) => setTimeout(next, 0))
    expect(forgotten).not.toHaveBeenCalled()
  })

  it('refuses anything that is not a fake, a scheduler or a promise', () => {
    const sync = createFakeSync()
    expect(() => raceGate({} as never, newScheduler())).toThrow(
      new TypeError(
        'Cannot put up a race gate: found object, expected a fake: what installFakeSync() or createFakeSync() returned',
      ),
    )
    expect(() => raceGate(sync, fc.scheduler() as never)).toThrow(
      new TypeError('Cannot put up a race gate: found object, expected a value of fc.scheduler()'),
    )
    using gate = raceGate(sync, newScheduler())
    return expect(gate.waitFor((() => 1) as never)).rejects.toThrow(
      new TypeError('Cannot wait at the race gate: found function, expected a promise'),
    )
  })

  it('leaves held requests with the scheduler', async () => {
    const sync = createFakeSync()
    const scheduler = newScheduler()
    const gate = raceGate(sync, scheduler)
    const pending = create(sync)
    await vi.waitUntil(() => scheduler.count() === 1)
    gate.remove()
    expect(await list(sync)).toBe(200)
    expect(sync.streams.size).toBe(0)
    await scheduler.waitFor(pending)
    expect(await pending).toBe(201)
  })

  it('belongs to one world: each run has its own', async () => {
    const sync = createFakeSync()
    using outside = raceGate(sync, newScheduler())
    await sync.run(async () => {
      expect(await list(sync)).toBe(200)
      using inside = raceGate(sync, newScheduler())
      expect(await inside.waitFor(list(sync))).toBe(200)
      expect(inside.arrivals).toHaveLength(1)
    })
    expect(outside.arrivals).toEqual([])
    expect(await outside.waitFor(list(sync))).toBe(200)
    expect(outside.arrivals).toHaveLength(1)
  })
})
