import { describe, expect, it } from 'vitest'
import { describeRequest } from '../../src/api/describe-request.ts'
import type { RequestRecord } from '../../src/api/journal.ts'
import { account, orders, start, streams } from '../rest/cases.ts'

const request: RequestRecord = {
  operation: 'streams.create',
  method: 'POST',
  path: streams,
  params: { UniqueName: 'orders' },
  account,
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
