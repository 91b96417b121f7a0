import { describeRequest } from '../api/describe-request.ts'
import type { RequestRecord } from '../api/journal.ts'
import { kinds } from '../domain/rules/kinds.ts'
import type { JsonObject } from '../lang/json.ts'
import { quote } from '../lang/show.ts'
import { candidatesText, count, differencesText, list } from './candidates.ts'
import { differencesOf, isAsymmetric, nearest } from './differences.ts'
import { elsewhereText } from './elsewhere.ts'
import type { Given } from './given.ts'
import type { MatcherContext } from './matcher.ts'
import { endText, nameOf, namesText } from './names.ts'
import { textOf } from './text-of.ts'

interface ObjectCase {
  readonly given: Given
  readonly sidOrName: string
  /** What there is: the object, or the data of a document. */
  readonly found: object | undefined
  readonly expected: object
}

/** Returns the failure message of `toHaveStream`, `toHaveDocument`, `toHaveList` and `toHaveMap`. */
export function objectText(context: MatcherContext, object: ObjectCase): string {
  const { given, sidOrName, found, expected } = object
  const wanted = `${kinds[given.kind].noun} ${quote(sidOrName)}${likeText(expected)}`
  if (found === undefined) return `Expected a ${wanted}, found ${namesText(given, sidOrName)}`
  return foundText(context, { wanted, article: 'a', found, expected })
}

interface FoundCase {
  readonly wanted: string
  readonly article: string
  readonly found: object
  readonly expected: object
}

/** Says what is there instead, or in spite of `.not`. */
export function foundText(context: MatcherContext, one: FoundCase): string {
  const { wanted, article, found, expected } = one
  if (context.isNot) return `Expected no ${wanted}, found ${textOf(found)}`
  const differences = differencesText(differencesOf(context, { found, expected }))
  const there = differences === '' ? textOf(found) : `one whose ${differences}`
  return `Expected ${article} ${wanted}, found ${there}`
}

/** Empty if anything will do. */
export function likeText(expected: object): string {
  const isAny = Object.keys(expected).length === 0 && !isAsymmetric(expected)
  return isAny ? '' : ` like ${textOf(expected)}`
}

/** Returns the failure message of `toHaveNoStreams`. */
export function streamsText(given: Given<'streams'>): string {
  const { sync, kind, store } = given
  const names = store.all().map(nameOf)
  const elsewhere = elsewhereText(sync, { kind, what: 'some', isMissing: () => true })
  return names.length === 0
    ? `Expected streams, found none${elsewhere}${endText(given, () => true)}`
    : `Expected no streams, found ${names.length}${list(names)}`
}

interface MessageCase {
  readonly given: Given
  readonly sidOrName: string
  /** The data of all messages; `undefined` if there is no such stream. */
  readonly found: readonly JsonObject[] | undefined
  readonly expected: object
}

/** Returns the failure message of `toHavePublished`. */
export function messagesText(context: MatcherContext, message: MessageCase): string {
  const { given, sidOrName, found, expected } = message
  const number = context.isNot ? 'no' : 'a'
  const wanted = `Expected ${number} message like ${textOf(expected)} on ${quote(sidOrName)}`
  if (found === undefined) return `${wanted}, found ${namesText(given, sidOrName)}`
  const candidates = nearest(context, { items: found, expected })
  return `${wanted}, found ${candidatesText(context, { candidates, noun: 'message', describe: textOf })}`
}

interface SubscribersCase {
  readonly given: Given
  readonly sidOrName: string
  /** The identities of all subscribers; `undefined` if there is no such stream. */
  readonly found: readonly (string | undefined)[] | undefined
  /** `undefined` for any. */
  readonly identities: readonly (string | undefined)[] | undefined
}

/** Returns the failure message of `toHaveSubscribers`. */
export function subscribersText({ isNot }: MatcherContext, subscribers: SubscribersCase): string {
  const { given, sidOrName, found, identities } = subscribers
  const wanted = identities === undefined ? 'subscribers' : `the subscribers ${all(identities)}`
  const number = isNot ? (identities === undefined ? 'no ' : 'other than ') : ''
  const there = found === undefined ? namesText(given, sidOrName) : all(found)
  return `Expected ${number}${wanted} of ${quote(sidOrName)}, found ${there}`
}

/** Lists identities: `"alice", one without an identity`. */
function all(identities: readonly (string | undefined)[]): string {
  const names = identities.map((one) =>
    one === undefined ? 'one without an identity' : quote(one),
  )
  return names.length === 0 ? 'none' : names.join(', ')
}

interface RequestCase {
  readonly requests: readonly RequestRecord[]
  readonly expected: object
  readonly times?: number
}

/** Returns the failure message of `toHaveReceivedRequest` and `toHaveReceivedRequestTimes`. */
export function requestsText(context: MatcherContext, request: RequestCase): string {
  const { requests, expected, times } = request
  const candidates = nearest(context, { items: requests, expected })
  const wanted = `${requestCount(context, times)} like ${textOf(expected)}`
  return `Expected ${wanted}, found ${candidatesText(context, {
    candidates,
    noun: 'request',
    describe: describeRequest,
  })}`
}

function requestCount({ isNot }: MatcherContext, times: number | undefined): string {
  if (times === undefined) return isNot ? 'no request' : 'a request'
  return isNot ? `not ${count(times, 'request')}` : count(times, 'request')
}
