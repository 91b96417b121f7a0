import type { Limits } from '../../domain/limits.ts'
import type { KnownServices } from '../../domain/world-options.ts'
import type { SyncState } from '../../domain/state.ts'
import type { FaultKind } from '../../http/fault-kind.ts'
import type { PathParameters } from '../../http/operation.ts'
import { matchRoute } from '../../http/router.ts'
import type { OperationName } from '../../http/routes.ts'

/** A request as a history records it. */
export interface HistoryRequest {
  /** The HTTP method, in capitals. */
  readonly method: string
  /**
   * The path as it was sent, percent-encoded and without the query: `/v1/Services/default/Streams`.
   */
  readonly path: string
  /** The parameters: of a `POST` those of the body, of other methods those of the query. */
  readonly params: Readonly<Record<string, string>>
}

/** A request of a history and its response. */
export interface HistoryOperation {
  /** Its index among the requests, in the order in which they were sent. */
  readonly id: number
  /** The operation, such as `'streams.create'`; `undefined` if method and path name none. */
  readonly operation: OperationName | undefined
  /** The request. */
  readonly request: HistoryRequest
  /**
   * The `AC…` SID of the caller; `undefined` if the credentials were refused, or the service never
   * saw the request.
   */
  readonly account: string | undefined
  /** When the request was sent, on a counter of everything that begins or ends. */
  readonly invoked: number
  /** Its index in the order in which the service saw requests; `undefined` for never. */
  readonly applied: number | undefined
  /**
   * When the response or the broken connection was released, on the counter of `invoked`;
   * `undefined` if never.
   */
  readonly returned: number | undefined
  /**
   * The fake's time when the service saw it, in epoch milliseconds; `undefined` if it never did.
   */
  readonly time: number | undefined
  /** The status of the response; `undefined` if the connection broke. */
  readonly status: number | undefined
  /** Twilio's error code, if the response is an error. */
  readonly code: number | undefined
  /** The parsed body of the response; `undefined` for none, and for anything that is not JSON. */
  readonly body: unknown
  /** The kind of the fault that hit it, such as `'reset'`. The service may have executed it. */
  readonly fault: FaultKind | undefined
}

/** The history of a fake as plain data. */
export interface HistoryData {
  /** The requests, in the order in which they were sent. */
  readonly operations: readonly HistoryOperation[]
  /** The contents of the fake before the first request. */
  readonly start: SyncState
  /** The contents of the fake after the last request. */
  readonly end: SyncState
  /** The limits of the fake. */
  readonly limits: Pick<Limits, 'messagesKept'>
  /** How long an expired stream may still be seen, in seconds. */
  readonly expiryLag: number
  /** The `services` option of the fake. Default: `'any'`. */
  readonly services?: KnownServices | undefined
}

/** Whether the sender does not know the result: it has no answer, or one that cannot be read. */
export function isLost({ status, fault, returned }: HistoryOperation): boolean {
  return returned === undefined || status === undefined || fault === 'malformed'
}

/** Whether the service executed it, and the sender knows. */
export function isDone(operation: HistoryOperation): boolean {
  const { status = 0 } = operation
  return status >= 200 && status < 300 && !isLost(operation)
}

/** The operation of a request and the decoded values in its path; `undefined` if it names none. */
export function routeOf({
  method,
  path,
}: Pick<HistoryRequest, 'method' | 'path'>):
  { readonly operation: OperationName; readonly parameters: PathParameters } | undefined {
  try {
    const { route, parameters } = matchRoute(method, path)
    return { operation: route.operation, parameters }
  } catch {
    // The service refuses a request that names no operation.
    return undefined
  }
}
