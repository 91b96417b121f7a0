import type { Via } from '../domain/rules/actor.ts'
import type { Failure } from '../domain/rules/failure.ts'
import { RecentList } from '../lang/recent-list.ts'
import type { FaultKind } from './fault-points.ts'
import type { Fields } from './fields.ts'
import type { OperationName } from './operations.ts'

/** A request that reached the fake, and its outcome; frozen. */
export interface RequestRecord {
  /**
   * Such as `'streams.create'`; `undefined` if path and method match no operation, or if the
   * credentials are refused.
   */
  readonly operation: OperationName | undefined
  /** In capitals: `POST`. */
  readonly method: string
  /** The path as requested, without the query: `/v1/Services/default/Streams`. */
  readonly path: string
  /**
   * The parameters of query and body, under Twilio's names (`UniqueName`). Of a repeated name, the
   * first value; of one in both, the body's.
   */
  readonly params: Fields
  /** The revision in its header `If-Match`; `undefined` without one. */
  readonly ifMatch: string | undefined
  /** The SID of the account that sent it; `undefined` if the credentials were refused. */
  readonly account: string | undefined
  /** Through which interface it came: the REST API, or a client of the SDK. */
  readonly via: Via
  /**
   * The identity of the client that sent it. `undefined` over REST, which knows none, for a token
   * without one, and for one that was refused.
   */
  readonly identity: string | undefined
  /**
   * The HTTP status of the response, even if it was lost; `undefined` if there was none. A fault of
   * the kind `status` responds with its own, whatever the service did.
   */
  readonly status: number | undefined
  /** Twilio's error code, if the response is an error. */
  readonly code: number | undefined
  /** Why the service refused it, in more detail than the response; `undefined` if it did not. */
  readonly failure: Failure | undefined
  /**
   * The kind of the fault that hit it, such as `'reset'`. The service may have carried out the
   * request.
   */
  readonly fault: FaultKind<'request'> | undefined
  /** When it reached the service, in epoch milliseconds of the fake's clock. */
  readonly time: number
}

/** What is known of a request before it is answered; frozen. */
export type RequestView = Omit<RequestRecord, 'status' | 'code' | 'failure' | 'fault'>

/** The requests that reached a fake, newest last, up to a limit. */
export class Journal {
  readonly #limit: number
  #records: RecentList<RequestRecord>

  constructor(limit: number) {
    this.#limit = limit
    this.#records = new RecentList(limit)
  }

  get records(): readonly RequestRecord[] {
    return this.#records.items
  }

  /** Keeps a record, which is frozen from now on: it is handed out as it is. */
  add(record: RequestRecord): void {
    Object.freeze(record.params)
    Object.freeze(record.failure)
    this.#records.add(Object.freeze(record))
  }

  clear(): void {
    this.#records = new RecentList(this.#limit)
  }
}
