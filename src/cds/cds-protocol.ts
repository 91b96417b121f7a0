import type { SyncRequest, SyncResponse } from '../api/message.ts'
import { NotFakedError } from '../api/not-faked-error.ts'
import type { Caller } from '../api/operation.ts'
import type { Protocol, Reply, RequestLine } from '../api/protocol.ts'
import { type Route, routesOf } from '../api/route.ts'
import { createRouter, type RouteMatch } from '../api/router.ts'
import { parseUrl } from '../api/url.ts'
import { kinds } from '../domain/rules/kinds.ts'
import { isSid } from '../domain/rules/sid.ts'
import { SyncError } from '../domain/rules/sync-error.ts'
import { keysOf } from '../lang/keys-of.ts'
import { codeOf, errorBody, refusalBody } from './errors.ts'
import { rows } from './rows.ts'

const findRoute = createRouter(routesOf(rows))

/** Live queries, and the contexts of lists. */
const notFaked = /^\/v3\/(?:(Insights)|Lists\/[^/]+\/(Context))(?:\/|$)/

const jsonHeaders: SyncResponse['headers'] = { 'content-type': 'application/json' }

/** Who asks, and for the objects of which service. */
export interface Client extends Caller {
  /** The SID of the service that its token is for, or `default`. */
  readonly service: string
  /** Whether an object with this SID is one that the client had, and that is gone with its world. */
  readonly isGone?: (sid: string) => boolean
}

/**
 * The API that the SDK uses, `https://cds.us1.twilio.com/v3`, as one client speaks it. The operations
 * are those of REST, in the service of the token.
 */
export class CdsProtocol implements Protocol {
  readonly #client: () => Client
  readonly via = 'sdk'
  readonly codeOf: Protocol['codeOf'] = codeOf
  readonly refusalBody: Protocol['refusalBody'] = refusalBody
  readonly errorBody: Protocol['errorBody'] = errorBody

  /** @param client called when a request has arrived, which gates may hold for long */
  constructor(client: () => Client) {
    this.#client = client
  }

  /** @throws NotFakedError for other hosts, which clients of other products reach by the same socket */
  identify({ method, url }: SyncRequest): Client {
    const { origin, path } = parseUrl(url)
    const [, host = origin] = /^\w+:\/\/(.*)$/.exec(origin) ?? []
    if (!/^cds(?:\.[a-z0-9-]+)*\.twilio\.com$/i.test(host)) {
      throw new NotFakedError(host, { method, path })
    }
    return this.#client()
  }

  match(method: string, path: string): RouteMatch {
    const { account, service, isGone = () => false } = this.#client()
    // Observed: objects are opened at paths without a service, and know their own with one.
    const [, named, rest] = /^(?:\/v3\/Services\/([^/]+))?(\/.*)$/.exec(path) ?? []
    const inService = named === undefined ? path : `/v3${rest ?? ''}`
    const [, insights, part = insights] = notFaked.exec(inService) ?? []
    if (part !== undefined) throw new NotFakedError(part, { method, path })
    const match = findRoute(method, inService)
    const isOwn = named === undefined || named === account.services.fetch(service).sid
    // Assumed: a token opens no other service.
    if (match === undefined || !isOwn) throw new SyncError({ kind: 'path-not-found', path })
    const { object } = match.parameters
    const kind = Object.values(kinds).find(({ prefix }) => isSid(object, prefix))
    // By now another object may have its SID. To open it again is another matter.
    if (kind !== undefined && !opens(match.route) && isGone(object)) {
      throw new SyncError(kind.notFound(service, object))
    }
    return { ...match, parameters: { ...match.parameters, service } }
  }

  respond(_: RequestLine, { status, headers, body }: Reply): SyncResponse {
    const own = typeof body === 'object' ? jsonHeaders : {}
    return { status, headers: { ...own, ...headers }, body }
  }
}

/** Whether a route leads to an object itself, to read it. */
function opens({ name }: Route): boolean {
  return keysOf(kinds).some((kind) => name === `${kind}.fetch`)
}
