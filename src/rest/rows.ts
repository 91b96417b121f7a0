import type { Rows } from '../api/route.ts'
import { messageRows } from './messages.ts'
import { serviceRows } from './services.ts'
import { streamRows } from './streams.ts'

/** The operations as `https://sync.twilio.com/v1` has them. */
export const rows: Rows = { ...serviceRows, ...streamRows, ...messageRows }
