import type { HttpRequest, HttpResponse } from '../http/message.ts'
import { isSyncOrigin, servedOrigins, strangePartOf } from '../http/hosts.ts'
import { parseUrl } from '../http/url.ts'
import { ConnectionError, deliver } from './deliver.ts'
import type { Dispatch } from './gate.ts'

/** The standard `fetch`, for Sync hosts only. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/** A `fetch` that reaches the fake. A broken connection is the `TypeError` of the standard, with its cause. */
export function createFetch(dispatch: Dispatch): Fetch {
  return async (input, init) => {
    const request = new Request(input, init)
    const { origin } = parseUrl(request.url)
    if (!isSyncOrigin(origin)) {
      throw new TypeError(
        `Cannot fetch ${request.url}: found ${strangePartOf(origin)}, expected ${servedOrigins}`,
      )
    }
    const { method, url, signal } = request
    const headers = Object.fromEntries(request.headers)
    const body = await request.text()
    signal.throwIfAborted()
    const answer = reach(dispatch, { method, url, headers, body }).catch(asFetchError)
    return toResponse(await orAborted(answer, signal))
  }
}

async function reach(dispatch: Dispatch, request: HttpRequest): Promise<HttpResponse> {
  return deliver(await dispatch(request))
}

function toResponse({ status, headers, body }: HttpResponse): Response {
  // A Response must not be given a body, not even an empty one, where the standard allows none.
  return new Response(body === '' ? null : body, { status, headers })
}

function asFetchError(error: unknown): never {
  if (error instanceof ConnectionError) throw new TypeError('fetch failed', { cause: error })
  throw error
}

/** An app that gives up stops waiting; the request was made all the same. */
async function orAborted<Result>(result: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
  return Promise.race([result, aborted])
}
