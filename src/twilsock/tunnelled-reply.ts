import { textOf } from '../api/encode.ts'
import type { SyncResponse } from '../api/message.ts'
import { parseJson } from '../lang/json.ts'
import type { FrameParts } from './frame.ts'
import { statuses } from './statuses.ts'

/** The frame that answers a request of the SDK, but for its method and ID. */
interface TunnelledReply {
  readonly header: object
  readonly parts: Omit<FrameParts, 'header'>
}

/** Puts a response into a frame. JSON that breaks off fits into none: `undefined`. */
export function tunnelledReply(response: SyncResponse): TunnelledReply | undefined {
  const { status: code, headers, body } = response
  const { 'content-type': type = 'text/plain' } = headers
  const isJson = type.startsWith('application/json')
  if (typeof body === 'string' && isJson && parseJson(body) === undefined) return undefined
  return {
    header: {
      status: statuses.ok,
      http_status: { code, status: String(code) },
      http_headers: headers,
    },
    parts: { payload: body === undefined ? '' : textOf(body), type },
  }
}
