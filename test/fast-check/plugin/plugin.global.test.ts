import fc from 'fast-check'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createFakeSync } from '../../../src/core.ts'
import { faultPlan } from '../../../src/fast-check/arbitraries/fault-plan.ts'
import { fakeSyncPlugin } from '../../../src/fast-check/plugin/plugin.ts'
import { raceGate } from '../../../src/fast-check/race/race-gate.ts'

const headers = { authorization: `Basic ${btoa(`AC${'1'.repeat(32)}:token`)}` }
const sync = createFakeSync()
fc.installGlobalPlugin(fakeSyncPlugin(sync))

describe('fakeSyncPlugin, installed for all properties', () => {
  it('resets the fake before every run', () => {
    const property = fc.property(fc.nat(), () => {
      sync.streams.create({ uniqueName: 'orders' })
    })
    fc.assert(property)
  })

  it('reports once, and does not list itself in the replay test', () => {
    const property = fc.property(fc.nat(), () => false)
    const asserts = (): void => {
      fc.assert(property, { seed: 1 })
    }
    expect(asserts).toThrow(/^(?!.*The failing run began.*The failing run began)/s)
    expect(asserts).toThrow(`{ seed: 1, path: '0:0', endOnFailure: true })\n})`)
  })

  it('reports a race completely where it is listed as well, and resets once', async () => {
    const resets = vi.spyOn(sync.worlds.current, 'reset')
    onTestFinished(() => resets.mockRestore())
    const property = fc.asyncProperty(faultPlan({ max: 0 }), fc.scheduler(), async (plan, one) => {
      plan.install(sync)
      using gate = raceGate(sync, one)
      await gate.waitFor(sync.fetch('https://sync.twilio.com/v1/Services', { headers }))
      throw new Error('the app is out')
    })
    const plugins = [fakeSyncPlugin(sync)]
    const failure = fc.assert(property, { numRuns: 1, endOnFailure: true, plugins })
    const message = await failure.catch((error: unknown) => String(error))
    expect(message).toContain('Its fault plan:\n  no faults')
    expect(message).toContain('GET /v1/Services arrives\n  200 returns for GET /v1/Services')
    // Before the run, and twice after all.
    expect(resets).toHaveBeenCalledTimes(3)
  })

  it('reports once where it is listed as well', () => {
    const property = fc.property(fc.nat(), () => false)
    const asserts = (): void => {
      fc.assert(property, { seed: 1, plugins: [fakeSyncPlugin(sync)] })
    }
    expect(asserts).toThrow('The failing run began')
    expect(asserts).toThrow(/^(?!.*The failing run began.*The failing run began)/s)
  })
})
