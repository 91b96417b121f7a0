import { type Clock, FakeClock, systemClock } from '../domain/clock.ts'
import type { LimitOverrides } from '../domain/limits.ts'
import type { KnownServices } from '../domain/services.ts'
import { toJson } from '../domain/json.ts'
import type { SyncState } from '../domain/state.ts'
import { isSid } from '../domain/sid.ts'

/** How the fake is set up. Everything is optional. */
export interface FakeSyncOptions<Time extends Clock = FakeClock> {
  /**
   * The account of API keys and of data made through the JS API: an `AC…` SID. When left out, the
   * first Account SID that calls becomes it; `AC` and 32 zeros until then.
   */
  readonly accountSid?: string | undefined
  /** Passwords by username (Account SID or API key SID). When given, anything else is 401 / 20003. */
  readonly credentials?: Readonly<Record<string, string>> | undefined
  /**
   * `'any'`, the default: a service with a well-formed `IS…` SID comes to life on first use. A list:
   * only these exist, beside `default` and those that are created.
   */
  readonly services?: KnownServices | undefined
  /** The time the fake lives by; a `FakeClock` standing at the present time when left out. */
  readonly clock?: Time | undefined
  /** Of the SIDs, any safe integer; 0 when left out. Equal seed and equal calls give equal SIDs. */
  readonly seed?: number | undefined
  /** Limits to replace; Twilio's when left out. */
  readonly limits?: LimitOverrides | undefined
  /** For how many seconds an expired stream may still be seen; 0 when left out. */
  readonly expiryLag?: number | undefined
  /** Twilio's rates for messages, creations and removals, as 429 / 54009 on the fake's clock; off when left out. */
  readonly rateLimits?: boolean | undefined
  /** What to start from and to come back to at `reset()`: what `snapshot()` returned. */
  readonly state?: SyncState | undefined
}

const optionNames: readonly (keyof FakeSyncOptions)[] = [
  'accountSid',
  'credentials',
  'services',
  'clock',
  'seed',
  'limits',
  'expiryLag',
  'rateLimits',
  'state',
]

/**
 * Refuses what is no option and what an option cannot be. The seed and the limits are checked where
 * they are used.
 *
 * @param alsoKnown names that the caller has options of its own for
 */
export function checkOptions(options: object, alsoKnown: readonly string[] = []): void {
  const known: readonly string[] = [...optionNames, ...alsoKnown]
  if (typeof options !== 'object' || (options as unknown) === null) {
    refuse('the options', options, 'an object')
  }
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) refuse('options', name, `any of ${known.join(', ')}`)
  }
  const { accountSid, credentials, services, clock, expiryLag, rateLimits } =
    options as FakeSyncOptions<Clock>
  if (accountSid !== undefined && !isAccountSid(accountSid)) {
    refuse('accountSid', accountSid, 'a SID that begins with AC')
  }
  if (credentials !== undefined && !isPasswords(credentials)) {
    refuse('credentials', credentials, 'an object of passwords by username')
  }
  if (services !== undefined && services !== 'any') checkServices(services)
  if (clock !== undefined && !isClock(clock)) {
    refuse('clock', clock, 'an object with now() in epoch milliseconds')
  }
  if (expiryLag !== undefined && !(Number.isFinite(expiryLag) && expiryLag >= 0)) {
    refuse('expiryLag', expiryLag, 'seconds of 0 or more')
  }
  if (rateLimits !== undefined && typeof rateLimits !== 'boolean') {
    refuse('rateLimits', rateLimits, 'true or false')
  }
}

/** The clock to live by: the given one, or one that stands still at the present time. */
export function clockOf<Time extends Clock>({ clock }: FakeSyncOptions<Time>): Time {
  // Without the option `Time` is its default, `FakeClock`.
  return clock ?? (new FakeClock(systemClock.now()) as Clock as Time)
}

function checkServices(services: readonly string[]): void {
  const expected = "'any' or a list of IS… SIDs"
  if (!Array.isArray(services)) refuse('services', services, expected)
  for (const [index, sid] of services.entries()) {
    if (typeof sid !== 'string' || !isSid(sid, 'IS')) refuse(`services[${index}]`, sid, expected)
    if (services.indexOf(sid) !== index) refuse(`services[${index}]`, sid, 'each SID once')
  }
}

function isAccountSid(found: unknown): boolean {
  return typeof found === 'string' && /^AC./.test(found)
}

function isClock(found: unknown): boolean {
  const { now } = Object(found) as Partial<Clock>
  return typeof now === 'function' && Number.isFinite(now.call(found))
}

function isPasswords(found: unknown): boolean {
  return (
    typeof found === 'object' &&
    found !== null &&
    !Array.isArray(found) &&
    Object.values(found).every((password) => typeof password === 'string')
  )
}

function refuse(option: string, found: unknown, expected: string): never {
  const text = found instanceof Object ? toJson(found) : String(found)
  throw new TypeError(`Cannot set up the fake: found ${text} for ${option}, expected ${expected}`)
}
