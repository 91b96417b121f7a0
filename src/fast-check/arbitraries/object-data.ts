import type { Failure } from '../../domain/rules/failure.ts'
import type { JsonObject } from '../../lang/json.ts'
import { keysOf } from '../../lang/keys-of.ts'
import { anyOf, refuse } from '../../lang/refuse.ts'
import { fc } from '../fc.ts'
import { dataBeyond, dataUpTo, noData } from './data.ts'
import { type Invalid, refusedAs } from './invalid.ts'
import { type LimitOptions, limitsOf } from './limit-options.ts'

/** Options of {@link objectData}. */
export interface ObjectDataOptions extends LimitOptions {
  /**
   * Exact size in bytes: of the shortest JSON, as UTF-8. 2, or 6 up to the limit of 16 384. Default:
   * any size up to the limit.
   */
  readonly bytes?: number | undefined
}

/**
 * Generates data for documents and items that Twilio accepts: JSON objects as `messageData` makes
 * them, but many of them exactly as large as the limit of 16 384 bytes, or one byte smaller. Shrinks
 * to `{}`, or with `bytes` to `{ a: 'aaa…' }` of that size.
 *
 * The limit is documented; that Twilio measures the shortest JSON is assumed.
 *
 * @throws TypeError when no object can have that size, when the limit allows no object (less than 2
 *   bytes), or when an option is unknown or `limits` are invalid
 *
 * @example
 * import fc from 'fast-check'
 * import { objectData } from 'fake-twilio-sync/fast-check'
 * const sync = createFakeSync()
 * const [data = {}] = fc.sample(objectData({ bytes: 16_384 }), 1)
 * sync.documents.create({ uniqueName: 'order', data })
 * sync.documents.fetch('order').data //=> data
 */
export function objectData(options: ObjectDataOptions = {}): fc.Arbitrary<JsonObject> {
  const { dataBytes: largest } = limitsOf(options, { action, others: { bytes: true } })
  return dataUpTo({ largest, bytes: options.bytes, action })
}

const action = 'make data of objects'

/** What has data: it decides how Twilio refuses `null`. */
export type DataOwner = 'documents' | 'listItems' | 'mapItems'

/** The failure of a call that gives `null` for data. */
const missing: {
  readonly [Owner in DataOwner]: Extract<Failure['kind'], `${string}-data-missing`>
} = {
  documents: 'document-data-missing',
  listItems: 'list-item-data-missing',
  mapItems: 'map-item-data-missing',
}

/**
 * Generates data that Twilio refuses for a document or an item, new or not. Shrinks to an empty
 * string.
 *
 * - objects that exceed the limit of 16 384 bytes, some by a single byte: 413 / 54006 (observed on
 *   Documents)
 * - strings, numbers, booleans and lists, and objects nested deeper than 500 levels, if the limit
 *   allows that many bytes: 400 / 54008 (observed for text that is no JSON, otherwise assumed)
 * - `null`: 400 / 54101, 54156 or 54206 (documented code, assumed for what is created). For a new
 *   item, the twilio client refuses it itself, with its own error.
 *
 * @param of what the data is for: `'documents'`, `'listItems'` or `'mapItems'`
 * @throws TypeError when `of` is none of these, an option is unknown or `limits` are invalid
 */
export function invalidObjectData(
  of: DataOwner,
  options: LimitOptions = {},
): fc.Arbitrary<Invalid<unknown>> {
  if (!Object.hasOwn(missing, of)) {
    refuse(action, { found: of, at: 'of', expected: anyOf(keysOf(missing)) })
  }
  const { dataBytes } = limitsOf(options, { action })
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 2, arbitrary: noData(dataBytes).map(refusedAs('data-invalid')) },
    fc.constant(null).map(refusedAs(missing[of])),
    dataBeyond(dataBytes).map(refusedAs('data-too-large')),
  )
}
