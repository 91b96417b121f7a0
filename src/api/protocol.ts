import type { Via } from '../domain/rules/actor.ts'
import type { SyncError } from '../domain/rules/sync-error.ts'
import type { RequestView } from './journal.ts'
import type { ErrorParts, SyncRequest, SyncResponse } from './message.ts'
import type { Caller } from './operation.ts'
import type { RouteMatch } from './router.ts'

/** A response before the protocol's own headers are added. */
export interface Reply {
  readonly status: number
  /** An object to be sent as JSON, a string to be sent as it is, or nothing. */
  readonly body?: object | string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** The part of a request that decides how its response is written. */
export type RequestLine = Pick<RequestView, 'method' | 'path'>

/** The words in which requests are asked and answered. Operations know none of them. */
export interface Protocol {
  /** What the requests come through, as records name it. */
  readonly via: Via
  /**
   * Finds out who sends a request.
   *
   * @throws SyncError 401 / 20003 for credentials that are missing or wrong
   */
  identify(request: SyncRequest): Caller
  /**
   * Finds the route of a request.
   *
   * @throws SyncError 404 or 405 if there is none
   * @throws NotFakedError for a part of the API that is not faked
   */
  match(method: string, path: string): RouteMatch
  /** Writes a response. */
  respond(request: RequestLine, reply: Reply): SyncResponse
  /** Twilio's code for a refusal, as the protocol has it. */
  codeOf(error: SyncError): number
  /** Writes the body for a request that the service refused. */
  refusalBody(request: RequestLine, error: SyncError): object
  /** Writes the body of any other error. */
  errorBody(error: ErrorParts): object
}
