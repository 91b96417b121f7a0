import { utf8Length } from '../domain/json.ts'
import type { HttpResponse } from './message.ts'

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
  /** What the body says; `undefined` for an answer without one. */
  readonly content: object | undefined
  readonly requestId: () => string
}

/**
 * An answer with the headers that Twilio's have. Headers and text are written when they are read: a
 * transport in process needs neither. Without content there is no length.
 */
export class Answer implements HttpResponse {
  readonly status: number
  /** What the body says: made for this answer, so that whoever gets it may do with it what they like. */
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
