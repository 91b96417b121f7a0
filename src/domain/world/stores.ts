import type { Context } from '../objects/context.ts'
import { StreamStore } from '../objects/stream-store.ts'
import type { Owner } from '../rules/owner.ts'
import type { Sid } from '../rules/sid.ts'
import type { ServiceState } from './state.ts'

/** The objects in the state of a service, by kind. */
export type ObjectsState = Omit<ServiceState, 'sequence' | 'record'>

/** Whose objects a {@link Stores} holds. */
export interface StoresOptions {
  readonly service: Sid<'IS'>
  readonly account: { readonly sid: string }
}

/** The objects of one service: a store for each kind. */
export class Stores implements Owner {
  readonly service: Sid<'IS'>
  readonly streams: StreamStore
  readonly #account: StoresOptions['account']

  constructor(context: Context, { service, account }: StoresOptions) {
    this.service = service
    this.#account = account
    // A store keeps its owner: whoever holds one of the stores keeps them all.
    this.streams = StreamStore.within({ context, owner: this })
  }

  get account(): string {
    return this.#account.sid
  }

  /** The calls that remove all objects, one each: listeners may throw, or act in between. */
  removals(): (() => void)[] {
    return this.streams.removals()
  }

  snapshot(): ObjectsState {
    return { streams: this.streams.snapshot() }
  }

  /** Adds what `snapshot` returned to empty stores. */
  restore({ streams }: ObjectsState): void {
    this.streams.restore(streams)
  }

  /** Removes everything without notifying anyone. */
  clear(): void {
    this.streams.clear()
  }
}
