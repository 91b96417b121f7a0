import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import { looksLikeSync } from '../../rest/hosts.ts'
import { NetworkGuardError } from './network-guard.ts'
import { isNock15, type NockLike } from './nock-like.ts'

/** Where Node announces a request: from Node 22 on when it is created, and when it has been sent. */
const channels = ['http.client.request.created', 'http.client.request.start']

/**
 * Stops requests to a Sync host that nock lets out because it mistakes them for others. Returns a
 * function that ends the guard.
 */
export function guardRequests(nock: NockLike): () => void {
  const guard = (message: unknown): void => {
    const { request } = message as { readonly request: ClientRequest }
    const origin = `${request.protocol}//${request.host}`
    if (!looksLikeSync(origin)) return
    const found = escapeOf(request, nock)
    if (found !== undefined) request.destroy(new NetworkGuardError(origin, found))
  }
  for (const channel of channels) subscribe(channel, guard)
  return () => {
    for (const channel of channels) unsubscribe(channel, guard)
  }
}

/** What lets a request escape, if anything does. */
function escapeOf(request: ClientRequest, nock: NockLike): string | undefined {
  // nock 14 and 15 read a path as a link: `//v1/Services` has the host `v1`.
  if (!/^\/(?![/\\])/.test(request.path)) {
    return `the path ${request.path}, which nock takes for another host, expected one that begins with a single slash`
  }
  if (isNock15(nock) && request.getHeader('expect') !== undefined) {
    return 'the header Expect, whose requests nock 15 lets out, expected none'
  }
  return undefined
}
