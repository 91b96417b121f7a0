import { toJson } from '../../lang/json.ts'
import { keysOf } from '../../lang/keys-of.ts'
import { isWhole } from '../../lang/refuse.ts'
import { documentRules, listRules, mapRules, streamRules } from '../objects/object-states.ts'
import type { ServiceRecord } from '../rules/records.ts'
import { sidPrefixes } from '../rules/sid.ts'
import {
  boolean,
  checkNames,
  isText,
  listOf,
  object,
  type ObjectRules,
  type Once,
  once,
  optional,
  orNull,
  type Part,
  refuseState,
  rule,
  shape,
  sid,
  text,
  time,
  whole,
} from '../rules/state-shapes.ts'
import type { AccountState, ObjectStates, ServiceState, SyncState } from './state.ts'

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

const accountSid = rule(
  'an AC… SID',
  (found): found is string => isText(found) && found.startsWith('AC'),
)
/** Far beyond what any test creates, and far from where adding one has no effect. */
const mostCounted = 2 ** 52

const count = rule(`a whole number from 0 to ${mostCounted}`, (found) =>
  isWhole(found, { least: 0, most: mostCounted }),
)

/** The rules of each kind of objects. */
export const objectRules: {
  readonly [Kind in keyof ObjectStates]: ObjectRules<ObjectStates[Kind]>
} = {
  streams: streamRules,
  documents: documentRules,
  lists: listRules,
  maps: mapRules,
}

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
  streams: listOf(streamRules.read),
  // States that were written before there were these kinds lack them.
  documents: optional(listOf(documentRules.read), []),
  lists: optional(listOf(listRules.read), []),
  maps: optional(listOf(mapRules.read), []),
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
    for (const kind of keysOf(objectRules)) {
      checkObjects(kind, { states: service, rules: objectRules, at: `${here}.${kind}`, sequence })
    }
  }
}

function checkObjects<Kind extends keyof ObjectStates>(
  kind: Kind,
  {
    states,
    rules,
    at,
    sequence,
  }: Part & {
    readonly states: { readonly [Each in Kind]: readonly ObjectStates[Each][] }
    readonly rules: { readonly [Each in Kind]: ObjectRules<ObjectStates[Each]> }
  },
): void {
  const { recordOf, noun } = rules[kind]
  const objectSid = once('every SID of a service once')
  const uniqueName = once('every name of a service once')
  for (const [index, state] of states[kind].entries()) {
    const here = `${at}[${index}]`
    const record = recordOf(state)
    sequence(state.sequence, `${here}.sequence`)
    objectSid(record.sid, `${here}.${noun}.sid`)
    if (record.uniqueName !== null) uniqueName(record.uniqueName, `${here}.${noun}.uniqueName`)
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
