import type { SyncResponse } from '../api/message.ts'
import { kinds } from '../domain/rules/kinds.ts'
import { isSid } from '../domain/rules/sid.ts'
import { hasNames } from '../lang/is-object.ts'

/** Returns the SID of the object that a response hands to a client; `undefined` if it hands none. */
export function openedBy({ status, body }: SyncResponse): string | undefined {
  const sid = status < 300 && hasNames(body) ? body['sid'] : undefined
  if (typeof sid !== 'string') return undefined
  return Object.values(kinds).some(({ prefix }) => isSid(sid, prefix)) ? sid : undefined
}
