import { textOf } from './encode.ts'
import type { SyncResponse } from './message.ts'
import type { Ending } from './outcome.ts'

/**
 * Cuts a response off in the middle of its body. Without a body all of it is lost, and the
 * connection breaks.
 */
export function malformed(response: SyncResponse | undefined): Ending {
  if (response?.body === undefined) return { connectionError: 'ECONNRESET' }
  const text = textOf(response.body)
  // Half a surrogate pair is not a character, and would have another length on the wire.
  const half = text.slice(0, text.length / 2).replace(/[\ud800-\udbff]$/, '')
  return { response: { ...response, body: half } }
}
