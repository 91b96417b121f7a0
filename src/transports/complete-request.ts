import { parseForm } from '../api/form.ts'
import type { SyncRequest } from '../api/message.ts'
import { isObject } from '../lang/is-object.ts'
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
  const complete = completeHeaders(headers)
  return {
    method: method.toUpperCase(),
    url,
    headers: complete,
    input: parseForm(body, complete['content-type']),
  }
}

function checkText(at: string, found: unknown): void {
  if (typeof found !== 'string') refuse(action, { found, at, expected: 'a string' })
}

function completeHeaders(found: HeaderParts): SyncRequest['headers'] {
  if (!isObject(found)) refuseHeaders(found)
  const pairs: readonly unknown[] = isIterable(found) ? Array.from(found) : Object.entries(found)
  return Object.fromEntries(pairs.map(readHeader).filter(([, value]) => value !== undefined))
}

/** Values that are not strings are written as Node would: numbers, and lists of repeated headers. */
function readHeader(pair: unknown): [name: string, value: string | undefined] {
  const [name, value] = listed(pair) ?? []
  if (typeof name !== 'string') refuseHeaders(pair)
  if (value === undefined) return [name, undefined]
  const values = listed(value) ?? [value]
  if (!values.every(isText)) {
    refuse(action, { found: value, at: `headers.${name}`, expected: 'a string' })
  }
  return [name.toLowerCase(), values.join(', ')]
}

function isIterable(found: object): found is Iterable<unknown> {
  return Symbol.iterator in found && typeof found[Symbol.iterator] === 'function'
}

/** Returns a list as it is; `undefined` for anything else. */
function listed(found: unknown): readonly unknown[] | undefined {
  return Array.isArray(found) ? found : undefined
}

function isText(found: unknown): boolean {
  return typeof found === 'string' || typeof found === 'number'
}

function refuseHeaders(found: unknown): never {
  refuse(action, { found, at: 'headers', expected: 'an object of strings by name, or pairs' })
}
