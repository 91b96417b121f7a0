import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hmacSha256, sha256 } from '../../src/lang/hmac.ts'

const hex = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('hex')
const byteString = (options: fc.IntArrayConstraints): fc.Arbitrary<string> =>
  fc.uint8Array(options).map((bytes) => Buffer.from(bytes).toString('latin1'))

describe('sha256', () => {
  it.each([
    // The examples of the standard.
    { text: 'abc', digest: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' },
    { text: '', digest: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
  ])('of $text is $digest', ({ text, digest }) => {
    expect(hex(sha256(text))).toBe(digest)
  })

  it('agrees with that of Node at every length up to three blocks', () => {
    for (let length = 0; length <= 192; length += 1) {
      const text = 'é'.repeat(length)
      expect(hex(sha256(text))).toBe(createHash('sha256').update(text, 'latin1').digest('hex'))
    }
  })
})

it('hmacSha256 agrees with that of Node', () => {
  const key = byteString({ maxLength: 140 })
  const bytes = byteString({ maxLength: 300 })
  fc.assert(
    fc.property(key, bytes, (secret, text) => {
      const expected = createHmac('sha256', Buffer.from(secret, 'latin1'))
      expect(hex(hmacSha256(secret, text))).toBe(expected.update(text, 'latin1').digest('hex'))
    }),
    { examples: [63, 64, 65].map((length) => ['k'.repeat(length), 'text'] as [string, string]) },
  )
})
