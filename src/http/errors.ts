import { notFound, type SyncError } from '../domain/failure.ts'
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
 * The body of the answer to what the service refuses.
 *
 * @param path the path as it was asked, which is what the text of a 404 says (observed)
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
