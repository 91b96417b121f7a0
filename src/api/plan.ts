import type { CloseCode, FaultKind } from './fault-points.ts'
import type { ErrorParts } from './message.ts'

/**
 * When a fault strikes: `'before'` the service sees the request, or `'after'` the service has
 * carried it out, so that only the response is lost.
 */
export type FaultMoment = 'before' | 'after'

/** What the faults have decided for a request, as plain data. */
export interface RequestPlan {
  /** Milliseconds by which the outcome is delayed; 0 for none. */
  readonly delay: number
  /** What goes wrong; nothing if absent. */
  readonly breakage?: Breakage | undefined
}

/** How a request goes wrong; carried out in `exchange.ts`. */
export type Breakage = { readonly when: FaultMoment } & (
  | { readonly kind: Exclude<FaultKind<'request'>, 'status' | 'delay'> }
  | ({ readonly kind: 'status' } & FaultResponse)
)

/** The response of a fault, in place of the service's. */
export interface FaultResponse {
  /** HTTP status, 400…599. */
  readonly status: number
  /** By name in lower case, in place of the protocol's own. */
  readonly headers: Readonly<Record<string, string>>
  /** An error for the protocol to write, or a text to be sent as it is. */
  readonly body: ErrorParts | string
}

/** What the faults have decided for a delivery to one client, or for a webhook. */
export interface DeliveryPlan {
  /** Milliseconds by which it is delayed; 0 for none. */
  readonly delay: number
  /** How many times it is sent. */
  readonly copies: 0 | 1 | 2
  /** How many later deliveries overtake it; 0 for none. */
  readonly overtakenBy: number
}

/** How a client is kept from connecting. */
export type Refusal =
  { readonly kind: 'refuse' } | { readonly kind: 'status'; readonly status: number }

/** How a client that has just connected loses its connection. */
export type Disconnection =
  { readonly kind: 'drop' } | { readonly kind: 'close'; readonly code: CloseCode }
