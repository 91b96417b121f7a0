import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hmacSha1, hmacSha256, sha1, sha256 } from '../../src/lang/hmac.ts'

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

describe('sha1', () => {
  it.each([
    // The examples of the standard.
    { text: 'abc', digest: 'a9993e364706816aba3e25717850c26c9cd0d89d' },
    { text: '', digest: 'da39a3ee5e6b4b0d3255bfef95601890afd80709' },
  ])('of $text is $digest', ({ text, digest }) => {
    expect(hex(sha1(text))).toBe(digest)
  })

  it('agrees with that of Node at every length up to three blocks', () => {
    for (let length = 0; length <= 192; length += 1) {
      const text = 'é'.repeat(length)
      expect(hex(sha1(text))).toBe(createHash('sha1').update(text, 'latin1').digest('hex'))
    }
  })
})

describe('an HMAC', () => {
  it.each([
    { hash: 'sha1', hmac: hmacSha1 },
    { hash: 'sha256', hmac: hmacSha256 },
  ])('of $hash agrees with that of Node', ({ hash, hmac }) => {
    const key = byteString({ maxLength: 140 })
    const bytes = byteString({ maxLength: 300 })
    fc.assert(
      fc.property(key, bytes, (secret, text) => {
        const expected = createHmac(hash, Buffer.from(secret, 'latin1'))
        expect(hex(hmac(secret, text))).toBe(expected.update(text, 'latin1').digest('hex'))
      }),
      { examples: [63, 64, 65].map((length) => ['k'.repeat(length), 'text'] as [string, string]) },
    )
  })
})
