import { SyncError } from '../domain/failure.ts'
import { utf8Length } from '../domain/json.ts'
import type { Account, World } from '../domain/world.ts'
import type { Authenticate } from './credentials.ts'
import { errorBody } from './errors.ts'
import type { HttpRequest, HttpResponse } from './exchange.ts'
import { Form } from './form.ts'
import type { Journal, RequestRecord } from './journal.ts'
import { matchRoute } from './router.ts'

export interface HandlerOptions {
  readonly world: World
  readonly authenticate: Authenticate
  readonly journal: Journal
}

/**
 * Answers one request, whatever is in it. Throws only what is no answer of the service: a NotFakedError,
 * and what a subscriber threw.
 */
export type Handle = (request: HttpRequest) => HttpResponse

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

export function createHandler(options: HandlerOptions): Handle {
  return (request) => {
    const target = parseUrl(request.url)
    const query = new Form(target.query)
    const form = new Form(request.body)
    const seen: { -readonly [Name in keyof RequestRecord]: RequestRecord[Name] } = {
      operation: undefined,
      method: request.method,
      path: target.path,
      params: { ...query.toObject(), ...form.toObject() },
      account: undefined,
      status: undefined,
      code: undefined,
      time: options.world.clock.now(),
    }
    try {
      const account = accountOf(request, options)
      seen.account = account.sid
      const { route, parameters } = matchRoute(request.method, target.path)
      seen.operation = route.operation
      const { sid: accountSid, services } = account
      const { origin } = target
      const body = route.run({ accountSid, services, parameters, form, query, origin })
      seen.status = route.status
      return respond(request, route.status, body, options)
    } catch (error) {
      // Anything else is no answer of the service.
      if (!(error instanceof SyncError)) throw error
      seen.status = error.status
      seen.code = error.code
      return respond(request, error.status, errorBody(error, target.path), options)
    } finally {
      options.journal.add(seen)
    }
  }
}

function accountOf(request: HttpRequest, { world, authenticate }: HandlerOptions): Account {
  const username = authenticate(request.headers['authorization'])
  // Documented: an API key stands for its account.
  return username.startsWith('AC') ? world.account(username) : world.home
}

function respond(
  { method }: HttpRequest,
  status: number,
  body: object | undefined,
  { world }: HandlerOptions,
): HttpResponse {
  const requestId = world.sids.next('RQ')
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

interface Target {
  readonly origin: string
  readonly path: string
  readonly query: string
}

/** The parts of an absolute URL, taken as they stand: nothing is normalised and nothing can fail. */
function parseUrl(url: string): Target {
  const [, origin = '', path = '', query = ''] =
    /^([a-z]+:\/\/[^/?#]*)?([^?#]*)\??([^#]*)/i.exec(url) ?? []
  return { origin, path, query }
}
