import { percentDecode } from '../api/percent-encoding.ts'
import { anyOf, refuse } from '../lang/refuse.ts'
import { show } from '../lang/show.ts'
import { toUtf8 } from '../lang/utf8.ts'

/** Who receives webhooks: a function, or an app at a base URL such as `http://127.0.0.1:3000`. */
export type WebhookReceiver = ((request: Request) => Response | Promise<Response>) | string

/** Where a webhook is sent, and with which headers of its own. */
export interface Destination {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** A webhook that is ready to be sent. */
export interface Post extends Destination {
  /** As a form. */
  readonly body: string
}

/** Taken when the module loads: an app under test may put another `fetch` in place. */
const { fetch: send } = globalThis as Partial<typeof globalThis>

/**
 * Checks who is to receive webhooks.
 *
 * @throws TypeError if it is neither a function nor a base URL, or cannot work here
 */
export function checkReceiver(action: string, found: unknown): void {
  const isBase = typeof found === 'string' && isOrigin(found)
  if (typeof found !== 'function' && !isBase) {
    const expected = "a function of a Request or a URL without a path: 'http://127.0.0.1:3000'"
    refuse(action, { found, at: 'webhooks', expected })
  }
  const needed = ['Request', 'Response', ...(isBase ? ['fetch'] : [])]
  if (needed.every((name) => name in globalThis)) return
  const place = `an environment without ${anyOf(needed)}`
  throw new TypeError(`Cannot ${action}: found ${place}, expected one that has them for webhooks`)
}

/**
 * Returns where the webhook of a service is sent: without its fragment (assumed), and with its
 * username and password as a header, since a request may have none in its URL.
 */
export function destinationOf(webhookUrl: string, receiver?: WebhookReceiver): Destination {
  const url = parse(webhookUrl)
  // What cannot be parsed fails as it is sent.
  if (url === undefined) return { url: webhookUrl, headers: {} }
  const headers = authorizationIn(url)
  url.hash = ''
  url.username = ''
  url.password = ''
  if (typeof receiver !== 'string') return { url: url.href, headers }
  const moved = new URL(receiver)
  moved.pathname = url.pathname
  moved.search = url.search
  return { url: moved.href, headers }
}

/**
 * Sends a webhook. Returns the status of the answer, of which nothing else counts (assumed).
 *
 * @throws whatever the receiver throws, or what is wrong with the connection or the answer
 */
export async function post(
  receiver: WebhookReceiver,
  { url, headers, body }: Post,
): Promise<number> {
  const init = { method: 'POST', headers, body }
  if (typeof receiver === 'function') {
    const response: unknown = await receiver(new Request(url, init))
    const { status } = Object(response) as { readonly status?: unknown }
    if (typeof status === 'number') return status
    throw new TypeError(`found ${show(response)} as its answer, expected a Response`)
  }
  if (send === undefined) throw new TypeError('found no fetch')
  const response = await send(url, { ...init, redirect: 'manual' })
  // A connection is free again once its body is dropped.
  await response.body?.cancel()
  return response.status
}

/** Says what went wrong with a webhook: a `fetch` says why in the cause of its error. */
export function reasonOf(error: unknown): string {
  const { message, cause, code } = Object(error) as {
    readonly message?: unknown
    readonly cause?: unknown
    readonly code?: unknown
  }
  // Node leaves the message empty where it has tried several addresses.
  const text = typeof message === 'string' && message !== '' ? message : (code ?? error)
  const own = typeof text === 'string' ? text : show(text)
  return cause === undefined ? own : `${own}: ${reasonOf(cause)}`
}

function isOrigin(text: string): boolean {
  const url = parse(text)
  return url !== undefined && /^https?:$/.test(url.protocol) && `${url.origin}/` === url.href
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

function authorizationIn({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {}
  const decode = (part: string): string => percentDecode(part) ?? part
  return { authorization: `Basic ${btoa(toUtf8(`${decode(username)}:${decode(password)}`))}` }
}
