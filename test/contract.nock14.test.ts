import { describeContract } from './contract.ts'
import { connectThroughNock } from './support/connect-through-nock.ts'

describeContract('through nock 14', connectThroughNock)
