import { describeContract } from './contract.ts'
import { connectByMsw } from './support/connect-by-msw.ts'

describeContract('through msw 2', connectByMsw)
