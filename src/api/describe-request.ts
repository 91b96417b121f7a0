import { escapeControls } from '../lang/show.ts'
import type { RequestRecord } from './journal.ts'

/** Describes a request in one line: `POST /v1/Services/default/Streams → 409 / 54301`. */
export function describeRequest({ method, path, status, code, fault }: RequestRecord): string {
  const answer = status === undefined ? 'no answer' : String(status)
  return [
    `${method} ${escapeControls(path)} → ${answer}`,
    code === undefined ? '' : ` / ${code}`,
    fault === undefined ? '' : `, hit by ${fault}`,
  ].join('')
}
