import { describeContract } from './contract.ts'
import { connectInProcess } from './support/connect-in-process.ts'

describeContract('in process', connectInProcess)
