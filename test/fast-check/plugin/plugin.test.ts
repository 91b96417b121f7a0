import { test as fcTest } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createFakeSync, FakeClock, type FakeSync } from '../../../src/core.ts'
import { faultPlan } from '../../../src/fast-check/arbitraries/fault-plan.ts'
import {
  fakeSyncPlugin,
  type FakeSyncPluginOptions,
} from '../../../src/fast-check/plugin/plugin.ts'
import { describeState } from '../../../src/fake/describe.ts'
import { raceGate } from '../../../src/fast-check/race/race-gate.ts'

const streams = 'https://sync.twilio.com/v1/Services/default/Streams'
const headers = { authorization: `Basic ${btoa(`AC${'1'.repeat(32)}:token`)}` }

async function create(sync: FakeSync, uniqueName: string): Promise<number> {
  const body = new URLSearchParams({ UniqueName: uniqueName })
  const { status } = await sync.fetch(streams, { method: 'POST', headers, body })
  return status
}

/** The error that a check ends with. */
async function errorOf(check: () => unknown): Promise<Error> {
  try {
    await check()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('Cannot look at the error: found none, expected one')
}

/** What stands below the message of fast-check. */
function sectionsOf({ message }: Error): string {
  return message.slice(message.indexOf('The failing run began'))
}

const name = fc.stringMatching(/^[a-f]{1,3}$/)

describe('fakeSyncPlugin', () => {
  it('resets the fake before every run of a sync property, shrinking included', () => {
    const sync = createFakeSync()
    const sizes: number[] = []
    const property = fc.property(name, (uniqueName) => {
      sizes.push(sync.streams.size, sync.faults.pending.length)
      sync.streams.create({ uniqueName })
      sync.faults.add({ kind: 'reset' })
      sync.clock.advance({ days: 1 })
      return uniqueName.length < 2
    })
    const plugins = [fakeSyncPlugin(sync, { report: false })]
    const { failed, numShrinks } = fc.check(property, { seed: 1, plugins })
    expect(failed).toBe(true)
    expect(numShrinks).toBeGreaterThan(0)
    expect(new Set(sizes)).toEqual(new Set([0]))
  })

  it('resets the fake before every run of an async property', async () => {
    const sync = createFakeSync()
    const sizes: number[] = []
    const property = fc.asyncProperty(name, async (uniqueName) => {
      sizes.push(sync.streams.size)
      expect(await create(sync, uniqueName)).toBe(201)
    })
    await fc.assert(property, { numRuns: 20, plugins: [fakeSyncPlugin(sync)] })
    expect(sizes).toEqual(Array.from({ length: 20 }, () => 0))
  })

  it('reports what the minimal failing run of a sync property left, and how to replay it', async () => {
    const sync = createFakeSync({ clock: new FakeClock() })
    const property = fc.property(fc.uniqueArray(name), (names) => {
      for (const uniqueName of names) sync.streams.create({ uniqueName })
      if (names.length > 1) throw new Error(`it's "${names.length}" streams\nand that is too many`)
    })
    const error = await errorOf(() =>
      fc.assert(property, { seed: 3, plugins: [fakeSyncPlugin(sync, { property: 'streams' })] }),
    )
    const { message: expected } = await errorOf(() =>
      fc.assert(property, { seed: 3, plugins: [fakeSyncPlugin(sync, { report: false })] }),
    )
    expect(error.message.startsWith(expected)).toBe(true)
    expect(error.cause).toMatchObject({ message: 'it\'s "2" streams\nand that is too many' })
    expect(sectionsOf(error)).toMatchInlineSnapshot(`
      "The failing run began at 2026-01-01T00:00:00.000Z and left:
        Fake Twilio Sync, 0 s after its start
        Service "default" IS7d9d6bd27cbb3095566cc51a88ee1374
          "a" TO2ead605d30ca3be9f43332f0fb0e1352: 0 s old, never expires, no messages
          "b" TO79018d15d6e6f33052d19d372500a4d5: 0 s old, never expires, no messages

      To run it again:

      test('replays the failure of seed 3', () => {
        fc.assert(streams, { seed: 3, path: '0:1:0:1:1:2:3:2:2', endOnFailure: true, plugins: [fakeSyncPlugin(sync, { property: 'streams' })] })
      })"
    `)
  })

  it('reports the faults and the order of a race', async () => {
    const sync = createFakeSync({ clock: new FakeClock() })
    const plans = faultPlan({ on: ['streams.create'], kinds: ['reset'] })
    const property = fc.asyncProperty(plans, fc.scheduler(), async (plan, scheduler) => {
      plan.install(sync)
      using gate = raceGate(sync, scheduler)
      const creations = ['a', 'b'].map((uniqueName) => create(sync, uniqueName).catch(() => 0))
      const statuses = await gate.waitFor(Promise.all(creations))
      expect(statuses).not.toEqual([201, 0])
    })
    const error = await errorOf(() =>
      fc.assert(property, { seed: 2, numRuns: 300, plugins: [fakeSyncPlugin(sync)] }),
    )
    expect(sectionsOf(error)).toMatchInlineSnapshot(`
      "The failing run began at 2026-01-01T00:00:00.000Z and left:
        Fake Twilio Sync, 0 s after its start
        Service "default" IS7d9d6bd27cbb3095566cc51a88ee1374
          "a" TO2ead605d30ca3be9f43332f0fb0e1352: 0 s old, never expires, no messages
        Requests
          0 s: POST /v1/Services/default/Streams → no answer, hit by reset (UniqueName=b)
          0 s: POST /v1/Services/default/Streams → 201 (UniqueName=a)

      Its fault plan:
        reset on the 1st streams.create

      What its race gate let pass, in this order:
        POST /v1/Services/default/Streams (UniqueName=b) arrives
        POST /v1/Services/default/Streams (UniqueName=a) arrives
        ECONNRESET ends POST /v1/Services/default/Streams (UniqueName=b)
        201 returns for POST /v1/Services/default/Streams (UniqueName=a)

      To run it again:

      test('replays the failure of seed 2', async () => {
        // Other names? Pass them to the plugin: fakeSyncPlugin(sync, { property: '…', fake: '…' })
        await fc.assert(property, { seed: 2, path: '10:1:0:2', endOnFailure: true, plugins: [fakeSyncPlugin(sync)] })
      })"
    `)
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((seed) => ({ seed })))(
    'replays a race beside values that shrink: seed $seed',
    async ({ seed }) => {
      const sync = createFakeSync()
      const orders: string[] = []
      const plans = faultPlan({ on: ['streams.create'] })
      const property = fc.asyncProperty(fc.scheduler(), plans, async (scheduler, plan) => {
        plan.install(sync)
        const gate = raceGate(sync, scheduler)
        const creations = ['a', 'b', 'c'].map((one) => create(sync, one).catch(() => 0))
        const statuses = await gate.waitFor(Promise.all(creations))
        orders.push(gate.order.join())
        expect(statuses[0] === 201 || sync.requests[0]?.params['UniqueName'] === 'b').toBe(true)
      })
      const plugins = [fakeSyncPlugin(sync, { report: false })]
      const { counterexamplePath } = await fc.check(property, { seed, numRuns: 300, plugins })
      expect(counterexamplePath).toContain(':')
      const path = counterexamplePath ?? ''
      orders.length = 0
      const parameters = { seed, path, endOnFailure: true, plugins }
      expect((await fc.check(property, parameters)).failed).toBe(true)
      expect((await fc.check(property, parameters)).failed).toBe(true)
      expect(orders[0]).toBe(orders[1])
    },
  )

  it('gives each run fresh schedulers, in records too, and reports their schedule', async () => {
    const sync = createFakeSync()
    const given = fc.record({ scheduler: fc.scheduler(), size: fc.nat(1000) })
    const released: string[] = []
    const property = fc.asyncProperty(given, async ({ scheduler, size }) => {
      const order: number[] = []
      for (const task of [1, 2, 3, 4, 5]) {
        void scheduler
          .schedule(Promise.resolve(task), `task ${task}`)
          .then((one) => order.push(one))
      }
      await scheduler.waitIdle()
      released.push(order.join())
      expect(size).toBeLessThan(10)
    })
    const plugins = [fakeSyncPlugin(sync)]
    const error = await errorOf(() => fc.assert(property, { seed: 1, plugins }))
    const [, path = ''] = /path: '([^']*)'/.exec(error.message) ?? []
    const last = released.at(-1)
    await errorOf(() => fc.assert(property, { seed: 1, path, endOnFailure: true, plugins }))
    expect(released.at(-1)).toBe(last)
    expect(error.message).toMatch(/Its schedule:\n( {2}task \d promise::task \d resolved\n){5}/)
    expect(error.message).toContain('{"scheduler":schedulerFor()`its order: see below`')
  })

  it('prints the order of a race once, and what else was scheduled', async () => {
    const sync = createFakeSync()
    const messageOf = async (schedulesMore: boolean): Promise<string> => {
      const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        using gate = raceGate(sync, scheduler)
        const more = schedulesMore ? scheduler.schedule(Promise.resolve(), 'the app thinks') : 0
        await gate.waitFor(Promise.all([create(sync, 'a'), create(sync, 'b'), more]))
        throw new Error('the app is out')
      })
      const plugins = [fakeSyncPlugin(sync)]
      const { message } = await errorOf(() => fc.assert(property, { seed: 1, plugins }))
      return message
    }
    expect(await messageOf(false)).not.toContain('Its schedule')
    const message = await messageOf(true)
    expect(message).toContain('What its race gate let pass, in this order:\n')
    expect(message).toMatch(/Its schedule:\n(.*\n)* {2}task 1 promise::the app thinks resolved\n/)
    expect(message.match(/ arrives$/gm)).toHaveLength(2)
  })

  it('prints the schedule of a run in full where there is no report', async () => {
    const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      void scheduler.schedule(Promise.resolve(), 'the app thinks')
      await scheduler.waitIdle()
      throw new Error('the app is out')
    })
    const plugins = [fakeSyncPlugin(createFakeSync(), { report: false })]
    await expect(fc.assert(property, { plugins })).rejects.toThrow('promise::the app thinks')
  })

  it('prints the streams of a large world once, and cuts long texts', async () => {
    const large = createFakeSync({ clock: new FakeClock() })
    for (let number = 1; number <= 101; number += 1)
      large.streams.create({ uniqueName: `s${number}` })
    const state = Object.assign(large.snapshot(), {
      [fc.toStringMethod]: () => describeState(large.snapshot()),
    })
    const sync = createFakeSync({ clock: new FakeClock() })
    const given = fc.tuple(fc.constant(state), fc.constant('long '.repeat(1000)))
    const property = fc.property(given, ([one]) => {
      sync.restore(one)
      throw new Error('the app is out')
    })
    const { message } = await errorOf(() =>
      fc.assert(property, { plugins: [fakeSyncPlugin(sync)] }),
    )
    expect(message.match(/ TO\w{32}: /g)).toHaveLength(10)
    expect(message.match(/… and 91 more streams/g)).toHaveLength(1)
    expect(sectionsOf({ message } as Error)).toContain('\n    streams as in the counterexample\n')
    expect(Math.max(...message.split('\n').map(({ length }) => length))).toBeLessThan(200)
  })

  it('does not count planned faults that never fired as missed', async () => {
    const sync = createFakeSync()
    const property = fc.asyncProperty(faultPlan(), (plan) => {
      plan.install(sync)
      return Promise.resolve()
    })
    await fc.assert(property, { plugins: [fakeSyncPlugin(sync)] })
    expect(() => sync.uninstall({ strict: true })).not.toThrow()
  })

  it('leaves no gate and no fault behind, whether the property holds or fails', async () => {
    const sync = createFakeSync()
    for (const holds of [true, false]) {
      const property = fc.asyncProperty(fc.scheduler(), (scheduler) => {
        raceGate(sync, scheduler)
        sync.faults.add({ kind: 'reset', times: Infinity })
        return Promise.resolve(holds)
      })
      const plugins = [fakeSyncPlugin(sync, { report: false })]
      expect((await fc.check(property, { plugins })).failed).toBe(!holds)
      expect(await create(sync, 'orders')).toBe(201)
    }
  })

  it('refuses anything that is not a fake', () => {
    expect(() => fakeSyncPlugin(undefined as never)).toThrow(
      new TypeError(
        'Cannot make the plugin: found undefined, expected a fake: what installFakeSync() or createFakeSync() returned',
      ),
    )
  })

  it('keeps the notes of one run out of the next', async () => {
    const sync = createFakeSync()
    const plans = faultPlan({ max: 1 })
    let runs = 0
    const property = fc.property(plans, (plan) => {
      runs += 1
      plan.install(sync)
      return runs < 5
    })
    const { message } = await errorOf(() =>
      fc.assert(property, { seed: 1, endOnFailure: true, plugins: [fakeSyncPlugin(sync)] }),
    )
    const [, planned = ''] = /Its fault plan:\n((?: {2}.*\n)*)/.exec(message) ?? []
    expect(planned.trim().split('\n')).toHaveLength(1)
  })

  it('is silent when the property holds, when it is skipped, and when it is interrupted', async () => {
    const sync = createFakeSync()
    const plugins = [fakeSyncPlugin(sync)]
    fc.assert(
      fc.property(fc.nat(), (number) => {
        fc.pre(number % 2 === 0)
      }),
      { plugins },
    )
    const never = fc.property(fc.nat(), () => {
      fc.pre(false)
    })
    const skipped = await errorOf(() => fc.assert(never, { plugins }))
    expect(skipped.message).toContain('too many pre-condition failures')
    expect(skipped.message).not.toContain('the failing run')

    const slow = fc.asyncProperty(fc.nat(), () => new Promise<void>(() => undefined))
    const interrupted = await errorOf(() =>
      fc.assert(slow, { plugins, interruptAfterTimeLimit: 5, markInterruptAsFailure: true }),
    )
    expect(interrupted.message).toContain('Property interrupted')
    expect(interrupted.message).not.toContain('the failing run')
  })

  it('reports the current state when the minimal failing run never ends', async () => {
    const sync = createFakeSync()
    const property = fc.asyncProperty(fc.boolean(), async (isQuick) => {
      await create(sync, isQuick ? 'quick' : 'endless')
      if (isQuick) throw new Error('the app is out')
      await new Promise<void>(() => undefined)
    })
    const options = { seed: 1, examples: [[true]] as [boolean][] }
    const plugins = [fc.timeout(20), fakeSyncPlugin(sync)]
    const error = await errorOf(() => fc.assert(property, { ...options, plugins }))
    expect(error.cause).toMatchObject({
      message: expect.stringContaining('Property timeout') as string,
    })
    expect(sectionsOf(error)).toContain('"endless" TO')
    expect(sectionsOf(error)).toContain(
      '// Add the other parameters it was given: examples, the other plugins',
    )
  })

  it('does not confuse the late end of an endless run with that of the minimal one', async () => {
    const sync = createFakeSync()
    const late: ((error: Error) => void)[] = []
    const property = fc.asyncProperty(fc.nat(9), fc.nat(1), async (number, rest) => {
      sync.streams.create({ uniqueName: `${number} and ${rest}` })
      if (number > 1) await new Promise<void>((_, reject) => void late.push(reject))
      if (number === 1 && rest === 1) throw new Error('the app is out')
      if (number === 1) for (const end of late) end(new Error('late'))
      await new Promise(setImmediate)
    })
    const plugins = [fc.timeout(20), fakeSyncPlugin(sync)]
    const options = { seed: 1, examples: [[2, 1]] as [number, number][], plugins }
    const error = await errorOf(() => fc.assert(property, options))
    expect(error.message).toContain('Counterexample: [1,1]')
    expect(sectionsOf(error)).toContain('"1 and 1" TO')
  })

  it('says what else the path depends on', async () => {
    const sync = createFakeSync()
    const property = fc.property(fc.nat(), (number) => number !== 7)
    const options = { seed: 1, examples: [[7]] as [number][], randomType: count }
    const error = await errorOf(() =>
      fc.assert(property, { ...options, plugins: [fakeSyncPlugin(sync)] }),
    )
    expect(error.message).toContain(
      '// Add the other parameters it was given: examples, randomType\n',
    )
  })

  it.each([
    [{ unbiased: true }, ', unbiased: true'],
    [{ timeout: 1000 }, ', timeout: 1000'],
    [{ randomType: 'mersenne' }, ", randomType: 'mersenne'"],
    [{ randomType: 'congruential' }, ", randomType: 'congruential32'"],
    [{ randomType: 'xoroshiro128plus' }, ", randomType: 'xoroshiro128plus'"],
    [{ randomType: 'xorshift128plus' }, ''],
    [{ unbiased: false, numRuns: 50, verbose: 1 }, ''],
  ] as const)('replays a failure with the options of its run: %j', async (options, printed) => {
    const sync = createFakeSync()
    const property = fc.property(fc.nat(), (number) => number < 1000)
    const assert = (more: fc.Parameters<[number]>): Promise<Error> =>
      errorOf(() => fc.assert(property, { seed: 1, ...more, plugins: [fakeSyncPlugin(sync)] }))
    const { message } = await assert(options)
    const [, path = '', settings] =
      /path: '([^']*)', endOnFailure: true(.*), plugins/.exec(message) ?? []
    expect(settings).toBe(printed)
    const again = await assert({ ...options, path, endOnFailure: true })
    expect(again.message).toContain('Property failed after 1 tests')
    expect(again.message).toContain('Counterexample: [1000]')
  })

  it('names the random type if it is not the default', async () => {
    onTestFinished(() => fc.resetConfigureGlobal())
    const sync = createFakeSync()
    const property = fc.property(fc.nat(), () => false)
    const plugins = [fakeSyncPlugin(sync)]
    fc.configureGlobal({ randomType: 'mersenne' })
    const usual = await errorOf(() => fc.assert(property, { plugins }))
    expect(usual.message).not.toContain("randomType: '")
    const other = { plugins, randomType: 'xorshift128plus' } as const
    const unusual = await errorOf(() => fc.assert(property, other))
    expect(unusual.message).toContain(", randomType: 'xorshift128plus'")
  })

  it('says what commands need for a replay', async () => {
    const sync = createFakeSync()
    const command = {
      check: () => true,
      run: () => {
        sync.streams.create()
        expect(sync.streams.size).toBeLessThan(3)
      },
    }
    const property = fc.property(fc.commands([fc.constant(command)]), (commands) => {
      fc.modelRun(() => ({ model: {}, real: {} }), commands)
    })
    const error = await errorOf(() =>
      fc.assert(property, { seed: 1, plugins: [fakeSyncPlugin(sync)] }),
    )
    expect(error.message).toMatch(/\n {2}\/\/ Give its commands \{ replayPath: '[^']+' \}\n/)
  })

  it.each([undefined, null, 'a text', { toString: 1 }, Object.create(null)])(
    'accepts %j as an error',
    async (thrown) => {
      const sync = createFakeSync()
      const property = fc.property(fc.nat(), () => {
        throw thrown
      })
      const error = await errorOf(() =>
        fc.assert(property, { seed: 1, plugins: [fakeSyncPlugin(sync)] }),
      )
      expect(error.message).toContain("test('replays the failure of seed 1'")
    },
  )

  it('includes the error in the report as fast-check does, if configured', async () => {
    const sync = createFakeSync()
    const property = fc.property(fc.nat(), () => {
      throw new Error('the app is out')
    })
    const options = { seed: 1, includeErrorInReport: true, plugins: [fakeSyncPlugin(sync)] }
    const error = await errorOf(() => fc.assert(property, options))
    expect(error.message).toContain('Got error: the app is out')
    expect(error.cause).toBe(undefined)
  })

  it('leaves reporting to a reporter of the user', () => {
    const sync = createFakeSync()
    const reports: boolean[] = []
    fc.assert(
      fc.property(fc.nat(), () => false),
      { reporter: ({ failed }) => reports.push(failed), plugins: [fakeSyncPlugin(sync)] },
    )
    expect(reports).toEqual([true])
  })

  it('throws from fc.check as well, unless reporting is off', () => {
    const sync = createFakeSync()
    const property = fc.property(fc.nat(), () => false)
    expect(() => fc.check(property, { plugins: [fakeSyncPlugin(sync)] })).toThrow('To run it again')
    const quiet = fakeSyncPlugin(sync, { report: false })
    expect(fc.check(property, { plugins: [quiet] })).toMatchObject({ failed: true })
    expect(() => fc.assert(property, { plugins: [quiet] })).toThrow(/^(?!.*To run it again)/s)
  })

  it('watches the world it is used in', async () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'outside' })
    await sync.run(async () => {
      const property = fc.asyncProperty(fc.constant('inside'), async (uniqueName) => {
        await create(sync, uniqueName)
        throw new Error('the app is out')
      })
      const error = await errorOf(() => fc.assert(property, { plugins: [fakeSyncPlugin(sync)] }))
      expect(sectionsOf(error)).toContain('"inside"')
      expect(sectionsOf(error)).not.toContain('"outside"')
    })
    expect(sync.streams.size).toBe(1)
  })

  it.each([
    { options: null, message: 'found null for the options, expected an object' },
    {
      options: { colour: 1 },
      message: 'found the unknown option colour, expected any of property, fake, report',
    },
    { options: { property: '' }, message: 'found "" for property, expected what the property is' },
    { options: { property: 'a b' }, message: 'found "a b" for property, expected what the prop' },
    { options: { fake: 5 }, message: 'found 5 for fake, expected what the fake is called in th' },
    { options: { report: 1 }, message: 'found 1 for report, expected true or false' },
  ])('refuses $options', ({ options, message }) => {
    const sync = createFakeSync()
    const make = (): unknown => fakeSyncPlugin(sync, options as FakeSyncPluginOptions)
    expect(make).toThrow(TypeError)
    expect(make).toThrow(`Cannot make the plugin: ${message}`)
  })

  it('refuses a fast-check without plugins, and says what to do', async () => {
    vi.resetModules()
    vi.doMock('fast-check', () => import('fast-check3'))
    onTestFinished(() => {
      vi.doUnmock('fast-check')
    })
    const { fakeSyncPlugin: plugin3 } = await import('../../../src/fast-check/plugin/plugin.ts')
    expect(() => plugin3(createFakeSync())).toThrow(
      'Cannot make the plugin: found fast-check 3.23.2, which has no plugins, expected 4.10 or later; with an older one call property.beforeEach(() => sync.reset())',
    )
  })
})

describe('two properties on one fake', () => {
  const foundAnother =
    'Cannot begin a run: found another property running on this fake, expected one at a time; run each in sync.run(() => fc.assert(…)) or give each its own fake'

  function slowProperty(sync: FakeSync): fc.IAsyncProperty<[string]> {
    return fc.asyncProperty(name, async (uniqueName) => {
      expect(await create(sync, uniqueName)).toBe(201)
      await new Promise(setImmediate)
      expect(sync.streams.size).toBe(1)
    })
  }

  it('are refused when concurrent', async () => {
    const sync = createFakeSync()
    const plugins = [fakeSyncPlugin(sync)]
    const ends = await Promise.allSettled([
      fc.assert(slowProperty(sync), { plugins }),
      fc.assert(slowProperty(sync), { plugins: [fakeSyncPlugin(sync)] }),
    ])
    expect(ends).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { message: foundAnother } },
    ])
  })

  it('do not affect the notes of the one that is running', async () => {
    const sync = createFakeSync()
    const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const plugins = [fakeSyncPlugin(sync, { report: false })]
      await expect(fc.assert(slowProperty(sync), { plugins })).rejects.toThrow(foundAnother)
      using gate = raceGate(sync, scheduler)
      await gate.waitFor(create(sync, 'orders'))
      throw new Error('the app is out')
    })
    const error = await errorOf(() => fc.assert(property, { plugins: [fakeSyncPlugin(sync)] }))
    expect(sectionsOf(error)).toContain('What its race gate let pass, in this order:')
  })

  it('report the error of another plugin that replaces a run', async () => {
    const sync = createFakeSync()
    const failing = (): object => ({
      decorateRun: () => () => ({ error: new Error('the other plugin is out') }),
    })
    const property = fc.property(fc.nat(), () => true)
    const plugins = [failing, fakeSyncPlugin(sync)]
    const error = await errorOf(() => fc.assert(property, { plugins }))
    expect(error.message).toContain("test('replays the failure of")
    expect(error.cause).toMatchObject({ message: 'the other plugin is out' })
  })

  it('are refused when nested', () => {
    const sync = createFakeSync()
    const plugins = [fakeSyncPlugin(sync, { report: false })]
    const inner = fc.property(fc.nat(), () => true)
    const outer = fc.property(fc.nat(), () => {
      fc.assert(inner, { plugins })
    })
    expect(() => fc.assert(outer, { plugins })).toThrow(
      expect.objectContaining({ cause: new Error(foundAnother) }) as Error,
    )
  })

  it('may run in separate worlds or on separate fakes', async () => {
    const [sync, other] = [createFakeSync(), createFakeSync()]
    const assert = (fake: FakeSync): Promise<void> =>
      fc.assert(slowProperty(fake), { numRuns: 20, plugins: [fakeSyncPlugin(fake)] })
    await Promise.all([
      assert(sync),
      sync.run(() => assert(sync)),
      sync.run(() => assert(sync)),
      assert(other),
    ])
  })

  it.each<[how: string, end: (sync: FakeSync) => unknown]>([
    ['held', (sync) => fc.assert(slowProperty(sync), optionsFor(sync))],
    ['failed', (sync) => fc.assert(failing(), optionsFor(sync))],
    ['failed without a report', (sync) => fc.check(failing(), optionsFor(sync, false))],
    ['failed while another plugin threw', (sync) => fc.assert(failing(), withThrower(sync))],
    ['was interrupted', (sync) => fc.assert(endless(), { ...optionsFor(sync), ...interrupted })],
    ['took too long', (sync) => fc.assert(endless(), { ...optionsFor(sync), timeout: 5 })],
    ['took too long for a plugin', (sync) => fc.assert(endless(), within(fc.timeout(5), sync))],
    [
      'was interrupted by a plugin',
      (sync) => fc.assert(endless(), within(fc.interruptAfterTimeLimit(5), sync)),
    ],
    ['skipped all', (sync) => fc.assert(skipping(), optionsFor(sync))],
    ['had a hook that throws', (sync) => fc.assert(skipping(), withHook(sync))],
    ['had an async hook that throws', (sync) => fc.assert(endless(), withHook(sync))],
    ['had an arbitrary that throws', (sync) => fc.assert(ungenerated(), optionsFor(sync))],
    ['had a simpler value that throws', (sync) => fc.assert(unshrunk(), optionsFor(sync))],
  ])('may run one after the other: the first one %s', async (_, end) => {
    const sync = createFakeSync()
    try {
      await end(sync)
    } catch {
      // Whatever it was, the next one begins anew.
    }
    await fc.assert(slowProperty(sync), { numRuns: 5, plugins: [fakeSyncPlugin(sync)] })
  })

  it('leave the fake to the running one when the other ends late', async () => {
    const sync = createFakeSync()
    const late: (() => void)[] = []
    const waiting = (): { onAllRunsComplete(): Promise<void> } => ({
      onAllRunsComplete: () => new Promise<void>((resolve) => void late.push(resolve)),
    })
    const plugins = [fakeSyncPlugin(sync), waiting]
    const first = fc.assert(slowProperty(sync), { numRuns: 1, plugins })
    await vi.waitUntil(() => late.length > 0)
    const second = fc.asyncProperty(name, async (uniqueName) => {
      await create(sync, uniqueName)
      for (const end of late) end()
      await first
      expect(sync.streams.size).toBe(1)
    })
    await fc.assert(second, { numRuns: 5, plugins: [fakeSyncPlugin(sync)] })
  })
})

function optionsFor(sync: FakeSync, report = true): fc.Parameters<unknown> {
  return { seed: 1, numRuns: 10, plugins: [fakeSyncPlugin(sync, { report })] }
}

const interrupted = { interruptAfterTimeLimit: 5, markInterruptAsFailure: true }

function withThrower(sync: FakeSync): fc.Parameters<unknown> {
  const fail = (): never => {
    throw new Error('the other plugin is out')
  }
  const thrower = (): object => ({ onAllRunsComplete: fail, afterAll: fail })
  return { seed: 1, plugins: [thrower, fakeSyncPlugin(sync), thrower] }
}

function within(plugin: fc.Plugin<unknown>, sync: FakeSync): fc.Parameters<unknown> {
  return { seed: 1, plugins: [plugin, fakeSyncPlugin(sync)] }
}

function withHook(sync: FakeSync): fc.Parameters<unknown> {
  const hook = fc.beforeEach(() => {
    throw new Error('the hook is out')
  })
  return { seed: 1, plugins: [fakeSyncPlugin(sync), hook] }
}

function failing(): fc.IAsyncProperty<unknown> {
  return fc.asyncProperty(fc.nat(), () => Promise.reject(new Error('the app is out')))
}

function endless(): fc.IAsyncProperty<unknown> {
  return fc.asyncProperty(fc.nat(), () => new Promise<void>(() => undefined))
}

function skipping(): fc.IProperty<[number]> {
  return fc.property<[number]>(fc.nat(), () => {
    fc.pre(false)
  })
}

function ungenerated(): fc.IAsyncProperty<unknown> {
  const numbers: number[] = []
  const given = fc.nat().map((number) => {
    if (numbers.push(number) > 3) throw new Error('the arbitrary is out')
    return number
  })
  return fc.asyncProperty(given, () => Promise.resolve(true))
}

function unshrunk(): fc.IAsyncProperty<unknown> {
  const given = fc.integer({ min: 100 }).map((number) => {
    if (number === 100) throw new Error('the arbitrary is out')
    return number
  })
  return fc.asyncProperty(given, () => Promise.resolve(false))
}

interface Counter {
  clone(): Counter
  next(): number
  getState(): readonly number[]
}

/** Numbers that are anything but random. */
function count(from: number): Counter {
  let last = from
  return { clone: () => count(last), next: () => (last += 1), getState: () => [last] }
}

describe('fakeSyncPlugin with @fast-check/vitest', () => {
  const sync = createFakeSync()
  const sizes: number[] = []

  fcTest.prop({ uniqueName: name }, { numRuns: 5, plugins: [fakeSyncPlugin(sync)] })(
    'resets the fake before every run',
    async ({ uniqueName }) => {
      sizes.push(sync.streams.size)
      expect(await create(sync, uniqueName)).toBe(201)
      expect(new Set(sizes)).toEqual(new Set([0]))
    },
  )
})
