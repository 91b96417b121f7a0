import { isSid } from '../../domain/rules/sid.ts'
import { refuse } from '../../lang/refuse.ts'
import { fc } from '../fc.ts'
import { type Invalid, refusedAs } from './invalid.ts'
import { type LimitOptions, limitsOf } from './limit-options.ts'
import { hexDigits, withLetter } from './sid.ts'
import { filledText, letters, pieces, shortText } from './text.ts'

/**
 * Generates unique names that Twilio accepts: 1 to 320 UTF-16 code units, not shaped like a SID.
 * Awkward names are frequent: the shortest and longest, strings that are almost SIDs, percent
 * signs, slashes, dots, white space, every script. Shrinks to `a`.
 *
 * The twilio client puts names into paths unencoded, so only an app that writes
 * `syncStreams(encodeURIComponent(name))` can address all of them. `.` and `..` are never
 * generated: every client resolves them away, however they are encoded.
 *
 * The length of 320 is observed; that it is counted in code units is assumed.
 *
 * @throws TypeError when an option is unknown or `limits` are invalid or allow no name
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
export function uniqueName(options: LimitOptions = {}): fc.Arbitrary<string> {
  const longest = longestOf(options)
  const lookAlikes = twists.filter((twist) => twist('TO', '0'.repeat(32)).length <= longest)
  // The first is what long names shrink to.
  const unusual = fc.oneof(
    { withCrossShrink: true },
    { weight: 2, arbitrary: filledText(fillers, { min: 1, max: longest }) },
    { weight: 2, arbitrary: fc.constantFrom(...specialNames.filter(fits)) },
    { weight: 2, arbitrary: shortText(fc.constantFrom(...pieces), longest) },
    { weight: 2, arbitrary: shortText('grapheme', longest) },
    { weight: 1, arbitrary: shortText(codePoint, longest) },
    ...(lookAlikes.length === 0 ? [] : [{ weight: 2, arbitrary: lookAlike(lookAlikes) }]),
  )
  return fc
    .oneof(
      { withCrossShrink: true },
      { weight: 4, arbitrary: shortText(letters, longest) },
      { weight: 11, arbitrary: unusual },
    )
    .filter((name) => name !== '.' && name !== '..' && !isSid(name, ''))

  function fits(name: string): boolean {
    return name.length <= longest
  }
}

/**
 * Generates unique names that Twilio refuses with 400 / 54302 (observed): empty, longer than 320
 * UTF-16 code units, or shaped like a SID. Shrinks to an empty string.
 *
 * @throws TypeError when an option is unknown or `limits` are invalid
 */
export function invalidUniqueName(options: LimitOptions = {}): fc.Arbitrary<Invalid<string>> {
  const { uniqueNameLength } = limitsOf(options, { action })
  const least = uniqueNameLength + 1
  const tooLong = filledText(fillers, { min: least, max: 2 * least })
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
 * Generates pairs of names that an app may mistake for the same name, while Twilio
 * distinguishes them: they differ only in the case of a letter, or in its Unicode normalisation (NFC or NFD).
 * Shrinks to `a` and `A`.
 *
 * @throws TypeError when an option is unknown or `limits` are invalid or allow no name
 *
 * @example
 * import fc from 'fast-check'
 * import { uniqueNamePair } from 'fake-twilio-sync/fast-check'
 * const [[one, other] = ['', '']] = fc.sample(uniqueNamePair(), 1)
 * const sync = createFakeSync()
 * sync.streams.create({ uniqueName: one })
 * sync.streams.find(other) //=> undefined
 */
export function uniqueNamePair(
  options: LimitOptions = {},
): fc.Arbitrary<readonly [string, string]> {
  const longest = longestOf(options)
  const twin = fc.constantFrom(...twins.filter((pair) => pair.every(fits)))
  // What the longest twin leaves for each side.
  const room = Math.max(0, Math.floor((longest - 3) / 2))
  const affix = fc.string({ unit: letters, maxLength: Math.min(8, room) })
  return fc
    .tuple(twin, affix, affix)
    .map(([[one, other], before, after]) => [before + one + after, before + other + after] as const)

  function fits(name: string): boolean {
    return name.length <= longest
  }
}

const action = 'make unique names'

function longestOf(options: LimitOptions): number {
  const { uniqueNameLength } = limitsOf(options, { action })
  if (uniqueNameLength === 0) {
    refuse(action, { found: 0, at: 'uniqueNameLength', expected: '1 or more' })
  }
  return uniqueNameLength
}

/**
 * Any code point except lone surrogates, which no request can carry. The unit `binary` of
 * fast-check takes a second to start.
 */
const codePoint = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((code) => String.fromCodePoint(code))

/**
 * Names with a meaning to URLs, forms, JavaScript or the service, and names that mislead the eye.
 */
const specialNames: readonly string[] = [
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

const fillers = ['a', '%', '/', 'é', '😀'] as const

type Twist = (prefix: string, digits: string) => string

/** Changes to a SID that make it a valid name. */
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
