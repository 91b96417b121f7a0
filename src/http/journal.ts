import { RecentList } from '../domain/recent-list.ts'
import type { OperationName } from './routes.ts'

/** A request that reached the fake, and what became of it; frozen. */
export interface RequestRecord {
  /** Such as `'streams.create'`; `undefined` when path and method name no operation. */
  readonly operation: OperationName | undefined
  /** In capitals: `POST`. */
  readonly method: string
  /** The path as it was asked, without the query. */
  readonly path: string
  /** The parameters of query and body, the first of each name. */
  readonly params: Readonly<Record<string, string>>
  /** The account that asked; `undefined` when nobody was let in. */
  readonly account: string | undefined
  /** The HTTP status of the answer, even if it got lost; `undefined` when none was made. */
  readonly status: number | undefined
  /** Twilio's error code, when the answer is an error. */
  readonly code: number | undefined
  /** The kind of the fault that hit it: `'reset'`. The service may have done its part before. */
  readonly fault: string | undefined
  /** The fake's time in epoch milliseconds. */
  readonly time: number
}

/** What is known of a request before it is answered; frozen. */
export type RequestView = Omit<RequestRecord, 'status' | 'code' | 'fault'>

/** The requests that reached a fake, newest last, as many as a limit says. */
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

  /** Keeps a record, which is frozen from here on: it is handed out as it is. */
  add(record: RequestRecord): void {
    Object.freeze(record.params)
    this.#records.add(Object.freeze(record))
  }

  clear(): void {
    this.#records = new RecentList(this.#limit)
  }
}
