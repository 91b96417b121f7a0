import { type Dispatch, responseOf } from '../api/deliver.ts'
import { encode } from '../api/encode.ts'
import type { HttpResponse } from '../api/message.ts'
import type { Clock } from '../domain/time/clock.ts'
import { completeRequest, type RequestParts } from '../transports/complete-request.ts'
import { createFetch, type Fetch } from '../transports/fetch.ts'
import { createHttpClient, type TwilioHttpClient } from '../transports/http-client.ts'
import type { ServerSocket, SocketPeer } from '../twilsock/socket.ts'
import { type WebSocketClass, webSocketClass } from '../twilsock/web-socket.ts'
import { type AccessTokenOptions, checkAccessTokenOptions } from './access-token-options.ts'
import type { FakeSyncOptions } from './options.ts'
import { type Ways, Worlds } from './worlds.ts'

/** The ways in which an app reaches a fake: by requests, and by the sockets of its clients. */
export class ReachableFake<Time extends Clock> {
  /**
   * For `twilio(accountSid, authToken, { httpClient: sync.httpClient })`: the client reaches the
   * fake without axios, sockets or nock. It neither times out nor retries: `timeout` and
   * `autoRetry` have no effect on an HTTP client that is passed in. Requests to other hosts reject.
   *
   * @example
   * const { httpClient } = sync
   * const client = twilio('AC00000000000000000000000000000000', 'any token', { httpClient })
   * await client.sync.v1.services('default').syncStreams.create({ uniqueName: 'orders' })
   * sync.streams.fetch('orders').uniqueName //=> 'orders'
   */
  readonly httpClient: TwilioHttpClient
  /**
   * A `fetch` that reaches the fake, also for msw handlers. Rejects with a TypeError for other
   * hosts and broken connections.
   *
   * @example
   * const response = await sync.fetch('https://sync.twilio.com/v1/Services', {
   *   headers: { authorization: `Basic ${btoa('AC00000000000000000000000000000000:any')}` },
   * })
   * response.status //=> 200
   */
  readonly fetch: Fetch
  /**
   * A class of sockets for the `twilio-sync` SDK, which looks for `globalThis.WebSocket` when a
   * client is made: `vi.stubGlobal('WebSocket', sync.WebSocket)`. It opens no other URLs than those
   * of the SDK. An installed fake does the same for you, and leaves other sockets alone.
   */
  readonly WebSocket: WebSocketClass
  /** For the package's own hooks and plugins. @internal */
  readonly worlds: Worlds<Time>

  constructor(options: FakeSyncOptions<Time>, ways: Ways) {
    this.worlds = new Worlds(options, ways)
    this.httpClient = createHttpClient(this.dispatch)
    this.fetch = createFetch(this.dispatch)
    this.WebSocket = webSocketClass((socket) => this.accept(socket))
  }

  /**
   * Answers a request, gates, faults and delays included; called by the transports. Throws what
   * `handle` throws; where there is something to wait for, the promise rejects with it.
   *
   * @internal
   */
  readonly dispatch: Dispatch = (request, givenUp) => this.worlds.dispatch(request, givenUp)

  /**
   * Answers one request synchronously, as Twilio would, whatever it contains. Faults apply, but
   * delays do not wait. Gates are bypassed. Errors thrown by subscribers pass through.
   *
   * @throws ConnectionError if a fault breaks the connection
   * @throws TypeError if a part of the request is unknown or invalid
   */
  handle(request: RequestParts): HttpResponse {
    return encode(responseOf(this.worlds.exchange(completeRequest(request))))
  }

  /**
   * Takes a socket that a client of the SDK has opened somewhere else, such as in a page that
   * Playwright drives. The fake sends frames through `socket`, and gets those of the client from
   * the object that is returned.
   *
   * @throws TypeError if `socket` has no `send` or no `drop`
   */
  accept(socket: ServerSocket): SocketPeer {
    return this.worlds.accept(socket)
  }

  /**
   * Returns an access token for a client of the SDK, of the home account. It expires by the clock of
   * the fake, and is accepted whatever the option `credentials` says. No two are equal: the SDK
   * ignores a renewal by the token that it has.
   *
   * @throws TypeError if an option is unknown or invalid
   *
   * @example
   * sync.accessToken({ identity: 'alice', ttl: 3600 }).split('.').length //=> 3
   */
  accessToken(options: AccessTokenOptions = {}): string {
    const { identity, ttl, service } = checkAccessTokenOptions(options)
    const { world, clock, clients } = this.worlds.current
    const { claimedSid: account } = world.home
    return clients.tokens.issue({ account, identity, service, ttl, now: clock.now() })
  }
}
