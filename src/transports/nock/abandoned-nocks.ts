import http from 'node:http'
import https from 'node:https'
import { urlToHttpOptions } from 'node:url'
import type { NockLike } from './nock-like.ts'

/**
 * Removes from `node:http` and `node:https` the nocks of test files that have ended. jest and
 * vitest's vm pools give each file a nock of its own, but share these modules among all files of a
 * worker. A nock that was never restored keeps handling the requests of later files, and cannot
 * pass on their errors: requests hang or the process ends.
 */
export function removeAbandonedNocks(nock: NockLike): void {
  const { own, others } = clientRequestClasses()
  if (!others.some((other) => isOfEndedFile(other, own))) return
  // What they replaced is out of reach, so their functions make way for equivalents of Node's own.
  nock.restore()
  Object.assign(http, { ClientRequest: own, ...requestFunctions(plainRequest(own)) })
  Object.assign(https, requestFunctions(secureRequest(own)))
  nock.activate()
}

type ClientRequestClass = typeof http.ClientRequest

interface ClientRequestClasses {
  /** Node's own class. */
  readonly own: ClientRequestClass
  /** Those that have taken its place; each nock has one. */
  readonly others: readonly object[]
}

/** Each class that replaces `http.ClientRequest` inherits from the one it replaces. */
function clientRequestClasses(): ClientRequestClasses {
  const others: object[] = []
  let own = http.ClientRequest
  for (;;) {
    // The class itself may be hidden by a proxy.
    const { prototype } = own
    const parent = Reflect.getPrototypeOf(prototype)
    if (parent === http.OutgoingMessage.prototype || parent === null) return { own, others }
    others.push(prototype.constructor)
    own = parent.constructor as ClientRequestClass
  }
}

/** Whether a class belongs neither to the context of this file nor to that of Node itself. */
function isOfEndedFile(other: object, own: ClientRequestClass): boolean {
  return !(other instanceof Function) && !(other instanceof own.constructor)
}

type Send = (...args: readonly unknown[]) => http.ClientRequest

function requestFunctions(request: Send): { readonly request: Send; readonly get: Send } {
  return { request, get: (...args) => request(...args).end() }
}

function plainRequest(ClientRequest: ClientRequestClass): Send {
  return (...args) => new ClientRequest(...(args as ConstructorParameters<ClientRequestClass>))
}

function secureRequest(ClientRequest: ClientRequestClass): Send {
  const request = plainRequest(ClientRequest)
  return (target, ...rest) => {
    const isUrl = typeof target === 'string' || target instanceof URL
    const options = isUrl ? urlToHttpOptions(new URL(target)) : target
    const more = typeof rest[0] === 'object' ? rest.shift() : undefined
    const all = Object.assign({}, options, more, { _defaultAgent: https.globalAgent })
    return request(all, ...rest)
  }
}
