import { deepFreeze, type JsonObject } from '../../lang/json.ts'
import { isWhole } from '../../lang/refuse.ts'
import { type Actor, system } from '../rules/actor.ts'
import { kinds } from '../rules/kinds.ts'
import type { PageOptions } from '../rules/page.ts'
import type { ListItem, ListState, SyncList } from '../rules/records.ts'
import { SyncError } from '../rules/sync-error.ts'
import { readData } from '../rules/validate.ts'
import { type CollectionEvent, CollectionStore } from './collection-store.ts'
import { Collection, type Place } from './collection.ts'
import { ItemChanges } from './item-changes.ts'
import { ItemStore } from './item-store.ts'
import type { Items } from './items.ts'
import { checkOptions, type PageTokens } from './object-options.ts'
import { restorePermissions } from './permissions.ts'

/** The options of a new item of a List. */
export interface CreateListItemOptions {
  /** A JSON object of at most 16 KiB (documented). */
  readonly data: object
  /** Time to live of the item in seconds; 0: never. Default: 0, whatever the list has (observed). */
  readonly ttl?: number | undefined
  /** Time to live of the list in seconds from now; 0: never. Default: as it is. */
  readonly collectionTtl?: number | undefined
  /** Who creates it. Default: `'system'`. */
  readonly createdBy?: string | undefined
}

/** One page of lists, with the tokens of the adjacent pages, if any. */
export interface ListPage extends PageTokens {
  /** In order of creation (assumed). */
  readonly lists: readonly SyncList[]
}

type ListChanges = ItemChanges<'ES', SyncList, number, ListItem>

/**
 * The Lists of one service, addressed by SID or unique name.
 *
 * @example
 * const { lists } = createFakeSync()
 * lists.create({ uniqueName: 'queue' })
 * lists.items('queue').create({ data: { order: 7 } }).index //=> 0
 */
export class ListStore extends CollectionStore<'ES', SyncList, number, ListItem> {
  readonly #changes: ListChanges
  readonly #by: Actor

  /** @internal */
  constructor(changes: ListChanges, by: Actor = system) {
    super(changes, by)
    this.#changes = changes
    this.#by = by
  }

  /** Returns the store of these lists in whose name somebody else changes them. @internal */
  as(actor: Actor): ListStore {
    return storeOf(this.#changes, actor)
  }

  /**
   * Returns a page of lists in order of creation (assumed).
   *
   * @throws SyncError 400 / 54454 for a bad page size
   * @throws SyncError 400 / 54453 for a bad token
   */
  page(options: PageOptions = {}): ListPage {
    const { items: lists, ...page } = this.readPage(options)
    return { lists, ...page }
  }

  /** Returns the items of a list, which is looked up at every call. */
  items(sidOrName: string): ListItems {
    return new ListItems({ changes: this.#changes, object: sidOrName, by: this.#by })
  }

  /**
   * Calls `listener` for every change of an item, and once when the list is removed or expires; with
   * a `FakeClock`, at that very moment.
   *
   * @typeParam Data what the app keeps; it is not checked
   * @returns a function that ends the subscription
   * @throws SyncError 404 / 20404 if there is no such list
   */
  subscribe<Data extends object = JsonObject>(
    sidOrName: string,
    listener: (event: ListEvent<Data>) => void,
  ): () => void {
    return this.listen(sidOrName, (event, list) => {
      listener(Object.freeze({ ...event, list }) as ListEvent<never>)
    })
  }

  /** Returns all lists, as plain data. @internal */
  snapshot(): ListState[] {
    return this.#changes.parents.entries.map(({ sequence, record, content, permissions }) => ({
      sequence,
      list: record,
      items: content?.items ?? [],
      permissions: permissions?.slice() ?? [],
    }))
  }

  /** Adds what `snapshot` returned to an empty store. @internal */
  restore(states: readonly ListState[]): void {
    for (const { sequence, list, items, permissions } of states) {
      const entry = this.#changes.parents.add({ sequence, record: deepFreeze({ ...list }) })
      this.#changes.restore(entry, items)
      restorePermissions(entry, permissions)
    }
  }
}

/** What a subscriber of a List is notified of. */
export type ListEvent<Data extends object = JsonObject> = CollectionEvent<ListItem<Data>> & {
  /** As it is after the event, or as it was last. */
  readonly list: SyncList
}

/** The items of one List, by index. */
export class ListItems extends ItemStore<'ES', SyncList, number, ListItem> {
  /**
   * Returns an item.
   *
   * @typeParam Data what the app keeps, as in `fetch<Order>(0)`; it is not checked
   * @throws SyncError 404 / 20404 if there is no such item or list
   */
  override fetch<Data extends object = JsonObject>(index: number): ListItem<Data> {
    return super.fetch(index) as ListItem<never>
  }

  /**
   * Returns an item, or `undefined` if there is none.
   *
   * @throws SyncError 404 / 20404 if there is no such list
   */
  override find<Data extends object = JsonObject>(index: number): ListItem<Data> | undefined {
    return super.find(index) as ListItem<never> | undefined
  }

  /** Returns all, in the order of their indexes. */
  override all<Data extends object = JsonObject>(): ListItem<Data>[] {
    return super.all() as ListItem<never>[]
  }

  /**
   * Adds an item at the end. Its index is the number of this change of the list.
   *
   * @throws SyncError 404 / 20404 if there is no such list
   * @throws SyncError 400 / 54156 if `data` is missing
   * @throws SyncError 400 / 54008 if `data` is not a JSON object, or is nested too deep
   * @throws SyncError 413 / 54006 if `data` is too large
   * @throws SyncError 400 / 54011 for a bad TTL
   */
  create(options: CreateListItemOptions): ListItem {
    const known = { data: true, ttl: true, collectionTtl: true, createdBy: true }
    checkOptions(options, { action: 'create the item', known })
    const { data, ...item } = options
    const given = readData(data)
    return this.add(this.parent, {
      ...item,
      given,
      complete: (made, index) => ({ index, ...made }),
    })
  }
}

/** Returns the store of the lists of a service. */
export function listsWithin(place: Place): ListStore {
  const lists = new Collection<'ES', SyncList, Items<number, ListItem>>(kinds.lists, place)
  const changes: ListChanges = new ItemChanges(lists, {
    keyOf: ({ index }) => index,
    isKey: (found, changes): found is number => isWhole(found, { least: 0, most: changes - 1 }),
    checkKey: checkIndex,
    checkFrom: checkIndex,
    notFound: ({ service, object: list, key: index }) => {
      return { kind: 'list-item-not-found', service, list, index }
    },
    mismatch: (parts) => ({ kind: 'list-item-revision-mismatch', ...parts }),
    dataMissing: { kind: 'list-item-data-missing' },
  })
  return storeOf(changes)
}

function storeOf(changes: ListChanges, by?: Actor): ListStore {
  return new ListStore(changes, by)
}

function checkIndex(found: unknown): number {
  if (isWhole(found, { least: 0 })) return found
  throw new SyncError({ kind: 'index-invalid', found })
}
