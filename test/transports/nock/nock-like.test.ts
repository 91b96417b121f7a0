import nock from 'nock'
import * as namespace from 'nock'
import nock13 from 'nock13'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { installFakeSync, type NockLike } from '../../../src/index.ts'

describe('NockLike', () => {
  it('is what nock 13 and 14 export', () => {
    expectTypeOf<typeof nock13>().toExtend<NockLike>()
    expectTypeOf<typeof nock>().toExtend<NockLike>()
  })
})

describe('the nock option', () => {
  it('decides which of two nocks serves the fake', () => {
    using sync = installFakeSync({ nock: nock13 })
    expect(sync.installed).toBe(true)
    expect(nock13.activeMocks()).not.toEqual([])
    expect(nock.activeMocks()).toEqual([])
  })

  it('allows both of two nocks to serve a fake', () => {
    using one = installFakeSync({ nock: nock13 })
    using other = installFakeSync({ nock })
    expect([one.installed, other.installed]).toEqual([true, true])
  })

  it('accepts the namespace of the module', () => {
    using first = installFakeSync({ nock })
    using second = installFakeSync({ nock: namespace })
    expect([first.installed, second.installed]).toEqual([false, true])
  })
})
