import { readIndex } from '../api/read-index.ts'
import type { RowsOf } from '../api/route.ts'
import { prefixed } from '../lang/prefixed.ts'
import { collectionRows } from './collections.ts'
import { itemRows, readItem } from './items.ts'

/** The rows of Lists. */
export const listRows: Omit<RowsOf<'lists'>, 'lists.list'> = prefixed(
  'lists',
  collectionRows('lists'),
)

/** The rows of the items of Lists. */
export const listItemRows: RowsOf<'listItems'> = prefixed(
  'listItems',
  itemRows({ kind: 'lists', keyName: 'Index', readKey: readIndex, readCreate: readItem }),
)
