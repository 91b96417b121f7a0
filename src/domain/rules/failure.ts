import type { Right } from './records.ts'

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
  | { readonly kind: 'document-not-found'; readonly service: string; readonly document: string }
  | { readonly kind: 'list-not-found'; readonly service: string; readonly list: string }
  | { readonly kind: 'map-not-found'; readonly service: string; readonly map: string }
  | {
      readonly kind: 'list-item-not-found'
      readonly service: string
      readonly list: string
      readonly index: number
    }
  | {
      readonly kind: 'map-item-not-found'
      readonly service: string
      readonly map: string
      readonly key: string
    }
  | {
      readonly kind: 'permission-not-found'
      readonly service: string
      /** The part of a path that names the kind of the object: `Documents`. */
      readonly segment: string
      readonly object: string
      readonly identity: string
    }
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
  | { readonly kind: 'if-match-invalid'; readonly found: unknown }
  | {
      readonly kind: 'document-revision-mismatch'
      readonly found: string
      readonly current: string
    }
  | ItemMismatch<'list-item-revision-mismatch'>
  | ItemMismatch<'map-item-revision-mismatch'>
  | { readonly kind: 'page-size-invalid'; readonly found: unknown; readonly largest: number }
  | { readonly kind: 'page-token-invalid'; readonly found: unknown }
  | { readonly kind: 'order-invalid'; readonly found: unknown }
  | { readonly kind: 'bounds-invalid'; readonly found: unknown }
  | { readonly kind: 'index-invalid'; readonly found: unknown }
  | { readonly kind: 'key-invalid'; readonly found: unknown; readonly longest: number }
  | { readonly kind: 'key-taken'; readonly key: string }
  | { readonly kind: 'identity-invalid'; readonly found: unknown; readonly longest: number }
  | { readonly kind: 'permission-invalid'; readonly right: Right; readonly found: unknown }
  | {
      readonly kind: 'access-denied'
      readonly identity: string | undefined
      readonly right: Right
      readonly object: string
    }
  | { readonly kind: 'data-missing' }
  | { readonly kind: 'document-data-missing' }
  | { readonly kind: 'list-item-data-missing' }
  | { readonly kind: 'map-item-data-missing' }
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

/** A write to an item that was meant for another revision of it. */
interface ItemMismatch<Kind extends string> {
  readonly kind: Kind
  /** The revision that the write was meant for. */
  readonly found: string
  /** The revision of the item; `undefined` if there is no such item. */
  readonly current: string | undefined
}
