import type { SyncResponse } from '../api/message.ts'
import { hasNames } from '../lang/is-object.ts'

/** A change of an item, by its list or map and its number. */
export function nameOfChange(sid: string, number: number): string {
  return `${sid}/${number}`
}

/** Returns the change of an item that a client learns of from a response, such as its own. */
export function learnedFrom({ status, body }: SyncResponse): string | undefined {
  if (status >= 300 || !hasNames(body)) return undefined
  const { list_sid: list, map_sid: sid = list, last_event_id: number } = body
  return typeof sid === 'string' && typeof number === 'number'
    ? nameOfChange(sid, number)
    : undefined
}
