import { shorten } from '../lang/show.ts'
import type { RequestRecord } from './journal.ts'

/** How many characters of a path are shown. */
const longestPath = 500

/** Describes a request in one line: `POST /v1/Services/default/Streams → 409 / 54301`. */
export function describeRequest({ method, path, status, code, fault }: RequestRecord): string {
  const answer = status === undefined ? 'no answer' : String(status)
  return [
    `${method} ${shorten(path, longestPath)} → ${answer}`,
    code === undefined ? '' : ` / ${code}`,
    fault === undefined ? '' : `, hit by ${fault}`,
  ].join('')
}
