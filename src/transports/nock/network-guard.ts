import { isSyncOrigin, looksLikeSync, servedOrigins, unservedPartOf } from '../../rest/hosts.ts'
import type { NockLike } from './nock-like.ts'

const withoutFake =
  "nock without the fake's interceptors (NOCK_OFF, nock.back, or cleanAll taken from nock before the install), expected them to be in place while the fake is installed"
const unmocked =
  "an interceptor with allowUnmocked that nock asks in the fake's place, expected none for a Sync host"

/**
 * The error of a request to Sync that was about to leave for the network while a fake is installed.
 * The request fails with it instead.
 */
export class NetworkGuardError extends Error {
  /** Always `'NetworkGuardError'`. */
  override readonly name = 'NetworkGuardError'
  /** A code that neither Twilio nor Node uses. */
  readonly code = 'ERR_SYNC_NETWORK'

  /**
   * @param origin where the request was going: `https://sync.twilio.com`
   * @param found what let it out. Default: the fake's interceptors are gone.
   */
  constructor(origin: string, found: string = withoutFake) {
    // An origin the fake never serves is reason enough.
    const reason = isSyncOrigin(origin)
      ? found
      : `${unservedPartOf(origin)}, which is not served, expected ${servedOrigins}`
    super(`Cannot let a request leave for ${origin}: found ${reason}`)
  }
}

/**
 * Stops every request to a Sync host that nock is about to let out. Returns a function that ends
 * the guard.
 */
export function guardNetwork(nock: NockLike): () => void {
  const guard = (...args: readonly unknown[]): void => {
    const [request, details] = args as [Unmatched, Details | undefined]
    const origin = originOf(request)
    if (!looksLikeSync(origin)) return
    if (details === undefined) refuse(request, origin)
    else refuseIfLeaving(request, { details, error: new NetworkGuardError(origin, unmocked) })
  }
  nock.emitter.on('no match', guard)
  return () => {
    nock.emitter.removeListener('no match', guard)
  }
}

/**
 * What a "no match" event is about: a `Request` from nock 15 on; earlier the options of
 * `http.request`, a request of nock's own that has them, or one of Node's.
 */
interface Unmatched {
  readonly url?: string
  readonly options?: Unmatched
  readonly proto?: string
  readonly protocol?: string
  readonly host?: string
}

/**
 * If there are details, nock itself fails the request, unless one of the interceptors has
 * allowUnmocked.
 */
type Details = readonly NotMatching[] | { agent?: object }

interface NotMatching {
  readonly interceptor: { readonly options: { readonly allowUnmocked?: boolean } }
}

/** The part of Node's `ClientRequest` that is used. */
interface Outgoing {
  destroy(error: Error): unknown
  emit(event: 'error', error: Error): unknown
  prependListener(event: string, listener: () => void): unknown
}

function originOf(request: Unmatched): string {
  const { url, proto, protocol = '', host } = request.options ?? request
  if (url !== undefined && URL.canParse(url)) return new URL(url).origin
  return `${proto ?? protocol.replace(':', '')}://${host ?? ''}`.replace(/:443$/, '')
}

function refuse(request: Unmatched, origin: string): void {
  const isOnItsWay = !('options' in request) && 'destroy' in request
  // nock 13: the app is about to get this request, and learns of the error from it.
  if (isOnItsWay) (request as Outgoing).destroy(new NetworkGuardError(origin, unmocked))
  else throw new NetworkGuardError(origin, 'options' in request ? unmocked : withoutFake)
}

/** Up to nock 14, throwing while nock fails the request itself would end the process. */
function refuseIfLeaving(
  request: object,
  { details, error }: { readonly details: Details; readonly error: Error },
): void {
  if ('length' in details) {
    if (details.some(({ interceptor }) => interceptor.options.allowUnmocked)) throw error
    return
  }
  // nock 13 sends the leaving request with these very options, and passes on its events.
  details.agent = { addRequest: (leaving: Outgoing) => fail(leaving, error) }
  // nock 14 announces that a request leaves; an error before that ends the request.
  const outgoing = request as Outgoing
  outgoing.prependListener('real-request', () => outgoing.emit('error', error))
}

function fail(leaving: Outgoing, error: Error): void {
  // An error without a listener would end the process before it is passed on.
  leaving.prependListener('error', () => undefined)
  queueMicrotask(() => leaving.emit('error', error))
}
