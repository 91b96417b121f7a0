import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeSync } from '../../src/core.ts'
import { fakeSyncPlugin } from '../../src/fast-check/plugin.ts'

const sync = createFakeSync()
fc.installGlobalPlugin(fakeSyncPlugin(sync))

describe('fakeSyncPlugin, installed for all properties', () => {
  it('resets the fake before every run', () => {
    const property = fc.property(fc.nat(), () => {
      sync.streams.create({ uniqueName: 'orders' })
    })
    fc.assert(property)
  })

  it('reports once, and names itself in no test that runs a failure again', () => {
    const property = fc.property(fc.nat(), () => false)
    const asserts = (): void => {
      fc.assert(property, { seed: 1 })
    }
    expect(asserts).toThrow(/^(?!.*The failing run began.*The failing run began)/s)
    expect(asserts).toThrow(`{ seed: 1, path: '0:0', endOnFailure: true })\n})`)
  })

  it('reports once where it is named as well', () => {
    const property = fc.property(fc.nat(), () => false)
    const asserts = (): void => {
      fc.assert(property, { seed: 1, plugins: [fakeSyncPlugin(sync)] })
    }
    expect(asserts).toThrow('The failing run began')
    expect(asserts).toThrow(/^(?!.*The failing run began.*The failing run began)/s)
  })
})
