import type { HttpRequest, HttpResponse } from './message.ts'
import type { RequestRecord } from './journal.ts'

/** How a connection can end without an answer, as the codes of Node's errors. */
export type ConnectionErrorCode = 'ECONNRESET' | 'ETIMEDOUT'

/** What becomes of a request on its way: an answer or a broken connection, after a delay. */
export type Outcome = {
  /** Milliseconds to wait before the rest. */
  readonly delay: number
  /** The kind of the fault that hit it. */
  readonly fault?: string
} & ({ readonly response: HttpResponse } | { readonly breakage: ConnectionErrorCode })

/** What became of a request in the service. */
export interface Passage {
  readonly outcome: Outcome
  /** What the journal says of it. */
  readonly record: RequestRecord
}

/** Takes a request to the fake and says what becomes of it. Transports let it happen. */
export type Handler = (request: HttpRequest) => Passage
