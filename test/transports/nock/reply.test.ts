import { describe, expect, it } from 'vitest'
import { readRequest, toReply } from '../../../src/transports/nock/reply.ts'

const path = '/v1/Services'
const method = 'POST'

describe('readRequest', () => {
  it.each([
    { context: undefined },
    { context: {} },
    { context: { req: {} } },
    { context: { req: { options: {} } } },
    { context: { req: { options: { host: 'sync.twilio.com:443' } } } },
  ])('reads path and body, in the context $context', async ({ context }) => {
    expect(await readRequest([path, 'a=1'], { method, context })).toEqual({
      method,
      url: `https://sync.twilio.com${path}`,
      headers: {},
      input: { a: '1' },
    })
  })

  it('takes a missing body for an empty one', async () => {
    const args = [path] as unknown as readonly [string, string]
    expect(await readRequest(args, { method, context: undefined })).toHaveProperty('input', {})
  })

  it.each(['sync.ie1.twilio.com', 'sync.ie1.twilio.com:443'])('reads the host %s', async (host) => {
    const context = { req: { options: { host } } }
    const { url } = await readRequest([path, ''], { method, context })
    expect(url).toBe(`https://sync.ie1.twilio.com${path}`)
  })

  it('reads headers, repeated ones of nock 13, too', async () => {
    const headers = { Accept: ['text/html', 'text/plain'], 'Content-Length': 5 }
    const { headers: found } = await readRequest([path, ''], {
      method,
      context: { req: { headers } },
    })
    expect(found).toEqual({ accept: 'text/html, text/plain', 'content-length': '5' })
  })

  it('reads the Request that nock 15 passes', async () => {
    const url = `https://sync.ie1.twilio.com${path}`
    const request = new Request(url, { method, headers: { Accept: 'text/html' }, body: 'a=1' })
    expect(await readRequest([request], { method, context: undefined })).toEqual({
      method,
      url,
      headers: { accept: 'text/html', 'content-type': 'text/plain;charset=UTF-8' },
      input: { a: '1' },
    })
  })
})

it('reads multipart forms, whatever nock passes', async () => {
  const body = '--x\r\nContent-Disposition: form-data; name="Ttl"\r\n\r\n60\r\n--x--\r\n'
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
  const request = new Request(`https://sync.twilio.com${path}`, { method, headers, body })
  const context = { req: { headers } }
  for (const args of [[request], [path, body]] as const) {
    expect(await readRequest(args, { method, context })).toHaveProperty('input', { Ttl: '60' })
  }
})

describe('toReply', () => {
  const response = { status: 200, headers: { 'x-a': 'b' }, body: 'text' }

  it('closes the connection up to nock 14', () => {
    const [status, body, headers] = toReply(response, [path, ''])
    expect({ status, body, headers }).toMatchObject({
      status: 200,
      body: 'text',
      headers: { 'x-a': 'b', 'content-length': '4', connection: 'close' },
    })
  })

  it('leaves the connection open from nock 15 on', () => {
    const [, , headers] = toReply(response, [new Request(`https://sync.twilio.com${path}`)])
    expect(headers).not.toHaveProperty('connection')
  })
})
