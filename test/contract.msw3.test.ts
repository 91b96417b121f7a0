import { http } from 'msw'
import { describe, expect, it, vi } from 'vitest'
import { describeContract } from './contract.ts'
import { connectByMsw } from './support/connect-by-msw.ts'
import { canTest } from './support/newer-package.ts'

vi.mock('msw', async (original) => {
  const { newerOr } = await import('./support/newer-package.ts')
  return newerOr('msw3', original)
})
vi.mock('msw/node', async (original) => {
  const { newerOr } = await import('./support/newer-package.ts')
  return newerOr('msw3/node', original)
})

describe.skipIf(!canTest('msw3'))('msw 3, which needs Node 22 and the matrix', () => {
  it('serves the fake', async () => {
    expect(http).toBe((await vi.importActual<{ http: unknown }>('msw3')).http)
  })

  describeContract('through msw 3', connectByMsw)
})
