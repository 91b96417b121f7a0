import nock from 'nock'
import nock15 from 'nock15'
import { describe, expect, it, vi } from 'vitest'
import { describeNetwork } from '../../support/describe-network.ts'
import { fetchTransport, nodeTransport } from '../../support/transports.ts'

vi.mock('nock', () => import('nock15'))

const nodeVersion = Number(process.versions.node.split('.')[0])

describe.skipIf(nodeVersion < 22)('nock 15, whose requests all fail before Node 22', () => {
  it('serves the fake', () => expect(nock).toBe(nock15))

  describeNetwork('nock 15', [nodeTransport, fetchTransport])
})
