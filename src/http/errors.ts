import { notFound, SyncError } from '../domain/failure.ts'
import { withoutVersion } from './router.ts'

/** The body of an error as Twilio writes it (observed); 401 has one line more. */
export interface ErrorBody {
  readonly code: number
  readonly message: string
  readonly more_info: string
  readonly status: number
  readonly detail?: string
}

/**
 * What an error is on the wire. Not every error is the service's own: one that is not, such as what a
 * subscriber threw or a part of the API that is not faked, is thrown on.
 *
 * @param path the path as it was asked, which is what the text of a 404 says (observed)
 */
export function toSyncError(error: unknown, path: string): SyncError {
  if (error instanceof SyncError) return error
  // Only a path is percent-decoded. Assumed: what cannot be decoded names nothing.
  if (error instanceof URIError) return new SyncError({ kind: 'path-not-found', path })
  throw error
}

export function errorBody(error: SyncError, path: string): ErrorBody {
  return {
    code: error.code,
    message: error.status === 404 ? notFound(withoutVersion(path)) : error.message,
    more_info: error.moreInfo,
    status: error.status,
    // Observed on other Twilio hosts.
    ...(error.status === 401 && { detail: 'Your AccountSid or AuthToken was incorrect.' }),
  }
}
