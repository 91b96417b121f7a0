import type { Context } from '../objects/context.ts'
import { StreamStore } from '../objects/stream-store.ts'
import type { Owner } from '../rules/owner.ts'
import type { Sid } from '../rules/sid.ts'
import type { ServiceState } from './state.ts'

/** A store for each kind of object: always the same ones, for as long as the fake exists. */
export type StoresByKind = {
  /** The Streams of the service. */
  readonly streams: StreamStore
}

/** The objects in the state of a service, by kind. */
export type ObjectsState = Pick<ServiceState, keyof StoresByKind>

/** Whose objects a {@link Stores} holds. */
export interface StoresOptions {
  readonly service: Sid<'IS'>
  readonly account: { readonly sid: string }
}

/** The objects of one service. */
export class Stores implements Owner {
  readonly service: Sid<'IS'>
  readonly byKind: StoresByKind
  readonly #account: StoresOptions['account']

  constructor(context: Context, { service, account }: StoresOptions) {
    this.service = service
    this.#account = account
    // A store keeps its owner: whoever holds one of the stores keeps them all.
    const place = { context, owner: this }
    this.byKind = Object.freeze({ streams: StreamStore.within(place) })
  }

  get account(): string {
    return this.#account.sid
  }

  snapshot(): ObjectsState {
    const { streams } = this.byKind
    return { streams: streams.snapshot() }
  }

  /** Adds what `snapshot` returned to empty stores. */
  restore(objects: ObjectsState): void {
    const { streams } = this.byKind
    streams.restore(objects.streams)
  }

  /** The calls that remove all objects, one each: listeners may throw, or act in between. */
  removals(): (() => void)[] {
    return Object.values(this.byKind).flatMap((store) => store.removals())
  }

  /** Removes everything without notifying anyone. */
  clear(): void {
    for (const store of Object.values(this.byKind)) store.clear()
  }
}
