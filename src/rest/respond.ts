import { utf8Length } from '../domain/json.ts'
import type { HttpResponse } from '../api/message.ts'

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

/** What an {@link Answer} is made of. */
export interface AnswerParts {
  readonly status: number
  /** The body before serialisation; `undefined` for a response without one. */
  readonly content: object | undefined
  readonly requestId: () => string
}

/**
 * A response with Twilio's headers. Headers and body are built when they are read: an in-process
 * transport needs neither. Without content there is no content-length.
 */
export class Answer implements HttpResponse {
  readonly status: number
  /** The body before serialisation: made for this response, so whoever gets it may modify it. */
  readonly content: object | undefined
  readonly #requestId: () => string
  #body: string | undefined

  constructor({ status, content, requestId }: AnswerParts) {
    this.status = status
    this.content = content
    this.#requestId = requestId
  }

  get body(): string {
    this.#body ??= this.content === undefined ? '' : JSON.stringify(this.content)
    return this.#body
  }

  get headers(): Readonly<Record<string, string>> {
    const requestId = this.#requestId()
    const fixed = this.status === 401 ? challengeHeaders : corsHeaders
    if (this.content === undefined) return { 'twilio-request-id': requestId, ...fixed }
    return {
      'content-type': 'application/json;charset=utf-8',
      'content-length': String(utf8Length(this.body)),
      'twilio-request-id': requestId,
      ...fixed,
    }
  }
}
