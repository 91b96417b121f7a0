import type { NockLike } from './nock-like.ts'

/**
 * A request to Sync that was about to leave for the network although a fake is installed. It fails with
 * this instead.
 */
export class NetworkGuardError extends Error {
  override readonly name = 'NetworkGuardError'
  readonly code = 'ERR_SYNC_NETWORK'

  constructor(origin: string) {
    super(
      `Cannot let a request leave for ${origin}: found nock without the fake's interceptors (NOCK_OFF, nock.back, or cleanAll taken from nock before the install), expected them to be in place while the fake is installed`,
    )
  }
}

/**
 * Stops every request to a Sync host that nock is about to let out. Returns the undo.
 *
 * Only a "no match" event with a single argument means that. With more, nock fails the request itself,
 * and to throw then would end the process.
 */
export function guardNetwork(nock: NockLike): () => void {
  const guard = (...args: readonly unknown[]): void => {
    const origin = args.length === 1 ? originOf(args[0]) : ''
    if (isNearSync(origin)) throw new NetworkGuardError(origin)
  }
  nock.emitter.on('no match', guard)
  return () => {
    nock.emitter.removeListener('no match', guard)
  }
}

/** Wider than what is served: what looks like Sync does not leave either, by http or another port. */
function isNearSync(origin: string): boolean {
  return /^https?:\/\/sync(?:\.[a-z0-9-]+)*\.twilio\.com\.?(?::\d+)?$/i.test(origin)
}

/** nock 15 hands over a `Request`, earlier ones the options of `http.request`. */
function originOf(request: unknown): string {
  const { url, proto, host } = request as { url?: unknown; proto?: unknown; host?: unknown }
  if (typeof url === 'string' && URL.canParse(url)) return new URL(url).origin
  return `${String(proto)}://${String(host)}`.replace(/:443$/, '')
}
