import type { Limits } from '../../domain/limits.ts'
import type { KnownServices } from '../../domain/services.ts'
import type { SyncState } from '../../domain/state.ts'
import type { PathParameters } from '../../http/operation.ts'
import { matchRoute } from '../../http/router.ts'
import type { OperationName } from '../../http/routes.ts'

/** What was asked. */
export interface HistoryRequest {
  readonly method: string
  /** As it was asked, percent-encoded and without the query: `/v1/Services/default/Streams`. */
  readonly path: string
  /** The parameters that count: those of the body of a `POST`, those of the query of anything else. */
  readonly params: Readonly<Record<string, string>>
}

/** A request of a history, and what became of it. */
export interface HistoryOperation {
  /** Its place in the order in which requests were sent, from 0. */
  readonly id: number
  /** Such as `'streams.create'`; `undefined` when path and method name no operation. */
  readonly operation: OperationName | undefined
  readonly request: HistoryRequest
  /** The account that asked; `undefined` when nobody was let in, or the service never saw it. */
  readonly account: string | undefined
  /** When it was sent, on a counter of all that begins and ends. */
  readonly invoked: number
  /** Its place in the order in which the service saw requests; `undefined` when it never did. */
  readonly applied: number | undefined
  /** When the answer or the broken connection was let go, on the counter of `invoked`; `undefined` for never. */
  readonly returned: number | undefined
  /** The fake's time when the service saw it, in epoch milliseconds; `undefined` as for `applied`. */
  readonly time: number | undefined
  /** The status of the answer; `undefined` when the connection broke. */
  readonly status: number | undefined
  /** Twilio's error code, when the answer is an error. */
  readonly code: number | undefined
  /** What the body says, parsed; `undefined` for none, and for what is no JSON. */
  readonly body: unknown
  /** The kind of the fault that hit it: `'reset'`. The service may have done its part before. */
  readonly fault: string | undefined
}

/** What happened to a fake, as plain data. */
export interface HistoryData {
  /** In the order in which they were sent. */
  readonly operations: readonly HistoryOperation[]
  /** What the fake held before the first of them. */
  readonly start: SyncState
  /** What it held after the last. */
  readonly end: SyncState
  /** The limits it held to. */
  readonly limits: Pick<Limits, 'messagesKept'>
  /** For how many seconds an expired stream may still be seen. */
  readonly expiryLag: number
  /** Its `services` option; `'any'` when left out. */
  readonly services?: KnownServices | undefined
}

/** Whether the sender does not know what became of it: it has no answer, or one that cannot be read. */
export function isLost({ status, fault, returned }: HistoryOperation): boolean {
  return returned === undefined || status === undefined || fault === 'malformed'
}

/** Whether the service did what was asked, and the sender knows. */
export function isDone(operation: HistoryOperation): boolean {
  const { status = 0 } = operation
  return status >= 200 && status < 300 && !isLost(operation)
}

/** Which operation a request names, and the decoded values in its path; `undefined` when it names none. */
export function routeOf({
  method,
  path,
}: Pick<HistoryRequest, 'method' | 'path'>):
  { readonly operation: OperationName; readonly parameters: PathParameters } | undefined {
  try {
    const { route, parameters } = matchRoute(method, path)
    return { operation: route.operation, parameters }
  } catch {
    // What is no operation here is refused by the service, which has its own say on it.
    return undefined
  }
}
