import { type Fields, mergeFields, parseFields } from './fields.ts'
import type { RequestRecord } from './journal.ts'
import type { SyncRequest } from './message.ts'
import type { Caller } from './operation.ts'
import type { Protocol } from './protocol.ts'
import type { Call, Route } from './route.ts'
import { parseUrl } from './url.ts'

/** A journal record that is filled in as the request makes its way. */
export type Draft = { -readonly [Name in keyof RequestRecord]: RequestRecord[Name] }

/** A request taken apart, before anybody has asked who sent it. */
export interface Arrival {
  readonly request: SyncRequest
  readonly origin: string
  readonly query: Fields
  readonly record: Draft
}

/** A request whose sender and operation are known. */
export interface Received {
  readonly caller: Caller
  readonly route: Route
  readonly call: Call
}

/** Through what a request arrives, and when. */
export type ArrivalOptions = Pick<RequestRecord, 'via' | 'time'>

/** Takes a request apart, and begins its record. */
export function arrive(request: SyncRequest, { via, time }: ArrivalOptions): Arrival {
  const { origin, path, query: encoded } = parseUrl(request.url)
  const query = parseFields(encoded)
  const record: Draft = {
    operation: undefined,
    method: request.method,
    path,
    params: mergeFields(query, request.input),
    ifMatch: request.headers['if-match'],
    account: undefined,
    via,
    identity: undefined,
    status: undefined,
    code: undefined,
    failure: undefined,
    fault: undefined,
    time,
  }
  return { request, origin, query, record }
}

/**
 * Finds out who sends a request, and what it asks for. The record keeps what is known, even if the
 * request is refused.
 *
 * @throws SyncError for bad credentials, and if there is no such operation
 * @throws NotFakedError for a part of the API that is not faked
 */
export function receive({ request, origin, query, record }: Arrival, protocol: Protocol): Received {
  const caller = protocol.identify(request)
  record.account = caller.account.sid
  record.identity = caller.identity
  const { route, parameters } = protocol.match(record.method, record.path)
  record.operation = route.name
  const { headers, input } = request
  const accountSid = caller.account.sid
  return { caller, route, call: { parameters, query, headers, input, origin, accountSid } }
}
