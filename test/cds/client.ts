import type { SyncResponse } from '../../src/api/message.ts'
import type { SubscriptionChange } from '../../src/api/subscriber.ts'
import { CdsProtocol } from '../../src/cds/cds-protocol.ts'
import { readRequest } from '../../src/cds/request.ts'
import { type FakeSync, FakeClock, createFakeSync, type FakeSyncOptions } from '../../src/core.ts'

/** A request of a client, as a table writes it down. */
export interface ClientRequest {
  readonly method: string
  /** Percent-encoded. */
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** What a client hears: a response whose body is read as an object, which may be empty. */
export interface Answer extends SyncResponse {
  readonly body: object & { readonly [name: string]: unknown }
}

/** A fake, and one client of it, without frames and sockets. */
export interface ClientWorld {
  readonly sync: FakeSync
  /** What the client has asked to hear of. */
  readonly changes: SubscriptionChange[]
  readonly ask: (request: ClientRequest) => Answer
}

export interface ClientOptions extends FakeSyncOptions {
  readonly service?: string
  readonly identity?: string | undefined
  readonly account?: string
}

export const start = '2026-03-04T05:06:07.890Z'

export function newClient({
  service = 'default',
  account,
  ...options
}: ClientOptions = {}): ClientWorld {
  const { identity = 'alice', ...ofFake } = options
  const sync = createFakeSync({ clock: new FakeClock(start), ...ofFake })
  const changes: SubscriptionChange[] = []
  const { current } = sync.worlds
  const protocol = new CdsProtocol(() => ({
    account: account === undefined ? current.world.home : current.world.account(account),
    actor: { identity, via: 'sdk' },
    identity,
    service,
    subscriber: (change) => changes.push(change),
  }))
  return {
    sync,
    changes,
    ask({ method, path, body, headers = {} }) {
      const line = { host: 'cds.us1.twilio.com', method, path, params: {}, headers }
      const payload = body === undefined ? '' : JSON.stringify(body)
      const request = readRequest({ line, payload })
      if (request === undefined) throw new Error('unreadable')
      const outcome = current.exchange(request, protocol)
      if (!('response' in outcome)) throw new Error(outcome.connectionError)
      const { response } = outcome
      return { ...response, body: Object(response.body) as Answer['body'] }
    },
  }
}

export function get(path: string): ClientRequest {
  return { method: 'GET', path }
}

export function post(
  path: string,
  body: unknown = {},
  headers: ClientRequest['headers'] = {},
): ClientRequest {
  return { method: 'POST', path, body, headers }
}

export function put(
  path: string,
  body: unknown,
  headers: ClientRequest['headers'] = {},
): ClientRequest {
  return { method: 'PUT', path, body, headers }
}

export function remove(path: string): ClientRequest {
  return { method: 'DELETE', path, body: 'data_sync' }
}
