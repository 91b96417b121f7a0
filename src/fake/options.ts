import { type Clock, FakeClock, isClock, systemClock } from '../domain/clock.ts'
import { deepFreeze } from '../domain/json.ts'
import { type LimitOverrides, withLimits } from '../domain/limits.ts'
import { parseState } from '../domain/parse-state.ts'
import type { KnownServices } from '../domain/services.ts'
import { checkOptionNames, refuse } from '../domain/refuse.ts'
import type { SyncState } from '../domain/state.ts'
import { isSid } from '../domain/sid.ts'
import { checkExpiryLag } from '../domain/validate.ts'

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
  /** The time the fake lives by; a `FakeClock` standing at the present whole second when left out. */
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

/** How to end a fake. */
export interface UninstallOptions {
  /** Throw for faults that never fired as often as planned: a test that they were for tested nothing. */
  readonly strict?: boolean | undefined
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

const action = 'set up the fake'

/**
 * Validates the options of a fake. The seed, the limits and the state are checked where they are used.
 *
 * @param alsoKnown names that the caller has options of its own for
 * @throws TypeError when an option is unknown or cannot be used
 */
export function checkOptions(options: object, alsoKnown: readonly string[] = []): void {
  checkOptionNames(action, options, [...optionNames, ...alsoKnown])
  const { accountSid, credentials, services, clock, expiryLag, rateLimits } =
    options as FakeSyncOptions<Clock>
  check('accountSid', accountSid, isAccountSid, 'a SID that begins with AC')
  check('credentials', credentials, isPasswords, 'an object of passwords by username')
  check('clock', clock, isClock, 'an object with now() in epoch milliseconds')
  check('rateLimits', rateLimits, isBoolean, 'true or false')
  if (services !== undefined && services !== 'any') checkServices(services)
  if (expiryLag !== undefined) checkExpiryLag(expiryLag)
}

/**
 * Refuses what would be passed over in silence, so that a misspelt `strict` is not taken for none.
 *
 * @throws TypeError when an option is unknown or cannot be used
 */
export function checkUninstallOptions(options: UninstallOptions): void {
  checkOptionNames('uninstall the fake', options, ['strict'])
  const { strict: found = false } = options
  if (isBoolean(found)) return
  refuse('uninstall the fake', { found, at: 'strict', expected: 'true or false' })
}

/** The clock to use: the given one, or one that stands still at the present second. */
export function clockOf<Time extends Clock>({ clock }: FakeSyncOptions<Time>): Time {
  // Twilio tells times in whole seconds: with a part of one, what a test finds would change from run to run.
  const present = Math.floor(systemClock.now() / 1000) * 1000
  // Without the option `Time` is its default, `FakeClock`.
  return clock ?? (new FakeClock(present) as Clock as Time)
}

/** A copy of options that were checked, of which nothing reaches the original. */
export function copyOptions<Time extends Clock>(
  options: FakeSyncOptions<Time>,
): FakeSyncOptions<Time> {
  const { services, credentials, limits, state } = options
  return {
    ...options,
    services: typeof services === 'object' ? [...services] : services,
    credentials: credentials && { ...credentials },
    limits: withLimits(limits),
    state: state === undefined ? undefined : deepFreeze(parseState(state)),
  }
}

function check(
  at: string,
  found: unknown,
  holds: (found: unknown) => boolean,
  expected: string,
): void {
  if (found !== undefined && !holds(found)) refuse(action, { found, at, expected })
}

function checkServices(services: readonly string[]): void {
  const expected = "'any' or a list of IS… SIDs"
  if (!Array.isArray(services)) refuse(action, { found: services, at: 'services', expected })
  for (const [index, sid] of (services as readonly unknown[]).entries()) {
    const mistake = { found: sid, at: `services[${index}]` }
    if (typeof sid !== 'string' || !isSid(sid, 'IS')) refuse(action, { ...mistake, expected })
    if (services.indexOf(sid) !== index) refuse(action, { ...mistake, expected: 'each SID once' })
  }
}

function isAccountSid(found: unknown): boolean {
  return typeof found === 'string' && /^AC./.test(found)
}

function isPasswords(found: unknown): boolean {
  return (
    typeof found === 'object' &&
    found !== null &&
    !Array.isArray(found) &&
    Object.values(found).every((password) => typeof password === 'string')
  )
}

function isBoolean(found: unknown): boolean {
  return typeof found === 'boolean'
}
