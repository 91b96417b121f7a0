import { checkOptionNames, isWhole, refuse } from '../../lang/refuse.ts'

/** The limits the service enforces. Each can be overridden by the `limits` option. */
export interface Limits {
  /**
   * Longest unique name, in UTF-16 code units. Observed: 320; counting in code units is assumed.
   */
  readonly uniqueNameLength: number
  /** Longest time to live of an object or an item, in seconds. Documented: 31 536 000, one year. */
  readonly ttlSeconds: number
  /**
   * For how many seconds an expired object or item may still be seen. Observed: it may take a while;
   * the default of 0 is assumed.
   */
  readonly expiryLagSeconds: number
  /** Largest message, in bytes of its JSON as UTF-8. Documented: 4096. */
  readonly messageBytes: number
  /** Largest data of a document or an item, in bytes of its JSON as UTF-8. Documented: 16 384. */
  readonly dataBytes: number
  /** Longest key of a map item, in UTF-16 code units. Documented: 320; the unit is assumed. */
  readonly keyLength: number
  /** Longest identity in a permission, in UTF-16 code units. Documented: 256; the unit is assumed. */
  readonly identityLength: number
  /**
   * How many messages of each stream are kept for inspection. Oldest are dropped. The fake's own:
   * 1000; Twilio keeps none.
   */
  readonly messagesKept: number
  /**
   * How many objects that were removed or have expired are kept for inspection. Oldest are dropped.
   * The fake's own: 100; Twilio keeps none.
   */
  readonly endedKept: number
  /**
   * How many changes of the items of each list and map are kept for clients that connect again.
   * Oldest are dropped. The fake's own: 1000; Twilio keeps all (documented).
   */
  readonly changesKept: number
  /** Items per page if the request names no page size. Documented: 50. */
  readonly defaultPageSize: number
  /** Largest page size accepted; anything above it is refused. Documented: 1000. */
  readonly acceptedPageSize: number
  /** Most items a page holds, whatever was requested. Documented since 2025: 100. */
  readonly returnedPageSize: number
  /** Longest webhook URL of a service, in characters. Documented: 512. */
  readonly webhookUrlLength: number
  /** Shortest reachability debouncing window, in milliseconds. Documented: 1000. */
  readonly debouncingWindowLeast: number
  /** Longest reachability debouncing window, in milliseconds. Documented: 30 000. */
  readonly debouncingWindowMost: number
  /** How many requests are kept in `sync.requests`. Oldest are dropped. The fake's own: 10 000. */
  readonly requestsKept: number
  /** How many webhooks are kept in `sync.webhooks`. Oldest are dropped. The fake's own: 1000. */
  readonly webhooksKept: number
}

/** Limits to override, by name. Whole numbers from 0, page sizes from 1, up to 10 000 000 000. */
export type LimitOverrides = { readonly [Name in keyof Limits]?: number | undefined }

/** The default limits: Twilio's, and the fake's own for what it keeps. */
export const twilioLimits: Limits = Object.freeze({
  uniqueNameLength: 320,
  ttlSeconds: 31_536_000,
  expiryLagSeconds: 0,
  messageBytes: 4096,
  dataBytes: 16_384,
  keyLength: 320,
  identityLength: 256,
  messagesKept: 1000,
  endedKept: 100,
  changesKept: 1000,
  defaultPageSize: 50,
  acceptedPageSize: 1000,
  returnedPageSize: 100,
  webhookUrlLength: 512,
  debouncingWindowLeast: 1000,
  debouncingWindowMost: 30_000,
  requestsKept: 10_000,
  webhooksKept: 1000,
})

/** The largest value of any limit: with a longer TTL, dates would leave the range of ISO 8601. */
const most = 10_000_000_000

/**
 * Returns Twilio's limits with some of them overridden.
 *
 * @throws TypeError if a name is unknown or a value is not a whole number in range
 */
export function withLimits(overrides: LimitOverrides = {}): Limits {
  const action = 'set the limits'
  checkOptionNames(overrides, { action, known: twilioLimits })
  const given = Object.entries(overrides).filter(([, value]) => (value as unknown) !== undefined)
  for (const [at, found] of given) {
    const least = at.endsWith('PageSize') ? 1 : 0
    if (isWhole(found, { least, most })) continue
    refuse(action, { found, at, expected: `a whole number of ${least}…${most}` })
  }
  return Object.freeze({ ...twilioLimits, ...Object.fromEntries(given) })
}
