import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeSync, type LimitOverrides } from '../../../src/core.ts'
import {
  invalidUniqueName,
  uniqueName,
  uniqueNamePair,
} from '../../../src/fast-check/arbitraries/unique-name.ts'
import { expectEdges, expectRefusal, simplestOf, streamsOf } from './expectations.ts'

const lengths = [1, 2, 3, 5, 33, 34, 320]
const everyLimit = lengths.map((uniqueNameLength): { limits: LimitOverrides } => {
  return { limits: { uniqueNameLength } }
})

describe('uniqueName', () => {
  it.each(everyLimit)('survives a round trip to the service: $limits', async (options) => {
    const sync = createFakeSync(options)
    const streams = streamsOf(sync)
    await fc.assert(
      fc.asyncProperty(uniqueName(sync), async (name) => {
        sync.reset()
        const created = await streams.create({ uniqueName: name })
        expect(created.uniqueName).toBe(name)
        const fetched = await streams(encodeURIComponent(name)).fetch()
        expect(fetched).toMatchObject({ sid: created.sid, uniqueName: name })
        expect(sync.streams.fetch(name).sid).toBe(created.sid)
      }),
      { numRuns: 300 },
    )
  })

  it('generates the edges', () => {
    expectEdges(uniqueName(), {
      'the shortest': (name) => name.length === 1,
      'the longest': (name) => name.length === 320,
      'the longest in characters of two units': (name) =>
        name.length === 320 && Array.from(name).length === 160,
      'a SID that lacks a digit': (name) => /^TO[0-9a-f]{31}$/.test(name),
      'a SID with a digit too many': (name) => /^TO[0-9a-f]{33}$/.test(name),
      'a SID with capital digits': (name) => /^TO[0-9A-F]{32}$/.test(name),
      'a SID with a small prefix': (name) => /^to[0-9a-f]{32}$/.test(name),
      'a SID behind a space': (name) => /^ TO[0-9a-f]{32}$/.test(name),
      'an astral character': (name) => /[\u{10000}-\u{10ffff}]/u.test(name),
      'a combining mark': (name) => /\p{Mn}/u.test(name),
      'a script from right to left': (name) => /\p{Script=Hebrew}/u.test(name),
      'not in NFC': (name) => name !== name.normalize('NFC'),
      'percent encoding': (name) => name.includes('%2F'),
      'broken percent encoding': (name) => name === '100%',
      'a slash': (name) => name.includes('/'),
      'dots in the middle': (name) => name === 'a..b',
      'a path upwards': (name) => name === '../a',
      'a question mark': (name) => name.includes('?'),
      'a hash': (name) => name.includes('#'),
      'an ampersand': (name) => name.includes('&'),
      'a plus': (name) => name.includes('+'),
      'only a space': (name) => name === ' ',
      'a line end': (name) => name.includes('\n'),
      'a zero character': (name) => name.includes('\0'),
      default: (name) => name === 'default',
      __proto__: (name) => name === '__proto__',
    })
  })

  it('leaves out names that clients resolve away', () => {
    const names = fc.sample(uniqueName({ limits: { uniqueNameLength: 2 } }), 5000)
    expect(names).not.toContain('.')
    expect(names).not.toContain('..')
  })

  it.each(everyLimit)('shrinks to a: $limits', (options) => {
    expect(simplestOf(uniqueName(options))).toEqual(['a'])
  })

  it('refuses limits that allow no name', () => {
    expect(() => uniqueName({ limits: { uniqueNameLength: 0 } })).toThrow(
      new TypeError('Cannot make unique names: found 0 for uniqueNameLength, expected 1 or more'),
    )
  })
})

describe('invalidUniqueName', () => {
  it.each(everyLimit)('is refused with the given status and code: $limits', async (options) => {
    const sync = createFakeSync(options)
    const streams = streamsOf(sync)
    await fc.assert(
      fc.asyncProperty(invalidUniqueName(sync), async (invalid) => {
        const uniqueName = invalid.value
        await expectRefusal(() => streams.create({ uniqueName }), invalid)
        await expectRefusal(() => sync.streams.create({ uniqueName }), invalid)
        expect(invalid).toMatchObject({ status: 400, code: 54302 })
      }),
    )
    expect(sync.streams.size).toBe(0)
  })

  it('generates the edges', () => {
    expectEdges(invalidUniqueName(), {
      empty: ({ value }) => value === '',
      'one too long': ({ value }) => value.length === 321,
      'too long in code units, not in characters': ({ value }) =>
        value.length > 320 && Array.from(value).length <= 320,
      'the SID of a stream': ({ value }) => /^TO[0-9a-f]{32}$/.test(value),
      'the SID of anything': ({ value }) => /^(?!TO|IS|TZ)[A-Z]{2}[0-9a-f]{32}$/.test(value),
    })
  })

  it('shrinks to an empty name', () => {
    expect(simplestOf(invalidUniqueName())).toEqual([{ value: '', status: 400, code: 54302 }])
  })
})

describe('uniqueNamePair', () => {
  it.each(everyLimit)('names two different streams: $limits', async (options) => {
    const sync = createFakeSync(options)
    const streams = streamsOf(sync)
    await fc.assert(
      fc.asyncProperty(uniqueNamePair(sync), async ([one, other]) => {
        sync.reset()
        const first = await streams.create({ uniqueName: one })
        const second = await streams.create({ uniqueName: other })
        expect((await streams(encodeURIComponent(one)).fetch()).sid).toBe(first.sid)
        expect((await streams(encodeURIComponent(other)).fetch()).sid).toBe(second.sid)
        const fold = (name: string): string => name.toUpperCase().normalize('NFC')
        expect(fold(one)).toBe(fold(other))
      }),
    )
  })

  it('generates the edges', () => {
    expectEdges(uniqueNamePair(), {
      'case of a Latin letter': ([one, other]) => one === 'a' && other === 'A',
      'case of another letter': ([one, other]) => one.includes('σ') && other.includes('Σ'),
      normalisation: ([one, other]) => one === other.normalize('NFC'),
      'in the middle of a name': ([one]) => /^[a-z0-9_-]+é[a-z0-9_-]+$/.test(one),
    })
  })

  it('shrinks to a and A', () => {
    expect(simplestOf(uniqueNamePair())).toEqual([['a', 'A']])
  })
})
