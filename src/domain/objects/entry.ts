import type { SortedList } from '../../lang/sorted-list.ts'
import type { FeedEvent, Listener } from '../rules/feed.ts'
import type { Permission, SyncObject } from '../rules/records.ts'
import type { Expiring } from '../time/timeline.ts'

/** What may belong to an object, such as the messages of a stream. It goes when the object goes. */
export interface Clearable {
  readonly items: readonly unknown[]
  /** Returns the items, and removes them. */
  drain(): this['items']
  clear(): void
}

/** What a new {@link Entry} is made of. */
export interface EntryParts<Item extends SyncObject, Content extends Clearable> {
  /** Its number in the order of creation. */
  readonly sequence: number
  readonly record: Item
  readonly collection: { expire(entry: Entry<Item, Content>): void }
}

/** An object in a collection. */
export class Entry<Item extends SyncObject, Content extends Clearable> implements Expiring {
  readonly sequence: number
  due = 0
  position = -1
  /** The object as it is now: a frozen record, replaced with each change. */
  record: Item
  /** What belongs to the object; `undefined` until there is any. */
  content: Content | undefined
  /** Who listens to the object; `undefined` until somebody does. */
  listeners: Set<Listener<FeedEvent<Item>>> | undefined
  /** Who may do what with the object, by identity; `undefined` until there is a permission. */
  permissions: SortedList<string, Permission> | undefined
  readonly collection: EntryParts<Item, Content>['collection']

  constructor({ sequence, record, collection }: EntryParts<Item, Content>) {
    this.sequence = sequence
    this.record = record
    this.collection = collection
  }

  expire(): void {
    this.collection.expire(this)
  }
}
