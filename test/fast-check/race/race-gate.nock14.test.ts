import { connectThroughNock } from '../../support/connect-through-nock.ts'
import { describeRaces } from '../../support/describe-races.ts'

describeRaces('raceGate through nock 14', connectThroughNock)
