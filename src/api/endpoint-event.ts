import type { Actor } from '../domain/rules/actor.ts'

/** A client of the SDK comes or goes. */
export interface EndpointEvent {
  readonly type: 'connected' | 'disconnected'
  readonly by: Actor
  /** The SID of its account; `undefined` for the home account. */
  readonly account: string | undefined
  /** The service that its token opens: an `IS…` SID or `default`. */
  readonly service: string
}
