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

/**
 * A frozen copy of a Document as it was when it was read; later changes do not affect it.
 */
export interface SyncDocument<Data extends object = JsonObject> extends SyncObject<'ET'> {
  /** Lower-case hex of how often it was changed: `0` when it is new (observed). */
  readonly revision: string
  /** Deeply frozen. Nothing checks that it is of the type expected. */
  readonly data: Data
}

/** What Lists and Maps have besides what all objects have. */
export interface SyncCollection<Prefix extends string> extends SyncObject<Prefix> {
  /**
   * Lower-case hex of how many changes of its items there were: `0` when it is new (observed). A new
   * TTL of its own does not count (assumed), and leaves `dateUpdated` as it is (assumed).
   */
  readonly revision: string
}

/** A frozen copy of a List, without its items, as it was when it was read. */
export interface SyncList extends SyncCollection<'ES'> {}

/** A frozen copy of a Map, without its items, as it was when it was read. */
export interface SyncMap extends SyncCollection<'MP'> {}

/** What the items of Lists and Maps have. Dates are epoch milliseconds. */
export interface SyncItem<Data extends object = JsonObject> {
  /**
   * Lower-case hex of the number of its last change among all changes of items in the collection,
   * from `0` (observed).
   */
  readonly revision: string
  /** Deeply frozen. Nothing checks that it is of the type expected. */
  readonly data: Data
  readonly dateCreated: number
  readonly dateUpdated: number
  /** When it expires; `null` if never. */
  readonly dateExpires: number | null
  /** Who created it: `system` for the REST API (observed), else the identity of a client. */
  readonly createdBy: string
}

/** A frozen copy of an item of a List as it was when it was read. */
export interface ListItem<Data extends object = JsonObject> extends SyncItem<Data> {
  /** The number of its first change among all changes in the list: ascending, with gaps (observed). */
  readonly index: number
}

/** A frozen copy of an item of a Map as it was when it was read. */
export interface MapItem<Data extends object = JsonObject> extends SyncItem<Data> {
  /** 1…320 characters of any sort, unique within the map (documented). */
  readonly key: string
}

/** What a permission allows: to read, to change, or to remove an object (documented). */
export type Right = 'read' | 'write' | 'manage'

/** What the clients of one identity may do with an object, where the service has ACL enabled; frozen. */
export interface Permission extends Readonly<Record<Right, boolean>> {
  /** 1…256 characters (documented). */
  readonly identity: string
}

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
  /** Its number in the order of creation, which services and objects share. */
  readonly sequence: number
  /** SID, name and dates. */
  readonly stream: Stream
  /** The messages kept, newest last: `TZ…` SID and data. */
  readonly messages: readonly StreamMessage[]
}

/** A document in a state. */
export interface DocumentState {
  /** Its number in the order of creation, which services and objects share. */
  readonly sequence: number
  readonly document: SyncDocument
  /** In the order of their identities. */
  readonly permissions: readonly Permission[]
}

/** A list in a state. */
export interface ListState {
  readonly sequence: number
  readonly list: SyncList
  /** In the order of their indexes. */
  readonly items: readonly ListItem[]
  readonly permissions: readonly Permission[]
}

/** A map in a state. */
export interface MapState {
  readonly sequence: number
  readonly map: SyncMap
  /** In the order of their keys. */
  readonly items: readonly MapItem[]
  readonly permissions: readonly Permission[]
}

/** What a subscriber of a Stream is notified of. `removed` and `expired` end the subscription. */
export type StreamEvent<Data extends object = JsonObject> =
  | { readonly type: 'message'; readonly stream: Stream; readonly message: StreamMessage<Data> }
  | { readonly type: 'removed'; readonly stream: Stream }
  | { readonly type: 'expired'; readonly stream: Stream }

/** Receives the events of one Stream. Called synchronously. */
export type StreamListener<Data extends object = JsonObject> = (event: StreamEvent<Data>) => void

/** The settings of a Service. */
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
