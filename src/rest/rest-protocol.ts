import type { SyncRequest, SyncResponse } from '../api/message.ts'
import type { Caller } from '../api/operation.ts'
import type { Protocol, Reply, RequestLine } from '../api/protocol.ts'
import { routesOf } from '../api/route.ts'
import { createRouter, type RouteMatch } from '../api/router.ts'
import { system } from '../domain/rules/actor.ts'
import { SyncError } from '../domain/rules/sync-error.ts'
import type { World } from '../domain/world/world.ts'
import { accountOf, type Authenticate } from './credentials.ts'
import { errorBody, refusalBody } from './errors.ts'
import { rows } from './rows.ts'

const findRoute = createRouter(routesOf(rows))

/** Observed on sibling hosts of Twilio, and documented as present on Sync. */
const bareHeaders = {
  'twilio-request-id': '',
  'access-control-allow-origin': '*',
  'access-control-allow-headers':
    'Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since, Idempotency-Key',
  'access-control-allow-methods': 'GET, POST, DELETE, OPTIONS',
  'access-control-expose-headers': 'ETag',
  'access-control-allow-credentials': 'true',
}

const jsonHeaders = { 'content-type': 'application/json;charset=utf-8', ...bareHeaders }

/** Observed on other Twilio hosts, for 401. */
const challenge = { 'www-authenticate': 'Basic realm="Twilio API"' }

/** The REST API of one world, as `https://sync.twilio.com/v1` speaks it. */
export class RestProtocol implements Protocol {
  readonly #world: World
  readonly #authenticate: Authenticate
  readonly via = 'rest'
  readonly codeOf: Protocol['codeOf'] = ({ code }) => code
  readonly refusalBody: Protocol['refusalBody'] = refusalBody
  readonly errorBody: Protocol['errorBody'] = errorBody

  constructor(world: World, authenticate: Authenticate) {
    this.#world = world
    this.#authenticate = authenticate
  }

  identify({ headers }: SyncRequest): Caller {
    const username = this.#authenticate(headers['authorization'])
    return { account: accountOf(username, this.#world), actor: system }
  }

  match(method: string, path: string): RouteMatch {
    const match = findRoute(method, path)
    if (match !== undefined) return match
    throw new SyncError({ kind: 'path-not-found', path })
  }

  respond({ method }: RequestLine, reply: Reply): SyncResponse {
    const { status } = reply
    const body = method === 'HEAD' ? undefined : reply.body
    // The ID is set on a copy: to add a member to a copy would be ten times as slow.
    const headers = { ...(typeof body === 'object' ? jsonHeaders : bareHeaders) }
    headers['twilio-request-id'] = this.#world.sids.next('RQ')
    if (status === 401) Object.assign(headers, challenge)
    if (reply.headers !== undefined) Object.assign(headers, reply.headers)
    return { status, headers, body }
  }
}
