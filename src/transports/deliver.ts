import type { HttpResponse } from '../http/message.ts'
import type { ConnectionErrorCode, Outcome } from '../http/outcome.ts'

/** A connection that broke because a fault said so. Its name and code are those of Node's own error. */
export class ConnectionError extends Error {
  /** `ECONNRESET` or `ETIMEDOUT`, as in Node. */
  readonly code: ConnectionErrorCode

  constructor(code: ConnectionErrorCode) {
    super(code === 'ECONNRESET' ? 'socket hang up' : 'connect ETIMEDOUT')
    this.code = code
  }
}

/** Waits by whatever `setTimeout` is at the moment, so that fake timers move it; for ever once it is given up. */
export async function wait(milliseconds: number, givenUp?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    if (givenUp?.aborted === true) return
    const timer = setTimeout(resolve, milliseconds)
    givenUp?.addEventListener('abort', () => clearTimeout(timer), { once: true })
  })
}

/** Lets an outcome happen: waits, then answers or breaks. */
export async function deliver(outcome: Outcome, givenUp?: AbortSignal): Promise<HttpResponse> {
  if (outcome.delay > 0) await wait(outcome.delay, givenUp)
  return responseOf(outcome)
}

/** The answer of an outcome, without the wait. Throws a ConnectionError for one that has none. */
export function responseOf(outcome: Outcome): HttpResponse {
  if ('breakage' in outcome) throw new ConnectionError(outcome.breakage)
  return outcome.response
}
