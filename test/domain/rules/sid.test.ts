import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSid, SidGenerator, type SidPrefix, sidPrefixes } from '../../../src/domain/rules/sid.ts'
import { show } from '../../../src/lang/show.ts'

describe('new SidGenerator', () => {
  it.each([0.5, Number.NaN, Infinity, 2 ** 53, '1', null])('rejects the seed %s', (seed) => {
    expect(() => new SidGenerator(seed as number)).toThrow(
      new TypeError(`Cannot seed the SIDs: found ${show(seed)}, expected a safe integer`),
    )
  })
})

describe('SidGenerator.next', () => {
  it('returns the prefix and 32 lower-case hex digits, whatever the seed', () => {
    fc.assert(
      fc.property(seeds(), prefixes(), (seed, prefix) => {
        const sid = new SidGenerator(seed).next(prefix)

        expect(sid).toMatch(/^[A-Z]{2}[a-f0-9]{32}$/)
        expect(sid.slice(0, 2)).toBe(prefix)
      }),
    )
  })

  it('returns the same SIDs for the same seed', () => {
    fc.assert(
      fc.property(seeds(), fc.array(prefixes()), (seed, draws) => {
        expect(sidsOf(new SidGenerator(seed), draws)).toEqual(sidsOf(new SidGenerator(seed), draws))
      }),
    )
  })

  it('uses seed 0 by default', () => {
    expect(new SidGenerator().next('TO')).toBe(new SidGenerator(0).next('TO'))
  })

  it('returns other SIDs for other seeds, negative and huge ones included', () => {
    const chosen = [0, 1, -1, 2 ** 32, -(2 ** 32), 2 ** 32 + 1, 2 ** 53 - 1, 1 - 2 ** 53]

    const firsts = chosen.map((seed) => new SidGenerator(seed).next('TO'))

    expect(new Set(firsts).size).toBe(chosen.length)
  })

  it('never repeats itself', () => {
    fc.assert(
      fc.property(seeds(), prefixes(), (seed, prefix) => {
        const sids = new SidGenerator(seed)

        expect(new Set(Array.from({ length: 10_000 }, () => sids.next(prefix))).size).toBe(10_000)
      }),
      { numRuns: 10 },
    )
  })

  it('counts each prefix separately', () => {
    fc.assert(
      fc.property(seeds(), fc.array(prefixes()), prefixes(), (seed, draws, prefix) => {
        const mixed = sidsOf(new SidGenerator(seed), draws).filter((sid) => sid.startsWith(prefix))
        const alone = sidsOf(
          new SidGenerator(seed),
          draws.filter((drawn) => drawn === prefix),
        )

        expect(mixed).toEqual(alone)
      }),
    )
  })

  it('returns different digits for different prefixes', () => {
    const sids = new SidGenerator()
    const digits = sidPrefixes.map((prefix) => sids.next(prefix).slice(2))

    expect(new Set(digits).size).toBe(sidPrefixes.length)
  })
})

describe('SidGenerator.reset', () => {
  it('starts again from the first SID of every prefix', () => {
    const sids = new SidGenerator(7)
    const draws: SidPrefix[] = ['TO', 'TO', 'TZ', 'IS']
    const before = sidsOf(sids, draws)

    sids.reset()

    expect(sidsOf(sids, draws)).toEqual(before)
  })
})

describe('SidGenerator.snapshot', () => {
  it('counts the SIDs of those prefixes that were drawn', () => {
    const sids = new SidGenerator(0)
    expect(sids.snapshot()).toEqual({})

    sids.next('TO')

    expect(sids.snapshot()).toEqual({ TO: 1 })
  })
})

describe('isSid', () => {
  it('refuses what only ends like a SID', () => {
    expect(isSid(`TO${new SidGenerator(0).next('TO')}`, 'TO')).toBe(false)
  })

  it('accepts every SID from SidGenerator', () => {
    fc.assert(
      fc.property(seeds(), prefixes(), (seed, prefix) => {
        expect(isSid(new SidGenerator(seed).next(prefix), prefix)).toBe(true)
      }),
    )
  })

  const digits = '0123456789abcdef0123456789abcdef'
  const notSids: { name: string; text: string }[] = [
    { name: 'another prefix', text: `TO${digits}` },
    { name: 'upper-case hex', text: `IS${digits.toUpperCase()}` },
    { name: 'a lower-case prefix', text: `is${digits}` },
    { name: '31 digits', text: `IS${digits.slice(1)}` },
    { name: '33 digits', text: `IS${digits}0` },
    { name: 'no hex', text: `IS${digits.slice(1)}g` },
    { name: 'a line end', text: `IS${digits}\n` },
    { name: 'the prefix alone', text: 'IS' },
    { name: 'nothing', text: '' },
  ]
  it.each(notSids)('refuses $name', ({ text }) => {
    expect(isSid(text, 'IS')).toBe(false)
  })
})

function seeds(): fc.Arbitrary<number> {
  return fc.maxSafeInteger()
}

function prefixes(): fc.Arbitrary<SidPrefix> {
  return fc.constantFrom(...sidPrefixes)
}

function sidsOf(sids: SidGenerator, draws: readonly SidPrefix[]): string[] {
  return draws.map((prefix) => sids.next(prefix))
}
