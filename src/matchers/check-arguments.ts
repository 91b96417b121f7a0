import { faultKinds } from '../api/fault-points.ts'
import type { RequestRecord } from '../api/journal.ts'
import { operationNames } from '../api/operations.ts'
import { type KindName, kinds } from '../domain/rules/kinds.ts'
import type { Stream, SyncList, SyncMap, SyncObject } from '../domain/rules/records.ts'
import { anyOf, isWhole, refuse } from '../lang/refuse.ts'
import { isAsymmetric, isRecord } from './differences.ts'

// An expectation that no value can match is a mistake: unchecked, its negation would always pass.

const action = 'match'
const object = 'an object, or an asymmetric matcher'

/** What a member can be, other than an asymmetric matcher. */
interface Rule {
  readonly expected: string
  readonly allows: (value: unknown) => boolean
}

const time: Rule = { expected: 'epoch milliseconds', allows: (value) => Number.isFinite(value) }

const objectRules = {
  uniqueName: or(null, matching(/./s, 'a name')),
  dateCreated: time,
  dateUpdated: time,
  dateExpires: or(null, time),
  createdBy: matching(/^/, 'an identity'),
} satisfies Record<Exclude<keyof SyncObject, 'sid'>, Rule>

const revision = matching(/^(?:0|[1-9a-f][0-9a-f]*)$/, 'a revision: a number in lower-case hex')

const rulesByKind: {
  readonly streams: Record<keyof Stream, Rule>
  readonly lists: Record<keyof SyncList, Rule>
  readonly maps: Record<keyof SyncMap, Rule>
} = {
  streams: { sid: sidOf('streams'), ...objectRules },
  lists: { sid: sidOf('lists'), ...objectRules, revision },
  maps: { sid: sidOf('maps'), ...objectRules, revision },
}

const requestRules = {
  operation: or(undefined, oneOf(operationNames)),
  method: matching(/^[^a-z]+$/, 'capitals, such as POST'),
  path: matching(/^(?:\/[^?#]*)?$/, 'a path that begins with /, without a query'),
  params: { expected: 'an object of strings', allows: isRecord },
  ifMatch: or(undefined, matching(/^/, 'a revision')),
  account: or(undefined, matching(/^AC/, 'a SID that begins with AC')),
  via: oneOf(['rest', 'sdk']),
  identity: or(undefined, matching(/^/, 'an identity')),
  status: or(undefined, whole({ least: 200, most: 599 }, 'a whole number of 200…599')),
  code: or(undefined, whole({ least: 1 }, 'a whole number of 1 or more')),
  failure: or(undefined, { expected: 'an object', allows: isRecord }),
  fault: or(undefined, oneOf(faultKinds.request)),
  time,
} satisfies Record<keyof RequestRecord, Rule>

const paramRule = matching(/^/, 'a string, as it was sent')

/** @throws TypeError if it is neither a SID nor a unique name */
export function checkSidOrName(found: unknown, kind: KindName): void {
  if (isFilled(found)) return
  refuse(action, { found, at: `the ${kinds[kind].noun}`, expected: 'its SID or unique name' })
}

/** @throws TypeError if no object of the kind can contain it */
export function checkObjectLike(found: unknown, kind: keyof typeof rulesByKind): void {
  checkMembers(found, rulesByKind[kind])
}

/** @throws TypeError if no item of a map can have it */
export function checkItemKey(found: unknown): void {
  if (isFilled(found)) return
  refuse(action, { found, at: 'the item', expected: 'its key' })
}

/** @throws TypeError if no item of a list can have it */
export function checkItemIndex(found: unknown): void {
  if (isWhole(found, { least: 0 })) return
  const expected = 'its index, a whole number of 0 or more, or its data'
  refuse(action, { found, at: 'the item', expected })
}

/** @throws TypeError if no request can contain it, as far as the requests so far show */
export function checkRequestLike(found: unknown, requests: readonly RequestRecord[]): void {
  checkMembers(found, requestRules)
  const params = isRecord(found) ? found['params'] : undefined
  if (isRecord(params)) checkParams(params, requests)
}

/** @throws TypeError if no data can contain it */
export function checkData(found: unknown): void {
  if (isRecord(found) || isAsymmetric(found)) return
  refuse(action, { found, at: 'the data', expected: object })
}

/** @throws TypeError if it is not a whole number from 0 */
export function checkTimes(found: unknown): void {
  if (isWhole(found, { least: 0 })) return
  refuse(action, { found, at: 'times', expected: 'a whole number of 0 or more' })
}

/** @throws TypeError if it is no list of identities */
export function checkIdentities(found: unknown): void {
  if (found === undefined) return
  const expected = 'a list of identities, undefined for a client without one'
  if (!Array.isArray(found)) refuse(action, { found, at: 'the identities', expected })
  const items: readonly unknown[] = found
  for (const [index, item] of items.entries()) {
    if (item === undefined || typeof item === 'string') continue
    refuse(action, { found: item, at: `identities[${index}]`, expected: 'a string or undefined' })
  }
}

function isFilled(found: unknown): boolean {
  return typeof found === 'string' && found !== ''
}

function checkMembers(found: unknown, rules: Readonly<Record<string, Rule>>): void {
  if (isAsymmetric(found)) return
  if (!isRecord(found)) refuse(action, { found, at: 'what is expected', expected: object })
  for (const [name, value] of Object.entries(found)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
    if (rule === undefined) {
      const expected = anyOf(Object.keys(rules))
      throw new TypeError(
        `Cannot ${action}: found the unknown member ${name}, expected ${expected}`,
      )
    }
    checkValue(value, { at: name, rule })
  }
}

function checkParams(
  params: Readonly<Record<string, unknown>>,
  requests: readonly RequestRecord[],
): void {
  for (const [name, value] of Object.entries(params)) {
    // An app may have misspelt it just so.
    const wasSent = requests.some((request) => Object.hasOwn(request.params, name))
    if (/^[a-z]/.test(name) && !wasSent) {
      refuse(action, { found: name, at: 'params', expected: "Twilio's names, such as UniqueName" })
    }
    checkValue(value, { at: `params.${name}`, rule: paramRule })
  }
}

function checkValue(
  found: unknown,
  { at, rule: { expected, allows } }: { readonly at: string; readonly rule: Rule },
): void {
  if (!isAsymmetric(found) && !allows(found)) refuse(action, { found, at, expected })
}

function sidOf(kind: KindName): Rule {
  const { prefix } = kinds[kind]
  return matching(new RegExp(`^${prefix}`), `a SID that begins with ${prefix}`)
}

function matching(pattern: RegExp, expected: string): Rule {
  return { expected, allows: (value) => typeof value === 'string' && pattern.test(value) }
}

function oneOf(names: readonly string[]): Rule {
  return { expected: anyOf(names), allows: (value) => names.some((name) => name === value) }
}

function whole(range: Parameters<typeof isWhole>[1], expected: string): Rule {
  return { expected, allows: (value) => isWhole(value, range) }
}

function or(nothing: null | undefined, { expected, allows }: Rule): Rule {
  return {
    expected: `${expected}, or ${nothing}`,
    allows: (value) => value === nothing || allows(value),
  }
}
