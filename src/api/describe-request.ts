import { shorten } from '../lang/show.ts'
import { type Fields, mergeFields, parseFields } from './fields.ts'
import type { RequestRecord } from './journal.ts'
import type { SyncRequest } from './message.ts'
import { parseUrl } from './url.ts'

/** How many characters of a path are shown. */
const longestPath = 500

/** How many characters of the parameters of a request are shown. */
const longestParams = 60

/** Names a request: `POST /v1/Services/default/Streams (UniqueName=orders)`. */
export function nameRequest({ method, url, headers, input }: SyncRequest): string {
  const { path, query } = parseUrl(url)
  const params = mergeFields(parseFields(query), input)
  return `${method} ${shorten(path, longestPath)}${describeParams(params, headers['if-match'])}`
}

/** Shows a condition and parameters: ` (If-Match: 0, Ttl=60)`, or nothing. */
export function describeParams(params: Fields, ifMatch?: string): string {
  const pairs = Object.entries(params).map(([name, value]) => `${name}=${value}`)
  if (ifMatch !== undefined) pairs.unshift(`If-Match: ${ifMatch}`)
  return pairs.length === 0 ? '' : ` (${shorten(pairs.join(', '), longestParams)})`
}

/** Describes a request in one line: `POST /v1/Services/default/Streams → 409 / 54301`. */
export function describeRequest({ method, path, status, code, fault }: RequestRecord): string {
  const answer = status === undefined ? 'no answer' : String(status)
  return [
    `${method} ${shorten(path, longestPath)} → ${answer}`,
    code === undefined ? '' : ` / ${code}`,
    fault === undefined ? '' : `, hit by ${fault}`,
  ].join('')
}
