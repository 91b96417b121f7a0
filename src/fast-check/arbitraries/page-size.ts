import { fc } from '../fc.ts'
import { type Invalid, refusedAs } from './invalid.ts'
import { type LimitOptions, limitsOf } from './limit-options.ts'
import { withEdges } from './with-edges.ts'

/**
 * Generates page sizes that Twilio accepts: whole numbers from 1 to 1000, half of them 1, 50, 100,
 * 101 or 1000. Shrinks to 1.
 *
 * Documented: a page holds at most 100 streams, even if a larger size is accepted.
 *
 * @throws TypeError when an option is unknown or `limits` are invalid
 *
 * @example
 * import fc from 'fast-check'
 * import { pageSize } from 'fake-twilio-sync/fast-check'
 * const sync = createFakeSync()
 * for (let count = 0; count < 120; count += 1) sync.streams.create()
 * const { failed } = fc.check(
 *   fc.property(pageSize(sync), (size) => {
 *     const { streams } = sync.streams.page({ pageSize: size })
 *     return streams.length === Math.min(size, 100)
 *   }),
 * )
 * failed //=> false
 */
export function pageSize(options: LimitOptions = {}): fc.Arbitrary<number> {
  const { defaultPageSize, returnedPageSize, acceptedPageSize } = limitsOf(options, { action })
  const edges = [1, defaultPageSize, returnedPageSize, returnedPageSize + 1, acceptedPageSize]
  return withEdges(
    fc.integer({ min: 1, max: acceptedPageSize }),
    edges.filter((size) => size <= acceptedPageSize),
  )
}

const action = 'make page sizes'

/**
 * Generates page sizes that Twilio refuses with 400 / 54454 (documented code): 0, negative numbers,
 * numbers above 1000, and fractions. Shrinks to 0.
 *
 * The twilio client refuses sizes below 1 itself, with its own error.
 *
 * @throws TypeError when an option is unknown or `limits` are invalid
 */
export function invalidPageSize(options: LimitOptions = {}): fc.Arbitrary<Invalid<number>> {
  const { acceptedPageSize } = limitsOf(options, { action })
  const least = acceptedPageSize + 1
  const tooLarge = withEdges(fc.integer({ min: least, max: Number.MAX_SAFE_INTEGER }), [least])
  const fraction = fc.integer({ min: 0, max: acceptedPageSize }).map((whole) => whole + 0.5)
  return fc
    .oneof(
      { withCrossShrink: true },
      withEdges(fc.integer({ max: 0 }), [0, -1]),
      fc.oneof({ withCrossShrink: true }, tooLarge, fraction),
    )
    .map(refusedAs('page-size-invalid'))
}
