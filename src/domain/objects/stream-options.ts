import { checkOptionNames, refuse } from '../../lang/refuse.ts'
import type { LimitOverrides } from '../rules/limits.ts'
import type { PageOptions } from '../rules/page.ts'
import type { Stream } from '../rules/records.ts'
import { type Clock, isClock } from '../time/clock.ts'

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
export interface CreateStreamOptions {
  /** 1…320 characters, not shaped like a SID, unique within the service. Default: no name. */
  readonly uniqueName?: string | undefined
  /** Time to live in seconds, 0…31 536 000; 0 means it never expires. Default: 0. */
  readonly ttl?: number | undefined
  /** Who creates it, as `createdBy` and `created_by` show. Default: `'system'`. */
  readonly createdBy?: string | undefined
}

/** The changes to a Stream. */
export interface UpdateStreamOptions {
  /**
   * Time to live in seconds from now, 0…31 536 000; 0 means it never expires. Required, or the
   * update is refused with 400 / 54010.
   */
  readonly ttl?: number | undefined
}

/** One page of streams, with the tokens of the adjacent pages, if any. */
export interface StreamPage {
  /** In order of creation (assumed). */
  readonly streams: readonly Stream[]
  /** The page size in effect, after the limits were applied. */
  readonly pageSize: number
  /** `PT…` (documented; the rest is opaque); missing on the last page. */
  readonly nextPageToken?: string
  /** `PT…` (documented; the rest is opaque); missing on the first page. */
  readonly previousPageToken?: string
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

export function checkCreateOptions(options: CreateStreamOptions): CreateStreamOptions {
  const action = 'create the stream'
  checkOptionNames(options, { action, known: { uniqueName: true, ttl: true, createdBy: true } })
  const { createdBy: found = '' } = options
  if (typeof (found as unknown) !== 'string') {
    refuse(action, { found, at: 'createdBy', expected: 'a string' })
  }
  return options
}

export function checkUpdateOptions(options: UpdateStreamOptions): UpdateStreamOptions {
  checkOptionNames(options, { action: 'update the stream', known: { ttl: true } })
  return options
}

export function checkPageOptions(options: PageOptions): PageOptions {
  const known = { pageSize: true, pageToken: true }
  checkOptionNames(options, { action: 'read the page', known })
  return options
}
