import { checkOptionNames, refuse } from '../../lang/refuse.ts'
import type { LimitOverrides } from '../rules/limits.ts'
import type { Stream } from '../rules/records.ts'
import { type Clock, isClock } from '../time/clock.ts'
import type { CreateObjectOptions, PageTokens, UpdateObjectOptions } from './object-options.ts'

/** The options of a {@link StreamStore}. */
export interface StreamStoreOptions {
  /** The clock that decides what has expired. */
  readonly clock: Clock
  /** The seed of the SIDs, any safe integer. Default: 0. */
  readonly seed?: number | undefined
  /** Limits to override. Default: Twilio's. */
  readonly limits?: LimitOverrides | undefined
}

/** The options of a new Stream. */
export interface CreateStreamOptions extends CreateObjectOptions {}

/** The changes to a Stream. */
export interface UpdateStreamOptions extends UpdateObjectOptions {}

/** One page of streams, with the tokens of the adjacent pages, if any. */
export interface StreamPage extends PageTokens {
  /** In order of creation (assumed). */
  readonly streams: readonly Stream[]
}

// Misuse by the caller is not a refusal by the service: it throws a TypeError, not a SyncError.

export function checkStoreOptions(options: StreamStoreOptions): StreamStoreOptions {
  const action = 'create the StreamStore'
  checkOptionNames(options, { action, known: { clock: true, seed: true, limits: true } })
  if (!isClock(options.clock)) {
    const expected = 'an object with now() in epoch milliseconds'
    refuse(action, { found: options.clock, at: 'clock', expected })
  }
  return options
}

export function checkUpdateOptions(options: UpdateStreamOptions): UpdateStreamOptions {
  checkOptionNames(options, { action: 'update the stream', known: { ttl: true } })
  return options
}
