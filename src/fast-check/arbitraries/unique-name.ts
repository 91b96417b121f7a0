import { type LimitOverrides, withLimits } from '../../domain/limits.ts'
import { isSid } from '../../domain/sid.ts'
import { fc } from '../fc.ts'
import { type Invalid, refusedAs } from './invalid.ts'
import type { LimitOptions } from './limit-options.ts'
import { hexDigits, withLetter } from './sid.ts'
import { withEdges } from './with-edges.ts'

/**
 * Unique names that Twilio accepts, the awkward ones often: shortest and longest, look-alikes of SIDs,
 * percent signs, slashes, dots, white space, every script. Shrinks to `a`.
 *
 * The twilio client puts names into paths as they are, so only an app that writes
 * `syncStreams(encodeURIComponent(name))` can address all of them. `.` and `..` are left out: every
 * client resolves them, however they are encoded.
 *
 * @throws TypeError when the limits leave no name
 *
 * @example
 * import fc from 'fast-check'
 * import { uniqueName } from 'fake-twilio-sync/fast-check'
 * const sync = createFakeSync({ limits: { uniqueNameLength: 40 } })
 * fc.assert(fc.property(uniqueName(sync), (name) => {
 *   sync.reset()
 *   const { sid } = sync.streams.create({ uniqueName: name })
 *   return sync.streams.fetch(name).sid === sid && name.length <= 40
 * }))
 * sync.streams.size //=> 1
 */
export function uniqueName({ limits }: LimitOptions = {}): fc.Arbitrary<string> {
  const longest = longestOf(limits)
  const lookAlikes = twists.filter((twist) => twist('TO', '0'.repeat(32)).length <= longest)
  // Long ones shrink to one that is filled.
  const unusual = fc.oneof(
    { withCrossShrink: true },
    { weight: 2, arbitrary: filled(1, longest) },
    { weight: 2, arbitrary: fc.constantFrom(...namesOfNote.filter(fits)) },
    { weight: 2, arbitrary: nameOf(fc.constantFrom(...pieces), longest) },
    { weight: 2, arbitrary: nameOf('grapheme', longest) },
    { weight: 1, arbitrary: nameOf(codePoint, longest) },
    ...(lookAlikes.length === 0 ? [] : [{ weight: 2, arbitrary: lookAlike(lookAlikes) }]),
  )
  return fc
    .oneof(
      { withCrossShrink: true },
      { weight: 4, arbitrary: nameOf(letters, longest) },
      { weight: 11, arbitrary: unusual },
    )
    .filter((name) => name !== '.' && name !== '..' && !isSid(name, ''))

  function fits(name: string): boolean {
    return name.length <= longest
  }
}

/** Names that Twilio refuses with 400 / 54302: empty, too long, or shaped like a SID. Shrinks to empty. */
export function invalidUniqueName({ limits }: LimitOptions = {}): fc.Arbitrary<Invalid<string>> {
  const { uniqueNameLength } = withLimits(limits)
  const least = uniqueNameLength + 1
  const tooLong = filled(least, 2 * least)
  const capital = fc.constantFrom(...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ'))
  const prefix = fc.oneof(
    { withCrossShrink: true },
    fc.constantFrom('TO', 'IS', 'TZ'),
    fc.string({ unit: capital, minLength: 2, maxLength: 2 }),
  )
  const sidShaped = fc.tuple(prefix, hexDigits()).map((parts) => parts.join(''))
  return fc
    .oneof(
      { withCrossShrink: true },
      { weight: 1, arbitrary: fc.constant('') },
      { weight: 3, arbitrary: fc.oneof({ withCrossShrink: true }, tooLong, sidShaped) },
    )
    .map(refusedAs('name-invalid'))
}

/**
 * Two names that an app may take for one, and Twilio does not: they differ in the case of a letter, or
 * in how a letter with a mark is written (NFC or NFD). Shrinks to `a` and `A`.
 *
 * @throws TypeError when the limits leave no name
 */
export function uniqueNamePair({ limits }: LimitOptions = {}): fc.Arbitrary<
  readonly [string, string]
> {
  const longest = longestOf(limits)
  const twin = fc.constantFrom(...twins.filter((pair) => pair.every(fits)))
  // What the longest twin leaves, on either side.
  const room = Math.max(0, Math.floor((longest - 3) / 2))
  const affix = fc.string({ unit: letters, maxLength: Math.min(8, room) })
  return fc
    .tuple(twin, affix, affix)
    .map(([[one, other], before, after]) => [before + one + after, before + other + after] as const)

  function fits(name: string): boolean {
    return name.length <= longest
  }
}

function longestOf(limits: LimitOverrides | undefined): number {
  const { uniqueNameLength } = withLimits(limits)
  if (uniqueNameLength === 0) {
    throw new TypeError(
      'Cannot make unique names: found 0 for uniqueNameLength, expected 1 or more',
    )
  }
  return uniqueNameLength
}

const letters = fc.constantFrom(...Array.from('abcdefghijklmnopqrstuvwxyz0123456789-_'))

/** Any but the halves of surrogate pairs, which no request can carry; the unit `binary` takes a second to begin. */
const codePoint = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((code) => String.fromCodePoint(code))

/** Names that mean something: to a URL, to a form, to JavaScript, to the eye, to the service itself. */
const namesOfNote: readonly string[] = [
  'default',
  '/',
  'a/b',
  '%2F',
  '%2e%2e',
  '100%',
  '...',
  'a..b',
  '../a',
  '?a=b',
  'a#b',
  'a&UniqueName=b',
  'a+b',
  ' ',
  ' a ',
  'a\tb\nc',
  '\0',
  '"a"',
  'null',
  'undefined',
  '__proto__',
  'constructor',
  '0',
  'é',
  'e\u0301',
  'שלום',
  '\u202eabc',
  '😀',
  '👩‍👩‍👧',
  '\ufeffa',
]

/** What can be put together to a name that a URL could cut up. */
const pieces: readonly string[] = [...Array.from('abAB/.?#%&=+: \\'), '%2F', '..', 'é', '😀']

function nameOf(unit: 'grapheme' | fc.Arbitrary<string>, longest: number): fc.Arbitrary<string> {
  const maxLength = Math.min(longest, 20)
  return fc.string({ unit, minLength: 1, maxLength }).map((text) => cut(text, longest))
}

/** As many whole characters as the limit allows, for it counts UTF-16 code units. */
function cut(text: string, longest: number): string {
  let fitting = ''
  for (const character of text) {
    if (fitting.length + character.length > longest) break
    fitting += character
  }
  return fitting === '' ? 'a' : fitting
}

/** Of the least length, the greatest, or any between. */
function filled(min: number, max: number): fc.Arbitrary<string> {
  const length = withEdges(fc.integer({ min, max }), [min, max])
  return fc.tuple(fillers(), length).map(([filler, units]) => fill(filler, units))
}

function fillers(): fc.Arbitrary<string> {
  return fc.constantFrom('a', '%', '/', 'é', '😀')
}

/** A text of exactly this length. */
function fill(filler: string, length: number): string {
  return filler.repeat(Math.floor(length / filler.length)) + 'a'.repeat(length % filler.length)
}

type Twist = (prefix: string, digits: string) => string

/** What is done to a SID to make a name of it. */
const twists: readonly Twist[] = [
  (prefix, digits) => `${prefix}${digits.slice(1)}`,
  (prefix, digits) => `${prefix}${digits}0`,
  (prefix, digits) => `${prefix}${withLetter(digits).toUpperCase()}`,
  (prefix, digits) => `${prefix.toLowerCase()}${digits}`,
  (prefix, digits) => `${prefix.slice(1)}${digits}`,
  (prefix, digits) => `${prefix}${digits.slice(1)}g`,
  (prefix, digits) => ` ${prefix}${digits}`,
  (prefix, digits) => `${prefix}${digits}\n`,
]

function lookAlike(fitting: readonly Twist[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom('TO', 'IS', 'TZ'), hexDigits(), fc.constantFrom(...fitting))
    .map(([prefix, digits, twist]) => twist(prefix, digits))
}

const twins: readonly (readonly [string, string])[] = [
  ['a', 'A'],
  ['é', 'É'],
  ['σ', 'Σ'],
  ['é', 'e\u0301'],
  ['Å', 'A\u030a'],
  ['각', '\u1100\u1161\u11a8'],
]
