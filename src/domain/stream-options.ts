import type { Stream } from './records.ts'

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
