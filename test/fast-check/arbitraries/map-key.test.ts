import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeSync, type FakeSync, type LimitOverrides } from '../../../src/core.ts'
import { invalidMapKey, mapKey } from '../../../src/fast-check/arbitraries/map-key.ts'
import { expectEdges, expectRefusal, serviceOf, simplestOf } from './expectations.ts'

const everyLimit = [1, 2, 5, 320].map((keyLength): { limits: LimitOverrides } => ({
  limits: { keyLength },
}))

describe('mapKey', () => {
  it.each(everyLimit)('survives a round trip to the service: $limits', async (options) => {
    const sync = createFakeSync(options)
    const { syncMaps } = serviceOf(sync)
    await fc.assert(
      fc.asyncProperty(mapKey(sync), async (key) => {
        sync.reset()
        sync.maps.create({ uniqueName: 'players' })
        const { syncMapItems } = syncMaps('players')
        expect((await syncMapItems.create({ key, data: {} })).key).toBe(key)
        expect((await syncMapItems(encodeURIComponent(key)).fetch()).key).toBe(key)
        expect(sync.maps.items('players').all()).toMatchObject([{ key }])
      }),
      { numRuns: 200 },
    )
  })

  it('generates the edges', () => {
    expectEdges(mapKey(), {
      'the shortest': (key) => key.length === 1,
      'the longest': (key) => key.length === 320,
      'the longest in characters of two units': (key) =>
        key.length === 320 && Array.from(key).length === 160,
      'a slash': (key) => key === 'a/b',
      'an escaped slash': (key) => key === 'a%2Fb',
      'a percent sign': (key) => key === '%',
      'a hash': (key) => key === 'a#b',
      'a path upwards': (key) => key === '../a',
      'a path up at its end': (key) => key === 'a/..',
      'only a space': (key) => key === ' ',
      'an emoji': (key) => key === '😀',
      'the last of the code units': (key) => key === '\uffff',
      'a letter and its capital': (key) => key === 'A',
      'a SID': (key) => /^MP0{32}$/.test(key),
      'a revision of nothing': (key) => key === '-1',
      __proto__: (key) => key === '__proto__',
    })
  })

  it('leaves out keys that clients resolve away, and halves of characters', () => {
    const keys = fc.sample(mapKey({ limits: { keyLength: 2 } }), 3000)
    expect(keys).not.toContain('.')
    expect(keys).not.toContain('..')
    expect(keys.filter((key) => /[\ud800-\udfff]/u.test(key))).toEqual([])
  })

  it.each([{ keys: ['ann', 'bob'] }, { keys: fc.constantFrom('ann', 'bob') }])(
    'takes most keys from the app: $keys',
    (options) => {
      const keys = fc.sample(mapKey(options), { seed: 1, numRuns: 400 })
      const own = keys.filter((key) => key === 'ann' || key === 'bob')
      expect(own.length).toBeGreaterThan(250)
      expect(own.length).toBeLessThan(350)
    },
  )

  it('refuses what is no source of keys, and limits that allow none', () => {
    expect(() => mapKey({ keys: [] })).toThrow(
      new TypeError(
        'Cannot make keys of map items: found [] for keys, expected an arbitrary of strings, or a list of one or more strings other than . and ..',
      ),
    )
    expect(() => mapKey({ limits: { keyLength: 0 } })).toThrow(
      new TypeError('Cannot make keys of map items: found 0 for keyLength, expected 1 or more'),
    )
  })

  it.each(everyLimit)('shrinks to a: $limits', (options) => {
    expect(simplestOf(mapKey(options))).toEqual(['a'])
  })
})

describe('invalidMapKey', () => {
  it.each(everyLimit)('is refused with the given status and code: $limits', async (options) => {
    const sync: FakeSync = createFakeSync(options)
    sync.maps.create({ uniqueName: 'players' })
    const { syncMapItems } = serviceOf(sync).syncMaps('players')
    const items = sync.maps.items('players')
    await fc.assert(
      fc.asyncProperty(invalidMapKey(sync), async (invalid) => {
        const key = invalid.value
        await expectRefusal(() => syncMapItems.create({ key, data: {} }), invalid)
        await expectRefusal(() => items.create({ key, data: {} }), invalid)
        await expectRefusal(() => items.set(key, { data: {} }), invalid)
      }),
    )
    expect(items.size).toBe(0)
  })

  it('generates the edges', () => {
    expectEdges(invalidMapKey(), {
      empty: ({ value }) => value === '',
      'one too long': ({ value }) => value.length === 321,
      'too long in code units, not in characters': ({ value }) =>
        value.length > 320 && Array.from(value).length <= 320,
    })
  })

  it('shrinks to an empty key', () => {
    expect(simplestOf(invalidMapKey())).toEqual([{ value: '', status: 400, code: 54209 }])
  })
})
