import type { OperationName } from './routes.ts'

/** A request that reached the fake, and what became of it. */
export interface RequestRecord {
  /** Such as `'streams.create'`; `undefined` when path and method name no operation. */
  readonly operation: OperationName | undefined
  readonly method: string
  /** The path as it was asked, without the query. */
  readonly path: string
  /** The parameters of query and body, the first of each name. */
  readonly params: Readonly<Record<string, string>>
  /** The account that asked; `undefined` when nobody was let in. */
  readonly account: string | undefined
  /** The HTTP status of the answer; `undefined` when there was none, since something else threw. */
  readonly status: number | undefined
  /** Twilio's error code, when the answer is an error. */
  readonly code: number | undefined
  /** The fake's time in epoch milliseconds. */
  readonly time: number
}

/** The requests that reached a fake, newest last, as many as a limit says. */
export class Journal {
  readonly #limit: number
  #records: RequestRecord[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  get records(): readonly RequestRecord[] {
    return this.#records.slice(Math.max(0, this.#records.length - this.#limit))
  }

  add(record: RequestRecord): void {
    this.#records.push(record)
    // Cut only now and then, so that adding stays O(1).
    if (this.#records.length > 2 * this.#limit) this.#records = [...this.records]
  }

  clear(): void {
    this.#records = []
  }
}
