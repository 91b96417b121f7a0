import { detailsOf, rowOf, twilioMessageOf } from './failure-table.ts'
import type { Failure } from './failure.ts'

/**
 * The error thrown for everything Twilio would refuse. It holds Twilio's status and code, and the
 * {@link Failure} behind them; its message is Twilio's, and adds what was found and what was
 * expected. Over HTTP the same failure is an error response, with Twilio's message alone.
 *
 * @example
 * const streams = new StreamStore({ clock: new FakeClock() })
 * streams.create({ uniqueName: 'orders' })
 * try {
 *   streams.create({ uniqueName: 'orders' })
 * } catch (error) {
 *   error instanceof SyncError && error.code //=> 54301
 *   error instanceof SyncError && error.failure //=> { kind: 'name-taken', uniqueName: 'orders' }
 * }
 */
export class SyncError extends Error {
  /** Always `'SyncError'`. */
  override readonly name = 'SyncError'
  /** The HTTP status Twilio responds with, 400…499. */
  readonly status: number
  /** Twilio's error code, such as 54301. */
  readonly code: number
  /** The URL of Twilio's page about the code. */
  readonly moreInfo: string
  /** Which rule was broken, and by what value. */
  readonly failure: Failure

  /** @param failure decides status, code and message */
  constructor(failure: Failure) {
    super(`${twilioMessageOf(failure)}: ${detailsOf(failure)}`)
    const { status, code } = rowOf(failure)
    this.status = status
    this.code = code
    this.moreInfo = documentationOf(code)
    this.failure = failure
  }
}

/** Returns the URL of Twilio's page about an error code (observed). */
export function documentationOf(code: number): string {
  return `https://www.twilio.com/docs/errors/${code}`
}
