import { SyncError } from '../domain/failure.ts'
import type { Account, World } from '../domain/world.ts'
import type { Authenticate } from '../rest/credentials.ts'
import { type ErrorBody, errorBody } from '../rest/errors.ts'
import type { HttpRequest, HttpResponse } from './message.ts'
import { Form } from '../rest/form.ts'
import { FormRequest } from '../rest/form-request.ts'
import type { Journal, RequestRecord, RequestView } from './journal.ts'
import type { Call } from './operation.ts'
import type { Handler, Outcome } from './outcome.ts'
import { Answer } from '../rest/respond.ts'
import { matchRoute } from './router.ts'
import type { OperationName, Route } from '../rest/routes.ts'
import { parseUrl, type UrlParts } from './url.ts'

/** A request on its way to the service, for the function that decides its outcome. */
export interface InterceptedRequest {
  readonly operation: OperationName | undefined
  /** Whether the response has a body if the service carries out the request. */
  readonly hasBody: boolean
  /** What the predicate of a fault may know of it. */
  readonly view: RequestView
  /** Lets the service carry out the request. */
  answer(): HttpResponse
  /** Creates a response of its own, bypassing the service. */
  reply(status: number, body: object): HttpResponse
}

/** Decides the outcome of a request. */
export type Intercept = (intercepted: InterceptedRequest) => Outcome

/**
 * Counts an operation about to be carried out, or throws the SyncError that refuses it. Returns a
 * function that takes it off the count again, for an operation that the service refused.
 */
export type RateLimit = (operation: OperationName, call: Call) => () => void

export interface HandlerOptions {
  readonly world: World
  readonly authenticate: Authenticate
  readonly journal: Journal
  readonly intercept: Intercept
  readonly checkRate: RateLimit
}

/** One request on its way through the service. */
interface RequestContext {
  readonly options: HandlerOptions
  readonly request: HttpRequest
  readonly target: UrlParts
  readonly query: Form
  readonly form: Form
  /** The journal's record, as far as it is known. */
  readonly record: { -readonly [Name in keyof RequestRecord]: RequestRecord[Name] }
}

/** The operation requested, and what it takes to carry it out. */
interface Ready {
  readonly route: Route
  readonly call: Call
}

/** The result of an operation. */
interface Success {
  readonly status: number
  readonly body: object | undefined
}

/**
 * Creates the function that takes any request to the service. It throws only what is not an answer
 * of the service: a NotFakedError, and whatever a subscriber or the predicate of a fault threw.
 */
export function createHandler(options: HandlerOptions): Handler {
  return (request) => {
    const context = begin(request, options)
    const { record } = context
    try {
      const ready = attempt(() => prepare(context))
      const outcome = options.intercept(new Intercepted(context, ready))
      record.fault = outcome.fault
      return outcome
    } finally {
      options.journal.add(record)
    }
  }
}

function begin(request: HttpRequest, options: HandlerOptions): RequestContext {
  const target = parseUrl(request.url)
  const query = new Form(target.query)
  const form = new Form(request instanceof FormRequest ? request.fields : request.body)
  const record = {
    operation: undefined,
    method: request.method,
    path: target.path,
    params: query.isEmpty ? form.toObject() : { ...query.toObject(), ...form.toObject() },
    account: undefined,
    status: undefined,
    code: undefined,
    fault: undefined,
    time: options.world.clock.now(),
  }
  return { options, request, target, query, form, record }
}

/** Finds out who requests what. */
function prepare({ options, request, target, query, form, record }: RequestContext): Ready {
  const { sid: accountSid, services } = accountOf(request, options)
  record.account = accountSid
  const { route, parameters } = matchRoute(request.method, target.path)
  record.operation = route.operation
  return { route, call: { accountSid, services, parameters, form, query, origin: target.origin } }
}

function accountOf(request: HttpRequest, { world, authenticate }: HandlerOptions): Account {
  const username = authenticate(request.headers['authorization'])
  // Documented: an API key stands for its account.
  return username.startsWith('AC') ? world.account(username) : world.home
}

/** The one catch: a refusal by the service becomes a value; anything else is rethrown. */
function attempt<Result>(action: () => Result): Result | SyncError {
  try {
    return action()
  } catch (error) {
    if (error instanceof SyncError) return error
    throw error
  }
}

/**
 * A class, since an object with a getter and closures of its own would be slow to create per
 * request.
 */
class Intercepted implements InterceptedRequest {
  readonly #context: RequestContext
  readonly #ready: Ready | SyncError

  constructor(context: RequestContext, ready: Ready | SyncError) {
    this.#context = context
    this.#ready = ready
  }

  get operation(): OperationName | undefined {
    return this.#context.record.operation
  }

  get hasBody(): boolean {
    const ready = this.#ready
    const { method } = this.#context.request
    return method !== 'HEAD' && (ready instanceof SyncError || ready.route.status !== 204)
  }

  get view(): RequestView {
    // A copy, since the record is not yet complete.
    const { operation, method, path, params, account, time } = this.#context.record
    return Object.freeze({
      operation,
      method,
      path,
      params: Object.freeze(params),
      account,
      time,
    })
  }

  answer(): HttpResponse {
    const ready = this.#ready
    const { options } = this.#context
    return answer(this.#context, ready instanceof SyncError ? ready : perform(ready, options))
  }

  reply(status: number, body: object): HttpResponse {
    this.#context.record.code = (body as Partial<ErrorBody>).code
    return reply(this.#context, { status, body })
  }
}

/** Carries out an operation, if the rate limits allow. */
function perform({ route, call }: Ready, { checkRate }: HandlerOptions): Success | SyncError {
  const uncount = attempt(() => checkRate(route.operation, call))
  if (uncount instanceof SyncError) return uncount
  const result = attempt(() => ({ status: route.status, body: route.run(call) }))
  if (result instanceof SyncError) uncount()
  return result
}

function answer(context: RequestContext, result: Success | SyncError): HttpResponse {
  if (!(result instanceof SyncError)) return reply(context, result)
  context.record.code = result.code
  return reply(context, { status: result.status, body: errorBody(result, context.target.path) })
}

function reply(
  { options, request, record }: RequestContext,
  { status, body }: Success,
): HttpResponse {
  record.status = status
  const content = request.method === 'HEAD' ? undefined : body
  return new Answer({ status, content, requestId: options.world.sids.reserve('RQ') })
}
