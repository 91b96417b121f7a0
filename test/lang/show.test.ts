import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../../src/lang/json.ts'
import { escapeControls, quote, shorten, show } from '../../src/lang/show.ts'

describe('show', () => {
  const cycle: unknown[] = []
  cycle.push(cycle)

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [5, '5'],
    [Number.NaN, 'NaN'],
    [5n, '5'],
    [Symbol('a'), 'Symbol(a)'],
    ['5', '"5"'],
    ['a "b"\n', '"a \\"b\\"\\n"'],
    [[1], '[1]'],
    [{ a: 1 }, '{"a":1}'],
    [() => 1, 'a function'],
    [cycle, 'an object'],
    [new Date(Number.NaN), 'Invalid Date'],
    ['x'.repeat(100), `"${'x'.repeat(78)}…`],
  ])('%s as %s', (value, text) => {
    expect(show(value)).toBe(text)
  })
})

describe('quote', () => {
  it.each([
    ['orders', '"orders"'],
    ['say "hi"', '"say \\"hi\\""'],
    ['a\nb', '"a\\nb"'],
    ['a\u202eb', '"a\\u202eb"'],
    ['\u2066a\u2069', '"\\u2066a\\u2069"'],
    ['\u200fa\u061c', '"\\u200fa\\u061c"'],
    ['\u009b31m', '"\\u009b31m"'],
    ['\u007f', '"\\u007f"'],
    ['a\u2028b', '"a\\u2028b"'],
    ['\ufeffa', '"\\ufeffa"'],
    ['שלום 😀 é', '"שלום 😀 é"'],
  ])('prints %j', (text, printed) => {
    expect(quote(text)).toBe(printed)
  })

  it('keeps everything in the string', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parseJson(quote(text)) === text))
  })
})

describe('escapeControls', () => {
  it('leaves quotes and backslashes alone', () => {
    expect(escapeControls('{"a":"\\n"}\t\u202e')).toBe('{"a":"\\n"}\\u0009\\u202e')
  })
})

describe('shorten', () => {
  it.each([
    ['orders', 'orders'],
    ['0123456789', '0123456789'],
    ['0123456789a', '012345678…'],
    ['a\u202eb', 'a\\u202eb'],
  ])('%j to ten characters', (text, shown) => {
    expect(shorten(text, 10)).toBe(shown)
  })
})
