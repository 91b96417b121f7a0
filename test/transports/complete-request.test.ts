import { describe, expect, it } from 'vitest'
import { completeRequest, type RequestParts } from '../../src/transports/complete-request.ts'

const url = 'https://sync.twilio.com/v1/Services'

describe('completeRequest', () => {
  it('leaves nothing open', () => {
    expect(completeRequest({ url })).toEqual({ method: 'GET', url, headers: {}, input: {} })
  })

  it('reads a body', () => {
    const { input } = completeRequest({ url, body: 'FriendlyName=two+words' })
    expect(input).toEqual({ FriendlyName: 'two words' })
  })

  it('reads a body as its content type says', () => {
    const body = '--x\r\nContent-Disposition: form-data; name="Ttl"\r\n\r\n60\r\n--x--\r\n'
    const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
    expect(completeRequest({ url, headers, body }).input).toEqual({ Ttl: '60' })
  })

  it('joins repeated headers, as Node would', () => {
    const headers = { Accept: ['text/html', 'text/plain'], 'Content-Length': 5 }
    const { headers: found } = completeRequest({ url, headers } as unknown as RequestParts)
    expect(found).toEqual({ accept: 'text/html, text/plain', 'content-length': '5' })
  })
})
