import { describe, expect, it } from 'vitest'
import { mergeFields, noFields, parseFields } from '../../src/api/fields.ts'

describe('parseFields', () => {
  it.each([
    { encoded: 'a=1&b=&c&a=2', fields: { a: '1', b: '', c: '' } },
    { encoded: 'a+b=%41%20', fields: { 'a b': 'A ' } },
  ])('reads $encoded', ({ encoded, fields }) => {
    expect(parseFields(encoded)).toEqual(fields)
  })

  it('keeps the order, and any name', () => {
    const found = parseFields('b=1&a=2&b=3&__proto__=4&')
    expect(Object.entries(found)).toEqual([
      ['b', '1'],
      ['a', '2'],
      ['__proto__', '4'],
    ])
  })

  it('makes nothing of nothing', () => {
    expect(parseFields('')).toBe(noFields)
  })
})

describe('mergeFields', () => {
  it('prefers the body, and writes what is no string as JSON', () => {
    const query = { a: 'query', b: 'query' }
    const input = { b: 'body', c: 5, d: null, e: { f: [true] } }
    const asFields = { b: 'body', c: '5', d: 'null', e: '{"f":[true]}' }
    expect(mergeFields(query, input)).toEqual({ a: 'query', ...asFields })
    expect(mergeFields(noFields, input)).toEqual(asFields)
  })

  it('copies nothing where there is nothing to merge', () => {
    const fields = { a: '1' }
    expect(mergeFields(fields, noFields)).toBe(fields)
    expect(mergeFields(noFields, fields)).toBe(fields)
  })
})
