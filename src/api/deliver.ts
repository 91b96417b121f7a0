import type { HttpResponse } from './message.ts'
import type { ConnectionErrorCode, Outcome } from './outcome.ts'

/** A connection broken by a fault. Its name and code are those of Node's own error. */
export class ConnectionError extends Error {
  /** `ECONNRESET` or `ETIMEDOUT`, as in Node. */
  readonly code: ConnectionErrorCode

  /** @param code also decides the message */
  constructor(code: ConnectionErrorCode) {
    super(code === 'ECONNRESET' ? 'socket hang up' : 'connect ETIMEDOUT')
    this.code = code
  }
}

/**
 * Waits by the current `setTimeout`, so that fake timers can move it. Never resolves once given up.
 */
export async function wait(milliseconds: number, givenUp?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    if (givenUp?.aborted === true) return
    const timer = setTimeout(resolve, milliseconds)
    givenUp?.addEventListener('abort', () => clearTimeout(timer), { once: true })
  })
}

/** Delivers an outcome: waits, then returns the response or throws the ConnectionError. */
export async function deliver(outcome: Outcome, givenUp?: AbortSignal): Promise<HttpResponse> {
  if (outcome.delay > 0) await wait(outcome.delay, givenUp)
  return responseOf(outcome)
}

/**
 * Returns the response of an outcome without waiting.
 *
 * @throws ConnectionError if the outcome is a broken connection
 */
export function responseOf(outcome: Outcome): HttpResponse {
  if ('connectionError' in outcome) throw new ConnectionError(outcome.connectionError)
  return outcome.response
}
