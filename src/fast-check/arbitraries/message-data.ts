import type { JsonObject } from '../../lang/json.ts'
import { fc } from '../fc.ts'
import { dataBeyond, dataUpTo, noData } from './data.ts'
import { type Invalid, refusedAs } from './invalid.ts'
import { type LimitOptions, limitsOf } from './limit-options.ts'

/** Options of {@link messageData}. */
export interface MessageDataOptions extends LimitOptions {
  /**
   * Exact size in bytes: of the shortest JSON, as UTF-8. 2, or 6 up to the limit of 4096. Default:
   * any size up to the limit.
   */
  readonly bytes?: number | undefined
}

/**
 * Generates message data that Twilio accepts: JSON objects, many of them exactly as large as the
 * limit (4096 bytes) or one byte smaller. They contain ASCII, characters of two to four bytes,
 * characters that JSON escapes, and deeply nested lists. Shrinks to `{}`, or with `bytes` to
 * `{ a: 'aaa…' }` of that size.
 *
 * The data survives a round trip through JSON unchanged: it has no `undefined`, no -0, no
 * prototypes.
 *
 * The limit of 4096 bytes is documented; that Twilio measures the shortest JSON is assumed.
 *
 * @throws TypeError when no object can have that size, when the limit allows no object (less than 2
 *   bytes), or when an option is unknown or `limits` are invalid
 *
 * @example
 * import fc from 'fast-check'
 * import { messageData } from 'fake-twilio-sync/fast-check'
 * const [data] = fc.sample(messageData({ bytes: 100 }), 1)
 * new TextEncoder().encode(JSON.stringify(data)).length //=> 100
 */
export function messageData(options: MessageDataOptions = {}): fc.Arbitrary<JsonObject> {
  const { messageBytes: largest } = limitsOf(options, { action, others: { bytes: true } })
  return dataUpTo({ largest, bytes: options.bytes, action })
}

const action = 'make message data'

/**
 * Generates message data that Twilio refuses. Shrinks to an empty string.
 *
 * - objects that exceed the limit of 4096 bytes, some by a single byte: 413 / 54006 (observed on
 *   Documents)
 * - strings, numbers, booleans and lists: 400 / 54008 (assumed; the code was observed on Documents)
 * - objects nested deeper than 500 levels, if the limit allows that many bytes: 400 / 54008 (assumed)
 * - `null` and `undefined`: 400 / 54251 (documented code; that it applies to `null` is assumed).
 *   The twilio client refuses these two itself, with its own error.
 *
 * @throws TypeError when an option is unknown or `limits` are invalid
 *
 * @example
 * import fc from 'fast-check'
 * import { invalidMessageData } from 'fake-twilio-sync/fast-check'
 * const sync = createFakeSync()
 * const { sid } = sync.streams.create()
 * const { failed } = fc.check(
 *   fc.property(invalidMessageData(), ({ value, code }) => {
 *     try {
 *       sync.streams.publish(sid, value as object)
 *     } catch (error) {
 *       return (error as { code?: number }).code === code
 *     }
 *     return false
 *   }),
 * )
 * failed //=> false
 */
export function invalidMessageData(options: LimitOptions = {}): fc.Arbitrary<Invalid<unknown>> {
  const { messageBytes } = limitsOf(options, { action })
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 2, arbitrary: noData(messageBytes).map(refusedAs('data-invalid')) },
    fc.constantFrom(null, undefined).map(refusedAs('data-missing')),
    dataBeyond(messageBytes).map(refusedAs('data-too-large')),
  )
}
