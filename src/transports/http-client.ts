import type { RequestClient } from 'twilio'
import type { Dispatch } from '../api/deliver.ts'
import { type Field, firstOfEach, noFields } from '../api/fields.ts'
import type { SyncRequest, SyncResponse } from '../api/message.ts'
import { parseUrl } from '../api/url.ts'
import { parseJson } from '../lang/json.ts'
import { toUtf8 } from '../lang/utf8.ts'
import { defaultOrigin, isSyncOrigin, servedOrigins, unservedPartOf } from '../rest/hosts.ts'
import { keepRequest, keepResponse } from './last-exchange.ts'
import type { TwilioRequest, TwilioResponse } from './twilio-message.ts'

/** An HTTP client for the twilio library, of the version installed in the project. */
export type TwilioHttpClient = RequestClient

/** Creates an HTTP client that reaches the fake without axios, sockets or nock. */
export function createHttpClient(dispatch: Dispatch): TwilioHttpClient {
  const basicOf = basicWriter()
  const client = {
    lastRequest: undefined,
    lastResponse: undefined,
    async request(request: TwilioRequest): Promise<TwilioResponse> {
      if (!isSyncUri(request.uri)) refuseHost(request.uri)
      // Only awaited where necessary: most values are known at once, and this is the fast path.
      const authorization = basicOf(request) ?? (await request.authStrategy?.getAuthString())
      keepRequest(client, { request, authorization })
      const answer = dispatch(toSyncRequest(request, authorization))
      const response = toTwilioResponse(answer instanceof Promise ? await answer : answer)
      return keepResponse(client, { request, response })
    },
  }
  // `request` is all the library needs of an HTTP client (documented); its type is a class.
  return client as unknown as TwilioHttpClient
}

function refuseHost(uri: string): never {
  throw new Error(
    `Cannot send a request to ${uri}: found ${unservedPartOf(parseUrl(uri).origin)}, expected ${servedOrigins}; for a client that talks to more than Sync use installFakeSync({ twilio })`,
  )
}

/** What nearly every URL begins with. */
const usualAddress = `${defaultOrigin}/`

/** Whether a request by the twilio client goes to Sync. */
export function isSyncUri(uri: string): boolean {
  return uri.startsWith(usualAddress) || isSyncOrigin(parseUrl(uri).origin)
}

/**
 * Creates a function that returns the `Authorization` header of a request with username and
 * password; `undefined` for others, which must ask their auth strategy. Rebuilt only when the user
 * changes.
 */
export function basicWriter(): (request: TwilioRequest) => string | undefined {
  let last = { username: '', password: '', header: '' }
  return ({ username, password }) => {
    if (!username || !password) return undefined
    if (username !== last.username || password !== last.password) {
      last = { username, password, header: basic(username, password) }
    }
    return last.header
  }
}

export function toSyncRequest(
  request: TwilioRequest,
  authorization: string | undefined,
): SyncRequest {
  const method = request.method.toUpperCase()
  const url = withQuery(normalise(request.uri), request.params)
  const input = request.data === undefined ? noFields : firstOfEach(pairsOf(request.data))
  const headers = { authorization, 'if-match': ifMatchIn(request.headers) }
  return { method, url, headers, input }
}

/**
 * Returns the only header of the app's that the service heeds: to hand on all of them would cost as
 * much as the rest of a request. As axios has it, what is nothing is not sent, and what surrounds a
 * value is not part of it.
 */
function ifMatchIn(headers: TwilioRequest['headers'] = {}): string | undefined {
  let found: string | undefined
  for (const name of Object.keys(headers)) {
    if (name.length !== ifMatch.length || name.toLowerCase() !== ifMatch) continue
    const value = headers[name]
    if (value !== undefined && value !== null) found = textOf(value).trim()
  }
  return found
}

const ifMatch = 'if-match'

/** A header's value: a number if the app says so. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** axios returns JSON parsed, anything else as a string, and no body as an empty one. */
export function toTwilioResponse({ status, headers, body = '' }: SyncResponse): TwilioResponse {
  const isText = typeof body === 'string' && body !== ''
  return { statusCode: status, body: isText ? (parseJson(body) ?? body) : body, headers }
}

/** A URL that parsing would leave unchanged, as nearly all are. */
const plainUri = /^[\w:/.~-]+$/

/**
 * The client inserts names into paths as they are; axios parses the URL, which encodes and resolves
 * it.
 */
function normalise(uri: string): string {
  if (plainUri.test(uri) && !uri.includes('/.')) return uri
  const { origin, pathname, search } = new URL(uri)
  return `${origin}${pathname}${search}`
}

function withQuery(uri: string, parameters: object | undefined): string {
  if (parameters === undefined) return uri
  const query = new URLSearchParams(pairsOf(parameters)).toString()
  return query === '' ? uri : `${uri}${uri.includes('?') ? '&' : '?'}${query}`
}

/** The parameters as they would be sent, in order. */
function pairsOf(parameters: object): Field[] {
  const pairs: Field[] = []
  for (const [name, value] of Object.entries(parameters)) addPairs(pairs, [name, value])
  return pairs
}

/**
 * Follows `qs`, with which the real client encodes forms: an array repeats its name, and the
 * members of an object get names of their own, which Twilio does not know.
 */
function addPairs(pairs: Field[], [name, value]: [name: string, value: unknown]): void {
  if (typeof value === 'string') pairs.push([name, wellFormed(value)])
  else if (Array.isArray(value)) for (const one of value) addPairs(pairs, [name, one])
  else if (value instanceof Date) pairs.push([name, value.toISOString()])
  else if (value === Object(value)) {
    for (const [key, inner] of Object.entries(value as object)) {
      addPairs(pairs, [wellFormed(`${name}[${key}]`), inner])
    }
  } else if (value !== undefined) {
    const plain = value as number | bigint | boolean | symbol | null
    pairs.push([name, String(plain ?? '')])
  }
}

/** Replaces what UTF-8 cannot encode, as the wire would. */
function wellFormed(text: string): string {
  // With the flag `u`, only halves of pairs that have no other half; it takes five times as long.
  return /[\ud800-\udfff]/.test(text) ? text.replace(/[\ud800-\udfff]/gu, '\ufffd') : text
}

function basic(username: string, password: string): string {
  return `Basic ${btoa(toUtf8(wellFormed(`${username}:${password}`)))}`
}
