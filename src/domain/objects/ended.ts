import type { SyncObject } from '../rules/records.ts'
import type { Clearable } from './entry.ts'

/** Why an object is no longer there. */
export type EndReason = 'removed' | 'expired'

/** An object that has ended, as it was last. */
export interface Ended<
  Item extends SyncObject = SyncObject,
  Content extends Clearable = Clearable,
> {
  /** The collection that held it. */
  readonly collection: object
  readonly object: Item
  /** The items that belonged to it; `undefined` if there never were any. */
  readonly items: Content['items'] | undefined
  readonly reason: EndReason
  /** When it ended, in epoch milliseconds. */
  readonly at: number
}
