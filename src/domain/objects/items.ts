import { RecentList } from '../../lang/recent-list.ts'
import { system } from '../rules/actor.ts'
import type { CollectionItem, Deed, ItemChange } from '../rules/feed.ts'
import type { ItemPage } from '../rules/page.ts'
import { numberOf } from '../rules/revision.ts'
import type { Expiring } from '../time/timeline.ts'
import type { Context } from './context.ts'
import type { Clearable } from './entry.ts'
import { ExpiringList } from './expiring-list.ts'
import type { ItemPageOptions } from './object-options.ts'

/** A change of an item: who made it, and when. */
export type ItemDeed<Item extends CollectionItem> = Deed & ItemChange<Item>

/** What the items of one list or map are made of. */
export interface ItemsOptions<Key extends number | string, Item extends CollectionItem> {
  readonly context: Context
  /** The number of the list or map in the order of creation. */
  readonly sequence: number
  readonly keyOf: (item: Item) => Key
  /** Whether an item has, or may have had, this key. */
  readonly isKey: (found: unknown) => found is Key
  /** Called for an item whose time is up. */
  readonly expire: (item: Item, by: Deed) => void
}

/** The items of one list or map in the order of their keys, and their last changes. */
export class Items<Key extends number | string, Item extends CollectionItem> implements Clearable {
  readonly #options: ItemsOptions<Key, Item>
  readonly #byKey = new Map<Key, ItemEntry<Item>>()
  readonly #inOrder: ExpiringList<Key, ItemEntry<Item>>
  readonly #changes: RecentList<ItemDeed<Item>>

  constructor(options: ItemsOptions<Key, Item>) {
    const { context, keyOf, isKey } = options
    this.#options = options
    this.#inOrder = new ExpiringList({
      context,
      keyOf: ({ record }) => keyOf(record),
      isKey,
    })
    this.#changes = new RecentList(context.limits.changesKept)
  }

  /** All items in order. */
  get items(): Item[] {
    return this.#inOrder.items.map(recordOf)
  }

  get size(): number {
    return this.#inOrder.size
  }

  /** The last changes of items, newest last. */
  get changes(): readonly ItemDeed<Item>[] {
    return this.#changes.items
  }

  find(key: Key): Item | undefined {
    return this.#byKey.get(key)?.record
  }

  /**
   * Returns a page of items.
   *
   * @throws SyncError 400 / 54454 for a bad page size
   * @throws SyncError 400 / 54453 for a bad token
   */
  page(options: ItemPageOptions<Key>): ItemPage<Item> {
    const { items, ...page } = this.#inOrder.page(options)
    return { items: items.map(recordOf), ...page }
  }

  /** Adds an item, or puts it in the place of the one with its key. */
  put(item: Item): void {
    const key = this.#options.keyOf(item)
    const { context, sequence, expire } = this.#options
    const entry = this.#byKey.get(key)
    if (entry !== undefined) {
      entry.record = item
      context.schedule(entry)
      return
    }
    const added = new ItemEntry(item, {
      sequence,
      expire: (due) => expire(added.record, { by: system, at: due }),
    })
    this.#byKey.set(key, added)
    this.#inOrder.add(added)
  }

  delete(item: Item): void {
    const key = this.#options.keyOf(item)
    const entry = this.#byKey.get(key)
    if (entry === undefined) return
    this.#byKey.delete(key)
    this.#inOrder.delete(entry)
  }

  /** Keeps a change for clients that connect again. */
  remember(change: ItemDeed<Item>): void {
    this.#changes.add(change)
  }

  drain(): Item[] {
    const { items } = this
    this.clear()
    return items
  }

  clear(): void {
    this.#byKey.clear()
    this.#inOrder.clear()
    this.#changes.clear()
  }
}

/** An item in its collection. */
class ItemEntry<Item extends CollectionItem> implements Expiring {
  readonly sequence: number
  due = 0
  position = -1
  /** The item as it is now: a frozen record, replaced with each change. */
  record: Item
  readonly #expire: (due: number) => void

  constructor(
    record: Item,
    { sequence, expire }: { readonly sequence: number; readonly expire: (due: number) => void },
  ) {
    this.record = record
    this.sequence = sequence
    this.#expire = expire
  }

  /** Items that are due at once expire in the order of their last changes, after their parent. */
  get rank(): number {
    return numberOf(this.record.revision) + 1
  }

  expire(): void {
    this.#expire(this.due)
  }
}

function recordOf<Item>({ record }: { readonly record: Item }): Item {
  return record
}
