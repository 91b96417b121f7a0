import type { JsonObject } from '../../lang/json.ts'
import type { Sid } from './sid.ts'

/** What objects of every kind have. Dates are epoch milliseconds. */
export interface SyncObject<Prefix extends string = string> {
  /** Two letters for the kind and 32 hex digits (documented): `TO` for a Stream. */
  readonly sid: Sid<Prefix>
  /** 1…320 characters, unique within the service; `null` for an object without a name (observed). */
  readonly uniqueName: string | null
  /** When it was created. Responses carry whole seconds (observed). */
  readonly dateCreated: number
  /** When it was last updated; initially the date of creation. */
  readonly dateUpdated: number
  /** When it expires; `null` if never. */
  readonly dateExpires: number | null
  /** Who created it: `system` for the REST API (observed), else the identity of a client. */
  readonly createdBy: string
}

/**
 * A frozen copy of a Stream as it was when it was read; later changes do not affect it. Only a new
 * TTL updates it.
 */
export interface Stream extends SyncObject<'TO'> {}

/** A message published on a Stream; frozen. */
export interface StreamMessage<Data extends object = JsonObject> {
  /** `TZ` and 32 hex digits (documented). */
  readonly sid: Sid<'TZ'>
  /** A deeply frozen copy of the published data. Nothing checks that it is of the type expected. */
  readonly data: Data
}

/** A Stream that is no longer there; frozen. */
export interface EndedStream<Data extends object = JsonObject> {
  /** The stream as it was last. */
  readonly stream: Stream
  readonly reason: 'removed' | 'expired'
  /** When it ended, in epoch milliseconds. */
  readonly at: number
  /** The messages that were kept, newest last. */
  readonly messages: readonly StreamMessage<Data>[]
}

/** A stream and its messages in a state. */
export interface StreamState {
  /** Its number in the order of creation, which services and streams share. */
  readonly sequence: number
  /** SID, name and dates. */
  readonly stream: Stream
  /** The messages kept, newest last: `TZ…` SID and data. */
  readonly messages: readonly StreamMessage[]
}

/** What a subscriber of a Stream is notified of. `removed` and `expired` end the subscription. */
export type StreamEvent<Data extends object = JsonObject> =
  | { readonly type: 'message'; readonly stream: Stream; readonly message: StreamMessage<Data> }
  | { readonly type: 'removed'; readonly stream: Stream }
  | { readonly type: 'expired'; readonly stream: Stream }

/** Receives the events of one Stream. Called synchronously. */
export type StreamListener<Data extends object = JsonObject> = (event: StreamEvent<Data>) => void

/** The settings of a Service. They are stored and returned; nothing in the fake acts on them. */
export interface ServiceSettings {
  /** Any string; initially `null` (observed), `Default Service` for the default one (assumed). */
  readonly friendlyName: string | null
  /** An http or https URL of at most 512 characters (documented); `null` for none. */
  readonly webhookUrl: string | null
  /** Whether writes through the REST API call the webhook; initially `false` (documented). */
  readonly webhooksFromRestEnabled: boolean
  /**
   * Whether the webhook is called when clients connect or disconnect; initially `false`
   * (documented).
   */
  readonly reachabilityWebhooksEnabled: boolean
  /** Whether clients need permissions; initially `false` (documented). */
  readonly aclEnabled: boolean
  /** Whether the webhook is spared short disconnections; initially `false` (documented). */
  readonly reachabilityDebouncingEnabled: boolean
  /** What counts as short: 1000…30 000 milliseconds; initially 5000 (documented). */
  readonly reachabilityDebouncingWindow: number
}

/**
 * A frozen copy of a Service's settings and dates as they were when read. Dates are epoch
 * milliseconds.
 */
export interface ServiceRecord extends ServiceSettings {
  /** `IS` and 32 hex digits (documented). */
  readonly sid: Sid<'IS'>
  /** `'default'` for the default service, otherwise `null` (assumed). */
  readonly uniqueName: string | null
  /** When it was created or first used. */
  readonly dateCreated: number
  /** When its settings were last updated; initially the date of creation. */
  readonly dateUpdated: number
}
