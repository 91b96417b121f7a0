import { toJson } from './json.ts'
import type { JsonObject, ServiceRecord, Stream } from './records.ts'
import type { SidPrefix } from './sid.ts'

/** Everything a fake knows, as plain JSON data that can be kept as a fixture. Times are epoch milliseconds. */
export interface SyncState {
  /** Of this format. */
  readonly version: 1
  /** What the clock said, in epoch milliseconds. */
  readonly time: number
  /** How many SIDs were drawn, by prefix. */
  readonly sidsDrawn: { readonly [Prefix in SidPrefix]?: number }
  /** The next number in the order of creation. */
  readonly nextSequence: number
  /** The home account first. */
  readonly accounts: readonly AccountState[]
}

/** An account as part of a {@link SyncState}. */
export interface AccountState {
  /** `null` while nobody has claimed the home account. */
  readonly sid: string | null
  /** The `IS…` SID that `default` stands for; the service need not be there yet. */
  readonly defaultServiceSid: string
  /** Those that do not come to life again. */
  readonly removedServiceSids: readonly string[]
  /** In order of creation. */
  readonly services: readonly ServiceState[]
}

/** A service as part of a {@link SyncState}. */
export interface ServiceState {
  /** Its place in the order of creation, which services and streams share. */
  readonly sequence: number
  /** SID, settings and dates. */
  readonly record: ServiceRecord
  /** In order of creation. */
  readonly streams: readonly StreamState[]
}

/** A stream and its messages as part of a {@link SyncState}. */
export interface StreamState {
  /** Its place in the order of creation, which services and streams share. */
  readonly sequence: number
  /** SID, name and dates. */
  readonly stream: Stream
  /** The messages that are kept, newest last. */
  readonly messages: readonly { readonly sid: string; readonly data: JsonObject }[]
}

type Check = (found: unknown, place: string) => void

const object = rule(
  'an object',
  (found) => typeof found === 'object' && found !== null && !Array.isArray(found),
)
const boolean = rule('true or false', (found) => typeof found === 'boolean')
const text = rule('a text', (found) => typeof found === 'string')
const streamName = rule(
  'a text that is not empty and not shaped like a SID',
  (found) => typeof found === 'string' && !/^$|^[A-Z]{2}[0-9a-f]{32}$/.test(found),
)
const count = rule(
  'a whole number from 0 to 4294967295',
  (found) => Number.isInteger(found) && Number(found) >= 0 && Number(found) < 2 ** 32,
)
const time = rule(
  'a time in epoch milliseconds',
  (found) => typeof found === 'number' && !Number.isNaN(new Date(found).getTime()),
)

const stateShape = shape({
  version: rule('1', (found) => found === 1),
  time,
  sidsDrawn: shape({}, { IS: count, TO: count, TZ: count, RQ: count }),
  nextSequence: count,
  accounts: listOf(
    shape({
      sid: orNull(
        rule('an AC… SID', (found) => typeof found === 'string' && found.startsWith('AC')),
      ),
      defaultServiceSid: sid('IS'),
      removedServiceSids: listOf(sid('IS')),
      services: listOf(
        shape({
          sequence: count,
          record: shape({
            sid: sid('IS'),
            uniqueName: orNull(text),
            dateCreated: time,
            dateUpdated: time,
            friendlyName: orNull(text),
            webhookUrl: orNull(text),
            webhooksFromRestEnabled: boolean,
            reachabilityWebhooksEnabled: boolean,
            aclEnabled: boolean,
            reachabilityDebouncingEnabled: boolean,
            reachabilityDebouncingWindow: count,
          }),
          streams: listOf(
            shape({
              sequence: count,
              stream: shape({
                sid: sid('TO'),
                uniqueName: orNull(streamName),
                dateCreated: time,
                dateUpdated: time,
                dateExpires: orNull(time),
              }),
              messages: listOf(shape({ sid: sid('TZ'), data: object })),
            }),
          ),
        }),
      ),
    }),
  ),
})

/** A copy of a state, of which nothing reaches the original. */
export function copyState(state: SyncState): SyncState {
  return JSON.parse(JSON.stringify(state)) as SyncState
}

/**
 * A copy of what is to be restored.
 *
 * @throws TypeError that names the place, when no fake can be in that state
 */
export function parseState(found: unknown): SyncState {
  const json = toJson(found)
  if (json === undefined) refuse(found, 'the state', 'plain JSON data')
  const copy: unknown = JSON.parse(json)
  stateShape(copy, 'the state')
  checkAccounts(copy as SyncState)
  return copy as SyncState
}

/** What can be in one place only, wherever in the state that is. */
interface Uniqueness {
  readonly sid: Check
  readonly sequence: Check
}

function checkAccounts({ accounts, nextSequence }: SyncState): void {
  if (accounts.length === 0) refuse(accounts, 'the state.accounts', 'one account or more')
  const accountSid = once('every account once')
  const sequence = once('every sequence number once')
  const unique: Uniqueness = {
    sid: once('every SID once'),
    sequence: (found, place) => {
      if (Number(found) >= nextSequence) refuse(found, place, `less than nextSequence`)
      sequence(found, place)
    },
  }
  for (const [index, account] of accounts.entries()) {
    const place = `the state.accounts[${index}]`
    if (account.sid === null && accounts.length > 1) {
      refuse(null, `${place}.sid`, 'an AC… SID, as there is more than one account')
    }
    accountSid(account.sid, `${place}.sid`)
    checkServices(account, place, unique)
  }
}

function checkServices(account: AccountState, place: string, unique: Uniqueness): void {
  const { defaultServiceSid, removedServiceSids, services } = account
  // Accounts may have services of the same SID, since they do not see each other's.
  const serviceSid = once('every service of an account once, there or removed')
  for (const [index, removed] of removedServiceSids.entries()) {
    serviceSid(removed, `${place}.removedServiceSids[${index}]`)
  }
  if (removedServiceSids.includes(defaultServiceSid)) {
    refuse(defaultServiceSid, `${place}.defaultServiceSid`, 'a service that is not removed')
  }
  for (const [index, { sequence, record, streams }] of services.entries()) {
    const here = `${place}.services[${index}]`
    serviceSid(record.sid, `${here}.record.sid`)
    unique.sequence(sequence, `${here}.sequence`)
    const name = record.sid === defaultServiceSid ? 'default' : null
    if (record.uniqueName !== name) {
      const expected = `${toJson(name) ?? ''}, as the default service is ${defaultServiceSid}`
      refuse(record.uniqueName, `${here}.record.uniqueName`, expected)
    }
    checkStreams(streams, here, unique)
  }
}

function checkStreams(streams: readonly StreamState[], place: string, unique: Uniqueness): void {
  const uniqueName = once('every name of a service once')
  for (const [index, { sequence, stream, messages }] of streams.entries()) {
    const here = `${place}.streams[${index}]`
    unique.sequence(sequence, `${here}.sequence`)
    unique.sid(stream.sid, `${here}.stream.sid`)
    if (stream.uniqueName !== null) uniqueName(stream.uniqueName, `${here}.stream.uniqueName`)
    for (const [number, message] of messages.entries()) {
      unique.sid(message.sid, `${here}.messages[${number}].sid`)
    }
  }
}

/** A check that refuses what it has seen before. */
function once(expected: string): Check {
  const seen = new Set<unknown>()
  return (found, place) => {
    if (seen.has(found)) refuse(found, place, expected)
    seen.add(found)
  }
}

function shape(
  members: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
): Check {
  const known = { ...members, ...optional }
  return (found, place) => {
    object(found, place)
    const record = found as Record<string, unknown>
    for (const name of Object.keys(record)) {
      if (!Object.hasOwn(known, name)) refuse(name, place, `only ${Object.keys(known).join(', ')}`)
    }
    for (const [name, check] of Object.entries(known)) {
      if (Object.hasOwn(record, name) || Object.hasOwn(members, name)) {
        check(record[name], `${place}.${name}`)
      }
    }
  }
}

function listOf(check: Check): Check {
  return (found, place) => {
    if (!Array.isArray(found)) refuse(found, place, 'a list')
    for (const [index, item] of found.entries()) check(item, `${place}[${index}]`)
  }
}

function orNull(check: Check): Check {
  return (found, place) => {
    if (found !== null) check(found, place)
  }
}

function sid(prefix: SidPrefix): Check {
  const pattern = new RegExp(`^${prefix}[0-9a-f]{32}$`)
  return rule(`an ${prefix}… SID`, (found) => typeof found === 'string' && pattern.test(found))
}

function rule(expected: string, holds: (found: unknown) => boolean): Check {
  return (found, place) => {
    if (!holds(found)) refuse(found, place, expected)
  }
}

/** Says that a state cannot be restored. */
export function refuse(found: unknown, place: string, expected: string): never {
  const shown = toJson(found)?.slice(0, 80) ?? (found === undefined ? 'nothing' : typeof found)
  throw new TypeError(`Cannot restore: found ${shown} at ${place}, expected ${expected}`)
}
