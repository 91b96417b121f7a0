import type { HttpResponse } from '../http/message.ts'
import type { Outcome } from '../http/outcome.ts'
import { ConnectionError, deliver, responseOf, wait } from './deliver.ts'
import type { Dispatch } from './gate.ts'
import {
  basicWriter,
  isSyncUri,
  toHttpRequest,
  toTwilioResponse,
  type TwilioRequest,
  type TwilioResponse,
} from './http-client.ts'
import { replaceMethod } from './replace-method.ts'

/** The part of the twilio module that is used: its documented `RequestClient`. */
export interface TwilioLike {
  readonly RequestClient: { readonly prototype: SomeClient }
}

interface SomeClient {
  request: (...args: never) => Promise<unknown>
}

/**
 * Refuses what is not the twilio module, and one that cannot be changed.
 *
 * @throws TypeError that says what was expected
 */
export function checkTwilio(found: TwilioLike): void {
  const module = found as { RequestClient?: { prototype?: Partial<SomeClient> } } | null
  const prototype = module?.RequestClient?.prototype
  if (typeof prototype?.request !== 'function') {
    throw new TypeError(
      `Cannot install the fake: found ${typeof found} without a RequestClient for twilio, expected the twilio module of version 5 or 6: import twilio from 'twilio'`,
    )
  }
  const own = Object.getOwnPropertyDescriptor(prototype, 'request')
  if (own === undefined ? Object.isExtensible(prototype) : own.writable === true) return
  throw new TypeError(
    'Cannot install the fake: found a RequestClient whose request() cannot be replaced for twilio, expected the module as it comes, neither frozen nor sealed',
  )
}

/** A `RequestClient` of twilio 5 or 6, as far as its settings matter here. */
interface RequestClientLike {
  readonly defaultTimeout: number
  readonly autoRetry: boolean
  readonly maxRetryDelay: number
  readonly maxRetries: number
  readonly axios: { create(): { request(config: object): Promise<unknown> } }
  lastRequest?: unknown
  lastResponse?: unknown
}

type SendRequest = (this: RequestClientLike, request: TimedRequest) => Promise<TwilioResponse>
type TimedRequest = TwilioRequest & {
  readonly headers?: object | undefined
  readonly timeout?: number | undefined
}

/** Of the real client: the longest first wait before a retry, in milliseconds. It doubles with each. */
const firstWaitLimit = 200

/**
 * Lets every client of a twilio module, built or yet to be built, reach the fake at Sync hosts without
 * axios, sockets or nock. Other hosts are left to the client. Returns the undo.
 */
export function serveTwilio(dispatch: Dispatch, { RequestClient }: TwilioLike): () => void {
  const prototype = RequestClient.prototype as { request: SendRequest }
  let isServing = true
  const basicOf = basicWriter()
  const restore = replaceMethod(prototype, 'request', (original): SendRequest => {
    return async function (request) {
      if (!isServing || !isSyncUri(request.uri)) return original.call(this, request)
      const { method, uri: url, params, data, headers } = request
      this.lastRequest = { method, url, params, data, headers }
      this.lastResponse = undefined
      const response = await requestWithRetries(this, () =>
        send(this, { dispatch, basicOf, request }),
      )
      this.lastResponse = response
      return response
    }
  })
  return () => {
    isServing = false
    restore()
  }
}

/**
 * The real client retries 429 and nothing else, and resolves in the end. It waits at random up to a doubling
 * limit; here it is always half of that, which it waits on average.
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
  readonly basicOf: ReturnType<typeof basicWriter>
  readonly request: TimedRequest
}

async function send(
  client: RequestClientLike,
  { dispatch, basicOf, request }: Sending,
): Promise<TwilioResponse> {
  const authorization = basicOf(request) ?? (await request.authStrategy?.getAuthString())
  const { timeout: asked = 0 } = request
  const timeout = asked > 0 ? asked : client.defaultTimeout
  try {
    const coming = dispatch(toHttpRequest(request, authorization))
    return toTwilioResponse(await deliverInTime(coming, timeout))
  } catch (error) {
    if (!(error instanceof ConnectionError || error instanceof TooLate)) throw error
    const AxiosError = await axiosErrorOf(client)
    const config = { method: request.method, url: request.uri, timeout }
    if (error instanceof TooLate) throw new AxiosError(error.message, 'ECONNABORTED', config)
    throw AxiosError.from(error, error.code, config)
  }
}

/** Of a client that does not wait any longer. */
class TooLate extends Error {}

/** Lets an outcome happen. What gates and delays take together counts towards the timeout of the client. */
async function deliverInTime(
  coming: Outcome | Promise<Outcome>,
  timeout: number,
): Promise<HttpResponse> {
  if (!(coming instanceof Promise) && coming.delay === 0) return responseOf(coming)
  const giveUp = new AbortController()
  const { signal } = giveUp
  const deadline = wait(timeout, signal).then(() => {
    throw new TooLate(`timeout of ${timeout}ms exceeded`)
  })
  const arrive = async (): Promise<HttpResponse> => deliver(await coming, signal)
  try {
    return await Promise.race([deadline, arrive()])
  } finally {
    giveUp.abort()
  }
}

/** The class of axios's errors, as far as it is used. */
interface AxiosErrorClass {
  new (message: string, code: string, config: object): Error
  from(error: Error, code: string, config: object): Error
}

/** The very class of errors that the client's own axios throws. */
async function axiosErrorOf({ axios }: RequestClientLike): Promise<AxiosErrorClass> {
  // An axios without an adapter to send with refuses every request with an error of that class. A child has
  // no interceptors that could see it, nor anything that transforms it.
  const refusal: unknown = await axios
    .create()
    .request({ adapter: 'none', transformRequest: [] })
    .catch((error: unknown) => error)
  return (refusal as { constructor: AxiosErrorClass }).constructor
}
