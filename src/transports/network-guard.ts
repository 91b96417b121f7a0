import type { ClientRequest } from 'node:http'
import { Socket } from 'node:net'
import { isObject } from '../lang/is-object.ts'
import { isSyncOrigin, looksLikeSync, servedOrigins, unservedPartOf } from '../rest/hosts.ts'
import { isTsockOrigin } from '../twilsock/tsock-url.ts'
import { replaceMethod } from './replace-method.ts'

/**
 * The error of a request to Sync that was about to leave for the network while a fake is installed.
 * The request fails with it instead.
 */
export class NetworkGuardError extends Error {
  /** Always `'NetworkGuardError'`. */
  override readonly name = 'NetworkGuardError'
  /** A code that neither Twilio nor Node uses. */
  readonly code = 'ERR_SYNC_NETWORK'

  /** @param origin where the request was going: `https://sync.twilio.com` */
  constructor(origin: string) {
    super(`Cannot let a request leave for ${origin}: found ${reasonOf(origin)}`)
  }
}

/** Says why nothing that goes there reaches the fake. An origin it never serves is reason enough. */
function reasonOf(origin: string): string {
  if (isTsockOrigin(origin)) {
    return 'a client of the twilio-sync SDK that had found its class of sockets before the install, expected one that is made afterwards'
  }
  if (isSyncOrigin(origin)) {
    return 'a request that did not reach the fake (nock switched off, a second copy of nock, or a client that nock does not see), expected one through the nock in use or the twilio module: installFakeSync({ nock, twilio })'
  }
  return `${unservedPartOf(origin)}, which is not served, expected ${servedOrigins}`
}

/** What a guard keeps from the network. */
export interface GuardOptions {
  /** Whether the connections of SDK clients are kept as well. */
  readonly webSocket: boolean
}

type Connect = (this: Socket, ...args: unknown[]) => Socket

/**
 * Lets no connection leave for a host of Sync, whoever opens it. Returns a function that ends the
 * guard.
 */
export function guardNetwork({ webSocket }: GuardOptions): () => void {
  const isGuarded = (origin: string): boolean =>
    looksLikeSync(origin) || (webSocket && isTsockOrigin(origin))
  let hasEnded = false
  let isConnecting = false
  const restore = replaceMethod(Socket.prototype as { connect: Connect }, {
    name: 'connect',
    by: (original): Connect =>
      function (...args) {
        const { options, callback } = readConnect(args)
        const origin = originOf(this, options)
        // From nock 15 on, a socket connects once more meanwhile, to nothing.
        if (hasEnded || isConnecting || !isGuarded(origin)) return original.apply(this, args)
        isConnecting = true
        try {
          // Only what leaves looks up its host: what nock 15 answers passes here too.
          const guarded = { ...options, lookup: refuser(origin) }
          this.prependListener('error', passOnError)
          return original.call(this, guarded, callback)
        } finally {
          isConnecting = false
        }
      },
  })
  return () => {
    hasEnded = true
    restore()
  }
}

/**
 * nock 13 takes over the events of a request that it lets out, but does not listen to its errors,
 * so that they would end the process.
 */
function passOnError(this: Socket): void {
  const { _httpMessage: request } = this as { readonly _httpMessage?: ClientRequest }
  const isTakenOver = request !== undefined && Object.hasOwn(request, 'emit')
  if (isTakenOver) request.prependListener('error', () => undefined)
}

interface Target {
  readonly host?: unknown
  readonly port?: unknown
}

/** Reads the arguments of any form of `connect`. Node itself passes all of them as one list. */
function readConnect(args: readonly unknown[]): {
  readonly options: Target
  readonly callback: unknown
} {
  const list: readonly unknown[] = Array.isArray(args[0]) ? args[0] : args
  const [target, host] = list
  const callback = list.find((arg) => typeof arg === 'function')
  return { options: isObject(target) ? target : { port: target, host }, callback }
}

function originOf(socket: Socket, { host, port }: Target): string {
  const [scheme, usual] = 'encrypted' in socket ? ['https', '443'] : ['http', '80']
  const suffix = String(port) === usual ? '' : `:${String(port)}`
  return `${scheme}://${String(host)}${suffix}`
}

/** Creates a `lookup` that fails as if the host had no address. */
function refuser(origin: string): (...args: readonly unknown[]) => void {
  return (...args) => {
    const callback = args.at(-1) as (error: Error) => void
    callback(new NetworkGuardError(origin))
  }
}
