import { describe, expect, it } from 'vitest'
import { type Failure, notFound, SyncError } from '../../../src/domain/rules/failure.ts'

type Row<Kind extends Failure['kind']> = {
  readonly failure: Extract<Failure, { kind: Kind }>
  readonly status: number
  readonly code: number
  readonly message: string
}

const table: { readonly [Kind in Failure['kind']]: Row<Kind> } = {
  'service-not-found': {
    failure: { kind: 'service-not-found', service: 'ISx' },
    status: 404,
    code: 20404,
    message: 'The requested resource /Services/ISx was not found',
  },
  'stream-not-found': {
    failure: { kind: 'stream-not-found', service: 'default', stream: 'orders' },
    status: 404,
    code: 20404,
    message: 'The requested resource /Services/default/Streams/orders was not found',
  },
  'path-not-found': {
    failure: { kind: 'path-not-found', path: '/Nothing/Here' },
    status: 404,
    code: 20404,
    message: 'The requested resource /Nothing/Here was not found',
  },
  'method-not-allowed': {
    failure: { kind: 'method-not-allowed', method: 'PUT', path: '/Services' },
    status: 405,
    code: 20004,
    message: 'Method not allowed',
  },
  'credentials-missing': {
    failure: { kind: 'credentials-missing' },
    status: 401,
    code: 20003,
    message: 'Authentication Error - No credentials provided',
  },
  'username-unknown': {
    failure: { kind: 'username-unknown', username: 'ACx' },
    status: 401,
    code: 20003,
    message: 'Authentication Error - invalid username',
  },
  'password-wrong': {
    failure: { kind: 'password-wrong', username: 'ACx' },
    status: 401,
    code: 20003,
    message: 'Authenticate',
  },
  'name-taken': {
    failure: { kind: 'name-taken', uniqueName: 'orders' },
    status: 409,
    code: 54301,
    message: 'Unique name already exists',
  },
  'name-invalid': {
    failure: { kind: 'name-invalid', found: '', longest: 320 },
    status: 400,
    code: 54302,
    message:
      'Invalid unique name. Expected a string with length 1-320 not matching the SID pattern [A-Z]{2}[a-f0-9]{32}',
  },
  'ttl-invalid': {
    failure: { kind: 'ttl-invalid', found: -1, longest: 31_536_000 },
    status: 400,
    code: 54011,
    message: 'Invalid TTL',
  },
  'nothing-to-update': {
    failure: { kind: 'nothing-to-update' },
    status: 400,
    code: 54010,
    message: 'No parameters specified',
  },
  'page-size-invalid': {
    failure: { kind: 'page-size-invalid', found: 0, largest: 1000 },
    status: 400,
    code: 54454,
    message: 'Invalid PageSize',
  },
  'page-token-invalid': {
    failure: { kind: 'page-token-invalid', found: 'PT' },
    status: 400,
    code: 54453,
    message: 'Invalid PageToken',
  },
  'data-missing': {
    failure: { kind: 'data-missing' },
    status: 400,
    code: 54251,
    message: 'Invalid Message Stream Message data',
  },
  'data-invalid': {
    failure: { kind: 'data-invalid' },
    status: 400,
    code: 54008,
    message: 'Invalid request body: the type of one of the attributes is invalid',
  },
  'data-too-large': {
    failure: { kind: 'data-too-large', largest: 4096 },
    status: 413,
    code: 54006,
    message: 'Request entity too large',
  },
  'webhook-url-invalid': {
    failure: { kind: 'webhook-url-invalid', found: 'x', longest: 512 },
    status: 400,
    code: 54051,
    message: 'Invalid webhook URL',
  },
  'rate-limited': {
    failure: { kind: 'rate-limited', bucket: 'write-stream-TOx' },
    status: 429,
    code: 54009,
    message: 'Rate limit exceeded for write-stream-TOx',
  },
  'parameter-invalid': {
    failure: { kind: 'parameter-invalid', parameter: 'Window', found: 0 },
    status: 400,
    code: 20422,
    message: 'Invalid Parameter',
  },
}

describe('SyncError', () => {
  it.each(Object.values(table))(
    'answers $failure.kind with $status / $code',
    ({ failure, status, code, message }) => {
      const error = new SyncError(failure)

      expect(error).toBeInstanceOf(Error)
      expect(error).toMatchObject({ name: 'SyncError', status, code, message, failure })
      expect(error.moreInfo).toBe(`https://www.twilio.com/docs/errors/${code}`)
    },
  )
})

describe('notFound', () => {
  it('quotes the path as it is', () => {
    expect(notFound('/Services//Streams/a b')).toBe(
      'The requested resource /Services//Streams/a b was not found',
    )
  })
})
