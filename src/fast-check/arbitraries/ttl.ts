import { fc } from '../fc.ts'
import { type Invalid, refusedAs } from './invalid.ts'
import { type LimitOptions, limitsOf } from './limit-options.ts'
import { withEdges } from './with-edges.ts'

/**
 * Generates times to live, in seconds, that Twilio accepts when a stream is created: `undefined`
 * for none, or 0 to 31 536 000, where 0 means that the stream never expires (documented). A minute
 * or less, 0, 1 and the longest are frequent. Shrinks to `undefined`.
 *
 * An update without a TTL is refused, so use `ttl().filter((seconds) => seconds !== undefined)`
 * there.
 *
 * @throws TypeError when an option is unknown or `limits` are invalid
 *
 * @example
 * import fc from 'fast-check'
 * import { ttl } from 'fake-twilio-sync/fast-check'
 * const sync = createFakeSync()
 * fc.assert(fc.property(ttl(), (seconds) => {
 *   const { dateCreated, dateExpires } = sync.streams.create({ ttl: seconds })
 *   return dateExpires === (seconds ? dateCreated + seconds * 1000 : null)
 * }))
 * sync.streams.size //=> 100
 */
export function ttl(options: LimitOptions = {}): fc.Arbitrary<number | undefined> {
  const { ttlSeconds: longest } = limitsOf(options, { action })
  const any = fc.integer({ min: 0, max: longest })
  return fc.oneof(
    { withCrossShrink: true },
    fc.constant(undefined),
    { weight: 2, arbitrary: fc.integer({ min: 0, max: Math.min(60, longest) }) },
    { weight: 2, arbitrary: withEdges(any, [0, Math.min(1, longest), longest]) },
  )
}

const action = 'make times to live'

/**
 * Generates times to live that Twilio refuses with 400 / 54011 (documented code, assumed status):
 * negative numbers, numbers above 31 536 000 seconds, and fractions. Shrinks to -1.
 *
 * @throws TypeError when an option is unknown or `limits` are invalid
 *
 * @example
 * import fc from 'fast-check'
 * import { invalidTtl } from 'fake-twilio-sync/fast-check'
 * const sync = createFakeSync()
 * const { failed } = fc.check(
 *   fc.property(invalidTtl(), ({ value, code }) => {
 *     try {
 *       sync.streams.create({ ttl: value })
 *     } catch (error) {
 *       return (error as { code?: number }).code === code
 *     }
 *     return false
 *   }),
 * )
 * failed //=> false
 */
export function invalidTtl(options: LimitOptions = {}): fc.Arbitrary<Invalid<number>> {
  const { ttlSeconds } = limitsOf(options, { action })
  const least = ttlSeconds + 1
  const most = Number.MAX_SAFE_INTEGER
  const tooLong = withEdges(fc.integer({ min: least, max: most }), [least, most])
  const fraction = fc
    .tuple(fc.integer({ min: 0, max: ttlSeconds }), fc.constantFrom(0.5, 0.25))
    .map(([whole, part]) => whole + part)
  const huge = fc.constantFrom(1e21, Number.MAX_VALUE)
  return fc
    .oneof(
      { withCrossShrink: true },
      { weight: 1, arbitrary: withEdges(fc.integer({ max: -1 }), [-1]) },
      { weight: 2, arbitrary: fc.oneof({ withCrossShrink: true }, tooLong, huge, fraction) },
    )
    .map(refusedAs('ttl-invalid'))
}
