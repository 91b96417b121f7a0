import { type LimitOverrides, withLimits } from '../domain/rules/limits.ts'
import { isSid, sidShape } from '../domain/rules/sid.ts'
import { type Clock, FakeClock, isClock, systemClock } from '../domain/time/clock.ts'
import { parseState } from '../domain/world/parse-state.ts'
import type { SyncState } from '../domain/world/state.ts'
import { checkKnownServices, type KnownServices } from '../domain/world/world-options.ts'
import { deepFreeze } from '../lang/json.ts'
import { keysOf } from '../lang/keys-of.ts'
import { anyOf, checkOptionNames, refuse } from '../lang/refuse.ts'
import { type SubscribeMode, subscribeModes } from '../twilsock/interests.ts'
import { type UndocumentedWebhooks, undocumentedWebhooks } from '../webhooks/notice.ts'
import { checkReceiver, type WebhookReceiver } from '../webhooks/receiver.ts'
import type { AdvanceTimers } from './settle.ts'

/** How to set up the fake. Everything is optional. */
export interface FakeSyncOptions<Time extends Clock = FakeClock> {
  /**
   * The home account: that of API keys and of data created through the JS API. An `AC…` SID.
   * Default: the first Account SID that sends a request; until then, `AC` and 32 times `f`.
   */
  readonly accountSid?: string | undefined
  /**
   * Passwords by username (Account SID or API key SID); anything else gets 401 / 20003. Default:
   * any credentials are accepted, Bearer tokens included.
   */
  readonly credentials?: Readonly<Record<string, string>> | undefined
  /**
   * `'any'`: every service with a well-formed `IS…` SID exists, created on first use. A list of
   * SIDs: only those exist, besides `default` and those created later. Default: `'any'`.
   */
  readonly services?: KnownServices | undefined
  /**
   * The clock to follow: any object with `now()` in epoch milliseconds. Default: a `FakeClock` at
   * the current whole second.
   */
  readonly clock?: Time | undefined
  /**
   * The seed of the SIDs, any safe integer: the same seed and the same calls give the same SIDs.
   * Default: 0.
   */
  readonly seed?: number | undefined
  /**
   * Whether SIDs start again at `reset()`. With `false` they go on counting, for an app that keeps
   * SIDs longer than a test lasts: one that it kept is never that of another object. The default
   * service keeps its SID. Default: `true`.
   */
  readonly resetSids?: boolean | undefined
  /** Limits to override. Default: Twilio's. */
  readonly limits?: LimitOverrides | undefined
  /**
   * Whether to enforce Twilio's rates for messages, writes, permissions, creations and removals on the
   * fake's clock, as 429 / 54009. Default: `false`.
   */
  readonly rateLimits?: boolean | undefined
  /**
   * When a client of the `twilio-sync` SDK begins to be told of an object: `'eager'`, as it has opened
   * it; `'faithful'`, as with Twilio, when the SDK asks for it, 0.1 s later. Default: `'eager'`.
   */
  readonly subscribe?: SubscribeMode | undefined
  /**
   * Moves fake timers while `settled()` and `advance()` wait, so that an SDK or an app whose timers
   * are faked gets on: `(milliseconds) => vi.advanceTimersByTimeAsync(milliseconds)`. Default: fake
   * timers stand still.
   */
  readonly advanceTimers?: AdvanceTimers | undefined
  /**
   * Who receives the webhooks of services that have a `webhookUrl`: a function of a standard
   * `Request`, which gets that URL, or the base URL of a server that listens, such as
   * `http://127.0.0.1:3000`, where path and query stay those of the `webhookUrl`. Signed for the URL
   * that is requested, with the account's password from `credentials`, else with the last one that the
   * account has used over REST. Default: nothing is sent; `sync.webhooks` shows what would have been.
   */
  readonly webhooks?: WebhookReceiver | undefined
  /**
   * Webhooks that Twilio does not document (all about them is assumed): `'streams'`, for Streams and
   * their messages; `'expiry'`, for objects and items that expire, as if they were removed. Default:
   * none.
   */
  readonly undocumentedWebhooks?: readonly UndocumentedWebhooks[] | undefined
  /** A snapshot to start from and to return to at `reset()`. Default: no data. */
  readonly state?: SyncState | undefined
  /**
   * Whether `reset()` and `uninstall()` throw for faults that never fired as often as planned, and
   * `reset()`, as `uninstall()` always does, for requests for a part of Sync that is not faked: a
   * test with either did not test what it meant to. Default: `false`.
   */
  readonly strict?: boolean | undefined
}

/** The options of `uninstall`. */
export interface UninstallOptions {
  /**
   * Whether to throw for faults that never fired as often as planned: a test that relied on them
   * tested nothing. Default: the option `strict` of the fake.
   */
  readonly strict?: boolean | undefined
}

const action = 'set up the fake'

/** How to validate each option; those without a check are validated where they are used. */
const checks: Record<keyof FakeSyncOptions, ((found: unknown) => void) | undefined> = {
  accountSid: check('accountSid', { holds: isAccountSid, expected: sidShape('AC') }),
  credentials: checkCredentials,
  services: (found) => checkKnownServices(action, found),
  clock: check('clock', {
    holds: isClock,
    expected: 'an object with now() in epoch milliseconds',
  }),
  seed: undefined,
  resetSids: check('resetSids', { holds: isBoolean, expected: 'true or false' }),
  limits: undefined,
  rateLimits: check('rateLimits', { holds: isBoolean, expected: 'true or false' }),
  subscribe: check('subscribe', { holds: isMode, expected: anyOf(subscribeModes) }),
  advanceTimers: check('advanceTimers', { holds: isFunction, expected: 'a function' }),
  webhooks: (found) => checkReceiver(action, found),
  undocumentedWebhooks: check('undocumentedWebhooks', {
    holds: isListOfWebhooks,
    expected: `a list of ${anyOf(undocumentedWebhooks)}`,
  }),
  state: undefined,
  strict: check('strict', { holds: isBoolean, expected: 'true or false' }),
}

/**
 * Validates the options of a fake.
 *
 * @param alsoKnown further options that the caller has, by name
 * @throws TypeError if an option is unknown or invalid
 */
export function checkOptions(
  options: FakeSyncOptions<Clock>,
  alsoKnown: Readonly<Record<string, true>> = {},
): void {
  checkOptionNames(options, { action, known: { ...checks, ...alsoKnown } })
  for (const name of keysOf(checks)) {
    const { [name]: found } = options
    if (found !== undefined) checks[name]?.(found)
  }
}

/**
 * Validates the options of `uninstall`, so that a misspelt `strict` does not go unnoticed.
 *
 * @throws TypeError if an option is unknown or invalid
 */
export function checkUninstallOptions(options: UninstallOptions): void {
  checkOptionNames(options, { action: 'uninstall the fake', known: { strict: true } })
  const { strict: found = false } = options
  if (isBoolean(found)) return
  refuse('uninstall the fake', { found, at: 'strict', expected: 'true or false' })
}

/** Returns the given clock, or one that stands still at the current second. */
export function clockOf<Time extends Clock>({ clock }: FakeSyncOptions<Time>): Time {
  // Twilio gives times in whole seconds: with a fraction, results would differ from run to run.
  const present = Math.floor(systemClock.now() / 1000) * 1000
  // Without the option, `Time` is its default, `FakeClock`.
  return clock ?? (new FakeClock(present) as Clock as Time)
}

/** Returns a deep copy of validated options. */
export function copyOptions<Time extends Clock>(
  options: FakeSyncOptions<Time>,
): FakeSyncOptions<Time> {
  const { services, credentials, limits, undocumentedWebhooks: undocumented, state } = options
  return {
    ...options,
    services: typeof services === 'object' ? [...services] : services,
    credentials: credentials && { ...credentials },
    limits: withLimits(limits),
    undocumentedWebhooks: undocumented && [...undocumented],
    state: state === undefined ? undefined : deepFreeze(parseState(state)),
  }
}

interface Check {
  readonly holds: (found: unknown) => boolean
  readonly expected: string
}

function check(at: string, { holds, expected }: Check): (found: unknown) => void {
  return (found) => {
    if (!holds(found)) refuse(action, { found, at, expected })
  }
}

function isAccountSid(found: unknown): boolean {
  return typeof found === 'string' && isSid(found, 'AC')
}

function checkCredentials(found: unknown): void {
  // Arrays and maps would be read as an object without passwords.
  if (typeof found !== 'object' || found === null || Symbol.iterator in found) {
    refuse(action, { found, at: 'credentials', expected: 'an object of passwords by username' })
  }
  for (const [username, password] of Object.entries(found)) {
    if (!isSid(username, 'AC') && !isSid(username, 'SK')) {
      refuse(action, { found: username, at: 'credentials', expected: sidShape('AC or SK') })
    }
    if (typeof password !== 'string') {
      refuse(action, { found: password, at: `credentials.${username}`, expected: 'a password' })
    }
  }
}

function isMode(found: unknown): boolean {
  return subscribeModes.some((mode) => mode === found)
}

function isListOfWebhooks(found: unknown): boolean {
  return (
    Array.isArray(found) &&
    found.every((one) => undocumentedWebhooks.some((webhooks) => webhooks === one))
  )
}

function isFunction(found: unknown): boolean {
  return typeof found === 'function'
}

function isBoolean(found: unknown): boolean {
  return typeof found === 'boolean'
}
