import { deepFreeze, isDeeperThan, type JsonObject, toJson, utf8Length } from '../../lang/json.ts'
import { isWhole } from '../../lang/refuse.ts'
import type { Failure } from './failure.ts'
import type { Limits } from './limits.ts'
import type { ServiceSettings } from './records.ts'
import { isSid } from './sid.ts'
import { SyncError } from './sync-error.ts'

/** Documented and observed: 1…320 characters, not shaped like a SID of any kind. */
export function checkUniqueName(found: unknown, { uniqueNameLength }: Limits): string {
  const isName =
    typeof found === 'string' &&
    found.length >= 1 &&
    found.length <= uniqueNameLength &&
    !isSid(found, '')
  if (!isName) throw new SyncError({ kind: 'name-invalid', found, longest: uniqueNameLength })
  return found
}

/** Documented: whole seconds from 0, which means never, up to a year. */
export function checkTtl(found: unknown, { ttlSeconds }: Limits): number {
  const isTtl =
    typeof found === 'number' && Number.isInteger(found) && found >= 0 && found <= ttlSeconds
  if (!isTtl) throw new SyncError({ kind: 'ttl-invalid', found, longest: ttlSeconds })
  return found
}

/**
 * Assumed. Thousands of nested levels would overflow the stack of code that copies or serialises
 * them.
 */
export const deepestData = 500

/** What data of one sort must hold to. */
export interface DataRules {
  /** The most bytes it may have. */
  readonly largest: number
  /** The failure of a call without data. Assumed: `null` counts as missing. */
  readonly missing: Failure
}

/** Data as it is given, and its JSON. */
export interface GivenData {
  readonly found: unknown
  /** `undefined` for what has none. */
  readonly json: string | undefined
  /** Assumed: the size of data is that of its shortest JSON in UTF-8; 0 without any. */
  readonly bytes: number
}

/**
 * Reads data, which may run code of the caller's own, such as `toJSON`: before a store looks for
 * what is to be written, so that such code cannot change it on the way.
 */
export function readData(found: unknown): GivenData {
  const json = toJson(found)
  return { found, json, bytes: json === undefined ? 0 : utf8Length(json) }
}

/** Returns a frozen copy of data: a JSON object (documented). */
export function checkData(
  { found: data, json, bytes }: GivenData,
  { largest, missing }: DataRules,
): JsonObject {
  if (data === undefined || data === null) throw new SyncError(missing)
  if (json?.startsWith('{') !== true) throw invalidData(data)
  if (bytes > largest) throw new SyncError({ kind: 'data-too-large', bytes, largest })
  const copy = JSON.parse(json) as JsonObject
  // Every level takes two characters or more.
  if (json.length > 2 * deepestData && isDeeperThan(deepestData, copy)) {
    throw invalidData(data)
  }
  return deepFreeze(copy)
}

function invalidData(found: unknown): SyncError {
  return new SyncError({ kind: 'data-invalid', found, deepest: deepestData })
}

/** The settings to create a Service with, or to change; a boolean may be any text that claims to be one. */
export type ServiceOptions = {
  readonly [Name in keyof ServiceSettings]?: Unchecked<ServiceSettings[Name]> | undefined
}

type Unchecked<Value> = Value extends boolean ? Value | string : Value

/**
 * Returns the settings that are given, checked.
 *
 * @throws SyncError 400 / 54051 for a bad webhook URL
 * @throws SyncError 400 / 20422 for a debouncing window out of range, or text for a boolean
 */
export function checkSettings(settings: ServiceOptions, limits: Limits): Partial<ServiceSettings> {
  const { webhookUrl, reachabilityDebouncingWindow: window } = settings
  const checked: ServiceOptions = {
    friendlyName: settings.friendlyName,
    webhookUrl: webhookUrl === undefined ? undefined : checkWebhookUrl(webhookUrl, limits),
    webhooksFromRestEnabled: checkBoolean(settings, 'webhooksFromRestEnabled'),
    reachabilityWebhooksEnabled: checkBoolean(settings, 'reachabilityWebhooksEnabled'),
    aclEnabled: checkBoolean(settings, 'aclEnabled'),
    reachabilityDebouncingEnabled: checkBoolean(settings, 'reachabilityDebouncingEnabled'),
    reachabilityDebouncingWindow:
      window === undefined ? undefined : checkDebouncingWindow(window, limits),
  }
  const given = Object.entries(checked).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given)
}

/** Documented: http or https, at most 512 characters. Observed: both schemes are accepted. */
export function checkWebhookUrl(found: string | null, { webhookUrlLength }: Limits): string | null {
  if (found === null || found === '') return null
  if (found.length > webhookUrlLength || !/^https?:\/\/[^\s/?#]\S*$/i.test(found)) {
    throw new SyncError({ kind: 'webhook-url-invalid', found, longest: webhookUrlLength })
  }
  return found
}

/** Assumed: anything but a boolean is refused as any other unreadable parameter. */
function checkBoolean(
  settings: ServiceOptions,
  parameter: keyof ServiceOptions,
): boolean | undefined {
  const { [parameter]: found } = settings
  if (found === undefined || typeof found === 'boolean') return found
  throw new SyncError({ kind: 'parameter-invalid', parameter, found })
}

/** Documented range of the window; the code for exceeding it is assumed. */
export function checkDebouncingWindow(found: number, limits: Limits): number {
  const { debouncingWindowLeast: least, debouncingWindowMost: most } = limits
  if (isWhole(found, { least, most })) return found
  const parameter: keyof ServiceSettings = 'reachabilityDebouncingWindow'
  throw new SyncError({ kind: 'parameter-invalid', parameter, found })
}
