import type { ErrorParts } from '../api/message.ts'
import type { OperationName } from '../api/operations.ts'
import type { FaultResponse } from '../api/plan.ts'
import { failureTable } from '../domain/rules/failure-table.ts'
import type { Failure } from '../domain/rules/failure.ts'
import { documentationOf } from '../domain/rules/sync-error.ts'
import type { StatusFault } from './fault.ts'

/** What Twilio says beside a status. */
interface Usual {
  readonly code: number
  readonly message: string
}

/**
 * Twilio's usual codes for these statuses (documented), and messages (assumed, all but those of 401
 * and 429). A status that is not here has no code.
 */
const usual: Readonly<Record<number, Usual>> = {
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

/** The failures that Twilio has for these statuses at certain operations alone. */
const failures: { readonly [Name in OperationName]?: Readonly<Record<number, Failure['kind']>> } = {
  'streams.create': { 409: 'name-taken' },
  'documents.create': { 409: 'name-taken' },
  'lists.create': { 409: 'name-taken' },
  'maps.create': { 409: 'name-taken' },
  'mapItems.create': { 409: 'key-taken' },
  'documents.update': { 412: 'document-revision-mismatch' },
  'listItems.update': { 412: 'list-item-revision-mismatch' },
  'listItems.delete': { 412: 'list-item-revision-mismatch' },
  'mapItems.update': { 412: 'map-item-revision-mismatch' },
  'mapItems.set': { 412: 'map-item-revision-mismatch' },
  'mapItems.delete': { 412: 'map-item-revision-mismatch' },
}

/** Returns the response of a `status` fault to a request for an operation. */
export function statusResponse(
  fault: StatusFault,
  operation: OperationName | undefined,
): FaultResponse {
  const { status, headers = {}, body = errorOf(fault, operation) ?? '' } = fault
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  const isPage = typeof body === 'string' && body !== ''
  const type = isPage ? { 'content-type': 'text/html' } : {}
  return { status, headers: { ...type, ...Object.fromEntries(own) }, body }
}

/**
 * Returns the error that Twilio would send. Assumed: what has neither a code nor a message comes
 * from a gateway in front of Twilio, and says nothing.
 */
function errorOf(
  { status, code, message }: StatusFault,
  operation: OperationName | undefined,
): ErrorParts | undefined {
  const known = usualAt(operation, status)
  if (known === undefined && code === undefined && message === undefined) return undefined
  const sent = code ?? known?.code
  return {
    status,
    code: sent,
    message: message ?? known?.message ?? `HTTP ${status}`,
    moreInfo: sent === undefined ? undefined : documentationOf(sent),
  }
}

/** Twilio's code and message for a status at an operation. */
function usualAt(operation: OperationName | undefined, status: number): Usual | undefined {
  const kind = operation && failures[operation]?.[status]
  if (kind === undefined) return usual[status]
  const { code, message } = failureTable[kind]
  return { code, message: String(message) }
}
