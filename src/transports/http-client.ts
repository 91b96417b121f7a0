import type { RequestClient } from 'twilio'
import type { HttpRequest, HttpResponse } from '../http/exchange.ts'
import { isSyncOrigin } from '../http/hosts.ts'
import { parseJson } from '../domain/json.ts'
import { deliver } from './deliver.ts'
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
  const client = {
    async request(request: TwilioRequest): Promise<TwilioResponse> {
      if (!isSyncUri(request.uri)) refuseHost(request.uri)
      return toTwilioResponse(await deliver(await dispatch(await toHttpRequest(request))))
    },
  }
  // `request` is all that the library asks for in an HTTP client (documented); its type is a class.
  return client as unknown as TwilioHttpClient
}

function refuseHost(uri: string): never {
  throw new Error(
    `Cannot send a request to ${uri}: found a host that is not of Sync, expected sync.twilio.com; for a client that talks to more than Sync use installFakeSync({ twilio })`,
  )
}

/** Whether a request of the twilio client goes to Sync. */
export function isSyncUri(uri: string): boolean {
  return isSyncOrigin(/^[^/]*\/\/[^/?#]*/.exec(uri)?.[0] ?? '')
}

export async function toHttpRequest(request: TwilioRequest): Promise<HttpRequest> {
  const query = request.params === undefined ? '' : encode(request.params)
  const uri = normalise(request.uri)
  return {
    method: request.method.toUpperCase(),
    url: query === '' ? uri : `${uri}${uri.includes('?') ? '&' : '?'}${query}`,
    headers: {
      authorization: authorizationOf(request) ?? (await request.authStrategy?.getAuthString()),
    },
    body: request.data === undefined ? '' : encode(request.data),
  }
}

/** axios hands over JSON parsed, and what is no JSON as text. */
export function toTwilioResponse({ status, headers, body }: HttpResponse): TwilioResponse {
  return { statusCode: status, headers, body: parseJson(body) ?? body }
}

/** An address that a URL would leave as it is; nearly all are. */
const plainUri = /^(?!.*\/\.)[\w:/.~-]+$/

/** The client puts names into paths as they are; axios makes a URL of them, which encodes and resolves. */
function normalise(uri: string): string {
  if (plainUri.test(uri)) return uri
  const { origin, pathname, search } = new URL(uri)
  return `${origin}${pathname}${search}`
}

/** The client has made texts and numbers of everything before. */
type Parameter = string | number | boolean | null | undefined | readonly (string | number)[]

function encode(parameters: object): string {
  const pairs = Object.entries(parameters as Record<string, Parameter>).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one) => [name, String(one ?? '')]),
  )
  return new URLSearchParams(pairs).toString()
}

function authorizationOf({ username, password }: TwilioRequest): string | undefined {
  if (username && password) return basic(username, password)
  return undefined
}

function basic(username: string, password: string): string {
  const bytes = new TextEncoder().encode(`${username}:${password}`)
  return `Basic ${btoa(String.fromCharCode(...bytes))}`
}
