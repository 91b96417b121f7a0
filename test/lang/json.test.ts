import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyJson, deepFreeze, parseJson, toJson, utf8Length } from '../../src/lang/json.ts'

describe('parseJson', () => {
  it('reads what toJson wrote', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // Through JSON first: it has no negative zero.
        const plain: unknown = JSON.parse(JSON.stringify(value))

        expect(parseJson(toJson(plain) ?? '')).toEqual(plain)
      }),
    )
  })

  it.each(['', '{', "{a: 'b'}", 'undefined', '{"a":1,}'])('returns undefined for %j', (text) => {
    expect(parseJson(text)).toBeUndefined()
  })
})

describe('copyJson', () => {
  it('makes members called __proto__ as changeable as all others', () => {
    const copy = copyJson(JSON.parse('{"__proto__":1,"a":1}') as object)
    const { ['__proto__']: special, a } = Object.getOwnPropertyDescriptors(copy) as Record<
      string,
      PropertyDescriptor
    >
    expect(special).toEqual({ value: 1, enumerable: true, writable: true, configurable: true })
    expect(special).toEqual(a)
  })

  it('returns what JSON.stringify and JSON.parse would', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value))
        expect(copyJson(plain)).toStrictEqual(plain)
      }),
    )
  })

  it('treats __proto__ as an ordinary name', () => {
    const text = '{"__proto__":{"a":[1]},"b":null}'
    const copy = copyJson(JSON.parse(text) as object)
    expect(JSON.stringify(copy)).toBe(text)
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
  })

  it('shares nothing with the original', () => {
    const original = { list: [{ deep: 1 }] }
    const copy = copyJson(original)
    copy.list[0] = { deep: 2 }
    copy.list.push({ deep: 3 })
    expect(original).toEqual({ list: [{ deep: 1 }] })
  })
})

describe('toJson', () => {
  it('writes the shortest JSON', () => {
    expect(toJson({ a: [1, 'x'], b: undefined })).toBe('{"a":[1,"x"]}')
  })

  const withoutJson: { name: string; value: unknown }[] = [
    { name: 'undefined', value: undefined },
    { name: 'a function', value: () => 1 },
    { name: 'a symbol', value: Symbol('x') },
    { name: 'a BigInt', value: 1n },
    { name: 'a cycle', value: cycle() },
    { name: 'a value nested too deep', value: nested(100_000) },
    { name: 'a toJSON that throws', value: { toJSON: () => JSON.parse('{') as unknown } },
  ]
  it.each(withoutJson)('returns undefined for $name', ({ value }) => {
    expect(toJson(value)).toBeUndefined()
  })
})

describe('utf8Length', () => {
  it('counts as Buffer does', () => {
    fc.assert(
      fc.property(texts(), (text) => {
        expect(utf8Length(text)).toBe(Buffer.byteLength(text))
      }),
    )
  })
})

describe('deepFreeze', () => {
  it('freezes everything inside and returns the same object', () => {
    const inner = { list: [{ deep: 1 }], nothing: null }
    const root = { inner }

    expect(deepFreeze(root)).toBe(root)
    expect([root, inner, inner.list, inner.list[0]].every(Object.isFrozen)).toBe(true)
  })

  it('freezes an object nested deeper than the stack', () => {
    const root = nested(100_000)

    deepFreeze(root)

    let [depth, value] = [0, root]
    while (value.inner !== undefined && Object.isFrozen(value)) {
      depth += 1
      value = value.inner
    }
    expect(depth).toBe(100_000)
    expect(Object.isFrozen(value)).toBe(true)
  })
})

interface Nested {
  inner?: Nested
}

function nested(depth: number): Nested {
  let value: Nested = {}
  for (let level = 0; level < depth; level += 1) value = { inner: value }
  return value
}

function cycle(): Nested {
  const value: Nested = {}
  value.inner = value
  return value
}

/** Any code points but surrogates, among them the first and the last of each length in UTF-8. */
function texts(): fc.Arbitrary<string> {
  const bounds = fc.constantFrom(
    0,
    0x7f,
    0x80,
    0x7ff,
    0x800,
    0xd7ff,
    0xe000,
    0xffff,
    0x10000,
    0x103ff,
    0x10ffff,
  )
  const codePoints = fc.oneof(bounds, fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff }))
  return fc.array(codePoints).map((text) => String.fromCodePoint(...text))
}
