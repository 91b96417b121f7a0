import { looksLikeSync } from '../../rest/hosts.ts'
import { NetworkGuardError } from '../network-guard.ts'
import type { NockLike } from './nock-like.ts'

/**
 * What a "no match" event is about: a `Request` from nock 15 on, earlier the options of
 * `http.request`, to which nock adds `proto`, or a request that is on its way.
 */
interface Unmatched {
  readonly url?: string
  readonly proto?: string
  readonly host?: string
}

/**
 * Fails every request to a Sync host that nock does not know, before nock lets it out or refuses it
 * without a reason. Returns a function that ends the guard.
 */
export function guardUnmatched({ emitter }: NockLike): () => void {
  const guard = (...args: readonly unknown[]): void => {
    const [request, details] = args as [Unmatched, unknown]
    // With details, nock fails the request itself. One on its way meets the guard of the network.
    if (details !== undefined || 'destroy' in request) return
    const origin = originOf(request)
    if (looksLikeSync(origin)) throw new NetworkGuardError(origin)
  }
  emitter.on('no match', guard)
  return () => void emitter.removeListener('no match', guard)
}

function originOf({ proto, host, url = '' }: Unmatched): string {
  // First, since options may have any member beside those that Node knows.
  if (proto !== undefined) return `${proto}://${String(host)}`.replace(/:443$/, '')
  return new URL(url).origin
}
