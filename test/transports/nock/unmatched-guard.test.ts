import nock from 'nock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NetworkGuardError } from '../../../src/transports/network-guard.ts'
import { guardUnmatched } from '../../../src/transports/nock/unmatched-guard.ts'

const emitter = nock.emitter as unknown as {
  emit(event: string, ...args: readonly unknown[]): boolean
}
const url = 'https://sync.twilio.com/v1/Services'

describe('guardUnmatched', () => {
  let end: () => void

  beforeEach(() => {
    end = guardUnmatched(nock)
  })
  afterEach(() => end())

  it.each([
    { from: 'nock 15', request: new Request(url), origin: 'https://sync.twilio.com' },
    {
      from: 'nock 14',
      request: { proto: 'https', host: 'sync.twilio.com:443' },
      origin: 'https://sync.twilio.com',
    },
    {
      from: 'nock 13, with options that Node does not know',
      request: { proto: 'https', host: 'sync.twilio.com', url: 'mine' },
      origin: 'https://sync.twilio.com',
    },
    {
      from: 'nock 13, for http',
      request: { proto: 'http', host: 'sync.twilio.com:80' },
      origin: 'http://sync.twilio.com:80',
    },
    {
      from: 'nock 14, for another port',
      request: { proto: 'https', host: 'sync.twilio.com:4430' },
      origin: 'https://sync.twilio.com:4430',
    },
  ])('fails a request from $from', ({ request, origin }) => {
    expect(() => emitter.emit('no match', request)).toThrow(new NetworkGuardError(origin))
  })

  it.each([
    { what: 'to another host', args: [{ proto: 'https', host: 'example.com' }] },
    { what: 'that nock fails itself', args: [new Request(url), []] },
    {
      what: 'that is on its way',
      args: [{ proto: 'https', host: 'sync.twilio.com', destroy: () => undefined }],
    },
  ])('leaves a request alone $what', ({ args }) => {
    expect(() => emitter.emit('no match', ...args)).not.toThrow()
  })

  it('leaves all alone once it has ended', () => {
    end()
    expect(() => emitter.emit('no match', new Request(url))).not.toThrow()
  })
})
