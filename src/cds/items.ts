import { itemWriter } from '../api/item-body.ts'
import type { ItemIn, ItemOperations, ItemsWanted, OfItem } from '../api/item-operations.ts'
import type { Call, RowsFor } from '../api/route.ts'
import { withData } from '../api/with-data.ts'
import type { CollectionItem } from '../domain/rules/feed.ts'
import { kinds } from '../domain/rules/kinds.ts'
import type { ItemPage } from '../domain/rules/page.ts'
import { numberOf } from '../domain/rules/revision.ts'
import { number, object } from './fields.ts'
import { format, objectIn } from './objects.ts'

/** An item in its list or map, as rows write it. */
type Made = ItemIn<{ readonly sid: string }, CollectionItem>

/** Writes an item as clients have it, in different circumstances. */
interface ItemBodies {
  /** For those who read it. */
  readonly read: (made: Made, call: Call) => object
  /** For those who wrote it: what is written does not come back (observed). */
  readonly written: (made: Made, call: Call) => object
}

/** Creates the functions that write items of Lists, or of Maps. */
export function itemBodies(kind: 'lists' | 'maps'): ItemBodies {
  const write = itemWriter(format, kind)
  const written = (made: Made, call: Call): object => {
    return { ...write(made, call), last_event_id: numberOf(made.item.revision) }
  }
  return { written, read: withData(written, ({ item }) => item.data) }
}

/** Returns a page of items as clients have it (observed). */
export function pageBody(
  { nextPageToken, previousPageToken, pageSize }: Omit<ItemPage<never>, 'items'>,
  items: readonly object[],
): object {
  return {
    items,
    meta: {
      key: 'items',
      page_size: pageSize,
      previous_token: previousPageToken ?? null,
      next_token: nextPageToken ?? null,
    },
  }
}

/** What tells the rows of the items of lists from those of maps. */
interface ItemRules<Key, Create> {
  readonly kind: 'lists' | 'maps'
  /** The parameter of a query that asks for one item alone. */
  readonly keyName: 'Index' | 'Key'
  /** Reads the index or key in a path or a query. */
  readonly readKey: (text: string) => Key
  readonly readCreate: (call: Call) => Create
}

/** Creates the rows of the items of Lists, or of Maps (observed). */
export function itemRows<
  Parent extends { readonly sid: string },
  Key extends number | string,
  Item extends CollectionItem,
  Create,
>(rules: ItemRules<Key, Create>): RowsFor<ItemOperations<Parent, Key, Item, Create>> {
  const { kind, readKey, readCreate } = rules
  const listPath = `/v3/${kinds[kind].segment}/{object}/Items`
  const path = `${listPath}/{item}`
  const { read, written } = itemBodies(kind)
  const addressIn = (call: Call): OfItem<Key> => {
    return { ...objectIn(call), key: readKey(call.parameters.item) }
  }
  return {
    create: {
      method: 'POST',
      path: listPath,
      status: 201,
      read: (call) => ({ ...objectIn(call), ...readCreate(call) }),
      write: written,
    },
    list: {
      method: 'GET',
      path: listPath,
      status: 200,
      read: (call) => readWanted(call, rules),
      write: ({ service, object, items, ...page }, call) =>
        pageBody(
          page,
          items.map((item) => read({ service, object, item }, call)),
        ),
    },
    fetch: { method: 'GET', path, status: 200, read: addressIn, write: read },
    update: {
      method: 'POST',
      path,
      status: 200,
      read: (call) => ({
        ...addressIn(call),
        ...readItem(call),
        ifMatch: call.headers['if-match'],
      }),
      write: written,
    },
    // Observed: the SDK needs the number of the removal.
    delete: { method: 'DELETE', path, status: 200, read: addressIn, write: written },
  }
}

/** Reads what an item is to become; the store refuses data that is no object. */
export function readItem({ input }: Call): { data: object; ttl: number | undefined } {
  return { data: object(input, 'Data') as object, ttl: number(input, 'Ttl') }
}

/** Reads which items are asked for; the store refuses an order and bounds that there are not. */
function readWanted<Key extends number | string>(
  call: Call,
  { keyName, readKey }: Pick<ItemRules<Key, unknown>, 'keyName' | 'readKey'>,
): ItemsWanted<Key> {
  const {
    [keyName]: only,
    From: from,
    Order,
    Bounds,
    PageSize,
    PageToken,
    HideExpired,
  } = call.query
  return {
    ...objectIn(call),
    only: only === undefined ? undefined : readKey(only),
    from: from === undefined ? undefined : readKey(from),
    order: Order as ItemsWanted<Key>['order'],
    bounds: Bounds as ItemsWanted<Key>['bounds'],
    pageSize: PageSize === undefined ? undefined : Number(PageSize),
    pageToken: PageToken,
    hideExpired: HideExpired === 'true',
  }
}
