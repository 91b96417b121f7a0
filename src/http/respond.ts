import { utf8Length } from '../domain/json.ts'
import type { HttpResponse } from './exchange.ts'

/** Observed on sibling hosts of Twilio, and documented as present on Sync. */
const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers':
    'Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since, Idempotency-Key',
  'access-control-allow-methods': 'GET, POST, DELETE, OPTIONS',
  'access-control-expose-headers': 'ETag',
  'access-control-allow-credentials': 'true',
} as const

/** Observed on other Twilio hosts. */
const challengeHeaders = { ...corsHeaders, 'www-authenticate': 'Basic realm="Twilio API"' } as const

/** An answer with the headers that Twilio's have. `HEAD` and an answer without a body have no length. */
export function respond(options: {
  readonly method: string
  readonly status: number
  readonly body: object | undefined
  readonly requestId: string
}): HttpResponse {
  const { method, status, body, requestId } = options
  const fixed = status === 401 ? challengeHeaders : corsHeaders
  if (body === undefined || method === 'HEAD') {
    return { status, headers: { 'twilio-request-id': requestId, ...fixed }, body: '' }
  }
  const text = JSON.stringify(body)
  const headers = {
    'content-type': 'application/json;charset=utf-8',
    'content-length': String(utf8Length(text)),
    'twilio-request-id': requestId,
    ...fixed,
  }
  return { status, headers, body: text }
}
