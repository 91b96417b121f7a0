import type { FaultKind } from './fault-kind.ts'
import type { HttpRequest, HttpResponse } from './message.ts'

/** How a connection can break, as the codes of Node's errors. */
export type ConnectionErrorCode = 'ECONNRESET' | 'ETIMEDOUT'

/** The outcome of a request: a response or a broken connection, after a delay. */
export type Outcome = {
  /** Milliseconds to wait first; 0 for none. */
  readonly delay: number
  /** The kind of the fault that hit it, if any: `'reset'`. */
  readonly fault?: FaultKind
} & ({ readonly response: HttpResponse } | { readonly connectionError: ConnectionErrorCode })

/** Takes a request to the fake and decides its outcome. Transports deliver it. */
export type Handler = (request: HttpRequest) => Outcome
