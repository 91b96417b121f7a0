import { withLimits } from '../../domain/limits.ts'
import { fc } from '../fc.ts'
import { type Invalid, refusedAs } from './invalid.ts'
import type { LimitOptions } from './limit-options.ts'

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
  return fc.oneof(
    { withCrossShrink: true },
    fc.constant(undefined),
    fc.constantFrom(0, Math.min(1, longest), longest),
    { weight: 2, arbitrary: fc.integer({ min: 0, max: Math.min(60, longest) }) },
    fc.integer({ min: 0, max: longest }),
  )
}

/** Times to live that Twilio refuses with 400 / 54011: negative, too long, no whole number. Shrinks to -1. */
export function invalidTtl({ limits }: LimitOptions = {}): fc.Arbitrary<Invalid<number>> {
  const { ttlSeconds } = withLimits(limits)
  const tooLong = ttlSeconds + 1
  const fraction = fc
    .tuple(fc.integer({ min: 0, max: ttlSeconds }), fc.constantFrom(0.5, 0.25))
    .map(([whole, part]) => whole + part)
  return fc
    .oneof(
      { withCrossShrink: true },
      fc.constant(-1),
      fc.integer({ max: -1 }),
      fc.constant(tooLong),
      fc.integer({ min: tooLong, max: Number.MAX_SAFE_INTEGER }),
      fc.constantFrom(Number.MAX_SAFE_INTEGER, 1e21, Number.MAX_VALUE),
      fraction,
    )
    .map(refusedAs('ttl-invalid'))
}
