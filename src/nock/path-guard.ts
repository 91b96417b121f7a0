import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import { looksLikeSync } from '../http/hosts.ts'
import { NetworkGuardError } from './network-guard.ts'
import { isNock15, type NockLike } from './nock-like.ts'

const channel = 'http.client.request.start'

/**
 * Stops requests to a Sync host whose path begins with two slashes. nock 14 resolves a path as a
 * link, takes `//v1/Services` for the host `v1`, and lets the request out to Twilio. Returns a
 * function that ends the guard.
 */
export function guardPaths(nock: NockLike): () => void {
  if (isNock15(nock)) return () => undefined
  const guard = (message: unknown): void => {
    const { request } = message as { readonly request: ClientRequest }
    const { protocol, host, path } = request
    const origin = `${protocol}//${host}`
    if (!looksLikeSync(origin) || !/^[/\\]{2}/.test(path)) return
    const found = `the path ${path}, which nock 14 takes for another host, expected a single slash first`
    request.destroy(new NetworkGuardError(origin, found))
  }
  subscribe(channel, guard)
  return () => {
    unsubscribe(channel, guard)
  }
}
