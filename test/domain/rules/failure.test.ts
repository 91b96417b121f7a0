import { describe, expect, it } from 'vitest'
import { notFound } from '../../../src/domain/rules/failure-row.ts'
import { detailsOf, twilioMessageOf } from '../../../src/domain/rules/failure-table.ts'
import type { Failure } from '../../../src/domain/rules/failure.ts'
import { SyncError } from '../../../src/domain/rules/sync-error.ts'

type Row<Kind extends Failure['kind']> = {
  readonly failure: Extract<Failure, { kind: Kind }>
  readonly status: number
  readonly code: number
  readonly message: string
  readonly details: string
}

const table: { readonly [Kind in Failure['kind']]: Row<Kind> } = {
  'service-not-found': {
    failure: { kind: 'service-not-found', service: 'ISx', reason: 'malformed' },
    status: 404,
    code: 20404,
    message: 'The requested resource /Services/ISx was not found',
    details: 'found "ISx", expected default or a SID: IS and 32 hex digits in lower case',
  },
  'stream-not-found': {
    failure: { kind: 'stream-not-found', service: 'default', stream: 'orders' },
    status: 404,
    code: 20404,
    message: 'The requested resource /Services/default/Streams/orders was not found',
    details: 'found no stream "orders", expected the SID or unique name of one in the service',
  },
  'document-not-found': {
    failure: { kind: 'document-not-found', service: 'default', document: 'x' },
    status: 404,
    code: 20404,
    message: 'The requested resource /Services/default/Documents/x was not found',
    details: 'found no document "x", expected the SID or unique name of one in the service',
  },
  'list-not-found': {
    failure: { kind: 'list-not-found', service: 'default', list: 'x' },
    status: 404,
    code: 20404,
    message: 'The requested resource /Services/default/Lists/x was not found',
    details: 'found no list "x", expected the SID or unique name of one in the service',
  },
  'map-not-found': {
    failure: { kind: 'map-not-found', service: 'default', map: 'x' },
    status: 404,
    code: 20404,
    message: 'The requested resource /Services/default/Maps/x was not found',
    details: 'found no map "x", expected the SID or unique name of one in the service',
  },
  'list-item-not-found': {
    failure: { kind: 'list-item-not-found', service: 'default', list: 'x', index: 4 },
    status: 404,
    code: 20404,
    message: 'The requested resource /Services/default/Lists/x/Items/4 was not found',
    details: 'found no item 4 in the list "x", expected the index of one',
  },
  'map-item-not-found': {
    failure: { kind: 'map-item-not-found', service: 'default', map: 'x', key: 'a/b' },
    status: 404,
    code: 20404,
    message: 'The requested resource /Services/default/Maps/x/Items/a/b was not found',
    details: 'found no item "a/b" in the map "x", expected the key of one',
  },
  'permission-not-found': {
    failure: {
      kind: 'permission-not-found',
      service: 'default',
      segment: 'Lists',
      object: 'x',
      identity: 'bob',
    },
    status: 404,
    code: 20404,
    message: 'The requested resource /Services/default/Lists/x/Permissions/bob was not found',
    details: 'found no permission of "bob" for "x", expected one that was set',
  },
  'path-not-found': {
    failure: { kind: 'path-not-found', path: '/Nothing/Here' },
    status: 404,
    code: 20404,
    message: 'The requested resource /Nothing/Here was not found',
    details: 'found "/Nothing/Here", expected a path of the API',
  },
  'method-not-allowed': {
    failure: { kind: 'method-not-allowed', method: 'PUT', path: '/Services' },
    status: 405,
    code: 20004,
    message: 'Method not allowed',
    details: 'found PUT on "/Services", expected a method that the path has',
  },
  'credentials-missing': {
    failure: { kind: 'credentials-missing' },
    status: 401,
    code: 20003,
    message: 'Authentication Error - No credentials provided',
    details: 'found no username and password, expected those of an account or an API key',
  },
  'username-unknown': {
    failure: { kind: 'username-unknown', username: 'ACx' },
    status: 401,
    code: 20003,
    message: 'Authentication Error - invalid username',
    details: 'found "ACx", expected a username of the option credentials',
  },
  'token-refused': {
    failure: { kind: 'token-refused' },
    status: 401,
    code: 20003,
    message: 'Authenticate',
    details: 'found a Bearer token, expected a username and password of the option credentials',
  },
  'password-wrong': {
    failure: { kind: 'password-wrong', username: 'ACx' },
    status: 401,
    code: 20003,
    message: 'Authenticate',
    details: 'found another password, expected that of "ACx" in the option credentials',
  },
  'name-taken': {
    failure: { kind: 'name-taken', uniqueName: 'orders' },
    status: 409,
    code: 54301,
    message: 'Unique name already exists',
    details: 'found "orders" in use, expected a name that is free',
  },
  'name-invalid': {
    failure: { kind: 'name-invalid', found: '', longest: 320 },
    status: 400,
    code: 54302,
    message:
      'Invalid unique name. Expected a string with length 1-320 not matching the SID pattern [A-Z]{2}[a-f0-9]{32}',
    details: 'found ""',
  },
  'ttl-invalid': {
    failure: { kind: 'ttl-invalid', found: -1, longest: 31_536_000 },
    status: 400,
    code: 54011,
    message: 'Invalid TTL',
    details: 'found -1, expected a whole number of seconds from 0 to 31536000',
  },
  'nothing-to-update': {
    failure: { kind: 'nothing-to-update' },
    status: 400,
    code: 54010,
    message: 'No parameters specified',
    details: 'found no change, expected a ttl, or data where there is any',
  },
  'if-match-invalid': {
    failure: { kind: 'if-match-invalid', found: 'A' },
    status: 400,
    code: 54003,
    message: 'Invalid If-Match header',
    details: 'found "A", expected a revision',
  },
  'document-revision-mismatch': {
    failure: { kind: 'document-revision-mismatch', found: '0', current: '1f' },
    status: 412,
    code: 54103,
    message: 'The revision of the Document does not match the expected revision',
    details: 'found revision "1f", expected revision "0"',
  },
  'list-item-revision-mismatch': {
    failure: { kind: 'list-item-revision-mismatch', found: '0', current: '1f' },
    status: 412,
    code: 54155,
    message: 'The revision of the List Item does not match the expected revision',
    details: 'found revision "1f", expected revision "0"',
  },
  'map-item-revision-mismatch': {
    failure: { kind: 'map-item-revision-mismatch', found: '0', current: undefined },
    status: 412,
    code: 54205,
    message: 'The revision of the Map Item does not match the expected revision',
    details: 'found no item, expected revision "0"',
  },
  'page-size-invalid': {
    failure: { kind: 'page-size-invalid', found: 0, largest: 1000 },
    status: 400,
    code: 54454,
    message: 'Invalid PageSize',
    details: 'found 0, expected a whole number from 1 to 1000',
  },
  'page-token-invalid': {
    failure: { kind: 'page-token-invalid', found: 'PT' },
    status: 400,
    code: 54453,
    message: 'Invalid PageToken',
    details: 'found "PT", expected the token of another page',
  },
  'order-invalid': {
    failure: { kind: 'order-invalid', found: 'up' },
    status: 400,
    code: 54451,
    message: 'Invalid Order',
    details: 'found "up", expected asc or desc',
  },
  'bounds-invalid': {
    failure: { kind: 'bounds-invalid', found: 'open' },
    status: 400,
    code: 54452,
    message: 'Invalid Bounds',
    details: 'found "open", expected inclusive or exclusive',
  },
  'index-invalid': {
    failure: { kind: 'index-invalid', found: -1 },
    status: 400,
    code: 54458,
    message: 'Invalid List Item index',
    details: 'found -1, expected a whole number of 0 or more',
  },
  'key-invalid': {
    failure: { kind: 'key-invalid', found: '', longest: 320 },
    status: 400,
    code: 54209,
    message: 'Invalid Map Item key',
    details: 'found "", expected a string of 1 to 320 characters',
  },
  'key-taken': {
    failure: { kind: 'key-taken', key: 'ann' },
    status: 409,
    code: 54208,
    message: 'An Item with given key already exists in the Map',
    details: 'found "ann" in use, expected a key that is free',
  },
  'identity-invalid': {
    failure: { kind: 'identity-invalid', found: '', longest: 256 },
    status: 400,
    code: 54351,
    message: 'Invalid identity',
    details: 'found "", expected a string of 1 to 256 characters',
  },
  'permission-invalid': {
    failure: { kind: 'permission-invalid', right: 'read', found: 'yes' },
    status: 400,
    code: 54008,
    message: 'Invalid request body: the type of one of the attributes is invalid',
    details: 'found "yes" for read, expected true or false',
  },
  'access-denied': {
    failure: { kind: 'access-denied', identity: 'bob', right: 'write', object: 'x' },
    status: 403,
    code: 54007,
    message: 'Access forbidden for identity',
    details:
      'found no write permission of "bob" for "x", expected one, as the service has ACL enabled',
  },
  'data-missing': {
    failure: { kind: 'data-missing' },
    status: 400,
    code: 54251,
    message: 'Invalid Message Stream Message data',
    details: 'found no data, expected a JSON object',
  },
  'document-data-missing': {
    failure: { kind: 'document-data-missing' },
    status: 400,
    code: 54101,
    message: 'Invalid Document data',
    details: 'found no data, expected a JSON object',
  },
  'list-item-data-missing': {
    failure: { kind: 'list-item-data-missing' },
    status: 400,
    code: 54156,
    message: 'Invalid List Item data',
    details: 'found no data, expected a JSON object',
  },
  'map-item-data-missing': {
    failure: { kind: 'map-item-data-missing' },
    status: 400,
    code: 54206,
    message: 'Invalid Map Item data',
    details: 'found no data, expected a JSON object',
  },
  'data-invalid': {
    failure: { kind: 'data-invalid', found: [1], deepest: 500 },
    status: 400,
    code: 54008,
    message: 'Invalid request body: the type of one of the attributes is invalid',
    details: 'found [1], expected a JSON object in at most 500 levels',
  },
  'data-too-large': {
    failure: { kind: 'data-too-large', bytes: 4097, largest: 4096 },
    status: 413,
    code: 54006,
    message: 'Request entity too large',
    details: 'found 4097 bytes of JSON, expected at most 4096',
  },
  'webhook-url-invalid': {
    failure: { kind: 'webhook-url-invalid', found: 'x', longest: 512 },
    status: 400,
    code: 54051,
    message: 'Invalid webhook URL',
    details: 'found "x", expected an http or https URL of at most 512 characters',
  },
  'rate-limited': {
    failure: { kind: 'rate-limited', bucket: 'write-stream-TOx' },
    status: 429,
    code: 54009,
    message: 'Rate limit exceeded for write-stream-TOx',
    details: 'found one request too many, expected fewer within ten seconds',
  },
  'parameter-invalid': {
    failure: { kind: 'parameter-invalid', parameter: 'Window', found: 0 },
    status: 400,
    code: 20422,
    message: 'Invalid Parameter',
    details: 'found 0 for Window, expected a value that it can have',
  },
}

describe('SyncError', () => {
  it.each(Object.values(table))(
    'answers $failure.kind with $status / $code, and says what was found',
    ({ failure, status, code, message, details }) => {
      const error = new SyncError(failure)

      expect(error).toBeInstanceOf(Error)
      expect(error).toMatchObject({ name: 'SyncError', status, code, failure })
      expect(error.message).toBe(`${message}: ${details}`)
      expect(error.moreInfo).toBe(`https://www.twilio.com/docs/errors/${code}`)
    },
  )

  it.each<[kind: string, failure: Failure]>([
    ['a name', { kind: 'name-invalid', found: 'x'.repeat(321), longest: 320 }],
    ['a URL', { kind: 'webhook-url-invalid', found: 'x'.repeat(513), longest: 512 }],
    ['a key', { kind: 'key-invalid', found: 'x'.repeat(321), longest: 320 }],
    ['an identity', { kind: 'identity-invalid', found: 'x'.repeat(257), longest: 256 }],
  ])('says how long %s is that is too long to be shown', (_, failure) => {
    expect(new SyncError(failure).message).toMatch(/: found "x+… of (?:257|321|513) characters/)
  })
})

describe('detailsOf', () => {
  it('does not say how long a name is that has no more than the characters allowed', () => {
    const found = 'x'.repeat(320)
    const details = detailsOf({ kind: 'name-invalid', found, longest: 320 })
    expect(details).not.toContain('characters')
  })
})

describe('twilioMessageOf', () => {
  it.each(Object.values(table))('is what Twilio says of $failure.kind', ({ failure, message }) => {
    expect(twilioMessageOf(failure)).toBe(message)
  })
})

describe('notFound', () => {
  it('quotes the path as it is', () => {
    expect(notFound('/Services//Streams/a b')).toBe(
      'The requested resource /Services//Streams/a b was not found',
    )
  })
})
