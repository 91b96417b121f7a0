import type { ErrorParts } from '../api/message.ts'
import type { RequestLine } from '../api/protocol.ts'
import { twilioMessageOf } from '../domain/rules/failure-table.ts'
import type { Failure } from '../domain/rules/failure.ts'
import { type KindName, kinds } from '../domain/rules/kinds.ts'
import { isSid } from '../domain/rules/sid.ts'
import type { SyncError } from '../domain/rules/sync-error.ts'

/** What a failure is called, where clients of the SDK hear another name than over REST. */
interface Words {
  readonly code: number
  readonly message: string
}

type WordsOf<Kind extends Failure['kind']> = (failure: Extract<Failure, { kind: Kind }>) => Words

/** The words for an object that is not there. */
export const absence: { readonly [Kind in KindName]: Words } = {
  streams: { code: 54250, message: 'Stream not found' },
  documents: { code: 54100, message: 'Document not found' },
  lists: { code: 54150, message: 'List not found' },
  maps: { code: 54200, message: 'Map not found' },
}

/** The words for an object that a client may not read. */
export const forbidden: Words = { code: 54007, message: 'Access forbidden for identity' }

function missing(kind: KindName, key: string): Words {
  const isWellFormed = isSid(key, kinds[kind].prefix)
  return isWellFormed ? absence[kind] : { code: 54300, message: 'Unique name not found' }
}

/** The words for those failures; all others are called as over REST (assumed). */
const words: { readonly [Kind in Failure['kind']]?: WordsOf<Kind> } = {
  // By name, observed in Twilio's own tests; by SID, too, but for the words of streams, which are
  // assumed from the others.
  'stream-not-found': ({ stream }) => missing('streams', stream),
  'document-not-found': ({ document }) => missing('documents', document),
  'list-not-found': ({ list }) => missing('lists', list),
  'map-not-found': ({ map }) => missing('maps', map),
  // Observed.
  'list-item-not-found': () => ({ code: 54151, message: 'Item not found' }),
  'map-item-not-found': () => ({ code: 54201, message: 'Item not found' }),
  // Documented code; message from the catalogue.
  'service-not-found': () => ({ code: 54050, message: 'Service Instance not found' }),
}

/** Returns the code of a refusal. */
export function codeOf(error: SyncError): number {
  return wordsFor(error).code
}

/** Writes the body for a refused request. */
export function refusalBody(_: RequestLine, error: SyncError): object {
  return errorBody({ status: error.status, ...wordsFor(error) })
}

/** Writes the body of an error: three fields, of which the SDK makes its own (observed). */
export function errorBody({ status, code, message }: ErrorParts): object {
  return { status, code, message }
}

function wordsFor({ code, failure }: SyncError): Words {
  const { [failure.kind]: write } = words as { readonly [kind: string]: WordsOf<Failure['kind']> }
  return write?.(failure) ?? { code, message: twilioMessageOf(failure) }
}
