import type { RequestView } from '../api/journal.ts'
import type { OperationName } from '../api/operations.ts'
import type { FaultMoment } from '../api/plan.ts'

/** Which requests a fault hits. */
export interface FaultAim {
  /**
   * An operation such as `'streams.create'`, a list of operations, or a synchronous predicate on
   * the request. Default: every request.
   */
  readonly on?:
    OperationName | readonly OperationName[] | ((request: RequestView) => boolean) | undefined
  /** How many requests to hit: a whole number from 1, or `Infinity` for all. Default: 1. */
  readonly times?: number | undefined
  /**
   * How many matching requests to let pass first: a whole number from 0. Requests that a fault added
   * earlier has hit are not counted. Default: 0.
   */
  readonly skip?: number | undefined
}

/** What a fault does. */
export type FaultEffect =
  | {
      /** Responds with an error in place of the service's response. */
      readonly kind: 'status'
      /** HTTP status, 400…599. */
      readonly status: number
      /** Before or after the service carries out the request. Default: `'before'`. */
      readonly when?: FaultMoment | undefined
      /**
       * Twilio's error code. Default: the documented one for the status, such as 54009 for 429 and
       * 20503 for 503. A status without one, such as 502, has no body (assumed), as from a gateway.
       */
      readonly code?: number | undefined
      /** The error message. Default: the usual one for the status. */
      readonly message?: string | undefined
      /**
       * Headers besides Twilio's, or in place of them: `{ 'Retry-After': '5' }`. The length of the
       * body is counted for you.
       */
      readonly headers?: Readonly<Record<string, string>> | undefined
      /**
       * The body as it is sent, in place of Twilio's JSON: the page of a gateway, or an empty one. Of
       * the type `text/html`, unless `headers` says otherwise.
       */
      readonly body?: string | undefined
    }
  | {
      /**
       * - `reset`: the connection breaks (ECONNRESET).
       * - `timeout`: the connection times out (ETIMEDOUT), without waiting.
       * - `malformed`: the response is cut off in the middle of its JSON; without a body, the
       *   connection breaks (ECONNRESET).
       */
      readonly kind: 'reset' | 'timeout' | 'malformed'
      /** Before or after the service carries out the request. Default: `'before'`. */
      readonly when?: FaultMoment | undefined
    }
  | {
      /** Delays the response. The service carries out the request at once. */
      readonly kind: 'delay'
      /** How long, 1…2³¹-1 milliseconds. Uses `setTimeout`, so fake timers can move it. */
      readonly milliseconds: number
    }

/** A failure to inject between the app and the service: what goes wrong, and for which requests. */
export type Fault = FaultAim & FaultEffect

/** A fault that responds with an error. */
export type StatusFault = Extract<Fault, { readonly kind: 'status' }>
