import { SortedList } from '../../lang/sorted-list.ts'
import { type ItemPage, type PageOptions, type Range, readPage } from '../rules/page.ts'
import type { Expiring } from '../time/timeline.ts'
import type { Context } from './context.ts'

/** Something with a record that says when it expires. */
export interface Dated extends Expiring {
  readonly record: { readonly dateExpires: number | null }
}

/** What an {@link ExpiringList} is ordered by. */
export interface ListOptions<Key extends number | string, Item extends Dated> {
  readonly context: Context
  readonly keyOf: (item: Item) => Key
  /** Whether an item has, or may have had, this key. */
  readonly isKey: (found: unknown) => found is Key
}

/**
 * Items in the order of their keys, each of which expires when its record says so. Whoever asks for
 * them has the timeline settle first: not while one of them ends.
 */
export class ExpiringList<Key extends number | string, Item extends Dated> {
  readonly #options: ListOptions<Key, Item>
  readonly #inOrder = new SortedList<Key, Item>()

  constructor(options: ListOptions<Key, Item>) {
    this.#options = options
  }

  /** How many items there are. */
  get size(): number {
    return this.#inOrder.size
  }

  /** All items in order. */
  get items(): Item[] {
    return this.#inOrder.slice()
  }

  /**
   * Returns a page of items.
   *
   * @throws SyncError 400 / 54454 for a bad page size
   * @throws SyncError 400 / 54453 for a bad token
   */
  page(options: PageOptions & Range<Key>): ItemPage<Item> {
    const { context, keyOf, isKey } = this.#options
    return readPage({ items: this.#inOrder, limits: context.limits, keyOf, isKey }, options)
  }

  add(item: Item): void {
    this.#inOrder.set(this.#options.keyOf(item), item)
    this.#options.context.schedule(item)
  }

  delete(item: Item): void {
    this.#options.context.timeline.cancel(item)
    this.#inOrder.delete(this.#options.keyOf(item))
  }

  clear(): void {
    for (const item of this.#inOrder.slice()) this.#options.context.timeline.cancel(item)
    this.#inOrder.clear()
  }
}
