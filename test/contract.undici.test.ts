import { describeContract } from './contract.ts'
import { connectByUndici } from './support/connect-by-undici.ts'

describeContract('by the MockAgent of undici', connectByUndici)
