import type { SyncRequest, SyncResponse } from './message.ts'
import type { ConnectionErrorCode, Outcome } from './outcome.ts'

/**
 * Takes a request through the gates to the service and back, and waits if a fault delays it. At
 * once if there is nothing to wait for.
 *
 * @param givenUp aborts the waiting; the promise then rejects with its reason
 * @throws ConnectionError if a fault breaks the connection
 */
export type Dispatch = (
  request: SyncRequest,
  givenUp?: AbortSignal,
) => SyncResponse | Promise<SyncResponse>

/**
 * A connection broken by a fault, or by the end of a property's run. Its name and code are those of
 * Node's own error.
 */
export class ConnectionError extends Error {
  /** `ECONNRESET` or `ETIMEDOUT`, as in Node. */
  readonly code: ConnectionErrorCode

  /** @param code also decides the message, unless there is another */
  constructor(code: ConnectionErrorCode, message?: string) {
    super(message ?? (code === 'ECONNRESET' ? 'socket hang up' : 'connect ETIMEDOUT'))
    this.code = code
  }
}

/** Delivers an outcome: waits, then returns the response or throws the ConnectionError. */
export async function deliver(outcome: Outcome, givenUp?: AbortSignal): Promise<SyncResponse> {
  if (outcome.delay > 0) await wait(outcome.delay, givenUp)
  return responseOf(outcome)
}

/**
 * Returns the response of an outcome without waiting.
 *
 * @throws ConnectionError if the outcome is a broken connection
 */
export function responseOf(outcome: Outcome): SyncResponse {
  if ('connectionError' in outcome) throw new ConnectionError(outcome.connectionError)
  return outcome.response
}

/**
 * Waits by the current `setTimeout`, so that fake timers can move it. Rejects with the reason of
 * the signal if that aborts first.
 */
export async function wait(milliseconds: number, givenUp?: AbortSignal): Promise<void> {
  givenUp?.throwIfAborted()
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds)
    givenUp?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        reject(givenUp.reason as Error)
      },
      { once: true },
    )
  })
}
