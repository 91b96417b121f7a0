import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFakeSync } from '../src/core.ts'
import { describeContract } from './contract.ts'
import { connectByHttpClient } from './support/connect-by-http-client.ts'

/** What Node has and the jsdom of jest 30 has not. */
const absent = [
  'Request',
  'Response',
  'TextDecoder',
  'TextEncoder',
  'clearImmediate',
  'fetch',
  'setImmediate',
  'structuredClone',
]

const account = `AC${'1'.repeat(32)}`
const uri = 'https://sync.twilio.com/v1/Services/default/Streams'

describe('where only the globals of jsdom are', () => {
  beforeEach(() => {
    for (const name of absent) vi.stubGlobal(name, undefined)
  })
  afterEach(() => void vi.unstubAllGlobals())

  describeContract('by sync.httpClient', connectByHttpClient)

  it('sends names and passwords beyond ASCII', async () => {
    const sync = createFakeSync({ credentials: { [account]: 'пароль ☃' } })
    const { statusCode } = await sync.httpClient.request({
      method: 'post',
      uri,
      username: account,
      password: 'пароль ☃',
      data: { UniqueName: 'a\ud800b☃🎉' },
    })
    expect(statusCode).toBe(201)
    expect(sync.streams.find('a\ufffdb☃🎉')).toBeDefined()
  })

  it.each([{}, { Request: Map }, { Response: Map }])(
    'refuses to fetch with %o alone, and says what works',
    async (present) => {
      for (const [name, found] of Object.entries(present)) vi.stubGlobal(name, found)
      await expect(createFakeSync().fetch(uri)).rejects.toThrow(
        new TypeError(
          'Cannot fetch: found an environment without Request and Response, expected those of Node or a browser; sync.httpClient and sync.handle need neither',
        ),
      )
    },
  )
})
