import { type Clock, isClock } from './clock.ts'
import type { LimitOverrides } from './limits.ts'
import type { PageOptions } from './page.ts'
import type { Stream } from './records.ts'
import { checkOptionNames, refuse } from './refuse.ts'
import type { SidGenerator } from './sid.ts'

/** What a {@link StreamStore} lives by. */
export interface StreamStoreOptions {
  /** Decides what has expired. */
  readonly clock: Clock
  /** Where SIDs come from; a generator of seed 0 when left out. */
  readonly sids?: SidGenerator | undefined
  /** Limits to replace; Twilio's when left out. */
  readonly limits?: LimitOverrides | undefined
  /** For how many seconds an expired stream may still be seen; 0 when left out. */
  readonly expiryLag?: number | undefined
  /** The SID of the service the streams belong to, for the text of errors. */
  readonly serviceSid?: string | undefined
}

/** What to create a Stream with. */
export interface CreateStreamOptions {
  /** 1…320 characters not shaped like a SID, unique within the service. */
  readonly uniqueName?: string | undefined
  /** Seconds to live, 0…31 536 000; 0, as leaving it out, means for ever. */
  readonly ttl?: number | undefined
}

/** What can be changed on a Stream. */
export interface UpdateStreamOptions {
  /** Seconds to live from now on, 0…31 536 000; 0 means for ever. */
  readonly ttl?: number | undefined
}

/** Streams of one page, in order of creation, and the tokens of its neighbours where there are any. */
export interface StreamPage {
  /** In order of creation (assumed). */
  readonly streams: readonly Stream[]
  /** How many streams were asked for, after the limits were applied. */
  readonly pageSize: number
  /** `PT…` (documented; the rest is opaque); missing on the last page. */
  readonly nextPageToken?: string
  /** `PT…`; missing on the first page. */
  readonly previousPageToken?: string
}

const storeOptions: readonly (keyof StreamStoreOptions)[] = [
  'clock',
  'sids',
  'limits',
  'expiryLag',
  'serviceSid',
]
const createOptions: readonly (keyof CreateStreamOptions)[] = ['uniqueName', 'ttl']
const updateOptions: readonly (keyof UpdateStreamOptions)[] = ['ttl']
const pageOptions: readonly (keyof PageOptions)[] = ['pageSize', 'pageToken']

// What somebody in JavaScript got wrong is no answer of the service: it is refused with a TypeError.

export function checkStoreOptions(options: StreamStoreOptions): StreamStoreOptions {
  const action = 'create the StreamStore'
  checkOptionNames(action, options, storeOptions)
  if (!isClock(options.clock)) {
    const expected = 'an object with now() in epoch milliseconds'
    refuse(action, { found: options.clock, at: 'clock', expected })
  }
  return options
}

export function checkCreateOptions(options: CreateStreamOptions): CreateStreamOptions {
  checkOptionNames('create the stream', options, createOptions)
  return options
}

export function checkUpdateOptions(options: UpdateStreamOptions): UpdateStreamOptions {
  checkOptionNames('update the stream', options, updateOptions)
  return options
}

export function checkPageOptions(options: PageOptions): PageOptions {
  checkOptionNames('read the page', options, pageOptions)
  return options
}

export function checkKey(sidOrName: string): string {
  const found: unknown = sidOrName
  if (typeof found === 'string') return found
  return refuse('find the stream', { found, expected: 'its SID or unique name' })
}
