import type { SyncRequest, SyncResponse } from '../api/message.ts'
import { parseUrl } from '../api/url.ts'
import { kinds } from '../domain/rules/kinds.ts'
import { isSid } from '../domain/rules/sid.ts'
import { hasNames } from '../lang/is-object.ts'

/**
 * Returns the SID of the object that a client has opened or created; `undefined` for any other
 * request, such as a write, which needs no right to read.
 */
export function openedBy(
  { method, url }: Pick<SyncRequest, 'method' | 'url'>,
  { status, body }: SyncResponse,
): string | undefined {
  const { path } = parseUrl(url)
  const isCreation = method === 'POST' && /^\/v3\/\w+$/.test(path)
  if ((method !== 'GET' && !isCreation) || status >= 300 || !hasNames(body)) return undefined
  const { sid } = body
  return typeof sid === 'string' && isObjectSid(sid) ? sid : undefined
}

/** Whether a text is shaped like the SID of an object of any kind. */
function isObjectSid(text: string): boolean {
  return Object.values(kinds).some(({ prefix }) => isSid(text, prefix))
}
