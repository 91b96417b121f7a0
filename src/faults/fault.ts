import type { RequestView } from '../http/journal.ts'
import type { OperationName } from '../http/routes.ts'

/** Before the service saw the request, or after it did what was asked and only the answer is lost. */
export type FaultMoment = 'before' | 'after'

/** Which requests a fault hits. */
export interface FaultAim {
  /**
   * An operation such as `'streams.create'`, a list of them, or a predicate that says `true` or `false` at
   * once; every request when left out.
   */
  readonly on?:
    OperationName | readonly OperationName[] | ((request: RequestView) => boolean) | undefined
  /** How many requests to hit; 1 when left out, `Infinity` for all. */
  readonly times?: number | undefined
  /** How many matching requests to let pass first; 0 when left out. */
  readonly skip?: number | undefined
}

/** What a fault does. */
export type FaultKind =
  | {
      /** An error answer instead of the service's: 429 with 54009, 503 with 20503, … */
      readonly kind: 'status'
      /** 400…599. */
      readonly status: number
      /** Twilio's code; the usual one for the status when left out. */
      readonly code?: number | undefined
      /** Twilio's text; the usual one for the status when left out. */
      readonly message?: string | undefined
    }
  | {
      /**
       * `reset`: the connection breaks (ECONNRESET). `timeout`: it times out (ETIMEDOUT), at once. `malformed`:
       * the answer is cut off in the middle of its JSON; one without a body is lost whole (ECONNRESET).
       */
      readonly kind: 'reset' | 'timeout' | 'malformed'
      /** `'before'` when left out. */
      readonly when?: FaultMoment | undefined
    }
  | {
      /** The answer takes its time: the request is done at once, the answer comes later. */
      readonly kind: 'delay'
      /** 1 or more. By `setTimeout`, so that fake timers move it. */
      readonly milliseconds: number
    }

/** Something that goes wrong between the app and the service. */
export type Fault = FaultAim & FaultKind
