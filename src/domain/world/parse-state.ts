import { isDeeperThan, type JsonObject, toJson } from '../../lang/json.ts'
import { isWhole, refuse } from '../../lang/refuse.ts'
import { system } from '../rules/actor.ts'
import type { ServiceRecord, Stream, StreamMessage, StreamState } from '../rules/records.ts'
import { isSid, type Sid, type SidPrefix, sidPrefixes } from '../rules/sid.ts'
import { deepestData } from '../rules/validate.ts'
import type { AccountState, ServiceState, SyncState } from './state.ts'

/**
 * Returns a deep copy of a state that is to be restored.
 *
 * @throws TypeError that names the offending place if no fake can be in that state
 */
export function parseState(found: unknown): SyncState {
  const json = toJson(found)
  if (json === undefined) refuseState(found, { at: '', expected: 'plain JSON data' })
  const state = readState(JSON.parse(json), '')
  checkAccounts(state)
  return state
}

/** Returns what was found at a place in a state, or refuses it. */
type Read<Value> = (found: unknown, at: string) => Value

const object = rule('an object', isObject)
const boolean = rule('true or false', (found) => typeof found === 'boolean')
const text = rule('a string', isText)
const streamName = rule(
  'a string that is not empty and not shaped like a SID',
  (found): found is string => isText(found) && found !== '' && !isSid(found, ''),
)
const accountSid = rule(
  'an AC… SID',
  (found): found is string => isText(found) && found.startsWith('AC'),
)
const whole = rule('a whole number of 0 or more', (found) => isWhole(found, { least: 0 }))
const data = rule(
  `an object in ${deepestData} levels at most`,
  (found): found is JsonObject => isObject(found) && !isDeeperThan(deepestData, found),
)
const time = rule(
  'a time in epoch milliseconds',
  (found): found is number => typeof found === 'number' && !Number.isNaN(new Date(found).getTime()),
)

/** Far beyond what any test creates, and far from where adding one has no effect. */
const mostCounted = 2 ** 52

const count = rule(`a whole number from 0 to ${mostCounted}`, (found) =>
  isWhole(found, { least: 0, most: mostCounted }),
)

const readStream = shape<StreamState>({
  sequence: whole,
  stream: shape<Stream>({
    sid: sid('TO'),
    uniqueName: orNull(streamName),
    dateCreated: time,
    dateUpdated: time,
    dateExpires: orNull(time),
    createdBy: optional(text, system.identity),
  }),
  messages: listOf(shape<StreamMessage>({ sid: sid('TZ'), data })),
})

const readService = shape<ServiceState>({
  sequence: whole,
  record: shape<ServiceRecord>({
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
    reachabilityDebouncingWindow: whole,
  }),
  streams: listOf(readStream),
})

const readState = shape<SyncState>({
  version: rule('1', (found) => found === 1),
  time,
  sidsDrawn: readCounts,
  nextSequence: count,
  accounts: listOf(
    shape<AccountState>({
      sid: orNull(accountSid),
      defaultServiceSid: sid('IS'),
      removedServiceSids: listOf(sid('IS')),
      services: listOf(readService),
    }),
  ),
})

/** The counts of drawn SIDs; a prefix may be missing. */
function readCounts(found: unknown, at: string): SyncState['sidsDrawn'] {
  const given = object(found, at)
  checkNames(given, { at, known: sidPrefixes })
  const prefixes = sidPrefixes.filter((prefix) => Object.hasOwn(given, prefix))
  return Object.fromEntries(
    prefixes.map((prefix) => [prefix, count(given[prefix], `${at}.${prefix}`)]),
  )
}

/** Creates a reader of an object with exactly these members, which keeps their order. */
function shape<Shape extends object>(members: {
  readonly [Name in keyof Shape]-?: Read<Shape[Name]>
}): Read<Shape> {
  const readers = new Map<string, Read<unknown>>(Object.entries(members))
  const known = [...readers.keys()]
  return (found, at) => {
    const given = object(found, at)
    checkNames(given, { at, known })
    const names = new Set([...Object.keys(given), ...known])
    const read = Array.from(names, (name) => {
      return [name, readers.get(name)?.(given[name], at === '' ? name : `${at}.${name}`)]
    })
    return Object.fromEntries(read) as Shape
  }
}

function checkNames(
  given: object,
  { at, known }: { readonly at: string; readonly known: readonly string[] },
): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name))
  if (unknown !== undefined) refuseState(unknown, { at, expected: `only ${known.join(', ')}` })
}

function listOf<Value>(read: Read<Value>): Read<readonly Value[]> {
  return (found, at) => {
    if (!Array.isArray(found)) refuseState(found, { at, expected: 'a list' })
    return found.map((item: unknown, index) => read(item, `${at}[${index}]`))
  }
}

function orNull<Value>(read: Read<Value>): Read<Value | null> {
  return (found, at) => (found === null ? null : read(found, at))
}

/** Creates a reader of a member that states written before it existed lack. */
function optional<Value>(read: Read<Value>, missing: Value): Read<Value> {
  return (found, at) => (found === undefined ? missing : read(found, at))
}

function sid<Prefix extends SidPrefix>(prefix: Prefix): Read<Sid<Prefix>> {
  return rule(
    `an ${prefix}… SID`,
    (found): found is Sid<Prefix> => isText(found) && isSid(found, prefix),
  )
}

function rule<Value>(expected: string, holds: (found: unknown) => found is Value): Read<Value> {
  return (found, at) => {
    if (!holds(found)) refuseState(found, { at, expected })
    return found
  }
}

function isText(found: unknown): found is string {
  return typeof found === 'string'
}

function isObject(found: unknown): found is Readonly<Record<string, unknown>> {
  return typeof found === 'object' && found !== null && !Array.isArray(found)
}

/** Checks that a value at a place repeats none that it has seen before. */
type Once = (found: unknown, at: string) => void

/** Where a part of a state is, and what checks its numbers in the order of creation. */
interface Part {
  readonly at: string
  readonly sequence: Once
}

function checkAccounts({ accounts, nextSequence }: SyncState): void {
  if (accounts.length === 0) {
    refuseState(accounts, { at: 'accounts', expected: 'one account or more' })
  }
  const accountSid = once('every account once')
  const sequence = sequenceBelow(nextSequence)
  for (const [index, account] of accounts.entries()) {
    const at = `accounts[${index}]`
    if (account.sid === null && accounts.length > 1) {
      const expected = 'an AC… SID, as there is more than one account'
      refuseState(null, { at: `${at}.sid`, expected })
    }
    accountSid(account.sid, `${at}.sid`)
    checkServices(account, { at, sequence })
  }
}

function checkServices(account: AccountState, { at, sequence }: Part): void {
  const { defaultServiceSid, removedServiceSids, services } = account
  // Services of different accounts may share a SID, since accounts do not see each other's.
  const serviceSid = once('every service of an account once, there or removed')
  for (const [index, removed] of removedServiceSids.entries()) {
    serviceSid(removed, `${at}.removedServiceSids[${index}]`)
  }
  if (removedServiceSids.includes(defaultServiceSid)) {
    const expected = 'a service that is not removed'
    refuseState(defaultServiceSid, { at: `${at}.defaultServiceSid`, expected })
  }
  for (const [index, service] of services.entries()) {
    const here = `${at}.services[${index}]`
    const { record } = service
    serviceSid(record.sid, `${here}.record.sid`)
    sequence(service.sequence, `${here}.sequence`)
    const name = record.sid === defaultServiceSid ? 'default' : null
    if (record.uniqueName !== name) {
      const expected = `${toJson(name) ?? ''}, as the default service is ${defaultServiceSid}`
      refuseState(record.uniqueName, { at: `${here}.record.uniqueName`, expected })
    }
    checkStreams(service.streams, { at: `${here}.streams`, sequence })
  }
}

function checkStreams(streams: readonly StreamState[], { at, sequence }: Part): void {
  const streamSid = once('every SID of a service once')
  const uniqueName = once('every name of a service once')
  for (const [index, state] of streams.entries()) {
    const here = `${at}[${index}]`
    const { stream } = state
    sequence(state.sequence, `${here}.sequence`)
    streamSid(stream.sid, `${here}.stream.sid`)
    if (stream.uniqueName !== null) uniqueName(stream.uniqueName, `${here}.stream.uniqueName`)
  }
}

function once(expected: string): Once {
  const seen = new Set<unknown>()
  return (found, at) => {
    if (seen.has(found)) refuseState(found, { at, expected })
    seen.add(found)
  }
}

/** Numbers in the order of creation, none of which may be taken again. */
function sequenceBelow(nextSequence: number): Once {
  const sequence = once('every sequence number once')
  return (found, at) => {
    if (Number(found) >= nextSequence)
      refuseState(found, { at, expected: 'less than nextSequence' })
    sequence(found, at)
  }
}

/** Throws the TypeError for a state that cannot be restored, naming the offending place. */
function refuseState(
  found: unknown,
  { at, expected }: { readonly at: string; readonly expected: string },
): never {
  refuse('restore the state', { found, at: at === '' ? undefined : at, expected })
}
