import { ConnectionError, type Dispatch, wait } from '../api/deliver.ts'
import type { SyncResponse } from '../api/message.ts'
import { hasMethod } from '../lang/has-method.ts'
import { basicWriter, isSyncUri, toSyncRequest, toTwilioResponse } from './http-client.ts'
import { keepRequest, keepResponse, type LastExchange } from './last-exchange.ts'
import { replaceMethod } from './replace-method.ts'
import type { TwilioRequest, TwilioResponse } from './twilio-message.ts'

/**
 * The part of the twilio module that is used: its documented `RequestClient`. Structural, so that
 * every twilio since 3.60 fits.
 */
export interface TwilioLike {
  /** The class whose `request` method is replaced. */
  readonly RequestClient: { readonly prototype: SomeClient }
}

interface SomeClient {
  request: (...args: never) => Promise<unknown>
}

/**
 * Returns the twilio module, which may be given as a namespace: `await import('twilio')`.
 *
 * @throws TypeError that says what was expected, for anything else and for what cannot be changed
 */
export function checkTwilio(found: unknown): TwilioLike {
  const module = (found as { default?: unknown } | null)?.default ?? found
  if (!isTwilio(module)) {
    refuse(
      `${typeof module} without a RequestClient`,
      "the twilio module of version 3.60 or later, not one that vitest or jest makes in its place: import twilio from 'twilio'",
    )
  }
  const { RequestClient } = module
  if ('_isMockFunction' in RequestClient) {
    // A call of vi.mock in this text would make vitest rewrite the imports of the built file.
    refuse('a RequestClient that is a mock', 'the module as it comes, not mocked by vitest or jest')
  }
  if (!isReplaceable(RequestClient.prototype)) {
    refuse(
      'a RequestClient whose request() cannot be replaced',
      'the module as it comes, neither frozen nor sealed',
    )
  }
  return module
}

function refuse(found: string, expected: string): never {
  throw new TypeError(`Cannot install the fake: found ${found} for twilio, expected ${expected}`)
}

function isTwilio(found: unknown): found is TwilioLike {
  const module = found as { RequestClient?: { prototype?: unknown } } | null
  return hasMethod(module?.RequestClient?.prototype, 'request')
}

function isReplaceable(prototype: object): boolean {
  const own = Object.getOwnPropertyDescriptor(prototype, 'request')
  return own === undefined ? Object.isExtensible(prototype) : own.writable === true
}

/** The settings of a `RequestClient` that matter here. */
interface RequestClientLike extends LastExchange {
  /** In milliseconds. twilio before 3.84 has none. */
  readonly defaultTimeout?: number
  readonly autoRetry: boolean
  readonly maxRetryDelay: number
  readonly maxRetries: number
  /** twilio before 3.84 has none. */
  readonly axios?: { create(): { request(config: object): Promise<unknown> } }
}

type SendRequest = (this: RequestClientLike, request: TimedRequest) => Promise<TwilioResponse>
type TimedRequest = TwilioRequest & {
  readonly timeout?: number | undefined
}

/**
 * The real client's longest first wait before a retry, in milliseconds. It doubles with each retry.
 */
const firstWaitLimit = 200

/** The real client's timeout if it has none of its own, in milliseconds. */
const usualTimeout = 30_000

/**
 * Makes every client of a twilio module, existing or future, reach the fake at Sync hosts without
 * axios, sockets or nock. Other hosts are left to the client. Returns a function that undoes it.
 */
export function serveTwilio(dispatch: Dispatch, { RequestClient }: TwilioLike): () => void {
  const prototype = RequestClient.prototype as { request: SendRequest }
  let isServing = true
  const basicOf = basicWriter()
  const restore = replaceMethod(prototype, {
    name: 'request',
    by: (original): SendRequest =>
      async function (request) {
        if (!isServing || !isSyncUri(request.uri)) return original.call(this, request)
        const authorization = basicOf(request) ?? (await request.authStrategy?.getAuthString())
        keepRequest(this, { request, authorization })
        const response = await requestWithRetries(this, () =>
          send(this, { dispatch, authorization, request }),
        )
        return keepResponse(this, { request, response })
      },
  })
  return () => {
    isServing = false
    restore()
  }
}

/**
 * The real client retries only 429, and resolves with the last response. It waits a random time up
 * to a doubling limit; here it is always half that limit, the average.
 */
async function requestWithRetries(
  client: RequestClientLike,
  sendOnce: () => Promise<TwilioResponse>,
): Promise<TwilioResponse> {
  const retries = client.autoRetry ? client.maxRetries : 0
  for (let retry = 1; retry <= retries; retry += 1) {
    const response = await sendOnce()
    if (response.statusCode !== 429) return response
    const limit = Math.min(client.maxRetryDelay, firstWaitLimit * 2 ** (retry - 1))
    await wait(limit / 2)
  }
  return sendOnce()
}

interface Sending {
  readonly dispatch: Dispatch
  readonly authorization: string | undefined
  readonly request: TimedRequest
}

async function send(
  client: RequestClientLike,
  { dispatch, authorization, request }: Sending,
): Promise<TwilioResponse> {
  const { timeout: asked = 0 } = request
  const timeout = asked > 0 ? asked : (client.defaultTimeout ?? usualTimeout)
  try {
    const response = inTime(timeout, (givenUp) =>
      dispatch(toSyncRequest(request, authorization), givenUp),
    )
    return toTwilioResponse(await response)
  } catch (error) {
    if (!(error instanceof ConnectionError || error instanceof TooLate)) throw error
    const AxiosError = await axiosErrorOf(client)
    const config = { method: request.method, url: request.uri, timeout }
    if (error instanceof TooLate) throw new AxiosError(error.message, 'ECONNABORTED', config)
    throw AxiosError.from(error, error.code, config)
  }
}

/** Thrown when the client's timeout has passed. */
class TooLate extends Error {}

/** Waits for a response until the client's timeout. Time spent in gates and delays counts. */
async function inTime(
  timeout: number,
  send: (givenUp: AbortSignal) => SyncResponse | Promise<SyncResponse>,
): Promise<SyncResponse> {
  const giveUp = new AbortController()
  const response = send(giveUp.signal)
  if (!(response instanceof Promise)) return response
  const deadline = wait(timeout, giveUp.signal).then(() => {
    throw new TooLate(`timeout of ${timeout}ms exceeded`)
  })
  try {
    return await Promise.race([deadline, response])
  } finally {
    giveUp.abort()
  }
}

/** The part of axios's error class that is used. */
interface AxiosErrorClass {
  new (message: string, code: string, config: object): Error
  from(error: Error, code: string, config: object): Error
}

/** Returns the error class of the client's own axios. */
async function axiosErrorOf({ axios }: RequestClientLike): Promise<AxiosErrorClass> {
  // An axios instance without a usable adapter rejects every request with an error of that class. A
  // child instance has no interceptors to notice it, and no transforms.
  const refusal: unknown = await axios
    ?.create()
    .request({ adapter: 'none', transformRequest: [] })
    .catch((error: unknown) => error)
  const found = (refusal as { constructor: AxiosErrorClass | ErrorConstructor } | undefined)
    ?.constructor
  return found !== undefined && 'from' in found ? found : MarkedError
}

/** axios before 0.27, which twilio 3 has, marks errors of Node in place of a class of its own. */
class MarkedError extends Error {
  readonly isAxiosError = true
  readonly code: string
  readonly config: object

  constructor(message: string, code: string, config: object) {
    super(message)
    this.code = code
    this.config = config
  }

  static from({ message }: Error, code: string, config: object): MarkedError {
    return new this(message, code, config)
  }
}
