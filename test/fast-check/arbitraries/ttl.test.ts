import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeSync, type LimitOverrides } from '../../../src/core.ts'
import { invalidTtl, ttl } from '../../../src/fast-check/arbitraries/ttl.ts'
import { expectEdges, expectRefusal, simplestOf, streamsOf } from './expectations.ts'

const longest = 31_536_000
const everyLimit = [0, 1, 2, 90, longest, 10_000_000_000].map(
  (ttlSeconds): { limits: LimitOverrides } => ({ limits: { ttlSeconds } }),
)

describe('ttl', () => {
  it.each(everyLimit)('is accepted as the TTL of a stream: $limits', async (options) => {
    const sync = createFakeSync(options)
    const streams = streamsOf(sync)
    await fc.assert(
      fc.asyncProperty(ttl(sync), async (seconds) => {
        const options = seconds === undefined ? {} : { ttl: seconds }
        const { sid } = await streams.create(options)
        const expected = seconds ? sync.clock.now() + seconds * 1000 : null
        expect(sync.streams.fetch(sid).dateExpires).toBe(expected)
      }),
    )
  })

  it('generates the edges', () => {
    expectEdges(ttl(), {
      'left out': (seconds) => seconds === undefined,
      '0': (seconds) => seconds === 0,
      '1': (seconds) => seconds === 1,
      'a minute at most': (seconds = 0) => seconds > 1 && seconds <= 60,
      between: (seconds = 0) => seconds > 60 && seconds < longest,
      'the longest': (seconds) => seconds === longest,
    })
  })

  it('shrinks to undefined', () => {
    expect(simplestOf(ttl())).toEqual([undefined])
  })
})

describe('invalidTtl', () => {
  it.each(everyLimit)('is refused with the given status and code: $limits', async (options) => {
    const sync = createFakeSync(options)
    const streams = streamsOf(sync)
    const { sid } = sync.streams.create()
    await fc.assert(
      fc.asyncProperty(invalidTtl(sync), async (invalid) => {
        const { value } = invalid
        await expectRefusal(() => streams.create({ ttl: value }), invalid)
        await expectRefusal(() => streams(sid).update({ ttl: value }), invalid)
        await expectRefusal(() => sync.streams.create({ ttl: value }), invalid)
        expect(invalid).toMatchObject({ status: 400, code: 54011 })
      }),
    )
  })

  it('generates the edges', () => {
    expectEdges(invalidTtl(), {
      '-1': ({ value }) => value === -1,
      less: ({ value }) => value < -1,
      'one too long': ({ value }) => value === longest + 1,
      huge: ({ value }) => value > Number.MAX_SAFE_INTEGER,
      'a fraction in range': ({ value }) => value > 0 && value < longest && value % 1 !== 0,
    })
  })

  it('shrinks to -1', () => {
    expect(simplestOf(invalidTtl())).toEqual([{ value: -1, status: 400, code: 54011 }])
  })
})
