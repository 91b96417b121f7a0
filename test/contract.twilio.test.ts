import { describeContract } from './contract.ts'
import { connectByTwilio } from './support/connect-by-twilio.ts'

describeContract('by the module of twilio 6', connectByTwilio)
