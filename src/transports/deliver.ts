import type { HttpResponse } from '../http/exchange.ts'
import type { Breakage, Outcome } from '../http/outcome.ts'

/** A connection that broke because a fault said so. Its name and code are those of Node's own error. */
export class ConnectionError extends Error {
  /** `ECONNRESET` or `ETIMEDOUT`, as in Node. */
  readonly code: Breakage

  constructor(code: Breakage) {
    super(code === 'ECONNRESET' ? 'socket hang up' : 'connect ETIMEDOUT')
    this.code = code
  }
}

/** Waits by whatever `setTimeout` is at the moment, so that fake timers move it. */
export async function wait(milliseconds: number): Promise<void> {
  await new Promise<void>((resolve) => void setTimeout(resolve, milliseconds))
}

/** Lets an outcome happen: waits, then answers or breaks. */
export async function deliver(outcome: Outcome): Promise<HttpResponse> {
  if (outcome.delay > 0) await wait(outcome.delay)
  return endOf(outcome)
}

/** The end of an outcome without the wait: the answer, or a ConnectionError. */
export function endOf(outcome: Outcome): HttpResponse {
  if ('breakage' in outcome) throw new ConnectionError(outcome.breakage)
  return outcome.response
}
