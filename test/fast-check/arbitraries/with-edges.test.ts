import fc from 'fast-check'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  invalidMessageData,
  messageData,
} from '../../../src/fast-check/arbitraries/message-data.ts'
import { invalidPageSize, pageSize } from '../../../src/fast-check/arbitraries/page-size.ts'
import { timeMove } from '../../../src/fast-check/arbitraries/time-step.ts'
import { invalidTtl, ttl } from '../../../src/fast-check/arbitraries/ttl.ts'
import { invalidUniqueName, uniqueName } from '../../../src/fast-check/arbitraries/unique-name.ts'
import { withEdges } from '../../../src/fast-check/arbitraries/with-edges.ts'
import { simplestOf } from './expectations.ts'

const range = fc.integer({ min: 0, max: 1_000_000 })

describe('withEdges', () => {
  it('generates an edge every other time, all edges equally often', () => {
    const values = fc.sample(withEdges(range, [7, 999_999]), { seed: 1, numRuns: 1000 })
    const counts = [7, 999_999].map((edge) => values.filter((value) => value === edge).length)
    for (const count of counts) {
      expect(count).toBeGreaterThan(200)
      expect(count).toBeLessThan(300)
    }
  })

  it('shrinks values that are not edges as the range does', () => {
    const property = (given: fc.Arbitrary<number>): fc.IProperty<[number]> =>
      fc.property(given, (number) => number < 12_345)
    const { counterexample } = fc.check(property(withEdges(range, [0])), { seed: 1 })
    expect(counterexample).toEqual([12_345])
  })

  it('does not shrink an edge outside of the range', () => {
    expect(simplestOf(withEdges(range, [-5]), (number) => number < 0)).toEqual([-5])
  })

  it('shrinks edges inside of mapped values', () => {
    const longer = withEdges(range, [1_000_000]).map((number) => 'a'.repeat(number % 100_000))
    const pairs = fc.tuple(withEdges(range, [1_000_000]), fc.array(longer))
    expect(simplestOf(pairs, ([number]) => number > 100)).toEqual([[101, []]])
  })

  it('shrinks with fast-check 3 too', async () => {
    vi.resetModules()
    vi.doMock('fast-check', () => import('fast-check3'))
    onTestFinished(() => {
      vi.doUnmock('fast-check')
    })
    const { default: fc3 } = (await import('fast-check3')) as unknown as { default: typeof fc }
    const { ttl: ttl3 } = await import('../../../src/fast-check/arbitraries/ttl.ts')
    const ends = Array.from({ length: 30 }, (_, seed) => {
      const property = fc3.property<[number | undefined]>(ttl3(), (seconds = 0) => seconds <= 100)
      return fc3.check(property, { seed }).counterexample?.[0]
    })
    expect(fc3.__version).toMatch(/^3/)
    expect(new Set(ends)).toEqual(new Set([101]))
  })
})

const longest = 31_536_000
const largest = Number.MAX_SAFE_INTEGER

interface Case {
  readonly what: string
  readonly find: () => readonly unknown[]
  readonly simplest: unknown
}

const cases: readonly Case[] = [
  { what: 'a TTL', find: () => simplestOf(ttl(), isGiven), simplest: 0 },
  { what: 'a TTL > 0', find: () => simplestOf(ttl(), above(0)), simplest: 1 },
  { what: 'a TTL > 100', find: () => simplestOf(ttl(), above(100)), simplest: 101 },
  { what: 'a TTL > 3e7', find: () => simplestOf(ttl(), above(3e7)), simplest: 30_000_001 },
  { what: 'a page size > 1', find: () => simplestOf(pageSize(), above(1)), simplest: 2 },
  { what: 'a page size > 100', find: () => simplestOf(pageSize(), above(100)), simplest: 101 },
  { what: 'a page size > 500', find: () => simplestOf(pageSize(), above(500)), simplest: 501 },
  {
    what: 'an invalid TTL > 0',
    find: () => valuesOf(simplestOf(invalidTtl(), ({ value }) => value > 0)),
    simplest: longest + 1,
  },
  {
    what: 'an invalid TTL < -100',
    find: () => valuesOf(simplestOf(invalidTtl(), ({ value }) => value < -100)),
    simplest: -101,
  },
  {
    what: 'an invalid TTL that is no safe integer, nor a fraction',
    find: () => valuesOf(simplestOf(invalidTtl(), ({ value }) => value > largest)),
    simplest: 1e21,
  },
  {
    what: 'an invalid TTL in range',
    find: () => valuesOf(simplestOf(invalidTtl(), ({ value }) => value > 0 && value < longest)),
    simplest: 0.5,
  },
  {
    what: 'an invalid page size > 0',
    find: () => valuesOf(simplestOf(invalidPageSize(), ({ value }) => value > 0)),
    simplest: 1001,
  },
  {
    what: 'an invalid page size < 0',
    find: () => valuesOf(simplestOf(invalidPageSize(), ({ value }) => value < 0)),
    simplest: -1,
  },
  {
    what: 'an invalid page size > 5000',
    find: () => valuesOf(simplestOf(invalidPageSize(), ({ value }) => value > 5000)),
    simplest: 5001,
  },
  {
    what: 'a message of more than 3000 bytes',
    find: () => simplestOf(messageData(), (data) => JSON.stringify(data).length > 3000),
    simplest: { a: 'a'.repeat(2993) },
  },
  {
    what: 'too large a message',
    find: () => valuesOf(simplestOf(invalidMessageData(), ({ code }) => code === 54006)),
    simplest: { a: 'a'.repeat(4089) },
  },
  {
    what: 'a name of more than 100 characters',
    find: () => simplestOf(uniqueName(), (name) => name.length > 100),
    simplest: 'a'.repeat(101),
  },
  {
    what: 'an invalid name of any length',
    find: () => valuesOf(simplestOf(invalidUniqueName(), ({ value }) => value !== '')),
    simplest: 'a'.repeat(321),
  },
  {
    what: 'an invalid name of more than 400 characters',
    find: () => valuesOf(simplestOf(invalidUniqueName(), ({ value }) => value.length > 400)),
    simplest: 'a'.repeat(401),
  },
  {
    what: 'an invalid name like a SID',
    find: () => valuesOf(simplestOf(invalidUniqueName(), ({ value }) => value.length === 34)),
    simplest: `TO${'0'.repeat(32)}`,
  },
  {
    what: 'a step in time of more than 5 s',
    find: () => simplestOf(timeMove(), (move) => 'forwardMs' in move && move.forwardMs > 5000),
    simplest: { forwardMs: 5001 },
  },
]

describe('the simplest counterexample', () => {
  it.each(cases)('is found from any start for $what', ({ find, simplest }) => {
    expect(find()).toEqual([simplest])
  })
})

function isGiven(seconds: number | undefined): boolean {
  return seconds !== undefined
}

function above(limit: number): (number: number | undefined) => boolean {
  return (number = 0) => number > limit
}

function valuesOf(found: readonly ({ readonly value: unknown } | undefined)[]): unknown[] {
  return found.map((invalid) => invalid?.value)
}
