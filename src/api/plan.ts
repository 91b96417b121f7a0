import type { ErrorParts } from './message.ts'

/** What can go wrong on the way between the app and the service, on purpose. */
export const faultKinds = ['status', 'reset', 'timeout', 'malformed', 'delay'] as const

/** The kind of a fault. */
export type FaultKind = (typeof faultKinds)[number]

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
  | { readonly kind: 'reset' | 'timeout' | 'malformed' }
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
