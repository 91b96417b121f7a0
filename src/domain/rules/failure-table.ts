import type { FailureRow, FailureRows, Text } from './failure-row.ts'
import type { Failure } from './failure.ts'
import { objectFailures } from './object-failures.ts'
import { requestFailures } from './request-failures.ts'

/**
 * The error table: HTTP status, Twilio's code and Twilio's message for every failure, and the
 * details that the JS API adds. Messages marked "catalogue" are titles from Twilio's error
 * catalogue: the message on the wire was never recorded. The messages of the 404s are those of the
 * JS API; over the wire they name the path as it was requested (rest/errors.ts).
 */
export const failureTable: FailureRows<Failure['kind']> = {
  ...requestFailures,
  ...objectFailures,
}

/** Returns Twilio's message for a failure. */
export function twilioMessageOf(failure: Failure): string {
  return write(rowOf(failure).message, failure)
}

/** Returns what was found and what was expected, which Twilio does not say. */
export function detailsOf(failure: Failure): string {
  return write(rowOf(failure).details, failure)
}

export function rowOf({ kind }: Failure): FailureRow<Failure['kind']> {
  return failureTable[kind] as FailureRow<Failure['kind']>
}

function write(text: Text<Failure['kind']>, failure: Failure): string {
  return typeof text === 'string' ? text : text(failure)
}
