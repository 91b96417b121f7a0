import { keysOf } from '../../lang/keys-of.ts'
import type { Place } from '../objects/collection.ts'
import type { Context } from '../objects/context.ts'
import { type DocumentStore, documentsWithin } from '../objects/document-store.ts'
import { type ListStore, listsWithin } from '../objects/list-store.ts'
import { type MapStore, mapsWithin } from '../objects/map-store.ts'
import { StreamStore } from '../objects/stream-store.ts'
import type { Owner } from '../rules/owner.ts'
import type { Sid } from '../rules/sid.ts'
import type { ObjectsState, ObjectStates } from './state.ts'

/** What a service does with all objects of one kind. */
interface Store<State> {
  removals(): (() => void)[]
  snapshot(): State[]
  restore(states: readonly State[]): void
  clear(): void
}

/** A store for each kind of objects. */
export interface StoreByKind {
  readonly streams: StreamStore
  readonly documents: DocumentStore
  readonly lists: ListStore
  readonly maps: MapStore
}

/** Creates the store of each kind for one service. */
const creators: { readonly [Kind in keyof StoreByKind]: (place: Place) => StoreByKind[Kind] } = {
  streams: (place) => StreamStore.within(place),
  documents: documentsWithin,
  lists: listsWithin,
  maps: mapsWithin,
}

/** Whose objects a {@link Stores} holds. */
export interface StoresOptions {
  readonly service: Sid<'IS'>
  readonly account: { readonly sid: string }
}

/** The objects of one service. */
export class Stores implements Owner {
  readonly service: Sid<'IS'>
  readonly byKind: StoreByKind
  readonly #account: StoresOptions['account']

  constructor(context: Context, { service, account }: StoresOptions) {
    this.service = service
    this.#account = account
    // A store keeps its owner: whoever holds one of the stores keeps them all.
    const place = { context, owner: this }
    this.byKind = mapKinds((kind) => creators[kind](place))
  }

  get account(): string {
    return this.#account.sid
  }

  /** The calls that remove all objects, one each: listeners may throw, or act in between. */
  removals(): (() => void)[] {
    return kindNames.flatMap((kind) => this.byKind[kind].removals())
  }

  snapshot(): ObjectsState {
    return mapKinds((kind) => this.byKind[kind].snapshot())
  }

  /** Adds what `snapshot` returned to empty stores. */
  restore(states: ObjectsState): void {
    for (const kind of kindNames) restoreKind(kind, { stores: this.byKind, states })
  }

  /** Removes everything without notifying anyone. */
  clear(): void {
    for (const kind of kindNames) this.byKind[kind].clear()
  }
}

const kindNames = keysOf(creators)

/** Makes a table with something for each kind. */
function mapKinds<Table extends { readonly [Kind in keyof StoreByKind]: unknown }>(
  valueOf: (kind: keyof Table & keyof StoreByKind) => Table[keyof StoreByKind],
): Table {
  return Object.fromEntries(kindNames.map((kind) => [kind, valueOf(kind)])) as Table
}

/** Restores one kind. The type parameter tells the compiler that both sides match. */
function restoreKind<Kind extends keyof ObjectStates>(
  kind: Kind,
  parts: {
    readonly stores: { readonly [Each in Kind]: Store<ObjectStates[Each]> }
    readonly states: { readonly [Each in Kind]: readonly ObjectStates[Each][] }
  },
): void {
  parts.stores[kind].restore(parts.states[kind])
}
