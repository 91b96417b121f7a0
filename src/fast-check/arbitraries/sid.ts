import type { Failure } from '../../domain/rules/failure.ts'
import type { Sid } from '../../domain/rules/sid.ts'
import { fc } from '../fc.ts'
import { type Invalid, refusedAs } from './invalid.ts'

/** The SID prefixes that request paths contain: `TO` for Streams, `IS` for Services. */
export type AddressedPrefix = 'TO' | 'IS'

/**
 * Generates well-formed SIDs: the prefix and 32 lower-case hex digits. Shrinks to a SID of zeros.
 *
 * @param prefix two capital letters, such as `TO` for Streams or `AC` for accounts
 * @throws TypeError when `prefix` is not two capital letters
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
 * Generates well-formed SIDs of Streams or Services that never existed: 404 / 20404 (observed).
 * Shrinks to a SID of zeros.
 *
 * For Services this requires a fake whose `services` option is a list: with `'any'`, a Service is
 * created on first use.
 *
 * @throws TypeError when `prefix` is neither `'TO'` nor `'IS'`
 */
export function unknownSid<Prefix extends AddressedPrefix>(
  prefix: Prefix,
): fc.Arbitrary<Invalid<Sid<Prefix>>> {
  return sid(prefix).map(refusedAs(kindOf(prefix)))
}

/**
 * Generates strings that are almost a SID, or the SID of something else: 404 / 20404 (observed).
 * Shrinks to a SID with one digit too few.
 *
 * They need no percent-encoding in a path. Those of a Stream may be valid unique names: they are
 * unknown as long as no Stream has that name.
 *
 * @throws TypeError when `prefix` is neither `'TO'` nor `'IS'`
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

/** Makes the first digit a letter, so that the digits change in upper case. */
export function withLetter(digits: string): string {
  return `a${digits.slice(1)}`
}
