import type { JsonObject, ServiceRecord, Stream } from './records.ts'
import type { SidPrefix } from './sid.ts'

/** Everything a fake knows, as plain JSON data that can be kept as a fixture. Times are epoch milliseconds. */
export interface SyncState {
  /** Of this format. */
  readonly version: 1
  /** What the clock said, in epoch milliseconds. */
  readonly time: number
  /** How many SIDs were drawn, by prefix. */
  readonly sidsDrawn: { readonly [Prefix in SidPrefix]?: number }
  /** The next number in the order of creation. */
  readonly nextSequence: number
  /** The home account first. */
  readonly accounts: readonly AccountState[]
}

/** An account as part of a {@link SyncState}. */
export interface AccountState {
  /** `null` while nobody has claimed the home account. */
  readonly sid: string | null
  /** The `IS…` SID that `default` stands for; the service need not be there yet. */
  readonly defaultServiceSid: string
  /** Those that do not come to life again. */
  readonly removedServiceSids: readonly string[]
  /** In order of creation. */
  readonly services: readonly ServiceState[]
}

/** A service as part of a {@link SyncState}. */
export interface ServiceState {
  /** Its place in the order of creation, which services and streams share. */
  readonly sequence: number
  /** SID, settings and dates. */
  readonly record: ServiceRecord
  /** In order of creation. */
  readonly streams: readonly StreamState[]
}

/** A stream and its messages as part of a {@link SyncState}. */
export interface StreamState {
  /** Its place in the order of creation, which services and streams share. */
  readonly sequence: number
  /** SID, name and dates. */
  readonly stream: Stream
  /** The messages that are kept, newest last. */
  readonly messages: readonly { readonly sid: string; readonly data: JsonObject }[]
}

/** All streams of a state, of whatever account and service. */
export function streamsOf({ accounts }: Pick<SyncState, 'accounts'>): readonly StreamState[] {
  return accounts.flatMap(({ services }) => services.flatMap(({ streams }) => streams))
}

/** A copy of a state, of which nothing reaches the original. */
export function copyState(state: SyncState): SyncState {
  return JSON.parse(JSON.stringify(state)) as SyncState
}
