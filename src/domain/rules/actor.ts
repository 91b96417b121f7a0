/** Who changes something, and through which interface. */
export interface Actor {
  /** The identity of a client of the SDK, or `system`. */
  readonly identity: string
  readonly via: 'rest' | 'sdk'
}

/** Whoever uses REST (observed: `created_by` is `system`) or the JS API, and time itself. */
export const system: Actor = Object.freeze({ identity: 'system', via: 'rest' })
