import { checkOptionNames, isWhole, refuse } from './refuse.ts'

/** The numbers the service lives by. Each can be overridden through the `limits` option. */
export interface Limits {
  /** Longest unique name, in UTF-16 code units. Observed 320; the count in code units is assumed. */
  readonly uniqueNameLength: number
  /** Longest time to live of a stream, in seconds. Documented: one year. */
  readonly ttlSeconds: number
  /** Largest message, in bytes of its JSON as UTF-8. Documented: 4 KiB. */
  readonly messageBytes: number
  /** How many messages a stream keeps for inspection, newest last. The fake's own: Twilio keeps none. */
  readonly messagesKept: number
  /** Items on a page when nothing is asked. Documented. */
  readonly defaultPageSize: number
  /** Largest page size that is accepted; above it the request is refused. Documented. */
  readonly acceptedPageSize: number
  /** Most items a page holds, whatever was asked. Documented since 2025. */
  readonly returnedPageSize: number
  /** Longest webhook URL of a service, in characters. Documented. */
  readonly webhookUrlLength: number
  /** Shortest reachability debouncing window, in milliseconds. Documented. */
  readonly debouncingWindowLeast: number
  /** Longest reachability debouncing window, in milliseconds. Documented. */
  readonly debouncingWindowMost: number
  /** How many requests the journal keeps, newest last. The fake's own. */
  readonly requestsKept: number
}

/** Limits to replace, by name. */
export type LimitOverrides = { readonly [Name in keyof Limits]?: number | undefined }

/** Twilio's limits. */
export const twilioLimits: Limits = Object.freeze({
  uniqueNameLength: 320,
  ttlSeconds: 31_536_000,
  messageBytes: 4096,
  messagesKept: 1000,
  defaultPageSize: 50,
  acceptedPageSize: 1000,
  returnedPageSize: 100,
  webhookUrlLength: 512,
  debouncingWindowLeast: 1000,
  debouncingWindowMost: 30_000,
  requestsKept: 10_000,
})

/** The largest that any limit can be: with more seconds to live, a date would leave what ISO 8601 can write. */
const most = 10_000_000_000

/**
 * Twilio's limits with some of them replaced.
 *
 * @throws TypeError when a name is unknown or a value is not a whole number in range
 */
export function withLimits(overrides: LimitOverrides = {}): Limits {
  const action = 'set the limits'
  checkOptionNames(action, overrides, Object.keys(twilioLimits))
  const given = Object.entries(overrides).filter(([, value]) => (value as unknown) !== undefined)
  for (const [at, found] of given) {
    const least = at.endsWith('PageSize') ? 1 : 0
    if (isWhole(found, { least, most })) continue
    refuse(action, { found, at, expected: `a whole number of ${least}…${most}` })
  }
  return Object.freeze({ ...twilioLimits, ...Object.fromEntries(given) })
}
