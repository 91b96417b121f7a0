import { parseFields } from '../api/fields.ts'
import type { SyncRequest } from '../api/message.ts'
import { checkOptionNames, refuse } from '../lang/refuse.ts'

/** A request as somebody writes it by hand: header names in any case, everything but the URL optional. */
export interface RequestParts {
  /** In any case. Default: `GET`. */
  readonly method?: string | undefined
  /** Absolute, and percent-encoded: `https://sync.twilio.com/v1/Services?PageSize=2`. */
  readonly url: string
  /** By name in any case, or pairs such as those of a `Headers`. Default: none. */
  readonly headers?: HeaderParts | undefined
  /** Default: none. */
  readonly body?: string | undefined
}

type HeaderParts =
  Readonly<Record<string, string | undefined>> | Iterable<readonly [name: string, value: string]>

const action = 'handle the request'

/**
 * Completes a request.
 *
 * @throws TypeError if a part is unknown or invalid
 */
export function completeRequest(request: RequestParts): SyncRequest {
  checkOptionNames(request, {
    action,
    known: { method: true, url: true, headers: true, body: true },
  })
  const { method = 'GET', url, headers = {}, body = '' } = request
  checkText('method', method)
  checkText('url', url)
  checkText('body', body)
  return {
    method: method.toUpperCase(),
    url,
    headers: completeHeaders(headers),
    input: parseFields(body),
  }
}

function checkText(at: string, found: unknown): void {
  if (typeof found !== 'string') refuse(action, { found, at, expected: 'a string' })
}

function completeHeaders(found: HeaderParts): SyncRequest['headers'] {
  if (found !== Object(found)) {
    refuse(action, { found, at: 'headers', expected: 'an object of strings by name, or pairs' })
  }
  const pairs =
    Symbol.iterator in found ? [...(found as Iterable<[string, string]>)] : Object.entries(found)
  const given = pairs.filter(([, value]) => value !== undefined)
  return Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), String(value)]))
}
