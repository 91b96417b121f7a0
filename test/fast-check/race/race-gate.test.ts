import fc from 'fast-check'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createFakeSync, FakeClock, type FakeSync, systemClock } from '../../../src/core.ts'
import { type TimeStep, timeStep } from '../../../src/fast-check/arbitraries/time-step.ts'
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

/** The step that is called so. */
function stepCalled(name: string): TimeStep {
  const steps = timeStep().filter((one) => String(one) === name)
  return fc.sample(steps, { seed: 1, numRuns: 1 })[0] as TimeStep
}

describe('raceGate with steps in time', () => {
  it('takes them at every point between requests and responses, in their order', async () => {
    const steps = ['by 1 s', 'by 1 s', 'to the 1st expiry'].map(stepCalled)
    const orders = new Set<string>()
    const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const sync = createFakeSync({ clock: new FakeClock(0) })
      sync.streams.create({ uniqueName: 'orders', ttl: 60 })
      using gate = raceGate(sync, scheduler, { steps })
      const times: number[] = []
      const ask = async (): Promise<void> => {
        await list(sync)
        times.push(sync.clock.now())
        await list(sync)
      }
      await gate.waitFor(ask())
      const taken = gate.order.filter((move) => move.startsWith('the clock'))
      expect(taken).toEqual(
        [
          'the clock moves by 1 s',
          'the clock moves by 1 s (2nd)',
          'the clock moves to the 1st expiry',
        ].slice(0, taken.length),
      )
      expect(sync.clock.now()).toBe([0, 1000, 2000, 60_000][taken.length])
      orders.add(`${times.join()} ${gate.order.map((move) => move[0]).join('')}`)
    })
    await fc.assert(property, { seed: 1, numRuns: 200 })
    expect(orders).toContain('0 GG')
    expect(orders).toContain('60000 tttGG')
    expect(orders).toContain('60000 GtttG')
    expect(orders.size).toBeGreaterThan(8)
  })

  it('finds an expiry between an arrival and its response', async () => {
    const property = fc.asyncProperty(
      fc.scheduler(),
      fc.array(timeStep(), { maxLength: 1 }),
      async (scheduler, steps) => {
        const sync = createFakeSync({ clock: new FakeClock(0) })
        using gate = raceGate(sync, scheduler, { steps })
        await gate.waitFor(create(sync, { UniqueName: 'orders', Ttl: '60' }))
        expect(sync.streams.find('orders')).toBeDefined()
      },
    )
    const { counterexample } = await fc.check(property, { seed: 1, numRuns: 100 })
    expect(String(counterexample?.[1])).toBe('by 1 min')
  })

  it('leaves alone the clock of who has removed the gate', async () => {
    const sync = createFakeSync({ clock: new FakeClock(0) })
    const scheduler = newScheduler()
    const gate = raceGate(sync, scheduler, { steps: [stepCalled('by 1 s')] })
    gate.remove()
    await scheduler.waitAll()
    expect(sync.clock.now()).toBe(0)
    expect(gate.order).toEqual([])
  })

  it('rejects the wait with what a subscriber throws', async () => {
    const sync = createFakeSync({ clock: new FakeClock(0) })
    sync.streams.create({ uniqueName: 'orders', ttl: 60 })
    sync.streams.subscribe('orders', () => {
      throw new Error('the app is out')
    })
    using gate = raceGate(sync, newScheduler(), { steps: [stepCalled('to the 1st expiry')] })
    await expect(gate.waitFor(new Promise(() => undefined))).rejects.toThrow('the app is out')
  })

  it('refuses what is no step, and a clock that does not move', () => {
    const sync = createFakeSync()
    const open = (options: unknown) => () => raceGate(sync, newScheduler(), options as object)
    for (const steps of [timeStep(), fc.array(timeStep()), [timeStep()]]) {
      expect(open({ steps })).toThrow(
        new TypeError(
          'Cannot put up a race gate: found an arbitrary for steps, expected a list of values of timeStep(): give the arbitrary to fc.asyncProperty(), whose runs get the values',
        ),
      )
    }
    expect(open({ steps: [1] })).toThrow(
      new TypeError(
        'Cannot put up a race gate: found [1] for steps, expected a list of values of timeStep()',
      ),
    )
    expect(open({ step: [] })).toThrow('found the unknown option step, expected steps')
    const steps = [stepCalled('by 1 s')]
    const ticking = createFakeSync({ clock: systemClock })
    expect(() => raceGate(ticking, newScheduler(), { steps })).toThrow('expected a FakeClock')
  })
})

describe('raceGate with an app that waits for no request', () => {
  const hint =
    'Cannot wait at the race gate any longer: found a promise still pending 2 s after the last request or response, expected the app to send a request or to end'

  it('says so after a while', async () => {
    const sync = createFakeSync()
    using gate = raceGate(sync, newScheduler())
    const begin = performance.now()
    const forever = list(sync).then(() => new Promise<void>(() => undefined))
    await expect(gate.waitFor(forever)).rejects.toThrow(hint)
    expect(performance.now() - begin).toBeGreaterThan(1900)
    expect(await gate.waitFor(list(sync))).toBe(200)
  })

  it('says so when a fake timer never fires, and waits for one that is moved', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const sync = createFakeSync()
    using gate = raceGate(sync, newScheduler())
    const backOff = async (): Promise<number> => {
      await new Promise((next) => setTimeout(next, 1000))
      return list(sync)
    }
    await expect(gate.waitFor(backOff())).rejects.toThrow(hint)
    const moved = backOff()
    await vi.advanceTimersByTimeAsync(1000)
    expect(await gate.waitFor(moved)).toBe(200)
  })

  it.each([1, 2, 3])('lets it wait for a short timer, time and again: seed %i', async (seed) => {
    const sync = createFakeSync()
    using gate = raceGate(sync, newScheduler(seed))
    const slow = async (): Promise<number> => {
      let sum = 0
      for (let turn = 0; turn < 4; turn += 1) {
        await new Promise((next) => setTimeout(next, 600))
        sum += await list(sync)
      }
      return sum
    }
    expect(await gate.waitFor(slow())).toBe(800)
  })

  it('lets it wait for a response that a fault delays', async () => {
    const sync = createFakeSync()
    sync.faults.add({ on: 'streams.list', kind: 'delay', milliseconds: 2500 })
    using gate = raceGate(sync, newScheduler())
    expect(await gate.waitFor(list(sync))).toBe(200)
  })
})

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
        "POST /v1/Services/default/Streams (UniqueName=orders, Ttl=60) arrives",
        "201 returns for POST /v1/Services/default/Streams (UniqueName=orders, Ttl=60)",
        "GET /v1/Services/default/Streams (PageSize=2) arrives",
        "200 returns for GET /v1/Services/default/Streams (PageSize=2)",
        "POST /v1/Services/default/Streams (UniqueName=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…) arrives",
        "201 returns for POST /v1/Services/default/Streams (UniqueName=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…)",
        "GET /v1/Services/default/Streams (PageSize=2) (2nd) arrives",
        "200 returns for GET /v1/Services/default/Streams (PageSize=2) (2nd)",
      ]
    `)
    expect(gate.order).toMatchInlineSnapshot(`
      [
        "POST /v1/Services/default/Streams (UniqueName=orders, Ttl=60)",
        "GET /v1/Services/default/Streams (PageSize=2)",
        "POST /v1/Services/default/Streams (UniqueName=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…)",
        "GET /v1/Services/default/Streams (PageSize=2) (2nd)",
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
    expect([first.order.length, second.order.length]).toEqual([0, 1])

    first.remove()
    expect(await second.waitFor(list(sync))).toBe(200)
    expect(second.order).toHaveLength(2)
  })

  it('is gone when removed, at the end of its block, and after a reset', async () => {
    const sync = createFakeSync()
    const gate = raceGate(sync, newScheduler())
    gate.remove()
    expect(await list(sync)).toBe(200)
    {
      using inner = raceGate(sync, newScheduler())
      expect(inner.order).toEqual([])
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
    expect(gate.order).toHaveLength(1)
  })

  it('waits for a thenable that starts its work when awaited', async () => {
    const sync = createFakeSync()
    using gate = raceGate(sync, newScheduler())
    const lazy = {
      then: (take: (status: number) => unknown) => create(sync).then(take),
    }
    expect(await gate.waitFor(lazy as Promise<number>)).toBe(201)
    expect(gate.order).toHaveLength(1)
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
      new TypeError(
        'Cannot put up a race gate: found an arbitrary for the scheduler, expected a value of fc.scheduler(): give the arbitrary to fc.asyncProperty(), whose runs get the values',
      ),
    )
    expect(() => raceGate(sync, {} as never)).toThrow(
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
      expect(inside.order).toHaveLength(1)
    })
    expect(outside.order).toEqual([])
    expect(await outside.waitFor(list(sync))).toBe(200)
    expect(outside.order).toHaveLength(1)
  })
})
