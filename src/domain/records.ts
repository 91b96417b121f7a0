import type { Sid } from './sid.ts'

/** A Stream as it stood when it was read. Times are epoch milliseconds. */
export interface Stream {
  /** `TO` and 32 hex digits (documented). */
  readonly sid: Sid<'TO'>
  /** Unique within the service, 1…320 characters; `null` for a stream without a name (observed). */
  readonly uniqueName: string | null
  /** Over the wire in whole seconds (observed). */
  readonly dateCreated: number
  /** When the time to live was changed last; at first the date of creation. */
  readonly dateUpdated: number
  /** When it expires; `null` for never. */
  readonly dateExpires: number | null
}

/** A message published on a Stream. */
export interface StreamMessage {
  /** `TZ` and 32 hex digits (documented). */
  readonly sid: Sid<'TZ'>
  /** A frozen copy of what was published. */
  readonly data: JsonObject
}

/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json }

/** What a subscriber of a Stream hears. After `removed` or `expired` nothing follows. */
export type StreamEvent =
  | { readonly type: 'message'; readonly stream: Stream; readonly message: StreamMessage }
  | { readonly type: 'removed'; readonly stream: Stream }
  | { readonly type: 'expired'; readonly stream: Stream }

/** The settings of a Service. They are kept and answered; nothing in the fake acts on them. */
export interface ServiceSettings {
  /** Any text; `null` until it is set (observed). */
  readonly friendlyName: string | null
  /** http or https, 512 characters at most (documented); `null` for none. */
  readonly webhookUrl: string | null
  /** Whether writes through the REST API call the webhook; false at first (documented). */
  readonly webhooksFromRestEnabled: boolean
  /** Whether the webhook hears of clients that come and go; false at first (documented). */
  readonly reachabilityWebhooksEnabled: boolean
  /** Whether clients need permissions; false at first (documented). */
  readonly aclEnabled: boolean
  /** Whether short reconnections are kept from the webhook; false at first (documented). */
  readonly reachabilityDebouncingEnabled: boolean
  /** How long is short: 1000…30 000 milliseconds, 5000 at first (documented). */
  readonly reachabilityDebouncingWindow: number
}

/** A Service as it stood when it was read. Times are epoch milliseconds. */
export interface ServiceRecord extends ServiceSettings {
  /** `IS` and 32 hex digits (documented). */
  readonly sid: Sid<'IS'>
  /** `'default'` for the default service, else `null` (assumed). */
  readonly uniqueName: string | null
  readonly dateCreated: number
  readonly dateUpdated: number
}
