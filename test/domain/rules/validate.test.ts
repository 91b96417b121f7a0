import { describe, expect, it } from 'vitest'
import { twilioLimits } from '../../../src/domain/rules/limits.ts'
import { SyncError } from '../../../src/domain/rules/sync-error.ts'
import {
  checkData,
  readData,
  checkDebouncingWindow,
  checkTtl,
  checkUniqueName,
  checkWebhookUrl,
  type DataRules,
} from '../../../src/domain/rules/validate.ts'

interface Case {
  readonly name: string
  readonly found: unknown
}

describe('checkUniqueName', () => {
  const digits = '0123456789abcdef0123456789abcdef'
  const names: { name: string; found: string }[] = [
    { name: 'one character', found: 'x' },
    { name: '320 characters', found: 'x'.repeat(320) },
    { name: '320 code units in 160 characters', found: '😀'.repeat(160) },
    { name: 'spaces and signs', found: ' a/b?c#d%20&é\n' },
    { name: '__proto__', found: '__proto__' },
    { name: 'a SID with upper-case hex', found: `TO${digits.toUpperCase()}` },
    { name: 'a SID with a lower-case prefix', found: `to${digits}` },
    { name: 'a SID that lacks a digit', found: `TO${digits.slice(1)}` },
    { name: 'a SID with a digit too many', found: `TO${digits}0` },
    { name: 'a SID with a line end', found: `TO${digits}\n` },
  ]
  it.each(names)('accepts $name', ({ found }) => {
    expect(checkUniqueName(found, twilioLimits)).toBe(found)
  })

  const notNames: Case[] = [
    { name: 'an empty name', found: '' },
    { name: '321 characters', found: 'x'.repeat(321) },
    { name: '322 code units in 161 characters', found: '😀'.repeat(161) },
    { name: 'a name shaped like the SID of a stream', found: `TO${digits}` },
    { name: 'a name shaped like any SID', found: `QQ${digits}` },
    { name: 'null', found: null },
    { name: 'a number', found: 7 },
    { name: 'an array of one name', found: ['x'] },
  ]
  it.each(notNames)('rejects $name', ({ found }) => {
    expect(() => checkUniqueName(found, twilioLimits)).toThrow(
      new SyncError({ kind: 'name-invalid', found, longest: 320 }),
    )
  })

  it('follows the limit it is given', () => {
    const limits = { ...twilioLimits, uniqueNameLength: 3 }

    expect(checkUniqueName('abc', limits)).toBe('abc')
    expect(() => checkUniqueName('abcd', limits)).toThrow(
      new SyncError({ kind: 'name-invalid', found: 'abcd', longest: 3 }),
    )
  })
})

describe('checkTtl', () => {
  it.each([0, 1, 31_535_999, 31_536_000])('accepts %d', (ttl) => {
    expect(checkTtl(ttl, twilioLimits)).toBe(ttl)
  })

  const notTtls: Case[] = [
    { name: '-1', found: -1 },
    { name: 'a second more than a year', found: 31_536_001 },
    { name: 'a fraction', found: 0.5 },
    { name: 'NaN', found: Number.NaN },
    { name: 'Infinity', found: Infinity },
    { name: 'text', found: '60' },
    { name: 'null', found: null },
    { name: 'a BigInt', found: 60n },
  ]
  it.each(notTtls)('rejects $name', ({ found }) => {
    expect(() => checkTtl(found, twilioLimits)).toThrow(
      new SyncError({ kind: 'ttl-invalid', found, longest: 31_536_000 }),
    )
  })

  it('follows the limit it is given', () => {
    const limits = { ...twilioLimits, ttlSeconds: 60 }

    expect(checkTtl(60, limits)).toBe(60)
    expect(() => checkTtl(61, limits)).toThrow(
      new SyncError({ kind: 'ttl-invalid', found: 61, longest: 60 }),
    )
  })
})

describe('checkData', () => {
  const rules: DataRules = { largest: 4096, missing: { kind: 'data-missing' } }
  const characters: { name: string; character: string; bytes: number }[] = [
    { name: 'ASCII', character: 'x', bytes: 1 },
    { name: 'characters of two bytes', character: 'é', bytes: 2 },
    { name: 'characters of three bytes', character: '€', bytes: 3 },
    { name: 'characters of four bytes', character: '😀', bytes: 4 },
    { name: 'quotes, which are escaped', character: '"', bytes: 2 },
    { name: 'line ends, which are escaped', character: '\n', bytes: 2 },
    { name: 'control characters, which are escaped', character: '\u0000', bytes: 6 },
    { name: 'lone surrogates, which are escaped', character: '\ud800', bytes: 6 },
  ]
  it.each(characters)('accepts 4096 bytes and no more of $name', ({ character, bytes }) => {
    const room = 4096 - '{"text":""}'.length
    const text = character.repeat(Math.floor(room / bytes)) + 'x'.repeat(room % bytes)
    const tooMuch = { text: `${text}x` }

    expect(Buffer.byteLength(JSON.stringify({ text }))).toBe(4096)
    expect(checkData(readData({ text }), rules)).toEqual({ text })
    expect(() => checkData(readData(tooMuch), rules)).toThrow(
      new SyncError({ kind: 'data-too-large', bytes: 4097, largest: 4096 }),
    )
  })

  it('follows the limit it is given', () => {
    expect(checkData(readData({}), { ...rules, largest: 2 })).toEqual({})
    expect(() => checkData(readData({ a: 1 }), { ...rules, largest: 2 })).toThrow(
      new SyncError({ kind: 'data-too-large', bytes: 7, largest: 2 }),
    )
  })

  it.each([undefined, null])('reports %s as missing', (found) => {
    expect(() => checkData(readData(found), rules)).toThrow(new SyncError({ kind: 'data-missing' }))
  })

  const notObjects: Case[] = [
    { name: 'an array', found: [{}] },
    { name: 'text', found: 'text' },
    { name: 'text that looks like JSON', found: '{}' },
    { name: 'a number', found: 1 },
    { name: 'a boolean', found: true },
    { name: 'a BigInt', found: 1n },
    { name: 'a BigInt inside', found: { id: 1n } },
    { name: 'a function', found: () => ({}) },
    { name: 'a symbol', found: Symbol('x') },
    { name: 'a Date, whose JSON is a string', found: new Date(0) },
    { name: 'a boxed string', found: Object('text') },
    { name: 'an object whose toJSON gives an array', found: { toJSON: () => [] } },
    { name: 'an object whose toJSON gives nothing', found: { toJSON: () => undefined } },
    { name: 'a cycle', found: cycle() },
  ]
  it.each(notObjects)('rejects $name', ({ found }) => {
    expect(() => checkData(readData(found), rules)).toThrow(
      new SyncError({ kind: 'data-invalid', found, deepest: 500 }),
    )
  })

  const objects: { name: string; data: object; kept: unknown }[] = [
    { name: 'an empty object', data: {}, kept: {} },
    { name: 'an object without a prototype', data: Object.create(null) as object, kept: {} },
    { name: 'an object with toJSON', data: { toJSON: () => ({ id: 1 }) }, kept: { id: 1 } },
    {
      name: 'a Date inside, as a string',
      data: { at: new Date(0) },
      kept: { at: '1970-01-01T00:00:00.000Z' },
    },
    { name: 'null inside', data: { id: null }, kept: { id: null } },
    { name: 'NaN inside, as null', data: { id: Number.NaN }, kept: { id: null } },
    { name: 'undefined inside, as nothing', data: { id: undefined }, kept: {} },
  ]
  it.each(objects)('keeps $name', ({ data, kept }) => {
    expect(checkData(readData(data), rules)).toStrictEqual(kept)
  })

  it.each([
    { what: 'lists', data: (depth: number) => `{"a":${nested('[', ']', depth - 1)}}` },
    { what: 'objects', data: (depth: number) => nested('{"a":', '}', depth) },
    {
      what: 'the last of many',
      data: (depth: number) => `{"a":[1,{},${nested('[', ']', depth - 2)}]}`,
    },
  ])('accepts $what in 500 levels and no more', ({ data }) => {
    const generous = { ...rules, largest: 1_000_000 }
    const longest: unknown = JSON.parse(data(500))
    expect(checkData(readData(longest), generous)).toEqual(longest)
    for (const depth of [501, 3000, 100_000]) {
      const found: unknown = JSON.parse(data(depth))
      expect(() => checkData(readData(found), generous)).toThrow(
        expect.objectContaining({ failure: { kind: 'data-invalid', found, deepest: 500 } }),
      )
    }
  })

  it('keeps a key named __proto__ as a key', () => {
    const json = '{"__proto__":{"isAdmin":true}}'
    const data: unknown = JSON.parse(json)

    const kept = checkData(readData(data), rules)

    expect(JSON.stringify(kept)).toBe(json)
    expect(Object.getPrototypeOf(kept)).toBe(Object.prototype)
  })

  it('returns a deeply frozen copy', () => {
    const data = { list: [{ id: 1 }] }

    const kept = checkData(readData(data), rules)
    data.list.push({ id: 2 })

    expect(kept).toEqual({ list: [{ id: 1 }] })
    expect(Object.isFrozen(kept)).toBe(true)
    expect(Object.isFrozen(kept['list'])).toBe(true)
    expect(Object.isFrozen(data.list)).toBe(false)
  })
})

describe('checkWebhookUrl', () => {
  const urls = ['http://example.com', 'https://example.com:8080/hook?a=b#c', 'HTTPS://EXAMPLE.COM']
  it.each(urls)('accepts %s', (url) => {
    expect(checkWebhookUrl(url, twilioLimits)).toBe(url)
  })

  it('accepts 512 characters and no more', () => {
    const longest = 'https://example.com/'.padEnd(512, 'x')
    const found = `${longest}x`

    expect(checkWebhookUrl(longest, twilioLimits)).toBe(longest)
    expect(() => checkWebhookUrl(found, twilioLimits)).toThrow(
      new SyncError({ kind: 'webhook-url-invalid', found, longest: 512 }),
    )
  })

  it('takes time that grows with the length alone', () => {
    const limits = { ...twilioLimits, webhookUrlLength: 1_000_000 }
    const found = `https://${'x'.repeat(100_000)} `
    const start = performance.now()

    expect(() => checkWebhookUrl(found, limits)).toThrow(SyncError)
    // Quadratic, it takes ten times as long.
    expect(performance.now() - start).toBeLessThan(2000)
  })

  it.each([null, ''])('treats %j as none', (found) => {
    expect(checkWebhookUrl(found, twilioLimits)).toBeNull()
  })

  const notUrls = [
    'example.com',
    'ftp://example.com',
    'https://',
    'https:///hook',
    'https://exa mple.com',
    ' https://example.com',
  ]
  it.each(notUrls)('rejects %j', (found) => {
    expect(() => checkWebhookUrl(found, twilioLimits)).toThrow(
      new SyncError({ kind: 'webhook-url-invalid', found, longest: 512 }),
    )
  })
})

describe('checkDebouncingWindow', () => {
  it.each([1000, 5000, 30_000])('accepts %d', (window) => {
    expect(checkDebouncingWindow(window, twilioLimits)).toBe(window)
  })

  it.each([999, 30_001, 1000.5, Number.NaN])('rejects %d', (found) => {
    expect(() => checkDebouncingWindow(found, twilioLimits)).toThrow(
      new SyncError({
        kind: 'parameter-invalid',
        parameter: 'reachabilityDebouncingWindow',
        found,
      }),
    )
  })
})

/** JSON nested that many levels deep. */
function nested(open: string, close: string, depth: number): string {
  return `${open.repeat(depth)}${open.endsWith(':') ? '1' : ''}${close.repeat(depth)}`
}

function cycle(): object {
  const value: { self?: object } = {}
  value.self = value
  return value
}
