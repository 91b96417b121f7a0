import type { AllRows } from '../api/route.ts'
import type { KindName } from '../domain/rules/kinds.ts'
import { documentRows } from './documents.ts'
import { listItemRows, listRows } from './lists.ts'
import { mapItemRows, mapRows } from './maps.ts'
import { messageRows } from './messages.ts'
import { streamRows } from './streams.ts'
import { subscriptionRows } from './subscriptions.ts'

/** What clients cannot ask for: they walk no lists of objects, and grant nothing (documented). */
type RestAlone = `services.${string}` | `${KindName}.list` | `${string}Permissions.${string}`

/**
 * The operations that clients of the SDK ask for, at the paths of one service. The rows of a kind,
 * with its bodies, stand in the file of the kind.
 */
export const rows: Omit<AllRows, RestAlone> = {
  ...streamRows,
  ...messageRows,
  ...documentRows,
  ...listRows,
  ...listItemRows,
  ...mapRows,
  ...mapItemRows,
  ...subscriptionRows,
}
