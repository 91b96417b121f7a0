import type { Rows } from '../api/route.ts'
import { messageRows } from './messages.ts'
import { serviceRows } from './services.ts'
import { streamRows } from './streams.ts'

/**
 * The operations as `https://sync.twilio.com/v1` has them. The rows of a kind, with its bodies, stand
 * in the file of the kind.
 */
export const rows: Rows = { ...serviceRows, ...streamRows, ...messageRows }
