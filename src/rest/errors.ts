import { notFound, type SyncError } from '../domain/failure.ts'
import { withoutVersion } from '../api/router.ts'

/** The body of an error response as Twilio writes it (observed); 401 has one more field. */
export interface ErrorBody {
  readonly code: number
  readonly message: string
  readonly more_info: string
  readonly status: number
  readonly detail?: string
}

/**
 * Returns the body of the response to a refused request.
 *
 * @param path the path as requested, which the message of a 404 names (observed)
 */
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
