import type { ErrorParts } from '../api/message.ts'
import type { FaultResponse } from '../api/plan.ts'
import { documentationOf } from '../domain/rules/sync-error.ts'
import type { StatusFault } from './fault.ts'

/**
 * Twilio's usual codes for these statuses (documented), and messages (assumed, all but those of 401
 * and 429). A status that is not here has no code.
 */
const usual: Readonly<Record<number, { readonly code: number; readonly message: string }>> = {
  401: { code: 20003, message: 'Authenticate' },
  403: { code: 20403, message: 'Forbidden' },
  404: { code: 20404, message: 'Not found' },
  405: { code: 20004, message: 'Method not allowed' },
  409: { code: 20409, message: 'Conflict' },
  412: { code: 20412, message: 'Precondition failed' },
  413: { code: 20413, message: 'Request entity too large' },
  // Observed on Maps, with the name of the bucket at the end.
  429: { code: 54009, message: 'Rate limit exceeded' },
  500: { code: 20500, message: 'Internal Server Error' },
  503: { code: 20503, message: 'Service unavailable' },
}

/** Returns the response of a `status` fault. */
export function statusResponse(fault: StatusFault): FaultResponse {
  const { status, headers = {}, body = errorOf(fault) ?? '' } = fault
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  const isPage = typeof body === 'string' && body !== ''
  const type = isPage ? { 'content-type': 'text/html' } : {}
  return { status, headers: { ...type, ...Object.fromEntries(own) }, body }
}

/**
 * Returns the error that Twilio would send. Assumed: what has neither a code nor a message comes
 * from a gateway in front of Twilio, and says nothing.
 */
function errorOf({ status, code, message }: StatusFault): ErrorParts | undefined {
  const { [status]: known } = usual
  if (known === undefined && code === undefined && message === undefined) return undefined
  const sent = code ?? known?.code
  return {
    status,
    code: sent,
    message: message ?? known?.message ?? `HTTP ${status}`,
    moreInfo: sent === undefined ? undefined : documentationOf(sent),
  }
}
