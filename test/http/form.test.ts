import { describe, expect, it } from 'vitest'
import { SyncError } from '../../src/core.ts'
import { Form } from '../../src/rest/form.ts'

describe('Form', () => {
  it.each([
    { encoded: '', text: undefined },
    { encoded: 'b=1', text: undefined },
    { encoded: 'A=1', text: undefined },
    { encoded: 'a', text: '' },
    { encoded: 'a=', text: '' },
    { encoded: 'a=1', text: '1' },
    { encoded: 'a=1&a=2', text: '1' },
    { encoded: 'a&a=2', text: '' },
    { encoded: 'a=b=c', text: 'b=c' },
    { encoded: 'a=1+2%2B3', text: '1 2+3' },
    { encoded: 'a=%E2%98%83', text: '☃' },
    { encoded: 'a=%FF', text: '\uFFFD' },
    { encoded: 'a=%zz%', text: '%zz%' },
    { encoded: '%61=1', text: '1' },
    { encoded: '{"a":1}', text: undefined },
  ])('reads the string $text from $encoded', ({ encoded, text }) => {
    expect(new Form(encoded).text('a')).toBe(text)
  })

  it.each([
    { encoded: '', integer: undefined },
    { encoded: 'a=0', integer: 0 },
    { encoded: 'a=007', integer: 7 },
    { encoded: 'a=31536000', integer: 31_536_000 },
    { encoded: 'a=5&a=x', integer: 5 },
    { encoded: `a=${'9'.repeat(400)}`, integer: Infinity },
    ...['', '-1', '%2B1', '1.0', '1e3', '0x1', '+1', '1+', 'abc', '٣', '1%0A', 'Infinity'].map(
      (value) => ({ encoded: `a=${value}`, integer: Number.NaN }),
    ),
  ])('reads the integer $integer from $encoded', ({ encoded, integer }) => {
    expect(new Form(encoded).integer('a')).toBe(integer)
  })

  it.each([
    { encoded: '', integer: undefined },
    { encoded: 'a', integer: 0 },
    { encoded: 'a=', integer: 0 },
    { encoded: 'a=7', integer: 7 },
    { encoded: 'a=+', integer: Number.NaN },
  ])('reads the integer or empty $integer from $encoded', ({ encoded, integer }) => {
    expect(new Form(encoded).integerOrEmpty('a')).toBe(integer)
  })

  it.each([
    { encoded: '', boolean: undefined },
    { encoded: 'a=true', boolean: true },
    { encoded: 'a=TrUe', boolean: true },
    { encoded: 'a=false', boolean: false },
    { encoded: 'a=FALSE', boolean: false },
    { encoded: 'a=false&a=true', boolean: false },
  ])('reads the boolean $boolean from $encoded', ({ encoded, boolean }) => {
    expect(new Form(encoded).boolean('a')).toBe(boolean)
  })

  it.each(['', '1', '0', 'yes', 'truer', 'untrue', 'true '])(
    'refuses the boolean "%s"',
    (found) => {
      const failure = { kind: 'parameter-invalid', parameter: 'a', found }
      const form = new Form(new URLSearchParams({ a: found }).toString())
      expect(() => form.boolean('a')).toThrow(SyncError)
      expect(() => form.boolean('a')).toThrow(expect.objectContaining({ failure }) as Error)
    },
  )

  it('returns all its parameters, the first of each', () => {
    const found = new Form('b=1&a=2&b=3&__proto__=4&').toObject()
    expect(Object.entries(found)).toEqual([
      ['b', '1'],
      ['a', '2'],
      ['__proto__', '4'],
    ])
  })
})
