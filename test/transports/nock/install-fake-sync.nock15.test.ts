import nock from 'nock'
import { describe, expect, it, vi } from 'vitest'
import { describeInstall } from '../../support/describe-install.ts'
import { fetchTransport, nodeTransport } from '../../support/transports.ts'
import { canTest } from '../../support/newer-package.ts'

vi.mock('nock', async (original) => {
  const { newerOr } = await import('../../support/newer-package.ts')
  return newerOr('nock15', original)
})

describe.skipIf(!canTest('nock15'))('nock 15, which needs Node 22 and the matrix', () => {
  it('serves the fake', () => expect(nock).toHaveProperty('getGetRequestBody'))

  describeInstall('nock 15', {
    transports: [nodeTransport, fetchTransport],
    closes: false,
    misreadsTrace: Number.parseInt(process.versions.node) >= 24,
  })
})
