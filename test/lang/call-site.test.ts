import { describe, expect, it, onTestFinished } from 'vitest'
import { type CallSite, callerOfThis } from '../../src/lang/call-site.ts'

function add(): CallSite {
  return callerOfThis()
}

describe('callerOfThis', () => {
  it('says where the function that asks was called', () => {
    expect(add().place).toMatch(/call-site\.test\.ts:10:12$/)
  })

  it('says so in async code too', async () => {
    await Promise.resolve()
    expect(add().place).toMatch(/call-site\.test\.ts:15:12$/)
  })

  it('says nothing where the engine does not', () => {
    const { stackTraceLimit } = Error
    onTestFinished(() => {
      Error.stackTraceLimit = stackTraceLimit
    })
    Error.stackTraceLimit = 0
    expect(add().place).toBeUndefined()
  })
})
