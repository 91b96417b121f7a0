import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeSync, type LimitOverrides } from '../../../src/core.ts'
import { invalidPageSize, pageSize } from '../../../src/fast-check/arbitraries/page-size.ts'
import { expectEdges, expectRefusal, simplestOf, streamsOf } from './expectations.ts'

const everyLimit: { readonly limits: LimitOverrides }[] = [
  { limits: {} },
  { limits: { acceptedPageSize: 1 } },
  { limits: { acceptedPageSize: 3, defaultPageSize: 7, returnedPageSize: 2 } },
  { limits: { acceptedPageSize: 5, returnedPageSize: 5 } },
]

describe('pageSize', () => {
  it.each(everyLimit)('is accepted: $limits', async (options) => {
    const sync = createFakeSync(options)
    const streams = streamsOf(sync)
    for (let count = 0; count < 120; count += 1) sync.streams.create()
    await fc.assert(
      fc.asyncProperty(pageSize(sync), async (size) => {
        const { instances } = await streams.page({ pageSize: size })
        expect(instances).toHaveLength(Math.min(size, sync.limits.returnedPageSize))
        expect(sync.streams.page({ pageSize: size }).streams).toHaveLength(instances.length)
      }),
      { numRuns: 30 },
    )
  })

  it('generates the edges', () => {
    const edges = [1, 50, 100, 101, 1000]
    expectEdges(pageSize(), {
      ...Object.fromEntries(edges.map((edge) => [edge, (size: number) => size === edge])),
      between: (size) => !edges.includes(size),
    })
  })

  it('shrinks to 1', () => {
    expect(simplestOf(pageSize())).toEqual([1])
  })
})

describe('invalidPageSize', () => {
  it.each(everyLimit)('is refused with the given status and code: $limits', async (options) => {
    const sync = createFakeSync(options)
    const streams = streamsOf(sync)
    await fc.assert(
      fc.asyncProperty(invalidPageSize(sync), async (invalid) => {
        const { value } = invalid
        await expectRefusal(() => streams.page({ pageSize: value }), invalid)
        await expectRefusal(() => sync.streams.page({ pageSize: value }), invalid)
        expect(invalid).toMatchObject({ status: 400, code: 54454 })
      }),
    )
  })

  it('generates the edges', () => {
    expectEdges(invalidPageSize(), {
      '0': ({ value }) => value === 0,
      '-1': ({ value }) => value === -1,
      'one too large': ({ value }) => value === 1001,
      larger: ({ value }) => value > 1001,
      'a fraction in range': ({ value }) => value > 1 && value < 1000 && value % 1 !== 0,
    })
  })

  it('shrinks to 0', () => {
    expect(simplestOf(invalidPageSize())).toEqual([{ value: 0, status: 400, code: 54454 }])
  })
})
