import type { FaultKind } from './fault-points.ts'
import type { SyncResponse } from './message.ts'

/** How a connection can break, as the codes of Node's errors. */
export type ConnectionErrorCode = 'ECONNRESET' | 'ETIMEDOUT'

/** How a request ends: with a response, or with a broken connection. */
export type Ending =
  { readonly response: SyncResponse } | { readonly connectionError: ConnectionErrorCode }

/** The outcome of a request: how it ends, and after which delay. */
export type Outcome = {
  /** Milliseconds to wait first; 0 for none. */
  readonly delay: number
  /** The kind of the fault that hit it, if any: `'reset'`. */
  readonly fault?: FaultKind<'request'> | undefined
} & Ending
