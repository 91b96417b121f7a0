import { encode } from '../../api/encode.ts'
import { parseForm } from '../../api/form.ts'
import type { SyncRequest, SyncResponse } from '../../api/message.ts'
import { defaultOrigin, isSyncOrigin } from '../../rest/hosts.ts'
import type { NockReply } from './nock-like.ts'

/**
 * What nock passes to a reply function: path and body up to nock 14, a `Request` from nock 15 on.
 */
export type ReplyArguments = readonly [path: string, body: string] | readonly [request: Request]

/** `this` in a reply function up to nock 14; nock 15 has none. */
export interface ReplyContext {
  readonly req?: {
    readonly headers?: Readonly<Record<string, unknown>>
    /** Undocumented; the only place that names the host when one scope serves several. */
    readonly options?: { readonly host?: unknown }
  }
}

/** Reads the request from a call of a reply function. */
export async function readRequest(
  [first, body]: ReplyArguments,
  { method, context }: { readonly method: string; readonly context: ReplyContext | undefined },
): Promise<SyncRequest> {
  if (typeof first !== 'string') {
    const headers = Object.fromEntries(first.headers)
    return {
      method,
      url: first.url,
      headers,
      input: parseForm(await first.text(), headers['content-type']),
    }
  }
  const headers = readHeaders(context?.req?.headers)
  const input = parseForm(body ?? '', headers['content-type'])
  return { method, url: `${originOf(context)}${first}`, headers, input }
}

/**
 * Converts a response to nock's form. Without an exact Content-Length nock 14 never ends the
 * response.
 */
export function toReply(response: SyncResponse, args: ReplyArguments): NockReply {
  const { status, headers, body } = encode(response)
  // Up to nock 14 every kept-alive request leaks memory; from nock 15 on, closing does.
  const closing = typeof args[0] === 'string' ? { connection: 'close' } : {}
  return [status, body, { ...headers, ...closing }]
}

function originOf(context: ReplyContext | undefined): string {
  const origin = `https://${String(context?.req?.options?.host).replace(/:443$/, '')}`
  return isSyncOrigin(origin) ? origin : defaultOrigin
}

/** nock 13 gives a repeated header as an array. */
function readHeaders(headers: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : String(value),
    ]),
  )
}
