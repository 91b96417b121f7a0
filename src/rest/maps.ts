import type { RowsOf } from '../api/route.ts'
import { prefixed } from '../lang/prefixed.ts'
import { collectionRows } from './collections.ts'
import { text } from './fields.ts'
import { itemRows, readItem } from './items.ts'

/** The rows of Maps. */
export const mapRows: RowsOf<'maps'> = prefixed('maps', collectionRows('maps'))

/** The rows of the items of Maps. There is no way to add or change one at once (observed). */
export const mapItemRows: Omit<RowsOf<'mapItems'>, 'mapItems.set'> = prefixed(
  'mapItems',
  itemRows({
    kind: 'maps',
    readKey: (key) => key,
    // The store refuses a key that is missing.
    readCreate: (call) => ({ key: text(call.input, 'Key') as string, ...readItem(call) }),
  }),
)
