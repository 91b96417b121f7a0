import type { RequestClient } from 'twilio'
import type { HttpRequest, HttpResponse } from '../http/message.ts'
import { parseJson } from '../domain/json.ts'
import { defaultOrigin, isSyncOrigin, servedOrigins, strangePartOf } from '../http/hosts.ts'
import { encodeForm, type FormFields, FormRequest } from '../http/form-request.ts'
import { Answer } from '../http/respond.ts'
import { parseUrl } from '../http/url.ts'
import { deliver, responseOf } from './deliver.ts'
import type { Dispatch } from './gate.ts'

/** What the twilio client asks its HTTP client for: the part of its options that matters here. */
export interface TwilioRequest {
  readonly method: string
  readonly uri: string
  readonly username?: string | undefined
  readonly password?: string | undefined
  readonly authStrategy?: { getAuthString(): Promise<string> } | undefined
  readonly params?: object | undefined
  readonly data?: object | undefined
}

/** What the twilio client takes for an answer. */
export interface TwilioResponse {
  readonly statusCode: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

/** An HTTP client of the twilio library, of whichever version the project has. */
export type TwilioHttpClient = RequestClient

/** An HTTP client that answers the twilio client without axios, sockets or nock. */
export function createHttpClient(dispatch: Dispatch): TwilioHttpClient {
  const basicOf = basicWriter()
  const client = {
    async request(request: TwilioRequest): Promise<TwilioResponse> {
      if (!isSyncUri(request.uri)) refuseHost(request.uri)
      // Nothing is awaited that is known already: most answers are, and this is the fast way in.
      const authorization = basicOf(request) ?? (await request.authStrategy?.getAuthString())
      const outcome = dispatch(toHttpRequest(request, authorization))
      const known = outcome instanceof Promise ? await outcome : outcome
      return toTwilioResponse(known.delay > 0 ? await deliver(known) : responseOf(known))
    },
  }
  // `request` is all that the library asks for in an HTTP client (documented); its type is a class.
  return client as unknown as TwilioHttpClient
}

function refuseHost(uri: string): never {
  throw new Error(
    `Cannot send a request to ${uri}: found ${strangePartOf(parseUrl(uri).origin)}, expected ${servedOrigins}; for a client that talks to more than Sync use installFakeSync({ twilio })`,
  )
}

/** What nearly every address begins with. */
const usualAddress = `${defaultOrigin}/`

/** Whether a request of the twilio client goes to Sync. */
export function isSyncUri(uri: string): boolean {
  return uri.startsWith(usualAddress) || isSyncOrigin(parseUrl(uri).origin)
}

/**
 * The `Authorization` header of a request that says who sends it; others have to ask their client. It is
 * written anew only for somebody else than the one before.
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

export function toHttpRequest(
  request: TwilioRequest,
  authorization: string | undefined,
): HttpRequest {
  const query = request.params === undefined ? '' : encodeForm(fieldsOf(request.params))
  const uri = normalise(request.uri)
  const url = query === '' ? uri : `${uri}${uri.includes('?') ? '&' : '?'}${query}`
  const method = request.method.toUpperCase()
  return new FormRequest({ method, url, headers: { authorization } }, fieldsOf(request.data))
}

/** axios hands over JSON parsed, and what is no JSON as text. */
export function toTwilioResponse(response: HttpResponse): TwilioResponse {
  return new Answered(response)
}

/** Its headers are written when they are read: the twilio client seldom does. */
class Answered implements TwilioResponse {
  readonly statusCode: number
  readonly body: unknown
  readonly #response: HttpResponse

  constructor(response: HttpResponse) {
    this.statusCode = response.status
    this.body = contentOf(response)
    this.#response = response
  }

  get headers(): Readonly<Record<string, string>> {
    return this.#response.headers
  }
}

function contentOf(response: HttpResponse): unknown {
  if (response instanceof Answer) return response.content ?? ''
  return parseJson(response.body) ?? response.body
}

/** An address that a URL would leave as it is; nearly all are. */
const plainUri = /^[\w:/.~-]+$/

/** The client puts names into paths as they are; axios makes a URL of them, which encodes and resolves. */
function normalise(uri: string): string {
  if (plainUri.test(uri) && !uri.includes('/.')) return uri
  const { origin, pathname, search } = new URL(uri)
  return `${origin}${pathname}${search}`
}

type Fields = [name: string, value: string][]

function fieldsOf(parameters: object = {}): FormFields {
  const fields: Fields = []
  for (const [name, value] of Object.entries(parameters)) addField(fields, name, value)
  return fields
}

/**
 * As `qs` does, which the real client writes forms with: a list repeats its name, and what an object holds
 * has names of its own, which Twilio does not know.
 */
function addField(fields: Fields, name: string, value: unknown): void {
  if (typeof value === 'string') fields.push([name, wellFormed(value)])
  else if (Array.isArray(value)) for (const one of value) addField(fields, name, one)
  else if (value instanceof Date) fields.push([name, value.toISOString()])
  else if (value === Object(value)) {
    for (const [key, inner] of Object.entries(value as object)) {
      addField(fields, wellFormed(`${name}[${key}]`), inner)
    }
  } else if (value !== undefined) {
    const plain = value as number | bigint | boolean | symbol | null
    fields.push([name, String(plain ?? '')])
  }
}

/** What cannot be written in UTF-8 does not get over the wire. */
function wellFormed(text: string): string {
  if (!/[\ud800-\udfff]/.test(text)) return text
  return new TextDecoder().decode(new TextEncoder().encode(text))
}

function basic(username: string, password: string): string {
  const text = `${username}:${password}`
  if (/^[\x20-\x7e]*$/.test(text)) return `Basic ${btoa(text)}`
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(text)))}`
}
