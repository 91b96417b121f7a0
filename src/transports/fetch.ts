import { ConnectionError, type Dispatch } from '../api/deliver.ts'
import { encode } from '../api/encode.ts'
import { parseForm } from '../api/form.ts'
import type { SyncResponse } from '../api/message.ts'
import { parseUrl } from '../api/url.ts'
import { isSyncOrigin, servedOrigins, unservedPartOf } from '../rest/hosts.ts'
import { checkResponse } from './standard-response.ts'

/** The standard `fetch`, for Sync hosts only. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/**
 * Creates a `fetch` that reaches the fake. A broken connection rejects with the standard's
 * `TypeError` and its cause.
 */
export function createFetch(dispatch: Dispatch): Fetch {
  return async (input, init) => {
    checkEnvironment()
    const request = new Request(input, init)
    const { origin } = parseUrl(request.url)
    if (!isSyncOrigin(origin)) {
      throw new TypeError(
        `Cannot fetch ${request.url}: found ${unservedPartOf(origin)}, expected ${servedOrigins}`,
      )
    }
    checkResponse(`fetch ${request.url}`)
    const { signal } = request
    signal.throwIfAborted()
    // An app that gives up stops waiting; the request has its effect all the same.
    return Promise.race([aborted(signal), answer(request, dispatch)])
  }
}

/** The jsdom of jest has no `fetch`, and so no classes for it either. */
function checkEnvironment(): void {
  const classes: { readonly Request?: unknown; readonly Response?: unknown } = globalThis
  if (classes.Request !== undefined && classes.Response !== undefined) return
  throw new TypeError(
    'Cannot fetch: found an environment without Request and Response, expected those of Node or a browser; sync.httpClient and sync.handle need neither',
  )
}

async function answer(request: Request, dispatch: Dispatch): Promise<Response> {
  const { method, url, signal } = request
  const headers = Object.fromEntries(request.headers)
  const text = await request.text().catch(failFetch)
  const input = parseForm(text, headers['content-type'])
  signal.throwIfAborted()
  try {
    return toResponse(await dispatch({ method, url, headers, input }, signal))
  } catch (error) {
    return asFetchError(error)
  }
}

function toResponse(response: SyncResponse): Response {
  const { status, headers, body } = encode(response)
  // A Response must not get a body, not even an empty one, where the standard allows none.
  return new Response(body === '' ? null : body, { status, headers })
}

function asFetchError(error: unknown): never {
  if (error instanceof ConnectionError) failFetch(error)
  throw error
}

/** Fails as Node's own fetch does, for a body that breaks off as well as for a connection. */
function failFetch(cause: unknown): never {
  throw new TypeError('fetch failed', { cause })
}

async function aborted(signal: AbortSignal): Promise<never> {
  return new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}
