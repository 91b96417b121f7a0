import { describe, expect, it } from 'vitest'
import { parseFields } from '../../src/api/fields.ts'
import { boolean, integer, integerOrEmpty, json, text } from '../../src/rest/fields.ts'

describe('a field', () => {
  it.each([5, null, ['1'], { b: '1' }])('reads no string from %j', (value) => {
    expect(text({ a: value }, 'a')).toBeUndefined()
  })

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
  ])('reads the string $text from $encoded', ({ encoded, text: expected }) => {
    expect(text(parseFields(encoded), 'a')).toBe(expected)
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
  ])('reads the integer $integer from $encoded', ({ encoded, integer: expected }) => {
    expect(integer(parseFields(encoded), 'a')).toBe(expected)
  })

  it.each([
    { encoded: '', integer: undefined },
    { encoded: 'a', integer: 0 },
    { encoded: 'a=', integer: 0 },
    { encoded: 'a=7', integer: 7 },
    { encoded: 'a=+', integer: Number.NaN },
  ])('reads the integer or empty $integer from $encoded', ({ encoded, integer: expected }) => {
    expect(integerOrEmpty(parseFields(encoded), 'a')).toBe(expected)
  })

  it.each([
    { encoded: '', boolean: undefined },
    { encoded: 'a=true', boolean: true },
    { encoded: 'a=TrUe', boolean: true },
    { encoded: 'a=false', boolean: false },
    { encoded: 'a=FALSE', boolean: false },
    { encoded: 'a=false&a=true', boolean: false },
    ...['', 'xtrue', 'truey', 'xfalse', 'falsey', '1', 'false\n'].map((value) => ({
      encoded: new URLSearchParams({ a: value }).toString(),
      boolean: value,
    })),
  ])('reads the boolean $boolean from $encoded', ({ encoded, boolean: expected }) => {
    expect(boolean(parseFields(encoded), 'a')).toBe(expected)
  })

  it.each(['', '1', '0', 'yes', 'truer', 'untrue', 'true '])(
    'passes on "%s" where a boolean is expected',
    (found) => {
      expect(boolean({ a: found }, 'a')).toBe(found)
    },
  )

  it.each([
    { encoded: '', data: undefined },
    { encoded: 'a=null', data: null },
    { encoded: 'a={"b":1}', data: { b: 1 } },
    { encoded: 'a=[1]', data: [1] },
    { encoded: 'a={', data: Number.NaN },
    { encoded: 'a=', data: Number.NaN },
  ])('reads the JSON $data from $encoded', ({ encoded, data }) => {
    expect(json(parseFields(encoded), 'a')).toEqual(data)
  })
})
