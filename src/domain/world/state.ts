import type {
  DocumentState,
  ListState,
  MapState,
  ServiceRecord,
  StreamState,
} from '../rules/records.ts'
import type { Sid, SidPrefix } from '../rules/sid.ts'

/** The data of a fake as plain JSON, to keep as a fixture. Times are epoch milliseconds. */
export interface SyncState {
  /** The version of this format. */
  readonly version: 1
  /** The time on the clock, in epoch milliseconds. */
  readonly time: number
  /** How many SIDs were drawn, by prefix. Default of a missing prefix: 0. */
  readonly sidsDrawn: { readonly [Prefix in SidPrefix]?: number }
  /** The next number in the order of creation. */
  readonly nextSequence: number
  /** All accounts, at least one; the home account comes first. */
  readonly accounts: readonly AccountState[]
}

/** An account in a {@link SyncState}. */
export interface AccountState {
  /** An `AC…` SID; `null` until an account has claimed the home account. */
  readonly sid: string | null
  /** The `IS…` SID that `default` stands for. The service itself may not exist yet. */
  readonly defaultServiceSid: Sid<'IS'>
  /** `IS…` SIDs of removed services, which are not created again on use. */
  readonly removedServiceSids: readonly Sid<'IS'>[]
  /** Its services in order of creation. */
  readonly services: readonly ServiceState[]
}

/** The state of one object of each kind. */
export interface ObjectStates {
  readonly streams: StreamState
  readonly documents: DocumentState
  readonly lists: ListState
  readonly maps: MapState
}

/** The objects of a service by kind, in order of creation. */
export type ObjectsState = {
  readonly [Kind in keyof ObjectStates]: readonly ObjectStates[Kind][]
}

/** A service in a {@link SyncState}. */
export interface ServiceState extends ObjectsState {
  /** Its number in the order of creation, which services and objects share. */
  readonly sequence: number
  /** SID, settings and dates. */
  readonly record: ServiceRecord
}

/** Returns a deep copy of a state. */
export function copyState(state: SyncState): SyncState {
  return JSON.parse(JSON.stringify(state)) as SyncState
}
