import { deepestData } from '../../domain/rules/validate.ts'
import { type Json, type JsonObject, toJson, utf8Length } from '../../lang/json.ts'
import { fc } from '../fc.ts'
import { withEdges } from './with-edges.ts'

// Data of messages, documents and items: they differ in how large it may be.

/** How large data is to be. */
interface DataSize {
  /** The most bytes that the service accepts. */
  readonly largest: number
  /** Exact size in bytes. Default: any up to the largest. */
  readonly bytes: number | undefined
  /** What needs the data, for error messages. */
  readonly action: string
}

/**
 * Generates data that the service accepts, many objects of exactly the largest size or one byte less.
 *
 * @throws TypeError when no object can have that size
 */
export function dataUpTo({ largest, bytes, action }: DataSize): fc.Arbitrary<JsonObject> {
  if (bytes !== undefined) return ofSize(fc.constant(checkBytes(bytes, { largest, action })))
  checkBytes(2, { largest, action })
  const small = objects().map((data) => (sizeOf(data) <= largest ? data : {}))
  if (largest < leastSized) return small
  const edges = [largest, Math.max(leastSized, largest - 1)]
  const sizes = withEdges(fc.integer({ min: leastSized, max: largest }), edges)
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 2, arbitrary: small },
    { weight: 3, arbitrary: ofSize(sizes) },
  )
}

/** Generates what is JSON, or nearly, but no object that the service accepts, whatever its size. */
export function noData(largest: number): fc.Arbitrary<Json> {
  return fc.oneof({ withCrossShrink: true }, noObjects(), ...tooDeep(largest))
}

/** Generates objects that are too large, some by a single byte. */
export function dataBeyond(largest: number): fc.Arbitrary<JsonObject> {
  const least = leastPossible(largest + 1)
  const sizes = fc.integer({ min: least + leastSized, max: 2 * least + leastSized })
  // Many bytes in few characters: the length in characters is within the limit.
  const dense = fc.constantFrom('€', '😀', '\0').map((pattern) => filled(least, { pattern }))
  return fc.oneof({ withCrossShrink: true }, ofSize(fc.constant(least)), ofSize(sizes), dense)
}

/** The size of `{"":0}`: there is an object of every size from here on, and below it only `{}`. */
const leastSized = 6

function isPossible(bytes: number): boolean {
  return bytes === 2 || (Number.isInteger(bytes) && bytes >= leastSized)
}

function leastPossible(bytes: number): number {
  return bytes <= 2 ? 2 : Math.max(leastSized, bytes)
}

function checkBytes(
  bytes: number,
  { largest, action }: Pick<DataSize, 'largest' | 'action'>,
): number {
  if (isPossible(bytes) && bytes <= largest) return bytes
  throw new TypeError(
    `Cannot ${action}: found ${bytes} bytes, expected 2 or a whole number from 6, and no more than the limit of ${largest}`,
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

/** fast-check cannot print many more: a failure would be lost. */
const mostLevels = 2500

/** Objects with more levels than Twilio accepts; none where so many levels would be too large. */
function tooDeep(largest: number): [fc.Arbitrary<Json>] | [] {
  const least = deepestData + 1
  const nested = (levels: number): Json => ({ a: nestedLists(levels - 1) })
  // A level of a list takes two bytes.
  const most = Math.min(least + Math.floor((largest - sizeOf(nested(least))) / 2), mostLevels)
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
