import type { RowsOf } from '../api/route.ts'
import { prefixed } from '../lang/prefixed.ts'
import { collectionBody, collectionRows } from './collections.ts'
import { text } from './fields.ts'
import { itemBodies, itemRows, pageBody, readItem } from './items.ts'
import { objectIn } from './objects.ts'

const mapBody = collectionBody('maps')
const { read: itemBody, written: writtenBody } = itemBodies('maps')

/** The rows of Maps: they may bring their items along (observed). */
export const mapRows: Omit<RowsOf<'maps'>, 'maps.list'> = {
  ...prefixed('maps', collectionRows('maps')),
  'maps.fetch': {
    method: 'GET',
    path: '/v3/Maps/{object}',
    status: 200,
    read: (call) => ({ ...objectIn(call), withItems: call.query['Include'] === 'items' }),
    write(made, call) {
      const body = mapBody(made, call)
      if (made.items === undefined) return body
      const { items, ...page } = made.items
      const written = items.map((item) => itemBody({ ...made, item }, call))
      return { ...body, ...pageBody(page, written) }
    },
  },
}

/** The rows of the items of Maps. */
export const mapItemRows: RowsOf<'mapItems'> = {
  ...prefixed(
    'mapItems',
    itemRows({
      kind: 'maps',
      keyName: 'Key',
      readKey: (key) => key,
      // The store refuses a key that is missing.
      readCreate: (call) => ({ key: text(call.input, 'Key') as string, ...readItem(call) }),
    }),
  ),
  'mapItems.set': {
    method: 'PUT',
    path: '/v3/Maps/{object}/Items/{item}',
    status: 200,
    // Observed: it tells the SDK whether the item is new.
    statusOf: ({ isNew }) => (isNew ? 201 : 200),
    read: (call) => ({
      ...objectIn(call),
      ...readItem(call),
      key: call.parameters.item,
      ifMatch: call.headers['if-match'],
    }),
    write: writtenBody,
  },
}
