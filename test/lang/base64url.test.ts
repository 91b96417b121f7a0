import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromBase64Url, toBase64Url } from '../../src/lang/base64url.ts'

describe('toBase64Url', () => {
  it('agrees with Node', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(toBase64Url(text)).toBe(Buffer.from(text).toString('base64url'))
      }),
    )
  })

  it('encodes long texts', () => {
    const text = '%é'.repeat(100_000)
    expect(toBase64Url(text)).toBe(Buffer.from(text).toString('base64url'))
  })
})

describe('fromBase64Url', () => {
  it('returns what was encoded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fromBase64Url(toBase64Url(text))).toBe(text)
      }),
    )
  })

  it.each([
    { name: 'padding', encoded: 'YQ==' },
    { name: 'another alphabet', encoded: '+/+/' },
    { name: 'white space', encoded: 'YQ ' },
    { name: 'a lone digit', encoded: 'Y' },
    { name: 'bits left over', encoded: 'YR' },
    { name: 'bytes that are no UTF-8', encoded: '_w' },
    { name: 'UTF-8 longer than need be', encoded: 'wYE' },
  ])('refuses $name', ({ encoded }) => {
    expect(fromBase64Url(encoded)).toBeUndefined()
  })

  it('accepts nothing but what is encoded', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('AYZaz019-_=+/')), maxLength: 8 }),
        (found) => {
          const text = fromBase64Url(found)
          expect(text === undefined || toBase64Url(text) === found).toBe(true)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
