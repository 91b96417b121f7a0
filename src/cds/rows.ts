import type { AllRows } from '../api/route.ts'
import { messageRows } from './messages.ts'
import { streamRows } from './streams.ts'
import { subscriptionRows } from './subscriptions.ts'

/**
 * The operations that clients of the SDK ask for, at the paths of one service. The rows of a kind,
 * with its bodies, stand in the file of the kind.
 */
export const rows: Omit<AllRows, `services.${string}` | 'streams.list'> = {
  ...streamRows,
  ...messageRows,
  ...subscriptionRows,
}
