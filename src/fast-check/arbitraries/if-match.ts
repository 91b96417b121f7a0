import { numberOf, revisionOf } from '../../domain/rules/revision.ts'
import { fc } from '../fc.ts'
import { type Invalid, refusedAs } from './invalid.ts'
import { withEdges } from './with-edges.ts'

/** A condition for a write. Which revision it names is decided when it is put to an object. */
export interface IfMatch {
  /** Whether it holds: otherwise Twilio refuses the write with 412 / 54103, 54155 or 54205. */
  readonly holds: boolean
  /** Returns the `If-Match` header, or the option `ifMatch`, for what has this revision now. */
  of(revision: string): string
  /** The condition in words: `the revision before the current one`. */
  toString(): string
}

/**
 * Generates revisions: whole numbers in lower-case hex, as Twilio writes them (observed). Those from
 * `a` on, which are no decimal numbers, and those that would be read as others, such as `10`, are
 * frequent. Shrinks to `0`.
 *
 * @example
 * import fc from 'fast-check'
 * import { revision } from 'fake-twilio-sync/fast-check'
 * fc.sample(revision()).every((one) => /^(0|[1-9a-f][0-9a-f]*)$/.test(one)) //=> true
 */
export function revision(): fc.Arbitrary<string> {
  const edges = [0, 1, 9, 10, 15, 16, 26, 255, 256, 431]
  return withEdges(fc.integer({ min: 0, max: 0xfffff }), edges).map(revisionOf)
}

/**
 * Generates conditions for writes, half of which hold: the current revision as it is, in quotes or
 * as a weak tag (assumed to mean the same), or `*` (assumed); and the one before, the next one, or
 * the current one as a decimal number. Shrinks to the current revision as it is.
 *
 * @example
 * import fc from 'fast-check'
 * import { ifMatch } from 'fake-twilio-sync/fast-check'
 * const sync = createFakeSync()
 * const { failed } = fc.check(
 *   fc.property(ifMatch(), (condition) => {
 *     const { sid, revision } = sync.documents.create()
 *     try {
 *       sync.documents.update(sid, { data: { id: 1 }, ifMatch: condition.of(revision) })
 *       return condition.holds
 *     } catch {
 *       return !condition.holds
 *     }
 *   }),
 * )
 * failed //=> false
 */
export function ifMatch(): fc.Arbitrary<IfMatch> {
  const text = fc.nat(conditions.length - 1)
  return text.map((index) => conditions[index] as IfMatch)
}

/**
 * Generates what Twilio refuses as a condition for a write with 400 / 54003 (documented code; which
 * texts it refuses is assumed): empty, negative, in capitals, a
 * fraction, several.
 * Shrinks to an empty string.
 *
 * Of items of a map, the SDK takes `-1` for one that is not there yet: over REST, it is refused.
 */
export function invalidIfMatch(): fc.Arbitrary<Invalid<string>> {
  return fc.nat(malformed.length - 1).map((index) => {
    return refusedAs('if-match-invalid')(malformed[index] as string)
  })
}

const malformed: readonly string[] = [
  '',
  '-1',
  'A',
  '1F',
  '0x1',
  '1.0',
  '1, 2',
  '""',
  '"*',
  'W/1',
  'any',
  'null',
  'undefined',
]

const conditions: readonly IfMatch[] = [
  condition('the current revision', { holds: true, of: (revision) => revision }),
  condition('the revision before the current one', {
    holds: false,
    of: (revision) => moved(revision, -1),
  }),
  condition('the current revision in quotes', { holds: true, of: (revision) => `"${revision}"` }),
  condition('the revision after the current one', {
    holds: false,
    of: (revision) => moved(revision, 1),
  }),
  condition('the current revision as a weak tag', {
    holds: true,
    of: (revision) => `W/"${revision}"`,
  }),
  condition('the current revision as a decimal number', { holds: false, of: decimal }),
  condition('any revision', { holds: true, of: () => '*' }),
  condition('the revision before the current one, in quotes', {
    holds: false,
    of: (revision) => `"${moved(revision, -1)}"`,
  }),
]

function condition(text: string, { holds, of }: Pick<IfMatch, 'holds' | 'of'>): IfMatch {
  const toString = (): string => text
  return { holds, of, toString, [fc.toStringMethod]: toString } as IfMatch
}

/** There is none before the first: then the next one. */
function moved(revision: string, by: number): string {
  return revisionOf(Math.abs(numberOf(revision) + by))
}

/** Up to 9, both are written alike: then the next revision. */
function decimal(revision: string): string {
  const number = numberOf(revision)
  return number < 10 ? moved(revision, 1) : String(number)
}
