import nock from 'nock'
import nock13 from 'nock13'
import { expect, it, vi } from 'vitest'
import { connectThroughNock } from '../../support/connect-through-nock.ts'
import { describeRaces } from '../../support/describe-races.ts'

vi.mock('nock', () => import('nock13'))

it('nock 13 serves the fake', () => expect(nock).toBe(nock13))

describeRaces('raceGate through nock 13', connectThroughNock)
