import { refuse } from '../domain/refuse.ts'
import type { HttpRequest } from './message.ts'

/** A request as somebody writes it by hand: header names in any case, everything but the URL optional. */
export interface RequestParts {
  /** In any case. Default: `GET`. */
  readonly method?: string | undefined
  /** Absolute, and percent-encoded: `https://sync.twilio.com/v1/Services?PageSize=2`. */
  readonly url: string
  /** By name in any case. Default: none. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined
  /** Default: none. */
  readonly body?: string | undefined
}

/**
 * Completes a request.
 *
 * @throws TypeError if it has no URL
 */
export function completeRequest(request: RequestParts): HttpRequest {
  const { method = 'GET', url, headers = {}, body = '' } = Object(request) as RequestParts
  if (typeof url !== 'string') {
    refuse('handle the request', { found: url, at: 'url', expected: 'an absolute URL' })
  }
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  return {
    method: method.toUpperCase(),
    url,
    headers: Object.fromEntries(entries) as HttpRequest['headers'],
    body,
  }
}
