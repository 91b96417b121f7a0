import { describeContract } from './contract.ts'
import { connectByFetch } from './support/connect-by-fetch.ts'

describeContract('by sync.fetch', connectByFetch)
