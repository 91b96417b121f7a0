import { describe, expect, it } from 'vitest'
import { createFakeSync, type FakeSync, type HttpResponse } from '../../src/core.ts'
import { as, get, orders, post, remove, send, streams, toHttpRequest } from './cases.ts'

const requestId = expect.stringMatching(/^RQ[0-9a-f]{32}$/) as string

const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers':
    'Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since, Idempotency-Key',
  'access-control-allow-methods': 'GET, POST, DELETE, OPTIONS',
  'access-control-expose-headers': 'ETag',
  'access-control-allow-credentials': 'true',
}

describe('the headers of a response', () => {
  it('name the content type, the length and the request', () => {
    const { body, headers } = answer(withOrders(), get(orders))
    expect(headers).toEqual({
      'content-type': 'application/json;charset=utf-8',
      'content-length': String(body.length),
      'twilio-request-id': requestId,
      ...corsHeaders,
    })
  })

  it('count the bytes of the body, not its characters', () => {
    const { body, headers } = answer(createFakeSync(), post(streams, { UniqueName: 'é ☃ 🎉' }))
    expect(headers['content-length']).toBe(String(Buffer.byteLength(body)))
    expect(Buffer.byteLength(body)).toBe(body.length + 1 + 2 + 2)
  })

  it('ask for missing credentials', () => {
    const { body, headers } = answer(createFakeSync(), as(null, get(streams)))
    expect(headers).toEqual({
      'content-type': 'application/json;charset=utf-8',
      'content-length': String(body.length),
      'twilio-request-id': requestId,
      ...corsHeaders,
      'www-authenticate': 'Basic realm="Twilio API"',
    })
  })

  it('name no content without a body', () => {
    const { status, body, headers } = answer(withOrders(), remove(orders))
    expect({ status, body }).toEqual({ status: 204, body: '' })
    expect(headers).toEqual({ 'twilio-request-id': requestId, ...corsHeaders })
  })

  it('give every request its own ID', () => {
    const sync = createFakeSync()
    const ids = [get(streams), get(orders), get(streams)].map(
      (request) => answer(sync, request).headers['twilio-request-id'],
    )
    expect(new Set(ids).size).toBe(3)
  })
})

describe('HEAD', () => {
  it.each([
    { path: streams, status: 200 },
    { path: orders, status: 200 },
    { path: '/v1/Services', status: 200 },
    { path: `${streams}/invoices`, status: 404 },
    { path: `${orders}/Messages`, status: 405 },
    { path: '/v1/Nothing', status: 404 },
  ])('answers $status for $path, without a body', ({ path, status }) => {
    const found = answer(withOrders(), { method: 'HEAD', path })
    expect(found).toMatchObject({ status, body: '' })
    expect(found.headers).toEqual({ 'twilio-request-id': requestId, ...corsHeaders })
  })
})

describe('HEAD without credentials', () => {
  it('asks for them as GET does', () => {
    const { status, body, headers } = answer(
      createFakeSync(),
      as(null, { method: 'HEAD', path: streams }),
    )
    expect({ status, body }).toEqual({ status: 401, body: '' })
    expect(headers['www-authenticate']).toBe('Basic realm="Twilio API"')
  })
})

describe('the URL of a request', () => {
  it.each(['', '?', '?PageSize=1', '#top', '?a#b?c', '?%', '?PageToken'])(
    'names the path up to "%s"',
    (rest) => {
      const { status, body } = send(createFakeSync(), get(`/v1/Nothing${rest}`))
      expect(status).toBe(404)
      expect(body.message).toBe('The requested resource /Nothing was not found')
    },
  )

  it('has a fragment that is not part of the query', () => {
    const { body } = send(createFakeSync(), get(`${streams}?PageSize=2#?PageSize=3`))
    expect(body.meta).toMatchObject({ page_size: 2 })
  })

  it('is taken literally, dots and slashes included', () => {
    const { message } = send(createFakeSync(), get('/v1/../v1//Services')).body
    expect(message).toBe('The requested resource /../v1//Services was not found')
  })
})

function answer(sync: FakeSync, request: ReturnType<typeof get>): HttpResponse {
  return sync.handle(toHttpRequest(request))
}

function withOrders(): FakeSync {
  const sync = createFakeSync()
  sync.streams.create({ uniqueName: 'orders' })
  return sync
}
