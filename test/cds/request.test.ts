import { describe, expect, it } from 'vitest'
import { readRequest } from '../../src/cds/request.ts'

const line = { host: 'cds.us1.twilio.com', path: '/v3/Streams', method: 'POST' }

describe('readRequest', () => {
  it('reads a request as the SDK sends it', () => {
    expect(
      readRequest({
        line: { ...line, params: {}, headers: { 'Twilio-Request-Id': 'RQ1', Number: 7 } },
        payload: '{"unique_name":"orders","ttl":60}',
      }),
    ).toEqual({
      method: 'POST',
      url: 'https://cds.us1.twilio.com/v3/Streams',
      headers: { 'twilio-request-id': 'RQ1' },
      input: { UniqueName: 'orders', Ttl: 60 },
    })
  })

  it.each([
    { params: undefined, query: '' },
    { params: null, query: '' },
    { params: { a: 'b%20c', d: ['1', '2'] }, query: '?a=b%20c&d=1&d=2' },
  ])('reads the parameters $params as $query', ({ params, query }) => {
    const request = readRequest({ line: { ...line, params }, payload: '' })
    expect(request?.url).toBe(`https://cds.us1.twilio.com/v3/Streams${query}`)
  })

  it.each([
    ['unique_name', 'UniqueName'],
    ['event_protocol_version', 'EventProtocolVersion'],
    ['ttl_in_s', 'TtlInS'],
    ['data', 'Data'],
    ['UniqueName', 'UniqueName'],
    ['a-b', 'A-b'],
    ['', ''],
  ])('turns the name %j into %j', (name, expected) => {
    const { input } = readRequest({ line, payload: JSON.stringify({ [name]: 1 }) }) ?? {}
    expect(input).toEqual({ [expected]: 1 })
  })

  it.each(['GET', 'DELETE'])('reads no body of a %s', (method) => {
    expect(readRequest({ line: { ...line, method }, payload: 'data_sync' })?.input).toEqual({})
  })

  it.each(['data_sync', '[]', 'null', '7', '{', '"text"'])('cannot read the body %s', (payload) => {
    expect(readRequest({ line, payload })).toBeUndefined()
  })

  it.each([
    undefined,
    null,
    'text',
    [],
    {},
    { ...line, host: 7 },
    { ...line, method: undefined },
    { ...line, path: 'v3/Streams' },
    { ...line, path: '' },
    { ...line, path: {} },
  ])('cannot read the line %j', (found) => {
    expect(readRequest({ line: found, payload: '' })).toBeUndefined()
  })
})
