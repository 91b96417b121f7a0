import { deepFreeze } from '../../lang/json.ts'
import type { Failure } from '../rules/failure.ts'
import type { CollectionItem, Deed, ItemChange } from '../rules/feed.ts'
import type { SyncCollection } from '../rules/records.ts'
import { numberOf, revisionOf } from '../rules/revision.ts'
import type { SidPrefix } from '../rules/sid.ts'
import { SyncError } from '../rules/sync-error.ts'
import type { Collection } from './collection.ts'
import type { Entry } from './entry.ts'
import { Items } from './items.ts'

/** What tells the items of lists from those of maps. */
export interface ItemRules<Key extends number | string, Item extends CollectionItem> {
  readonly keyOf: (item: Item) => Key
  /**
   * Whether an item of a collection has, or may have had, this key.
   *
   * @param changes how many changes of its items there were
   */
  readonly isKey: (found: unknown, changes: number) => found is Key
  /** Checks the key of an item that may be there. */
  readonly checkKey: (found: unknown) => Key
  /** Checks where a walk is to begin. */
  readonly checkFrom: (found: unknown) => Key
  readonly notFound: (parts: Address<Key>) => Failure
  readonly mismatch: (parts: { found: string; current: string | undefined }) => Failure
  readonly dataMissing: Failure
}

/** Where an item was looked for. */
export interface Address<Key> {
  readonly service: string
  readonly object: string
  readonly key: Key
}

/** A change of an item that is about to be made. */
interface Write<Item extends CollectionItem> {
  readonly change: ItemChange<Item>
  readonly deed: Deed
  /** When the list or map is to expire from now on. Default: as before. */
  readonly expires?: number | null
}

/** An item that is about to be removed. */
interface Removal<Item extends CollectionItem> {
  readonly item: Item
  readonly reason: 'removed' | 'expired'
  readonly deed: Deed
}

/** The items of all lists, or all maps, of a service, and how they change. */
export class ItemChanges<
  Prefix extends SidPrefix,
  Parent extends SyncCollection<Prefix>,
  Key extends number | string,
  Item extends CollectionItem,
> {
  readonly parents: Collection<Prefix, Parent, Items<Key, Item>>
  readonly rules: ItemRules<Key, Item>

  constructor(parents: Collection<Prefix, Parent, Items<Key, Item>>, rules: ItemRules<Key, Item>) {
    this.parents = parents
    this.rules = rules
  }

  /** Returns the items of a list or map. */
  itemsOf(parent: Entry<Parent, Items<Key, Item>>): Items<Key, Item> {
    return (parent.content ??= new Items({
      context: this.parents.context,
      sequence: parent.sequence,
      keyOf: this.rules.keyOf,
      isKey: (found) => this.rules.isKey(found, numberOf(parent.record.revision)),
      expire: (item, deed) => void this.drop(parent, { item, reason: 'expired', deed }),
    }))
  }

  /**
   * Returns an item.
   *
   * @param object what the list or map was addressed by
   * @throws SyncError 404 / 20404 if there is no such item
   */
  fetch(
    parent: Entry<Parent, Items<Key, Item>>,
    { object, key }: Omit<Address<Key>, 'service'>,
  ): Item {
    // Checked also where nothing was added yet.
    const checked = this.rules.checkKey(key)
    const item = parent.content?.find(checked)
    if (item !== undefined) return item
    const { service } = this.parents.owner
    throw new SyncError(this.rules.notFound({ service, object, key }))
  }

  /** Removes an item. Returns it as its removal has it. */
  drop(parent: Entry<Parent, Items<Key, Item>>, { item, reason, deed }: Removal<Item>): Item {
    const removed = { ...item, revision: parent.record.revision, dateUpdated: deed.at }
    return this.write(parent, { change: { type: 'itemRemoved', item: removed, reason }, deed })
  }

  /**
   * Makes a change: the one place where their number grows, which moves the revision and the date of
   * the list or map (observed in events).
   */
  write(
    parent: Entry<Parent, Items<Key, Item>>,
    { change, deed, expires = parent.record.dateExpires }: Write<Item>,
  ): Item {
    const { record } = parent
    const items = this.itemsOf(parent)
    const item = Object.freeze(change.item)
    if (change.type === 'itemRemoved') items.delete(item)
    else items.put(item)
    const done = Object.freeze({ ...change, ...deed })
    items.remember(done)
    this.parents.replace(parent, {
      ...record,
      revision: revisionOf(numberOf(record.revision) + 1),
      dateUpdated: deed.at,
      dateExpires: expires,
    })
    this.parents.report(parent, done)
    return item
  }

  /** Adds what a state holds to a list or map without items. */
  restore(parent: Entry<Parent, Items<Key, Item>>, states: readonly Item[]): void {
    for (const state of states) this.itemsOf(parent).put(deepFreeze({ ...state }))
  }
}
