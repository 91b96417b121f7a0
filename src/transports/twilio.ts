import { ConnectionError, deliver, wait } from './deliver.ts'
import type { Dispatch } from './gate.ts'
import {
  basicWriter,
  isSyncUri,
  toHttpRequest,
  toTwilioResponse,
  type TwilioRequest,
  type TwilioResponse,
} from './http-client.ts'

/** The part of the twilio module that is used: its documented `RequestClient`. */
export interface TwilioLike {
  readonly RequestClient: { readonly prototype: SomeClient }
}

interface SomeClient {
  request: (...args: never) => Promise<unknown>
}

/**
 * Refuses what is not the twilio module.
 *
 * @throws TypeError that says what was expected
 */
export function checkTwilio(found: TwilioLike): void {
  const module = found as { RequestClient?: { prototype?: Partial<SomeClient> } } | null
  if (typeof module?.RequestClient?.prototype?.request !== 'function') {
    throw new TypeError(
      `Cannot install the fake: found ${typeof found} without a RequestClient for twilio, expected the twilio module of version 5 or 6: import twilio from 'twilio'`,
    )
  }
}

/** A `RequestClient` of twilio 5 or 6, as far as its settings matter here. */
interface RequestClientLike {
  readonly defaultTimeout: number
  readonly autoRetry: boolean
  readonly maxRetryDelay: number
  readonly maxRetries: number
  readonly axios: { request(config: object): Promise<unknown> }
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
  const original = prototype.request
  let isServing = true
  const basicOf = basicWriter()
  const request: SendRequest = async function (request) {
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
  prototype.request = request
  return () => {
    isServing = false
    // Somebody may have replaced it again since; then ours stays in between, and passes everything on.
    if (prototype.request === request) prototype.request = original
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
  const outcome = await dispatch(toHttpRequest(request, authorization))
  const { timeout: asked = 0 } = request
  const timeout = asked > 0 ? asked : client.defaultTimeout
  const config = { method: request.method, url: request.uri, timeout }
  if (outcome.delay >= timeout) {
    await wait(timeout)
    const AxiosError = await axiosErrorOf(client)
    throw new AxiosError(`timeout of ${timeout}ms exceeded`, 'ECONNABORTED', config)
  }
  try {
    return toTwilioResponse(await deliver(outcome))
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error
    const AxiosError = await axiosErrorOf(client)
    throw AxiosError.from(error, error.code, config)
  }
}

/** The class of axios's errors, as far as it is used. */
interface AxiosErrorClass {
  new (message: string, code: string, config: object): Error
  from(error: Error, code: string, config: object): Error
}

/** The very class of errors that the client's own axios throws. */
async function axiosErrorOf({ axios }: RequestClientLike): Promise<AxiosErrorClass> {
  // An axios without an adapter to send with refuses every request with an error of that class.
  const refusal: unknown = await axios.request({ adapter: 'none' }).catch((error: unknown) => error)
  return (refusal as { constructor: AxiosErrorClass }).constructor
}
