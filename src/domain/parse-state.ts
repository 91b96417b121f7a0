import { isDeeperThan, toJson } from './json.ts'
import { isWhole, refuse } from './refuse.ts'
import { isSid, type SidPrefix, sidPrefixes } from './sid.ts'
import type { AccountState, StreamState, SyncState } from './state.ts'
import { deepestData } from './validate.ts'

/**
 * Returns a deep copy of a state that is to be restored.
 *
 * @throws TypeError that names the offending place if no fake can be in that state
 */
export function parseState(found: unknown): SyncState {
  const json = toJson(found)
  if (json === undefined) refuseState(found, '', 'plain JSON data')
  const copy: unknown = JSON.parse(json)
  stateShape(copy, '')
  checkAccounts(copy as SyncState)
  return copy as SyncState
}

type Check = (found: unknown, place: string) => void

const object = rule('an object', isObject)
const boolean = rule('true or false', (found) => typeof found === 'boolean')
const text = rule('a string', (found) => typeof found === 'string')
const streamName = rule(
  'a string that is not empty and not shaped like a SID',
  (found) => typeof found === 'string' && found !== '' && !isSid(found, ''),
)
const whole = rule('a whole number of 0 or more', (found) => isWhole(found, { least: 0 }))
const data = rule(
  `an object in ${deepestData} levels at most`,
  (found) => isObject(found) && !isDeeperThan(deepestData, found),
)
const time = rule(
  'a time in epoch milliseconds',
  (found) => typeof found === 'number' && !Number.isNaN(new Date(found).getTime()),
)

/** Far beyond what any test creates, and far from where adding one has no effect. */
const mostCounted = 2 ** 52

const count = rule(`a whole number from 0 to ${mostCounted}`, (found) =>
  isWhole(found, { least: 0, most: mostCounted }),
)

const stateShape = shape({
  version: rule('1', (found) => found === 1),
  time,
  sidsDrawn: shape({}, Object.fromEntries(sidPrefixes.map((prefix) => [prefix, count]))),
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
          sequence: whole,
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
            reachabilityDebouncingWindow: whole,
          }),
          streams: listOf(
            shape({
              sequence: whole,
              stream: shape({
                sid: sid('TO'),
                uniqueName: orNull(streamName),
                dateCreated: time,
                dateUpdated: time,
                dateExpires: orNull(time),
              }),
              messages: listOf(shape({ sid: sid('TZ'), data })),
            }),
          ),
        }),
      ),
    }),
  ),
})

function checkAccounts({ accounts, nextSequence }: SyncState): void {
  if (accounts.length === 0) refuseState(accounts, 'accounts', 'one account or more')
  const accountSid = once('every account once')
  const sequence = sequenceBelow(nextSequence)
  for (const [index, account] of accounts.entries()) {
    const place = `accounts[${index}]`
    if (account.sid === null && accounts.length > 1) {
      refuseState(null, `${place}.sid`, 'an AC… SID, as there is more than one account')
    }
    accountSid(account.sid, `${place}.sid`)
    checkServices(account, place, sequence)
  }
}

/** Creates a check of numbers in the order of creation, none of which may be taken again. */
function sequenceBelow(nextSequence: number): Check {
  const sequence = once('every sequence number once')
  return (found, place) => {
    if (Number(found) >= nextSequence) refuseState(found, place, `less than nextSequence`)
    sequence(found, place)
  }
}

function checkServices(account: AccountState, place: string, sequence: Check): void {
  const { defaultServiceSid, removedServiceSids, services } = account
  // Services of different accounts may share a SID, since accounts do not see each other's.
  const serviceSid = once('every service of an account once, there or removed')
  for (const [index, removed] of removedServiceSids.entries()) {
    serviceSid(removed, `${place}.removedServiceSids[${index}]`)
  }
  if (removedServiceSids.includes(defaultServiceSid)) {
    refuseState(defaultServiceSid, `${place}.defaultServiceSid`, 'a service that is not removed')
  }
  for (const [index, service] of services.entries()) {
    const here = `${place}.services[${index}]`
    const { record } = service
    serviceSid(record.sid, `${here}.record.sid`)
    sequence(service.sequence, `${here}.sequence`)
    const name = record.sid === defaultServiceSid ? 'default' : null
    if (record.uniqueName !== name) {
      const expected = `${toJson(name) ?? ''}, as the default service is ${defaultServiceSid}`
      refuseState(record.uniqueName, `${here}.record.uniqueName`, expected)
    }
    checkStreams(service.streams, here, sequence)
  }
}

function checkStreams(streams: readonly StreamState[], place: string, sequence: Check): void {
  const sid = once('every SID of a service once')
  const uniqueName = once('every name of a service once')
  for (const [index, { sequence: number, stream }] of streams.entries()) {
    const here = `${place}.streams[${index}]`
    sequence(number, `${here}.sequence`)
    sid(stream.sid, `${here}.stream.sid`)
    if (stream.uniqueName !== null) uniqueName(stream.uniqueName, `${here}.stream.uniqueName`)
  }
}

/** Creates a check that refuses a value it has seen before. */
function once(expected: string): Check {
  const seen = new Set<unknown>()
  return (found, place) => {
    if (seen.has(found)) refuseState(found, place, expected)
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
      if (Object.hasOwn(known, name)) continue
      refuseState(name, place, `only ${Object.keys(known).join(', ')}`)
    }
    for (const [name, check] of Object.entries(known)) {
      if (Object.hasOwn(record, name) || Object.hasOwn(members, name)) {
        check(record[name], place === '' ? name : `${place}.${name}`)
      }
    }
  }
}

function listOf(check: Check): Check {
  return (found, place) => {
    if (!Array.isArray(found)) refuseState(found, place, 'a list')
    for (const [index, item] of found.entries()) check(item, `${place}[${index}]`)
  }
}

function orNull(check: Check): Check {
  return (found, place) => {
    if (found !== null) check(found, place)
  }
}

function sid(prefix: SidPrefix): Check {
  return rule(`an ${prefix}… SID`, (found) => typeof found === 'string' && isSid(found, prefix))
}

function isObject(found: unknown): boolean {
  return typeof found === 'object' && found !== null && !Array.isArray(found)
}

function rule(expected: string, holds: (found: unknown) => boolean): Check {
  return (found, place) => {
    if (!holds(found)) refuseState(found, place, expected)
  }
}

/** Throws the TypeError for a state that cannot be restored, naming the offending place. */
export function refuseState(found: unknown, place: string, expected: string): never {
  refuse('restore the state', { found, at: place === '' ? undefined : place, expected })
}
