import { describeContract } from './contract.ts'
import { connectByHttpClient } from './support/connect-by-http-client.ts'

describeContract('by sync.httpClient', connectByHttpClient)
