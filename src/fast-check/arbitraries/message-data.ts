import { deepestData } from '../../domain/rules/validate.ts'
import { type Json, type JsonObject, toJson, utf8Length } from '../../lang/json.ts'
import { fc } from '../fc.ts'
import { type Invalid, refusedAs } from './invalid.ts'
import { type LimitOptions, limitsOf } from './limit-options.ts'
import { withEdges } from './with-edges.ts'

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
  const { messageBytes } = limitsOf(options, { action, others: { bytes: true } })
  const { bytes } = options
  if (bytes !== undefined) return ofSize(fc.constant(checkBytes(bytes, messageBytes)))
  checkBytes(2, messageBytes)
  const small = objects().map((data) => (sizeOf(data) <= messageBytes ? data : {}))
  if (messageBytes < leastSized) return small
  const edges = [messageBytes, Math.max(leastSized, messageBytes - 1)]
  const sizes = withEdges(fc.integer({ min: leastSized, max: messageBytes }), edges)
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 2, arbitrary: small },
    { weight: 3, arbitrary: ofSize(sizes) },
  )
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
  const least = leastPossible(messageBytes + 1)
  const sizes = fc.integer({ min: least + leastSized, max: 2 * least + leastSized })
  const one = fc.constant(least)
  // Many bytes in few characters: the length in characters is within the limit.
  const dense = fc.constantFrom('€', '😀', '\0').map((pattern) => filled(least, { pattern }))
  const invalid = fc.oneof({ withCrossShrink: true }, noObjects(), ...tooDeep(messageBytes))
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 2, arbitrary: invalid.map(refusedAs('data-invalid')) },
    fc.constantFrom(null, undefined).map(refusedAs('data-missing')),
    fc
      .oneof({ withCrossShrink: true }, ofSize(one), ofSize(sizes), dense)
      .map(refusedAs('data-too-large')),
  )
}

/** The size of `{"":0}`: there is an object of every size from here on, and below it only `{}`. */
const leastSized = 6

function isPossible(bytes: number): boolean {
  return bytes === 2 || (Number.isInteger(bytes) && bytes >= leastSized)
}

function leastPossible(bytes: number): number {
  return bytes <= 2 ? 2 : Math.max(leastSized, bytes)
}

function checkBytes(bytes: number, most: number): number {
  if (isPossible(bytes) && bytes <= most) return bytes
  throw new TypeError(
    `Cannot make message data: found ${bytes} bytes, expected 2 or a whole number from 6, and no more than the limit of ${most}`,
  )
}

/** Objects of exactly the given sizes, all of which have to be possible. */
function ofSize(sizes: fc.Arbitrary<number>): fc.Arbitrary<JsonObject> {
  const pattern = fc.string({ unit: characters, minLength: 1, maxLength: 4 })
  const beside = fc.option(fc.oneof(objects(), deepLists()), { nil: undefined, freq: 2 })
  return fc
    .record({ bytes: sizes, pattern, beside })
    .map(({ bytes, ...parts }) => filled(bytes, parts))
}

/** Characters of one to four bytes, and characters that JSON escapes to two and to six bytes. */
const characters = fc.constantFrom('a', 'é', '€', '😀', '"', '\\', '\n', '\0', '\u2028')

interface Filling {
  /** The string that is repeated to fill the room. */
  readonly pattern: string
  /** A second member, if there is room for it. */
  readonly beside?: Json | undefined
}

function filled(bytes: number, { pattern, beside }: Filling): JsonObject {
  const small = smallObjects.find((data) => sizeOf(data) === bytes)
  if (small !== undefined) return small
  const frame = { a: '', ...(beside !== undefined && { b: beside }) }
  const room = bytes - sizeOf(frame)
  if (room < 0) return filled(bytes, { pattern })
  const cost = sizeOf(pattern) - 2
  const text = pattern.repeat(Math.floor(room / cost)) + 'a'.repeat(room % cost)
  return { ...frame, a: text }
}

/** The objects too small for a member `a` with a string. */
const smallObjects: readonly JsonObject[] = [{}, { '': 0 }, { a: 0 }]

function sizeOf(data: Json): number {
  return utf8Length(toJson(data) ?? '')
}

/** Objects with all kinds of JSON in them, up to about twenty members. */
function objects(): fc.Arbitrary<JsonObject> {
  const unit = fc.oneof(characters, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }))
  const key = fc.oneof(fc.string({ unit, maxLength: 8 }), fc.constantFrom('__proto__', 'toString'))
  const values = fc.jsonValue({ maxDepth: 3, stringUnit: unit })
  // A round trip through JSON, as the service will make.
  return fc
    .dictionary(key, values, { maxKeys: 8, noNullPrototype: true })
    .map((data) => JSON.parse(JSON.stringify(data)) as JsonObject)
}

function deepLists(): fc.Arbitrary<Json> {
  return fc.integer({ min: 1, max: 64 }).map(nestedLists)
}

/** Objects with more levels than Twilio accepts; none where so many levels would be too large. */
function tooDeep(messageBytes: number): [fc.Arbitrary<Json>] | [] {
  const least = deepestData + 1
  const nested = (levels: number): Json => ({ a: nestedLists(levels - 1) })
  // A level of a list takes two bytes.
  const most = least + Math.floor((messageBytes - sizeOf(nested(least))) / 2)
  if (most < least) return []
  return [withEdges(fc.integer({ min: least, max: most }), [least]).map(nested)]
}

function nestedLists(depth: number): Json {
  let list: Json = []
  for (let level = 1; level < depth; level += 1) list = [list]
  return list
}

/** JSON that is neither an object nor `null`, as a value and as the twilio client sends it. */
function noObjects(): fc.Arbitrary<Json> {
  return fc.oneof(
    { withCrossShrink: true },
    // The client sends a string as it is, so it must not spell `{}` or `null`. These cannot.
    fc.string({ unit: characters }),
    fc.constantFrom('abc', '[]', '"{}"', '{', '5'),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.array(fc.jsonValue({ maxDepth: 2 })).map((list) => list as Json),
  )
}
