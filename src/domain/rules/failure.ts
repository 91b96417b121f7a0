/**
 * What the service refused, and why. `kind` tells the failures apart; the other fields hold more
 * than Twilio's message does: the offending value (`found`) and the limit it broke.
 */
export type Failure =
  | {
      readonly kind: 'service-not-found'
      readonly service: string
      readonly reason: ServiceAbsence
    }
  | { readonly kind: 'stream-not-found'; readonly service: string; readonly stream: string }
  | { readonly kind: 'path-not-found'; readonly path: string }
  | { readonly kind: 'method-not-allowed'; readonly method: string; readonly path: string }
  | { readonly kind: 'credentials-missing' }
  | { readonly kind: 'token-refused' }
  | { readonly kind: 'username-unknown'; readonly username: string }
  | { readonly kind: 'password-wrong'; readonly username: string }
  | { readonly kind: 'name-taken'; readonly uniqueName: string }
  | { readonly kind: 'name-invalid'; readonly found: unknown; readonly longest: number }
  | { readonly kind: 'ttl-invalid'; readonly found: unknown; readonly longest: number }
  | { readonly kind: 'nothing-to-update' }
  | { readonly kind: 'page-size-invalid'; readonly found: unknown; readonly largest: number }
  | { readonly kind: 'page-token-invalid'; readonly found: unknown }
  | { readonly kind: 'data-missing' }
  | { readonly kind: 'data-invalid'; readonly found: unknown; readonly deepest: number }
  | { readonly kind: 'data-too-large'; readonly bytes: number; readonly largest: number }
  | { readonly kind: 'webhook-url-invalid'; readonly found: unknown; readonly longest: number }
  | { readonly kind: 'rate-limited'; readonly bucket: string }
  | { readonly kind: 'parameter-invalid'; readonly parameter: string; readonly found: unknown }

/**
 * Why there is no such service: its SID is not shaped like one, is not among those of the option
 * `services`, or is that of a service that was removed.
 */
export type ServiceAbsence = 'malformed' | 'unlisted' | 'removed'
