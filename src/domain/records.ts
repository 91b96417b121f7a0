import type { Sid } from './sid.ts'

/** A Stream as it stood when it was read. Times are epoch milliseconds. */
export interface Stream {
  readonly sid: Sid<'TO'>
  readonly uniqueName: string | null
  readonly dateCreated: number
  readonly dateUpdated: number
  /** When it expires; `null` for never. */
  readonly dateExpires: number | null
}

/** A message published on a Stream. */
export interface StreamMessage {
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
  readonly friendlyName: string | null
  readonly webhookUrl: string | null
  readonly webhooksFromRestEnabled: boolean
  readonly reachabilityWebhooksEnabled: boolean
  readonly aclEnabled: boolean
  readonly reachabilityDebouncingEnabled: boolean
  /** Milliseconds. */
  readonly reachabilityDebouncingWindow: number
}

/** A Service as it stood when it was read. Times are epoch milliseconds. */
export interface ServiceRecord extends ServiceSettings {
  readonly sid: Sid<'IS'>
  readonly uniqueName: string | null
  readonly dateCreated: number
  readonly dateUpdated: number
}
