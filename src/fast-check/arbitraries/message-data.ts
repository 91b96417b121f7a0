import { toJson, utf8Length } from '../../domain/json.ts'
import { withLimits } from '../../domain/limits.ts'
import type { Json, JsonObject } from '../../domain/records.ts'
import { fc } from '../fc.ts'
import { type Invalid, refusedAs } from './invalid.ts'
import type { LimitOptions } from './limit-options.ts'
import { withEdges } from './with-edges.ts'

/** Of which size message data is to be. */
export interface MessageDataOptions extends LimitOptions {
  /** The exact size of the shortest JSON in bytes of UTF-8; any that Twilio accepts when left out. */
  readonly bytes?: number | undefined
}

/**
 * Message data that Twilio accepts: JSON objects, some of them of exactly the size of the limit (4096
 * bytes) or a byte less, made of ASCII, of longer characters, of what JSON escapes, of deep lists.
 * Shrinks to `{}`. What is given is what comes back: no `undefined`, no -0, no prototype.
 *
 * @throws TypeError when there is no object of that size: 2 bytes, or 6 and more up to the limit
 *
 * @example
 * import fc from 'fast-check'
 * import { messageData } from 'fake-twilio-sync/fast-check'
 * const [data] = fc.sample(messageData({ bytes: 100 }), 1)
 * new TextEncoder().encode(JSON.stringify(data)).length //=> 100
 */
export function messageData({ limits, bytes }: MessageDataOptions = {}): fc.Arbitrary<JsonObject> {
  const { messageBytes } = withLimits(limits)
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

/**
 * Message data that Twilio refuses: larger than the limit by as little as a byte (413 / 54006), no object
 * (400 / 54008), none at all (400 / 54251). Shrinks to an empty text.
 *
 * The twilio client itself refuses `null` and `undefined`, with an error of its own.
 */
export function invalidMessageData({ limits }: LimitOptions = {}): fc.Arbitrary<Invalid<unknown>> {
  const { messageBytes } = withLimits(limits)
  const least = leastPossible(messageBytes + 1)
  const sizes = fc.integer({ min: least + leastSized, max: 2 * least + leastSized })
  const one = fc.constant(least)
  // Many bytes in few characters: a length in characters is within the limit.
  const dense = fc.constantFrom('€', '😀', '\0').map((pattern) => filled(least, { pattern }))
  const invalid = refusedAs('data-invalid')
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 2, arbitrary: noObjects().map(invalid) },
    fc.constantFrom(null, undefined).map(refusedAs('data-missing')),
    fc
      .oneof({ withCrossShrink: true }, ofSize(one), ofSize(sizes), dense)
      .map(refusedAs('data-too-large')),
  )
}

/** Of `{"":0}`: above it there is an object of every size, and below it only `{}`. */
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

/** Objects of exactly these sizes, which are possible. */
function ofSize(sizes: fc.Arbitrary<number>): fc.Arbitrary<JsonObject> {
  const pattern = fc.string({ unit: characters, minLength: 1, maxLength: 4 })
  const beside = fc.option(fc.oneof(objects(), deepLists()), { nil: undefined, freq: 2 })
  return fc
    .record({ bytes: sizes, pattern, beside })
    .map(({ bytes, ...parts }) => filled(bytes, parts))
}

/** Characters of one, two, three and four bytes, and those of which JSON makes two and six. */
const characters = fc.constantFrom('a', 'é', '€', '😀', '"', '\\', '\n', '\0', '\u2028')

interface Filling {
  /** What the text that fills the room is made of. */
  readonly pattern: string
  /** What stands beside the text, if there is room. */
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

/** Those that have no room for a text called `a`. */
const smallObjects: readonly JsonObject[] = [{}, { '': 0 }, { a: 0 }]

function sizeOf(data: Json): number {
  return utf8Length(toJson(data) ?? '')
}

/** Objects of any kind of JSON, some twenty members at most. */
function objects(): fc.Arbitrary<JsonObject> {
  const unit = fc.oneof(characters, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }))
  const key = fc.oneof(fc.string({ unit, maxLength: 8 }), fc.constantFrom('__proto__', 'toString'))
  const values = fc.jsonValue({ maxDepth: 3, stringUnit: unit })
  // Taken through JSON, as what comes back will have been.
  return fc
    .dictionary(key, values, { maxKeys: 8, noNullPrototype: true })
    .map((data) => JSON.parse(JSON.stringify(data)) as JsonObject)
}

function deepLists(): fc.Arbitrary<Json> {
  return fc.integer({ min: 1, max: 64 }).map((depth) => {
    let list: Json = []
    for (let level = 1; level < depth; level += 1) list = [list]
    return list
  })
}

/** What is neither an object nor nothing, as a value and as the text that the twilio client makes of it. */
function noObjects(): fc.Arbitrary<Json> {
  return fc.oneof(
    { withCrossShrink: true },
    // The client sends a text as it is, so it must not read `{}` or `null`; of these characters none does.
    fc.string({ unit: characters }),
    fc.constantFrom('abc', '[]', '"{}"', '{', '5'),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.array(fc.jsonValue({ maxDepth: 2 })).map((list) => list as Json),
  )
}
