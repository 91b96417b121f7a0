import { itemWriter } from '../api/item-body.ts'
import type { ItemIn, ItemOperations, ItemsWanted } from '../api/item-operations.ts'
import { urlOf } from '../api/object-body.ts'
import type { Call, RowsFor } from '../api/route.ts'
import { withData } from '../api/with-data.ts'
import type { CreateListItemOptions } from '../domain/objects/list-store.ts'
import type { CollectionItem } from '../domain/rules/feed.ts'
import { ttlIn } from './collections.ts'
import { integerOrEmpty, json, text } from './fields.ts'
import { format, pathOf } from './objects.ts'
import { pageBody, readPageOptions } from './paging.ts'

/** What tells the rows of the items of lists from those of maps. */
interface ItemRules<Key, Create> {
  readonly kind: 'lists' | 'maps'
  readonly readCreate: (call: Call) => Create
  /** Reads the index or key in a path or a query. */
  readonly readKey: (text: string) => Key
}

/** Which parameters say what a list of items holds. */
const filters = ['Order', 'From', 'Bounds']

/** Creates the rows of the items of Lists, or of Maps (documented, with their statuses). */
export function itemRows<
  Parent extends { readonly sid: string },
  Key extends number | string,
  Item extends CollectionItem,
  Create,
>({
  kind,
  readKey,
  readCreate,
}: ItemRules<Key, Create>): RowsFor<ItemOperations<Parent, Key, Item, Create>> {
  const listPath = `${pathOf(kind)}/{object}/Items`
  const path = `${listPath}/{item}`
  const write = withData(itemWriter(format, kind), ({ item }) => item.data)
  const body = {
    write,
    headers: ({ item }: ItemIn<Parent, Item>) => ({ etag: item.revision }),
  }
  return {
    create: {
      method: 'POST',
      path: listPath,
      status: 201,
      read: (call) => ({
        service: call.parameters.service,
        object: call.parameters.object,
        ...readCreate(call),
      }),
      ...body,
    },
    list: {
      method: 'GET',
      path: listPath,
      status: 200,
      read: (call) => readWanted(call, readKey),
      write: ({ service, object, items, ...page }, call) =>
        pageBody({
          key: 'items',
          items: items.map((item) => write({ service, object, item }, call)),
          page,
          url: `${urlOf({ service, object }, format, { kind, origin: call.origin })}/Items`,
          query: call.query,
          kept: filters,
        }),
    },
    fetch: { method: 'GET', path, status: 200, read: (call) => addressOf(call, readKey), ...body },
    update: {
      method: 'POST',
      path,
      status: 200,
      read: (call) => ({
        ...addressOf(call, readKey),
        ...readItem(call),
        ifMatch: call.headers['if-match'],
      }),
      ...body,
    },
    delete: {
      method: 'DELETE',
      path,
      status: 204,
      read: (call) => ({ ...addressOf(call, readKey), ifMatch: call.headers['if-match'] }),
    },
  }
}

/** Reads what an item is to become; the store refuses data that is no object. */
export function readItem({ input }: Call): Omit<CreateListItemOptions, 'createdBy'> {
  return {
    data: json(input, 'Data') as object,
    ttl: ttlIn(input, 'ItemTtl'),
    collectionTtl: integerOrEmpty(input, 'CollectionTtl'),
  }
}

function addressOf<Key>(
  { parameters }: Call,
  readKey: (text: string) => Key,
): { readonly service: string; readonly object: string; readonly key: Key } {
  const { service, object, item } = parameters
  return { service, object, key: readKey(item) }
}

/** Reads which items are asked for; the store refuses an order and bounds that there are not. */
function readWanted<Key extends number | string>(
  { parameters, query }: Call,
  readKey: (text: string) => Key,
): ItemsWanted<Key> {
  const from = text(query, 'From')
  return {
    service: parameters.service,
    object: parameters.object,
    order: text(query, 'Order') as ItemsWanted<Key>['order'],
    from: from === undefined ? undefined : readKey(from),
    bounds: text(query, 'Bounds') as ItemsWanted<Key>['bounds'],
    ...readPageOptions(query),
  }
}
