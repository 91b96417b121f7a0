import type { AllRows } from '../api/route.ts'
import { messageRows } from './messages.ts'
import { serviceRows } from './services.ts'
import { streamRows } from './streams.ts'

/**
 * The operations as `https://sync.twilio.com/v1` has them: all but the subscriptions of clients. The
 * rows of a kind, with its bodies, stand in the file of the kind.
 */
export const rows: Omit<AllRows, 'subscriptions.update'> = {
  ...serviceRows,
  ...streamRows,
  ...messageRows,
}
