import type { AllRows } from '../api/route.ts'
import { documentRows } from './documents.ts'
import { listItemRows, listRows } from './lists.ts'
import { mapItemRows, mapRows } from './maps.ts'
import { messageRows } from './messages.ts'
import { documentPermissionRows, listPermissionRows, mapPermissionRows } from './permissions.ts'
import { serviceRows } from './services.ts'
import { streamRows } from './streams.ts'

/**
 * The operations as `https://sync.twilio.com/v1` has them: all but those of clients alone. The rows
 * of a kind, with its bodies, stand in the file of the kind.
 */
export const rows: Omit<AllRows, 'subscriptions.update' | 'mapItems.set'> = {
  ...serviceRows,
  ...streamRows,
  ...messageRows,
  ...documentRows,
  ...documentPermissionRows,
  ...listRows,
  ...listItemRows,
  ...listPermissionRows,
  ...mapRows,
  ...mapItemRows,
  ...mapPermissionRows,
}
