import { describeEnd } from '../api/describe-end.ts'
import { describeRequest } from '../api/describe-request.ts'
import type { RequestRecord } from '../api/journal.ts'
import type { StreamStore } from '../domain/objects/stream-store.ts'
import type { Stream } from '../domain/rules/records.ts'
import type { JsonObject } from '../lang/json.ts'
import { quote, showDuration } from '../lang/show.ts'
import { type Candidate, type Difference, differencesOf, nearest } from './differences.ts'
import { elsewhereText } from './elsewhere.ts'
import type { MatcherContext } from './matcher.ts'
import { textOf } from './text-of.ts'

/** How many items a message lists at most. */
const maxListed = 5

/** What a matcher was given, and the streams in it. */
export interface Given {
  readonly sync: unknown
  readonly streams: StreamStore
  /** The requests that reached the fake; none if it was given a service. */
  readonly requests: readonly RequestRecord[]
}

interface StreamCase {
  readonly given: Given
  readonly sidOrName: string
  readonly found: Stream | undefined
  readonly expected: object
}

/** Returns the failure message of `toHaveStream`. */
export function streamText(context: MatcherContext, stream: StreamCase): string {
  const { given, sidOrName, found, expected } = stream
  const like = Object.keys(expected).length === 0 ? '' : ` like ${textOf(expected)}`
  const wanted = `stream ${quote(sidOrName)}${like}`
  if (found === undefined) return `Expected a ${wanted}, found ${namesText(given, sidOrName)}`
  if (context.isNot) return `Expected no ${wanted}, found ${textOf(found)}`
  const differences = differencesText(differencesOf(context, { found, expected }))
  return `Expected a ${wanted}, found ${differences === '' ? textOf(found) : `one whose ${differences}`}`
}

/** Returns the failure message of `toHaveNoStreams`. */
export function streamsText(given: Given): string {
  const { sync, streams } = given
  const names = streams.all().map(nameOf)
  const elsewhere = elsewhereText(sync, { what: 'some', isMissing: () => true })
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

/** Returns the error message if a matcher for streams is given anything else. */
export function noStreamsText(found: unknown): string {
  return `Cannot match: found ${typeOf(found)}, expected the fake or one of its services, as in expect(sync).toHaveStream('orders')`
}

/** Returns the error message if a matcher for requests is given anything else. */
export function noRequestsText(found: unknown): string {
  return `Cannot match: found ${typeOf(found)}, expected the fake, as in expect(sync).toHaveReceivedRequest({ operation: 'streams.create' })`
}

interface CandidatesCase<Item> {
  readonly candidates: readonly Candidate<Item>[]
  readonly noun: string
  readonly describe: (item: Item) => string
}

/**
 * Says how many candidates match and lists them: for `.not` the matching ones; otherwise all, with
 * their differences.
 */
function candidatesText<Item>(
  context: MatcherContext,
  { candidates, noun, describe }: CandidatesCase<Item>,
): string {
  if (candidates.length === 0) return `no ${noun}s at all`
  const like = candidates.filter(({ differences }) => differences.length === 0)
  const lines = (context.isNot ? like : candidates).map(({ item, differences }) =>
    [describe(item), differencesText(differences)].filter((text) => text !== '').join(': '),
  )
  return `${like.length || 'none'} among ${count(candidates.length, noun)}${list(lines)}`
}

/** Empty if the value as a whole differs: then there is nothing to add. */
function differencesText(differences: readonly Difference[]): string {
  return differences
    .filter(({ path }) => path.length > 0)
    .map(({ path, found }) => `${path.join('.')} is ${valueText(path, found)}`)
    .join(', ')
}

/** Formats a value, with epoch milliseconds also as a date. */
function valueText(path: readonly string[], found: unknown): string {
  const isTime = typeof found === 'number' && /^(?:date|time)/.test(path.at(-1) ?? '')
  return isTime ? `${found} (${new Date(found).toISOString()})` : textOf(found)
}

/**
 * Lists the existing names, those most similar to the expected one first. If the stream is in
 * another service, says in which; if it was there before, how it ended.
 */
function namesText(given: Given, sidOrName: string): string {
  const { sync, streams } = given
  const isWanted = ({ sid, uniqueName }: Stream): boolean => [sid, uniqueName].includes(sidOrName)
  const elsewhere = elsewhereText(sync, { what: 'one', isMissing: isWanted })
  const end = endText(given, isWanted)
  if (streams.size === 0) {
    return elsewhere === ''
      ? `no streams at all${end}`
      : `no streams in the default service${elsewhere}${end}`
  }
  const wanted = sidOrName.toLowerCase()
  const likeness = ({ uniqueName, sid }: Stream): number =>
    commonLetters((uniqueName ?? sid).toLowerCase(), wanted)
  const all = streams.all().sort((one, other) => likeness(other) - likeness(one))
  return `no such stream among ${all.length}${elsewhere}${end}${list(all.map(nameOf))}`
}

/** Says how the last of such streams ended: `; "orders" expired 1 min ago (ttl 60)`. */
function endText({ streams, requests }: Given, isWanted: (stream: Stream) => boolean): string {
  const end = streams
    .ended()
    .reverse()
    .find(({ stream }) => isWanted(stream))
  if (end === undefined) return ''
  const { stream: object, reason, at } = end
  const age = showDuration(streams.now() - at)
  return `; ${nameOf(object)} ${describeEnd({ object, reason, at }, { requests, age })}`
}

/** Counts the letters two strings have in common at the beginning or the end. */
function commonLetters(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length)
  let front = 0
  while (front < shorter && one[front] === other[front]) front += 1
  let back = 0
  while (back < shorter && one.at(-1 - back) === other.at(-1 - back)) back += 1
  return Math.max(front, back)
}

function nameOf({ sid, uniqueName }: Stream): string {
  return uniqueName === null ? sid : quote(uniqueName)
}

function list(lines: readonly string[]): string {
  const more = lines.length - maxListed
  return [...lines.slice(0, maxListed), ...(more > 0 ? [`… and ${more} more`] : [])]
    .map((line) => `\n  ${line}`)
    .join('')
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : typeof value
}
