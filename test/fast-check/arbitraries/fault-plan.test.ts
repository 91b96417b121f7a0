import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { createFakeSync, type Fault, type SyncRequest } from '../../../src/core.ts'
import {
  type FaultPlan,
  faultPlan,
  type FaultPlanOptions,
} from '../../../src/fast-check/arbitraries/fault-plan.ts'

const authorization = `Basic ${btoa(`AC${'1'.repeat(32)}:token`)}`
const streams = 'https://sync.twilio.com/v1/Services/default/Streams'

function createStream(): SyncRequest {
  return { method: 'POST', url: streams, headers: { authorization }, input: {} }
}

/** The plan that a property is reduced to which fails for every plan of a kind. */
function simplest(isFailing: (plan: FaultPlan) => boolean, options?: FaultPlanOptions): FaultPlan {
  const property = fc.property(faultPlan(options), (plan) => !isFailing(plan))
  const { counterexample } = fc.check(property, { seed: 1, numRuns: 2000 })
  if (counterexample === null) throw new Error('Cannot reduce: found no plan, expected one')
  return counterexample[0]
}

/** Which calls of `streams.create` were hit, by their number from 1. */
function callsHit(plan: FaultPlan, calls = 16): number[] {
  const sync = createFakeSync()
  plan.install(sync)
  for (let call = 1; call <= calls; call += 1) {
    try {
      void sync.dispatch(createStream())
    } catch {
      // A fault broke the connection.
    }
  }
  return sync.requests.flatMap(({ fault }, index) => (fault === undefined ? [] : [index + 1]))
}

describe('faultPlan', () => {
  it('plans the given kinds, operations and number of faults', () => {
    const options = {
      kinds: ['reset', 'delay'],
      on: ['streams.create', 'streams.fetch'],
      max: 2,
    } as const
    const plans = fc.sample(faultPlan(options), { seed: 1, numRuns: 500 })
    const faults = plans.flatMap((plan) => plan.faults)
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(options.kinds))
    expect(new Set(faults.map(({ on }) => on))).toEqual(new Set(options.on))
    expect(new Set(plans.map((plan) => plan.faults.length))).toEqual(new Set([0, 1, 2]))
  })

  it('plans up to the maximum number of faults', () => {
    const plans = fc.sample(faultPlan({ max: 100 }), { seed: 1, numRuns: 500 })
    const most = Math.max(...plans.map(({ faults }) => faults.length))
    expect(most).toBeGreaterThan(90)
    expect(most).toBeLessThanOrEqual(100)
  })

  it.each([1, 2, 3, 4, 5])('trips a circuit breaker after five failures with seed %i', (seed) => {
    const plans = fc.sample(faultPlan({ on: ['streams.create'], max: 6 }), {
      seed,
      numRuns: 100,
    })
    expect(plans.some((plan) => callsHit(plan).slice(0, 5).join() === '1,2,3,4,5')).toBe(true)
  })

  it('leaves out delays and services by default', () => {
    const faults = fc.sample(faultPlan(), { seed: 1, numRuns: 1000 }).flatMap((plan) => plan.faults)
    const kinds = new Set(faults.map(({ kind }) => kind))
    expect(kinds).toEqual(new Set(['status', 'reset', 'timeout', 'malformed']))
    expect([...new Set(faults.map(({ on }) => on))].sort()).toEqual([
      'messages.create',
      'streams.create',
      'streams.delete',
      'streams.fetch',
      'streams.list',
      'streams.update',
    ])
    const statuses = faults.flatMap((fault) => (fault.kind === 'status' ? fault.status : []))
    expect(new Set(statuses)).toEqual(new Set([429, 500, 503]))
  })

  it('hits exactly the calls it names, each once', () => {
    const plans = faultPlan({ on: ['streams.create'], max: 4 })
    fc.assert(
      fc.property(plans, (plan) => {
        const named = plan.faults.map(({ skip = 0 }) => skip + 1)
        expect(new Set(named).size).toBe(named.length)
        expect(callsHit(plan)).toEqual(named)
      }),
    )
  })

  it('shrinks to no faults', () => {
    expect(String(simplest(() => true))).toBe('no faults')
  })

  it('shrinks to the first call, before the write', () => {
    const plan = simplest(({ faults }) => faults.some(({ kind }) => kind === 'reset'))
    expect(plan.faults).toEqual([{ on: 'streams.create', skip: 0, kind: 'reset' }])
  })

  it('shrinks to the call that matters', () => {
    const isLost = (fault: Fault): boolean =>
      fault.kind === 'timeout' && fault.when === 'after' && (fault.skip ?? 0) >= 2
    expect(String(simplest(({ faults }) => faults.some(isLost)))).toBe(
      'faults: timeout on the 3rd streams.create, after the write',
    )
  })

  it('shrinks to the fault that matters', () => {
    // What makes the app call again, until the one that it cannot stand.
    const failsAt = ({ faults }: FaultPlan): number =>
      faults.findIndex(({ kind }) => kind === 'reset')
    const isReached = (plan: FaultPlan): boolean =>
      failsAt(plan) >= 0 && plan.faults[failsAt(plan)]?.skip === failsAt(plan)
    expect(String(simplest(isReached, { max: 3, on: ['messages.create'] }))).toBe(
      'faults: reset on the 1st messages.create',
    )
  })

  it('installs and removes its faults', () => {
    const sync = createFakeSync()
    const plan = simplest(({ faults }) => faults.length === 2)
    const undo = plan.install(sync)
    expect(sync.faults.pending.map(({ fault }) => fault)).toEqual([...plan.faults].reverse())
    undo()
    expect(sync.faults.pending).toEqual([])
  })

  it('prints every kind readably', () => {
    const kinds = ['status', 'reset', 'timeout', 'malformed', 'delay'] as const
    const operations = ['streams.create', 'streams.list'] as const
    const plans = fc.sample(faultPlan({ kinds, on: operations, max: 1 }), {
      seed: 1,
      numRuns: 2000,
    })
    const firstCalls = plans.filter(({ faults: [fault] }) => fault?.skip === 0)
    expect([...new Set(firstCalls.map(String))].sort()).toMatchInlineSnapshot(`
      [
        "faults: delay of 1 ms on the 1st streams.create",
        "faults: delay of 1 ms on the 1st streams.list",
        "faults: delay of 10 ms on the 1st streams.create",
        "faults: delay of 10 ms on the 1st streams.list",
        "faults: delay of 100 ms on the 1st streams.create",
        "faults: delay of 100 ms on the 1st streams.list",
        "faults: malformed on the 1st streams.create",
        "faults: malformed on the 1st streams.create, after the write",
        "faults: malformed on the 1st streams.list",
        "faults: malformed on the 1st streams.list, after the read",
        "faults: reset on the 1st streams.create",
        "faults: reset on the 1st streams.create, after the write",
        "faults: reset on the 1st streams.list",
        "faults: reset on the 1st streams.list, after the read",
        "faults: status 429 on the 1st streams.create",
        "faults: status 429 on the 1st streams.list",
        "faults: status 500 on the 1st streams.create",
        "faults: status 500 on the 1st streams.list",
        "faults: status 503 on the 1st streams.create",
        "faults: status 503 on the 1st streams.list",
        "faults: timeout on the 1st streams.create",
        "faults: timeout on the 1st streams.create, after the write",
        "faults: timeout on the 1st streams.list",
        "faults: timeout on the 1st streams.list, after the read",
      ]
    `)
  })

  it('plans what goes wrong on the way to clients, beside requests', () => {
    const on = [
      'messages.create',
      'messages.deliver',
      'clients.connect',
      'clients.connected',
    ] as const
    const plans = fc.sample(faultPlan({ on, max: 1 }), { seed: 1, numRuns: 4000 })
    const firsts = plans.filter(({ faults: [fault] }) => fault?.skip === 0 && fault.on !== on[0])
    expect([...new Set(firsts.map(String))].sort()).toMatchInlineSnapshot(`
      [
        "faults: close 308 on the 1st clients.connected",
        "faults: close 410 on the 1st clients.connected",
        "faults: drop on the 1st clients.connected",
        "faults: drop on the 1st messages.deliver",
        "faults: duplicate on the 1st messages.deliver",
        "faults: refuse on the 1st clients.connect",
        "faults: reorder on the 1st messages.deliver",
        "faults: status 429 on the 1st clients.connect",
        "faults: status 503 on the 1st clients.connect",
      ]
    `)
    const sync = createFakeSync()
    for (const plan of plans) plan.install(sync)()
    expect(sync.faults.pending).toEqual([])
  })

  it.each([
    { on: ['messages.deliver'], plan: 'faults: drop on the 1st messages.deliver' },
    { on: ['clients.connected'], plan: 'faults: drop on the 1st clients.connected' },
    {
      on: ['clients.connect', 'messages.deliver'],
      plan: 'faults: refuse on the 1st clients.connect',
    },
  ] as const)('shrinks to the first place of $on, and its first kind', ({ on, plan }) => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const property = fc.property(faultPlan({ on }), ({ faults }) => faults.length === 0)
      const { counterexample } = fc.check(property, { seed })
      expect(String(counterexample)).toBe(plan)
    }
  })

  it('prints several faults in the order of their calls, for fast-check too', () => {
    const plan = simplest(
      ({ faults: [first, second] }) =>
        first?.on === 'streams.list' && second?.on === 'streams.create' && (second.skip ?? 0) > 0,
      { max: 2 },
    )
    expect(fc.stringify([plan])).toMatchInlineSnapshot(
      `"[faults: status 429 on the 1st streams.list; status 429 on the 2nd streams.create]"`,
    )
  })

  it.each([
    { options: null, message: 'found null for the options, expected an object' },
    {
      options: { colour: 1 },
      message: 'found the unknown option colour, expected any of on, kinds, max',
    },
    { options: { kinds: 'reset' }, message: 'found "reset" for kinds, expected a list of any of' },
    { options: { kinds: [] }, message: 'found [] for kinds, expected a list of any of status' },
    { options: { kinds: ['fire'] }, message: 'found "fire" for kinds[0], expected a list of any' },
    {
      options: { on: ['streams.create', 'streams'] },
      message: 'found "streams" for on[1], expected a list of any of services.create',
    },
    {
      options: { on: ['messages.create', 'messages.deliver'], kinds: ['reset'] },
      message:
        'found ["reset"] for kinds, expected one for messages.deliver among them: any of drop,',
    },
    { options: { max: -1 }, message: 'found -1 for max, expected a whole number of 0 or more' },
    { options: { max: '2' }, message: 'found "2" for max, expected a whole number of 0 or more' },
  ])('refuses $options', ({ options, message }) => {
    const make = (): unknown => faultPlan(options as FaultPlanOptions)
    expect(make).toThrow(TypeError)
    expect(make).toThrow(`Cannot plan faults: ${message}`)
  })
})

describe('faultPlan with fast-check 3', () => {
  it('shrinks and prints in the same way', async () => {
    vi.resetModules()
    vi.doMock('fast-check', () => import('fast-check3'))
    const { default: fc3 } = (await import('fast-check3')) as unknown as { default: typeof fc }
    const { faultPlan: faultPlan3 } =
      await import('../../../src/fast-check/arbitraries/fault-plan.ts')
    const property = fc3.property(faultPlan3(), ({ faults }) =>
      faults.every(({ kind }) => kind !== 'malformed'),
    )
    const { counterexample } = fc3.check(property, { seed: 1 })
    vi.doUnmock('fast-check')
    expect(fc3.__version).toMatch(/^3/)
    expect(fc3.stringify(counterexample)).toBe('[faults: malformed on the 1st streams.create]')
  })
})
