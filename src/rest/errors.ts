import type { ErrorParts } from '../api/message.ts'
import type { RequestLine } from '../api/protocol.ts'
import { notFound } from '../domain/rules/failure-row.ts'
import { twilioMessageOf } from '../domain/rules/failure-table.ts'
import type { SyncError } from '../domain/rules/sync-error.ts'

/** The body of an error response as Twilio writes it (observed); 401 has one more field. */
interface ErrorBody {
  readonly code: number | undefined
  readonly message: string
  readonly more_info: string | undefined
  readonly status: number
}

/** Returns the body of an error. */
export function errorBody({ code, message, moreInfo, status }: ErrorParts): ErrorBody {
  return { code, message, more_info: moreInfo, status }
}

/**
 * Returns the body of the response to a refused request. The message of a 404 names the path as
 * requested (observed).
 */
export function refusalBody({ path }: RequestLine, error: SyncError): object {
  const { status, code, moreInfo, failure } = error
  const message = status === 404 ? notFound(withoutVersion(path)) : twilioMessageOf(failure)
  const body = errorBody({ status, code, moreInfo, message })
  // Observed on other Twilio hosts.
  if (status === 401) {
    return { ...body, detail: 'Your AccountSid or AuthToken was incorrect.' }
  }
  return body
}

/** Returns the path as error messages name it: without the version (observed). */
export function withoutVersion(path: string): string {
  return path.replace(/^\/v1(?=\/)/, '')
}
