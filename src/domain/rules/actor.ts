/** An interface to the service: the REST API, or the SDK of clients. */
export type Via = 'rest' | 'sdk'

/** Who changes something, and through which interface. */
export interface Actor {
  /** The identity of a client of the SDK, or `system`. */
  readonly identity: string
  readonly via: Via
  /** Which client of the SDK: 32 hex digits (assumed). Absent over REST. */
  readonly endpoint?: string | undefined
}

/** The REST API (observed: `created_by` is `system`), the JS API, which counts as REST, and expiry. */
export const system: Actor = Object.freeze({ identity: 'system', via: 'rest' })
