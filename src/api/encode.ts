import { utf8Length } from '../lang/json.ts'
import type { HttpResponse, SyncResponse } from './message.ts'

/** Turns a response into text, for transports that send text. Without a body it has no length. */
export function encode({ status, headers, body }: SyncResponse): HttpResponse {
  if (body === undefined) return { status, headers, body: '' }
  const text = textOf(body)
  return { status, headers: { ...headers, 'content-length': String(utf8Length(text)) }, body: text }
}

/** Returns a body as it is sent. */
export function textOf(body: object | string): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}
