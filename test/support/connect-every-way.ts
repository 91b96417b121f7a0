import type { Connect } from '../contract.ts'
import { connectByFetch } from './connect-by-fetch.ts'
import { connectByHttpClient } from './connect-by-http-client.ts'
import { connectByTwilio } from './connect-by-twilio.ts'
import { connectThroughNock } from './connect-through-nock.ts'

/** Every way for a twilio client to reach a fake. */
export const everyWay: readonly { readonly way: string; readonly connect: Connect }[] = [
  { way: 'sync.httpClient', connect: connectByHttpClient },
  { way: 'sync.fetch', connect: connectByFetch },
  { way: 'the module of twilio', connect: connectByTwilio },
  { way: 'nock', connect: connectThroughNock },
]
