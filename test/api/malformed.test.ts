import { describe, expect, it } from 'vitest'
import { malformed } from '../../src/api/malformed.ts'

describe('malformed', () => {
  it.each([
    { body: { sid: null }, half: '{"sid"' },
    { body: 'abcde', half: 'ab' },
    { body: 'a🎉b', half: 'a' },
    { body: '🎉', half: '' },
  ])('leaves $half of $body', ({ body, half }) => {
    const response = { status: 200, headers: { etag: '"1"' }, body }
    expect(malformed(response)).toEqual({ response: { ...response, body: half } })
  })

  it.each([undefined, { status: 204, headers: {}, body: undefined }])(
    'breaks the connection of %j',
    (response) => {
      expect(malformed(response)).toEqual({ connectionError: 'ECONNRESET' })
    },
  )
})
