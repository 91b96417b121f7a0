import { refuse } from '../../lang/refuse.ts'
import { fc } from '../fc.ts'
import { type Invalid, refusedAs } from './invalid.ts'
import { type LimitOptions, limitsOf } from './limit-options.ts'
import { namesFrom, type NameSource } from './name-source.ts'
import { filledText, letters, pieces, shortText } from './text.ts'

/** Options of {@link mapKey}. */
export interface MapKeyOptions extends LimitOptions {
  /**
   * The keys that your app uses: a list, or an arbitrary such as `fc.nat(9).map(String)`. Three of
   * four are among them. Default: none, so that all are arbitrary.
   */
  readonly keys?: NameSource | undefined
}

/**
 * Generates keys of map items that Twilio accepts: 1 to 320 UTF-16 code units of any sort. Awkward
 * keys are frequent: the shortest and longest, slashes, percent signs, `#`, `?`, `..` inside of
 * them, spaces, emoji, SIDs, `__proto__`, and a few that differ by case alone. Shrinks to `a`.
 *
 * The twilio client puts keys into paths unencoded, refuses `/` and `?` itself, and asks for another
 * item where there is a `#`: only an app that writes `syncMapItems(encodeURIComponent(key))` can
 * address all of them. `.` and `..` are never generated: every client resolves them away, however
 * they are encoded. Nor are halves of surrogate pairs, which no request can carry.
 *
 * The length of 320 is documented; that it is counted in code units is assumed.
 *
 * @throws TypeError when an option is unknown, `limits` are invalid or allow no key, or `keys` are no
 *   source of keys
 *
 * @example
 * import fc from 'fast-check'
 * import { mapKey } from 'fake-twilio-sync/fast-check'
 * const sync = createFakeSync()
 * fc.assert(fc.property(mapKey(sync), (key) => {
 *   sync.reset()
 *   sync.maps.create({ uniqueName: 'players' })
 *   sync.maps.items('players').create({ key, data: {} })
 *   return sync.maps.items('players').find(key) !== undefined
 * }))
 * sync.maps.items('players').size //=> 1
 */
export function mapKey(options: MapKeyOptions = {}): fc.Arbitrary<string> {
  const { keyLength: longest } = limitsOf(options, { action, others: { keys: true } })
  if (longest === 0) refuse(action, { found: 0, at: 'keyLength', expected: '1 or more' })
  // A fake has no keys.
  const { keys } = options as { readonly keys?: NameSource | undefined }
  const isShort = (key: string): boolean => key.length <= longest
  const any = fc
    .oneof(
      { withCrossShrink: true },
      { weight: 3, arbitrary: shortText(letters, longest) },
      { weight: 2, arbitrary: filledText(fillers, { min: 1, max: longest }) },
      { weight: 4, arbitrary: fc.constantFrom(...specialKeys.filter(isShort)) },
      { weight: 3, arbitrary: shortText(fc.constantFrom(...pieces), longest) },
      { weight: 2, arbitrary: shortText('grapheme', longest) },
    )
    .filter((key) => key !== '.' && key !== '..')
  if (keys === undefined) return any
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 3, arbitrary: namesFrom(keys, { action, at: 'keys' }) },
    { weight: 1, arbitrary: any },
  )
}

const action = 'make keys of map items'

/**
 * Generates keys that Twilio refuses for a new item with 400 / 54209 (documented code): empty, or
 * longer than 320 UTF-16 code units. Shrinks to an empty string.
 *
 * @throws TypeError when an option is unknown or `limits` are invalid
 */
export function invalidMapKey(options: LimitOptions = {}): fc.Arbitrary<Invalid<string>> {
  const { keyLength } = limitsOf(options, { action })
  const least = keyLength + 1
  return fc
    .oneof(
      { withCrossShrink: true },
      { weight: 1, arbitrary: fc.constant('') },
      { weight: 3, arbitrary: filledText(fillers, { min: least, max: 2 * least }) },
    )
    .map(refusedAs('key-invalid'))
}

/**
 * Keys with a meaning to URLs, forms, JavaScript or the service, and those that an app may mistake
 * for each other.
 */
const specialKeys: readonly string[] = [
  'a',
  'A',
  '/',
  'a/b',
  'a%2Fb',
  '%',
  '100%',
  '#',
  'a#b',
  '?a=b',
  'a..b',
  '../a',
  'a/..',
  '...',
  'a+b',
  'a b',
  ' ',
  ' a',
  'a&Data={}',
  'a\tb\nc',
  '\0',
  '"a"',
  '-1',
  '0',
  '007',
  'null',
  '__proto__',
  'constructor',
  'Items',
  'é',
  'e\u0301',
  '\u202eabc',
  '😀',
  '\uffff',
  '👩‍👩‍👧',
  `MP${'0'.repeat(32)}`,
]

const fillers = ['a', '%', '/', '#', 'é', '😀'] as const
