import { withLimits } from '../../domain/limits.ts'
import { fc } from '../fc.ts'
import { type Invalid, refusedAs } from './invalid.ts'
import type { LimitOptions } from './limit-options.ts'
import { withEdges } from './with-edges.ts'

/**
 * Page sizes that Twilio accepts: 1…1000, of which 100 are returned at most; 1, 50, 100, 101 and 1000
 * often. Shrinks to 1.
 *
 * @example
 * import fc from 'fast-check'
 * import { pageSize } from 'fake-twilio-sync/fast-check'
 * const sync = createFakeSync()
 * for (let count = 0; count < 120; count += 1) sync.streams.create()
 * const sizes = fc.sample(pageSize(sync))
 * sizes.every((size) => sync.streams.page({ pageSize: size }).streams.length === Math.min(size, 100)) //=> true
 */
export function pageSize({ limits }: LimitOptions = {}): fc.Arbitrary<number> {
  const { defaultPageSize, returnedPageSize, acceptedPageSize } = withLimits(limits)
  const edges = [1, defaultPageSize, returnedPageSize, returnedPageSize + 1, acceptedPageSize]
  return withEdges(
    fc.integer({ min: 1, max: acceptedPageSize }),
    edges.filter((size) => size <= acceptedPageSize),
  )
}

/** Page sizes that Twilio refuses with 400 / 54454: 0 and less, too large, no whole number. Shrinks to 0. */
export function invalidPageSize({ limits }: LimitOptions = {}): fc.Arbitrary<Invalid<number>> {
  const { acceptedPageSize } = withLimits(limits)
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
