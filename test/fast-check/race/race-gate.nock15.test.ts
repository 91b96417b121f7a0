import nock from 'nock'
import nock15 from 'nock15'
import { describe, expect, it, vi } from 'vitest'
import { connectThroughNock } from '../../support/connect-through-nock.ts'
import { describeRaces } from '../../support/describe-races.ts'

vi.mock('nock', () => import('nock15'))

const nodeVersion = Number(process.versions.node.split('.')[0])

describe.skipIf(nodeVersion < 22)('nock 15, whose requests all fail before Node 22', () => {
  it('serves the fake', () => expect(nock).toBe(nock15))

  describeRaces('raceGate through nock 15', connectThroughNock)
})
