import type { Failure } from '../../domain/failure.ts'
import type { Sid } from '../../domain/sid.ts'
import { fc } from '../fc.ts'
import { type Invalid, refusedAs } from './invalid.ts'

/** What is addressed by its SID, in the path of a request: a Stream or a Service. */
export type AddressedPrefix = 'TO' | 'IS'

/**
 * Well-formed SIDs: the prefix and 32 lower-case hex digits. Shrinks to zeros.
 *
 * @param prefix two capitals, such as `TO` for Streams or `AC` for accounts
 * @throws TypeError when it is not two capitals
 *
 * @example
 * import fc from 'fast-check'
 * import { sid } from 'fake-twilio-sync/fast-check'
 * fc.sample(sid('TO')).every((text) => /^TO[0-9a-f]{32}$/.test(text)) //=> true
 */
export function sid<Prefix extends string>(prefix: Prefix): fc.Arbitrary<Sid<Prefix>> {
  if (!/^[A-Z]{2}$/.test(prefix)) {
    throw new TypeError(`Cannot make SIDs: found ${prefix} for the prefix, expected two capitals`)
  }
  return hexDigits().map((digits): Sid<Prefix> => `${prefix}${digits}`)
}

/**
 * Well-formed SIDs of what was never there: 404 / 20404. Of a Service that holds only where the option
 * `services` is a list: elsewhere it comes to life on first use.
 */
export function unknownSid<Prefix extends AddressedPrefix>(
  prefix: Prefix,
): fc.Arbitrary<Invalid<Sid<Prefix>>> {
  return sid(prefix).map(refusedAs(kindOf(prefix)))
}

/**
 * Texts that are almost a SID, or the SID of something else: 404 / 20404. None of them is cut up by a
 * path, so none needs percent-encoding. Those of a Stream may be valid unique names: they are unknown
 * as long as no Stream is called so. Shrinks to a digit too few.
 */
export function invalidSid(prefix: AddressedPrefix): fc.Arbitrary<Invalid<string>> {
  return fc
    .tuple(hexDigits(), fc.constantFrom(...twists))
    .map(([digits, twist]) => twist(prefix, digits))
    .map(refusedAs(kindOf(prefix)))
}

const kinds = { TO: 'stream-not-found', IS: 'service-not-found' } as const

function kindOf(prefix: AddressedPrefix): Failure['kind'] {
  if (Object.hasOwn(kinds, prefix)) return kinds[prefix]
  throw new TypeError(`Cannot make SIDs: found ${prefix}, expected 'TO' or 'IS'`)
}

type Twist = (prefix: AddressedPrefix, digits: string) => string

const twists: readonly Twist[] = [
  (prefix, digits) => `${prefix}${digits.slice(1)}`,
  (prefix, digits) => `${prefix}${digits}0`,
  (prefix, digits) => `${prefix}${withLetter(digits).toUpperCase()}`,
  (prefix, digits) => `${prefix.toLowerCase()}${digits}`,
  (prefix, digits) => `${prefix}${digits.slice(1)}g`,
  (prefix, digits) => `${prefix}${digits.slice(1)}-`,
  (prefix, digits) => `${prefix === 'TO' ? 'IS' : 'TO'}${digits}`,
  (prefix) => prefix,
  (_, digits) => digits,
]

/** 32 lower-case hex digits. */
export function hexDigits(): fc.Arbitrary<string> {
  const unit = fc.constantFrom(...Array.from('0123456789abcdef'))
  return fc.string({ unit, minLength: 32, maxLength: 32 })
}

/** Hex digits of which one at least has capitals. */
export function withLetter(digits: string): string {
  return `a${digits.slice(1)}`
}
