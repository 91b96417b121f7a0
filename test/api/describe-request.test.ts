import { describe, expect, it } from 'vitest'
import { describeParams, describeRequest, nameRequest } from '../../src/api/describe-request.ts'
import type { RequestRecord } from '../../src/api/journal.ts'
import { account, orders, start, streams } from '../rest/cases.ts'

const request: RequestRecord = {
  operation: 'streams.create',
  method: 'POST',
  path: streams,
  params: { UniqueName: 'orders' },
  ifMatch: undefined,
  account,
  via: 'rest',
  identity: undefined,
  status: 201,
  code: undefined,
  failure: undefined,
  fault: undefined,
  time: Date.parse(start),
}

interface Case {
  readonly what: string
  readonly record: Partial<RequestRecord>
  readonly expected: string
}

describe('describeRequest', () => {
  it.each<Case>([
    { what: 'a success', record: {}, expected: `POST ${streams} → 201` },
    {
      what: 'an error',
      record: { status: 409, code: 54301 },
      expected: `POST ${streams} → 409 / 54301`,
    },
    {
      what: 'a fault that left no answer',
      record: { status: undefined, fault: 'reset' },
      expected: `POST ${streams} → no answer, hit by reset`,
    },
    {
      what: 'an error that a fault caused',
      record: { status: 503, code: 20503, fault: 'status' },
      expected: `POST ${streams} → 503 / 20503, hit by status`,
    },
    {
      what: 'control characters in a path',
      record: { method: 'GET', path: `${orders}\u202e`, status: 200 },
      expected: `GET ${orders}\\u202e → 200`,
    },
  ])('shows $what', ({ record, expected }) => {
    expect(describeRequest({ ...request, ...record })).toBe(expected)
  })
})

describe('nameRequest', () => {
  it('shows the method, the path and the parameters of query and body', () => {
    const url = `https://sync.twilio.com${streams}?PageSize=5`
    const input = { UniqueName: 'orders', Ttl: '60' }
    const name = nameRequest({ method: 'POST', url, headers: {}, input })
    expect(name).toBe(`POST ${streams} (PageSize=5, UniqueName=orders, Ttl=60)`)
  })

  it('shows the condition before the parameters', () => {
    const url = `https://sync.twilio.com${orders}`
    const headers = { 'if-match': '1f' }
    const name = nameRequest({ method: 'POST', url, headers, input: { Ttl: '60' } })
    expect(name).toBe(`POST ${orders} (If-Match: 1f, Ttl=60)`)
  })

  it('shows nothing more of a request without parameters', () => {
    const url = `https://sync.twilio.com${orders}`
    expect(nameRequest({ method: 'GET', url, headers: {}, input: {} })).toBe(`GET ${orders}`)
  })
})

describe('describeParams', () => {
  it('cuts what is long', () => {
    const cut = describeParams({ UniqueName: 'orders', Data: 'x'.repeat(100) })
    expect(cut).toMatch(/^ \(UniqueName=orders, Data=x+…\)$/)
    expect(cut.length).toBeLessThan(70)
  })
})
