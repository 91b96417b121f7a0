import type {
  ItemsPage,
  RemoveItemOptions,
  UpdateItemOptions,
} from '../domain/objects/item-store.ts'
import type { ItemPageOptions } from '../domain/objects/object-options.ts'
import type { Actor } from '../domain/rules/actor.ts'
import type { CollectionItem } from '../domain/rules/feed.ts'
import type { ItemPage } from '../domain/rules/page.ts'
import type { SyncObject } from '../domain/rules/records.ts'
import type { Service } from '../domain/world/services.ts'
import { needs } from './access.ts'
import type { In, OfObject } from './object-operations.ts'
import type { Caller, Operation } from './operation.ts'
import { writesTo } from './rates.ts'

/** Addresses an item of a list or a map by its index or key. */
export interface OfItem<Key> extends OfObject {
  readonly key: Key
}

/** Something of a list or map, and the list or map that it is in. */
export type InCollection<Parent, Result> = In<Result & { readonly object: Parent }>

/** An item, and the list or map that it is in. */
export type ItemIn<Parent, Item> = InCollection<Parent, { readonly item: Item }>

/** Which items are asked for: a page of them, or one at most. */
export interface ItemsWanted<Key extends number | string> extends OfObject, ItemPageOptions<Key> {
  /** The index or key of the only one. */
  readonly only?: Key | undefined
  /** Whether to leave out items whose time is up. Default: false. */
  readonly hideExpired?: boolean | undefined
}

/** What can be done with the items of lists, or of maps. */
export interface ItemOperations<Parent, Key extends number | string, Item, Create> {
  readonly create: Operation<OfObject & Create, ItemIn<Parent, Item>>
  readonly list: Operation<ItemsWanted<Key>, InCollection<Parent, ItemPage<Item>>>
  readonly fetch: Operation<OfItem<Key>, ItemIn<Parent, Item>>
  readonly update: Operation<OfItem<Key> & UpdateItemOptions, ItemIn<Parent, Item>>
  readonly delete: Operation<OfItem<Key> & RemoveItemOptions, ItemIn<Parent, Item>>
}

/** The items of one list or map, as operations use them. */
interface Items<Parent, Key extends number | string, Item, Create> {
  readonly record: Parent
  now(): number
  create(options: Create): Item
  find(key: Key): Item | undefined
  fetch(key: Key): Item
  update(key: Key, options: UpdateItemOptions): Item
  take(key: Key, options: RemoveItemOptions): Item
  readPage(options: ItemPageOptions<Key>): ItemsPage<Item>
}

/** The stores of lists, or of maps, as operations use them. */
interface Store<Parent, Key extends number | string, Item, Create> {
  as(actor: Actor): Store<Parent, Key, Item, Create>
  items(object: string): Items<Parent, Key, Item, Create>
}

/** Creates the operations on the items of lists, or of maps. */
export function itemOperations<
  Parent extends SyncObject,
  Key extends number | string,
  Item extends CollectionItem,
  Create extends object,
>(
  kind: 'lists' | 'maps',
  storeOf: (service: Service) => Store<Parent, Key, Item, Create>,
): ItemOperations<Parent, Key, Item, Create> {
  interface Opened {
    readonly items: Items<Parent, Key, Item, Create>
    /** Adds the list or map to a result. A listener may have removed it since. */
    readonly within: <Result>(result: Result) => InCollection<Parent, Result>
  }
  const read = { permit: needs(kind, 'read') }
  const write = { permit: needs(kind, 'write'), rate: writesTo(kind) }
  const open = ({ service: sid, object }: OfObject, { account, actor }: Caller): Opened => {
    const service = account.services.fetch(sid)
    const items = storeOf(service).as(actor).items(object)
    const { record } = items
    return { items, within: (result) => ({ service, object: record, ...result }) }
  }
  return {
    create: {
      ...write,
      run({ service, object, ...options }, caller) {
        const { items, within } = open({ service, object }, caller)
        return within({ item: items.create(options as unknown as Create) })
      },
    },
    list: {
      ...read,
      run(input, caller) {
        const { items, within } = open(input, caller)
        const { pageSize, pageToken, order, from, bounds, only, hideExpired = false } = input
        const isWanted = hideExpired ? livesAt(items.now()) : () => true
        const page = readWanted({ items, isWanted }, { pageSize, pageToken, order, from, bounds })
        if (only === undefined) return within(page)
        const item = items.find(only)
        const found = item === undefined ? [] : [item]
        return within({ items: found.filter(isWanted), pageSize: page.pageSize })
      },
    },
    fetch: {
      ...read,
      run(input, caller) {
        const { items, within } = open(input, caller)
        return within({ item: items.fetch(input.key) })
      },
    },
    update: {
      ...write,
      run(input, caller) {
        const { items, within } = open(input, caller)
        const { data, ttl, collectionTtl, ifMatch } = input
        return within({ item: items.update(input.key, { data, ttl, collectionTtl, ifMatch }) })
      },
    },
    delete: {
      ...write,
      run(input, caller) {
        const { items, within } = open(input, caller)
        return within({ item: items.take(input.key, { ifMatch: input.ifMatch }) })
      },
    },
  }
}

/** Items that are read, and which of them are wanted. */
interface Reading<Key extends number | string, Item> {
  readonly items: Pick<Items<unknown, Key, Item, never>, 'readPage'>
  readonly isWanted: (item: Item) => boolean
}

/** Reads a page of the items that are wanted, for which it may have to read on. */
function readWanted<Key extends number | string, Item>(
  { items, isWanted }: Reading<Key, Item>,
  options: ItemPageOptions<Key>,
): ItemPage<Item> {
  let page = items.readPage(options)
  const { pageSize } = page
  const wanted = page.items.filter(isWanted)
  while (wanted.length < pageSize && page.nextPageToken !== undefined) {
    const { nextPageToken: pageToken } = page
    page = items.readPage({ pageSize: pageSize - wanted.length, pageToken })
    wanted.push(...page.items.filter(isWanted))
  }
  return { ...page, items: wanted, pageSize }
}

/** Returns whether an item is not to expire until after a time. */
function livesAt(now: number): (item: CollectionItem) => boolean {
  return ({ dateExpires }) => dateExpires === null || dateExpires > now
}
