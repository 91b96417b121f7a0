import { withLimits } from '../../domain/limits.ts'
import { fc } from '../fc.ts'
import { type Invalid, refusedAs } from './invalid.ts'
import type { LimitOptions } from './limit-options.ts'
import { withEdges } from './with-edges.ts'

/**
 * Times to live in seconds that Twilio accepts at creation: left out, 0 for ever, 1, the longest, and
 * between, a minute or less more often than not. Shrinks to `undefined`. For an update take
 * `ttl().filter((seconds) => seconds !== undefined)`: without a TTL it is refused.
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
export function ttl({ limits }: LimitOptions = {}): fc.Arbitrary<number | undefined> {
  const { ttlSeconds: longest } = withLimits(limits)
  const any = fc.integer({ min: 0, max: longest })
  return fc.oneof(
    { withCrossShrink: true },
    fc.constant(undefined),
    { weight: 2, arbitrary: fc.integer({ min: 0, max: Math.min(60, longest) }) },
    { weight: 2, arbitrary: withEdges(any, [0, Math.min(1, longest), longest]) },
  )
}

/** Times to live that Twilio refuses with 400 / 54011: negative, too long, no whole number. Shrinks to -1. */
export function invalidTtl({ limits }: LimitOptions = {}): fc.Arbitrary<Invalid<number>> {
  const { ttlSeconds } = withLimits(limits)
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
