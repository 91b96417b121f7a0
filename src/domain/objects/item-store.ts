import type { JsonObject } from '../../lang/json.ts'
import type { Actor } from '../rules/actor.ts'
import type { CollectionItem, Deed } from '../rules/feed.ts'
import type { ItemPage } from '../rules/page.ts'
import type { SyncCollection, SyncItem } from '../rules/records.ts'
import { checkRevision, numberOf, type RevisionCheck, revisionOf } from '../rules/revision.ts'
import type { SidPrefix } from '../rules/sid.ts'
import { SyncError } from '../rules/sync-error.ts'
import { checkData, type GivenData, readData } from '../rules/validate.ts'
import type { Entry } from './entry.ts'
import type { ItemChanges } from './item-changes.ts'
import type { Items } from './items.ts'
import {
  checkItemPageOptions,
  checkOptions,
  type ItemPageOptions,
  type PageTokens,
} from './object-options.ts'

/** The changes to an item: data or a time to live at least, or it is refused with 400 / 54010. */
export interface UpdateItemOptions {
  /** Replaces all data (observed). Default: as it is. */
  readonly data?: object | undefined
  /** Time to live of the item in seconds from now; 0: never. Default: it ends when it would. */
  readonly ttl?: number | undefined
  /** Time to live of its collection in seconds from now; 0: never. Default: as it is. */
  readonly collectionTtl?: number | undefined
  /** The revision that is to be changed: any other one is refused with 412. Default: any. */
  readonly ifMatch?: string | undefined
}

/** What an item is to be removed with. */
export interface RemoveItemOptions {
  /** The revision that is to be removed: any other one is refused with 412. Default: any. */
  readonly ifMatch?: string | undefined
}

/** One page of items, with the tokens of the adjacent pages, if any. */
export interface ItemsPage<Item> extends PageTokens {
  /** In the order of their indexes or keys (observed). */
  readonly items: readonly Item[]
}

/** A list or a map, and who uses it. */
export interface ItemPlace<
  Prefix extends SidPrefix,
  Parent extends SyncCollection<Prefix>,
  Key extends number | string,
  Item extends CollectionItem,
> {
  readonly changes: ItemChanges<Prefix, Parent, Key, Item>
  /** The SID or unique name of the list or map. */
  readonly object: string
  readonly by: Actor
}

/** The times to live that an item, new or not, and its list or map get. */
interface Lives {
  readonly ttl?: number | undefined
  readonly collectionTtl?: number | undefined
}

/** What an item that is there gets. */
interface ItemParts extends Lives {
  /** Default: the data that it has. */
  readonly given: GivenData | undefined
}

/** What a new item is made of. */
interface NewItem<Item extends CollectionItem> extends Lives {
  readonly given: GivenData
  readonly createdBy?: string | undefined
  /** Adds the key to what all items have. */
  readonly complete: (item: SyncItem, number: number) => Item
}

/**
 * The items of one list or map, which is looked up at every call. Each change has the next number of
 * the collection, whose revision and date it moves (observed in events).
 */
export abstract class ItemStore<
  Prefix extends SidPrefix,
  Parent extends SyncCollection<Prefix>,
  Key extends number | string,
  Item extends CollectionItem,
> {
  readonly #place: ItemPlace<Prefix, Parent, Key, Item>

  /** @internal */
  constructor(place: ItemPlace<Prefix, Parent, Key, Item>) {
    this.#place = place
  }

  /**
   * How many there are.
   *
   * @throws SyncError 404 / 20404 if there is no such list or map
   */
  get size(): number {
    return this.parent.content?.size ?? 0
  }

  /** Returns all, in the order of their indexes or keys. */
  all(): Item[] {
    return this.parent.content?.items ?? []
  }

  /**
   * Returns an item.
   *
   * @throws SyncError 404 / 20404 if there is no such item, list or map
   * @throws SyncError 400 / 54458 if the index in a list is not a whole number from 0
   */
  fetch(key: Key): Item {
    return this.#fetchIn(this.parent, key)
  }

  /**
   * Returns an item, or `undefined` if there is none.
   *
   * @throws SyncError 404 / 20404 if there is no such list or map
   */
  find(key: Key): Item | undefined {
    const { content } = this.parent
    const checked = this.#place.changes.rules.checkKey(key)
    return content?.find(checked)
  }

  /**
   * Changes an item: its data, its time to live, or both.
   *
   * @throws SyncError 404 / 20404 if there is no such item, list or map
   * @throws SyncError 400 / 54003 if `ifMatch` is no revision
   * @throws SyncError 412 / 54155 or 54205 if the item has another revision
   * @throws SyncError 400 / 54010 if there is neither `data` nor `ttl`
   * @throws SyncError 400 / 54156 or 54206 if `data` is `null`
   * @throws SyncError 400 / 54008 if `data` is not a JSON object, or is nested too deep
   * @throws SyncError 413 / 54006 if `data` is too large
   * @throws SyncError 400 / 54011 for a bad TTL
   */
  update(key: Key, options: UpdateItemOptions): Item {
    const { data, ttl, collectionTtl, ifMatch } = checkUpdateOptions(options)
    const given = data === undefined ? undefined : readData(data)
    const { parent } = this
    const item = this.#fetchIn(parent, key)
    this.checkRevision({ ifMatch, current: item.revision })
    if (given === undefined && ttl === undefined) throw new SyncError({ kind: 'nothing-to-update' })
    return this.rewrite({ parent, item }, { given, ttl, collectionTtl })
  }

  /**
   * Removes an item.
   *
   * @throws SyncError 404 / 20404 if there is no such item, list or map
   * @throws SyncError 400 / 54003 if `ifMatch` is no revision
   * @throws SyncError 412 / 54155 or 54205 if the item has another revision
   */
  remove(key: Key, options: RemoveItemOptions = {}): void {
    this.take(key, options)
  }

  /**
   * Returns a page of items. A walk from token to token returns every item that exists throughout it
   * exactly once, whatever is added or removed on the way.
   *
   * @throws SyncError 404 / 20404 if there is no such list or map
   * @throws SyncError 400 / 54454 for a bad page size
   * @throws SyncError 400 / 54453 for a bad token
   * @throws SyncError 400 / 54451 if `order` is neither `asc` nor `desc`
   * @throws SyncError 400 / 54452 if `bounds` is neither `inclusive` nor `exclusive`
   * @throws SyncError 400 / 54458 if `from` of a list is not a whole number from 0
   */
  page(options: ItemPageOptions<Key> = {}): ItemsPage<Item> {
    return this.readPage(checkItemPageOptions(options))
  }

  /** @internal */
  readPage({ order, bounds, from, ...page }: ItemPageOptions<Key>): ItemPage<Item> {
    const { parent } = this
    const { changes } = this.#place
    checkRange({ order, bounds })
    const begin = from === undefined ? undefined : changes.rules.checkFrom(from)
    return changes.itemsOf(parent).page({ ...page, order, bounds, from: begin })
  }

  /** Removes an item. Returns it as its removal has it. @internal */
  take(key: Key, options: RemoveItemOptions): Item {
    const { ifMatch } = checkOptions(options, {
      action: 'remove the item',
      known: { ifMatch: true },
    })
    const { parent } = this
    const item = this.#fetchIn(parent, key)
    this.checkRevision({ ifMatch, current: item.revision })
    return this.#place.changes.drop(parent, { item, reason: 'removed', deed: this.#deed() })
  }

  /** What stands for the list or map: looked up once a call, as time may pass. @internal */
  protected get parent(): Entry<Parent, Items<Key, Item>> {
    const { changes, object } = this.#place
    return changes.parents.fetch(object)
  }

  /** The list or map. @internal */
  get record(): Parent {
    return this.parent.record
  }

  /** The time on the clock, in epoch milliseconds. @internal */
  now(): number {
    return this.#place.changes.parents.now()
  }

  /** Checks that a write is meant for what is there. @internal */
  protected checkRevision(check: Omit<RevisionCheck, 'mismatch'>): void {
    checkRevision({ ...check, mismatch: this.#place.changes.rules.mismatch })
  }

  /** Adds an item. @internal */
  protected add(
    parent: Entry<Parent, Items<Key, Item>>,
    { given, ttl, collectionTtl, createdBy, complete }: NewItem<Item>,
  ): Item {
    const { by, changes } = this.#place
    const deed = this.#deed()
    const number = numberOf(parent.record.revision)
    const made = {
      revision: revisionOf(number),
      data: this.#checkData(given),
      dateCreated: deed.at,
      dateUpdated: deed.at,
      dateExpires: this.#expiryOf(ttl, { deed, standing: null }),
      createdBy: createdBy ?? by.identity,
    }
    const expires = this.#expiryOf(collectionTtl, { deed, standing: parent.record.dateExpires })
    const item = complete(made, number)
    return changes.write(parent, { change: { type: 'itemAdded', item }, deed, expires })
  }

  /** Changes an item that is there. @internal */
  protected rewrite(
    { parent, item }: { readonly parent: Entry<Parent, Items<Key, Item>>; readonly item: Item },
    { given, ttl, collectionTtl }: ItemParts,
  ): Item {
    const deed = this.#deed()
    const changed = {
      ...item,
      revision: parent.record.revision,
      data: given === undefined ? item.data : this.#checkData(given),
      dateUpdated: deed.at,
      dateExpires: this.#expiryOf(ttl, { deed, standing: item.dateExpires }),
    }
    const expires = this.#expiryOf(collectionTtl, { deed, standing: parent.record.dateExpires })
    const change = { type: 'itemUpdated', item: changed } as const
    return this.#place.changes.write(parent, { change, deed, expires })
  }

  #fetchIn(parent: Entry<Parent, Items<Key, Item>>, key: Key): Item {
    const { changes, object } = this.#place
    return changes.fetch(parent, { object, key })
  }

  #checkData(given: GivenData): JsonObject {
    const { rules, parents } = this.#place.changes
    const { dataBytes: largest } = parents.context.limits
    return checkData(given, { largest, missing: rules.dataMissing })
  }

  /** When something expires that has been given a new time to live, or has not. */
  #expiryOf(
    ttl: number | undefined,
    { deed, standing }: { readonly deed: Deed; readonly standing: number | null },
  ): number | null {
    const { context } = this.#place.changes.parents
    return ttl === undefined ? standing : context.expiryOf(ttl, deed.at)
  }

  #deed(): Deed {
    const { changes, by } = this.#place
    return { by, at: changes.parents.now() }
  }
}

function checkUpdateOptions(options: UpdateItemOptions): UpdateItemOptions {
  const known = { data: true, ttl: true, collectionTtl: true, ifMatch: true }
  return checkOptions<UpdateItemOptions>(options, { action: 'update the item', known })
}

/** Documented codes. */
function checkRange({ order, bounds }: Pick<ItemPageOptions<number>, 'order' | 'bounds'>): void {
  if (order !== undefined && !['asc', 'desc'].includes(order)) {
    throw new SyncError({ kind: 'order-invalid', found: order })
  }
  if (bounds !== undefined && !['inclusive', 'exclusive'].includes(bounds)) {
    throw new SyncError({ kind: 'bounds-invalid', found: bounds })
  }
}
