import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeSync, type FakeSync, installFakeSync, NotFakedError } from '../../src/index.ts'
import { faultPlan, fakeSyncPlugin } from '../../src/fast-check.ts'
import { get, orders, send, streams } from '../rest/cases.ts'
import { askInVain } from '../support/ask-in-vain.ts'

const unavailable = { kind: 'status', status: 503 } as const

describe('the option strict', () => {
  it('lets reset throw for faults that never fired, and say where they were added', () => {
    const sync = createFakeSync({ strict: true })
    sync.faults.add({ ...unavailable, times: 2 })
    sync.faults.add({ kind: 'reset', on: 'streams.create' })
    send(sync, get(streams))
    const here = String.raw`added at \S*strict\.test\.ts`
    expect(() => sync.reset()).toThrow(
      new RegExp(
        `^Cannot reset in strict mode: found faults that never fired as often as planned ` +
          String.raw`\(status 503, fired 1 of 2 times, ${here}:13:17; ` +
          String.raw`reset on streams\.create, never fired, ${here}:14:17\), expected all to fire$`,
      ),
    )
    expect(() => sync.reset()).not.toThrow()
  })

  it('lets reset throw for what is not faked, even if the app swallowed that', () => {
    const sync = createFakeSync({ strict: true })
    askInVain(sync)
    expect(() => sync.reset()).toThrow(NotFakedError)
    expect(() => sync.reset()).not.toThrow()
    expect(() => sync.uninstall()).not.toThrow()
  })

  it.each<{ what: string; leave: (sync: FakeSync) => void; error: string }>([
    { what: 'a fault', leave: ({ faults }) => void faults.add(unavailable), error: 'uninstall' },
    { what: 'a fault from before a reset', leave: addAndForget, error: 'uninstall' },
    {
      what: 'a fault of a run',
      leave: (sync) => void sync.run(() => sync.faults.add(unavailable)),
      error: 'uninstall',
    },
    { what: 'what is not faked', leave: askInVain, error: 'answer GET' },
    {
      what: 'what is not faked, of a run',
      leave: (sync) => sync.run(() => askInVain(sync)),
      error: 'answer GET',
    },
  ])('lets uninstall, and the end of a block, throw for $what', ({ leave, error }) => {
    for (const open of [createFakeSync, installFakeSync]) {
      const sync = open({ strict: true })
      leave(sync)
      expect(() => sync.uninstall()).toThrow(`Cannot ${error}`)
      expect(sync.installed).toBe(false)
      const disposed = open({ strict: true })
      leave(disposed)
      expect(() => disposed[Symbol.dispose]()).toThrow(`Cannot ${error}`)
      expect(disposed.installed).toBe(false)
    }
  })

  it('is overridden by that of uninstall', () => {
    const lax = createFakeSync({ strict: true })
    lax.faults.add(unavailable)
    expect(() => lax.uninstall({ strict: false })).not.toThrow()
    const strict = createFakeSync({ strict: false })
    strict.faults.add(unavailable)
    expect(() => strict.uninstall({ strict: true })).toThrow('Cannot uninstall in strict mode')
  })

  it('lets reset do all its work first, and call every gate', () => {
    const sync = createFakeSync({ strict: true })
    const start = sync.snapshot()
    sync.streams.create({ uniqueName: 'orders' })
    sync.clock.advance({ days: 1 })
    sync.faults.add({ ...unavailable, skip: 1 })
    send(sync, get(streams))
    sync.gate({
      removed: () => {
        throw new Error('a gate that minds')
      },
    })
    const error = errorOf(() => sync.reset())
    expect(error).toBeInstanceOf(AggregateError)
    expect((error as AggregateError).errors.map(String)).toEqual([
      'Error: a gate that minds',
      expect.stringContaining('Cannot reset in strict mode'),
    ])
    expect(sync.snapshot()).toEqual(start)
    expect(sync.requests).toEqual([])
    expect(sync.faults.pending).toEqual([])
  })

  it('passes when all faults have fired or were removed, and all is faked', () => {
    const sync = createFakeSync({ strict: true })
    sync.faults.add({ ...unavailable, times: Infinity })
    sync.faults.add({ kind: 'reset' })()
    send(sync, get(streams))
    sync.reset()
    sync.faults.add(unavailable)
    sync.faults.clear()
    sync.reset()
    expect(() => sync.uninstall()).not.toThrow()
  })

  it('leaves the faults of other worlds to uninstall, since they may still fire', () => {
    const sync = createFakeSync({ strict: true })
    sync.run(() => {
      sync.faults.add(unavailable)
      askInVain(sync)
    })
    expect(() => sync.reset()).not.toThrow()
    sync.faults.add({ kind: 'reset' })
    expect(() => sync.run(() => sync.reset())).not.toThrow()
    expect(() => sync.reset()).toThrow('(reset, never fired')
    expect(() => sync.uninstall()).toThrow(NotFakedError)
  })

  it('says where a plan of faults was installed', () => {
    const sync = createFakeSync({ strict: true })
    const [plan] = fc.sample(
      faultPlan({ kinds: ['reset'] }).filter(({ faults }) => faults.length === 1),
      1,
    )
    plan?.install(sync)
    expect(() => sync.reset()).toThrow(/added at \S*strict\.test\.ts:\d+:\d+\)/)
  })

  it('does not count the faults that a run of a property leaves, only what is not faked', () => {
    const sync = createFakeSync({ strict: true })
    const property = fc.property(faultPlan(), (plan) => {
      plan.install(sync)
      askInVain(sync)
    })
    fc.assert(property, { plugins: [fakeSyncPlugin(sync)] })
    expect(() => sync.reset()).toThrow(NotFakedError)
    expect(() => sync.uninstall()).not.toThrow()
  })

  it('is false by default', () => {
    const sync = createFakeSync()
    addAndForget(sync)
    expect(() => sync.uninstall()).not.toThrow()
  })

  it.each([null, 1, 'yes'])('refuses %s', (strict) => {
    const options = { strict } as unknown as { strict: boolean }
    expect(() => createFakeSync(options)).toThrow(/for strict, expected true or false$/)
  })
})

function addAndForget(sync: FakeSync): void {
  sync.faults.add({ kind: 'delay', milliseconds: 1, on: 'streams.list' })
  send(sync, get(orders))
  errorOf(() => sync.reset())
  sync.faults.add(unavailable)
}

function errorOf(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}
