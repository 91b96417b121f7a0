import { describeEnd } from '../api/describe-end.ts'
import { percentDecode } from '../api/percent-encoding.ts'
import { describeParams, describeRequest } from '../api/describe-request.ts'
import type { RequestRecord } from '../api/journal.ts'
import { detailsOf, failureTable } from '../domain/rules/failure-table.ts'
import type { StreamState, SyncObject } from '../domain/rules/records.ts'
import type { Clock } from '../domain/time/clock.ts'
import type { AccountState, ServiceState, SyncState } from '../domain/world/state.ts'
import { describeFault } from '../faults/describe-faults.ts'
import { toJson } from '../lang/json.ts'
import { quote, shorten, showDuration } from '../lang/show.ts'
import type { Hub } from '../twilsock/hub.ts'
import { describeWebhook } from './describe-webhooks.ts'
import { reportTitle } from './failure-report.ts'
import type { Scope } from './scope.ts'

/** How many requests, and how many objects that have ended, are listed. */
const lastListed = 10

/** How many accounts, services of each, streams of each and faults are listed. */
const mostListed = 10

/** How many characters of a name are shown: those of the longest unique name, in quotes. */
const longestName = 322

/** How many characters of a message are shown. */
const longestText = 60

/**
 * Describes the state for the reader of a failing test. Times are relative to the start, unless
 * some are earlier, and SIDs come from the seed, so that equal calls give equal text.
 */
export function describeScope({
  world,
  startedAt,
  journal,
  faults,
  clients,
  webhooks,
}: Scope<Clock>): string {
  const { time, accounts } = world.snapshot()
  const { records: requests } = journal
  const { ended } = world
  const lastRequests = requests.slice(-lastListed)
  const lastEnded = ended.slice(-lastListed)
  const lastWebhooks = webhooks.records.slice(-lastListed)
  const times = [
    time,
    ...lastRequests.map((one) => one.time),
    ...lastEnded.map(({ at }) => at),
    ...lastWebhooks.map((one) => one.time),
  ]
  // A restored state may be from long before.
  const isBefore = times.some((one) => one < startedAt)
  const showTime = (one: number): string => (isBefore ? iso(one) : showDuration(one - startedAt))
  return [
    `${reportTitle}${isBefore ? ` at ${iso(time)}` : `, ${showTime(time)} after its start`}`,
    ...describeAccounts(accounts, { now: time, named: namesIn(requests) }),
    ...section(
      'Clients',
      describeFirst(clients.subscriptions, {
        noun: 'client',
        describe: (one) => [describeClient(one)],
      }),
    ),
    ...section(
      lastTitle('ended objects', { listed: lastEnded, all: ended }),
      lastEnded.map((end) => {
        return `${showTime(end.at)}: ${titleOfObject(end.object)} ${describeEnd(end, { requests })}`
      }),
    ),
    ...section(
      lastTitle('requests', { listed: lastRequests, all: requests }),
      lastRequests.map((one) => `${showTime(one.time)}: ${describeWithParams(one)}`),
    ),
    ...section(
      lastTitle('webhooks', { listed: lastWebhooks, all: webhooks.records }),
      lastWebhooks.map((one) => `${showTime(one.time)}: ${describeWebhook(one)}`),
    ),
    ...section(
      'Faults pending',
      describeFirst(faults.pending, { noun: 'fault', describe: (one) => [describeFault(one)] }),
    ),
  ].join('\n')
}

/** Describes a state for the reader of a counterexample. Streams in it may have expired unnoticed. */
export function describeState({ time, accounts }: SyncState): string {
  return [
    `world at ${iso(time)}`,
    ...describeAccounts(accounts, { now: time, named: new Set() }),
  ].join('\n')
}

/** Describes a client: `"alice" with twilio-sync 4.0.1, subscribed to 1 stream`. */
function describeClient({ client, sids }: Hub['subscriptions'][number]): string {
  const { identity, sdkVersion } = client
  const who = identity === undefined ? 'without an identity' : cut(quote(identity))
  const version = sdkVersion === '' ? '' : ` with twilio-sync ${cut(sdkVersion)}`
  const [only, ...more] = sids
  const streams = more.length === 0 ? only : `${sids.length} streams`
  return `${who}${version}, subscribed to ${streams ?? 'nothing'}`
}

interface Lists {
  readonly listed: readonly unknown[]
  readonly all: readonly unknown[]
}

function lastTitle(noun: string, { listed, all }: Lists): string {
  if (listed.length < all.length) return `Last ${listed.length} of ${all.length} ${noun}`
  return noun.charAt(0).toUpperCase() + noun.slice(1)
}

function describeWithParams(request: RequestRecord): string {
  return `${describeRequest(request)}${describeParams(request.params)}${reasonOf(request)}`
}

/** Says why, where the reason lies in how the fake was set up rather than in the request alone. */
function reasonOf({ failure }: RequestRecord): string {
  if (failure === undefined) return ''
  const isSetup = failure.kind === 'service-not-found' || failureTable[failure.kind].status === 401
  return isSetup ? `: ${detailsOf(failure)}` : ''
}

interface StateView {
  /** The time that ages are counted to. */
  readonly now: number
  /** The SIDs and names in the requests: of many objects, these are shown first. */
  readonly named: ReadonlySet<string>
}

/** The SIDs and names in paths, and the names of what was created. */
function namesIn(requests: readonly RequestRecord[]): Set<string> {
  return new Set(
    requests.flatMap(({ path, params: { UniqueName: created = [] } }) => {
      return path.split('/').map(decode).concat(created)
    }),
  )
}

/** What is broken is the name of nothing. */
function decode(part: string): string {
  return percentDecode(part) ?? part
}

function describeAccounts(accounts: readonly AccountState[], view: StateView): string[] {
  return describeFirst(accounts, {
    noun: 'account',
    describe(account) {
      const lines = describeServices(account, view)
      return accounts.length === 1 ? lines : section(`Account ${cut(String(account.sid))}`, lines)
    },
  })
}

function describeServices({ services }: AccountState, view: StateView): string[] {
  if (services.length === 0) return ['No services']
  return describeFirst(services, {
    noun: 'service',
    describe: (service) => section(titleOf(service), describeStreams(service, view)),
  })
}

function titleOf({ record: { sid, uniqueName, friendlyName } }: ServiceState): string {
  const name = uniqueName ?? friendlyName
  return name === null ? `Service ${sid}` : `Service ${cut(quote(name))} ${sid}`
}

function describeStreams({ streams }: ServiceState, { now, named }: StateView): string[] {
  if (streams.length === 0) return ['no streams']
  const isNamed = ({ stream: { sid, uniqueName } }: StreamState): boolean =>
    named.has(sid) || (uniqueName !== null && named.has(uniqueName))
  const [asked, others] = [streams.filter(isNamed), streams.filter((one) => !isNamed(one))]
  // Few are shown in the order in which they were created.
  return describeFirst(streams.length > mostListed ? [...asked, ...others] : streams, {
    noun: 'stream',
    describe: (state) => [describeStream(state, now)],
  })
}

interface ListParts<Item> {
  readonly noun: string
  readonly describe: (item: Item) => readonly string[]
}

/** Describes the first items, with a line on the others, if any. */
function describeFirst<Item>(
  items: readonly Item[],
  { noun, describe }: ListParts<Item>,
): string[] {
  const count = items.length - mostListed
  const more = count > 0 ? [`… and ${count} more ${noun}${count === 1 ? '' : 's'}`] : []
  return [...items.slice(0, mostListed).flatMap(describe), ...more]
}

function cut(name: string): string {
  return shorten(name, longestName)
}

function describeStream({ stream, messages }: StreamState, now: number): string {
  return `${titleOfObject(stream)}: ${[
    `${showDuration(now - stream.dateCreated)} old`,
    lifeOf(stream, now),
    describeMessages(messages),
  ].join(', ')}`
}

function titleOfObject({ sid, uniqueName }: SyncObject): string {
  return `${uniqueName === null ? 'unnamed' : cut(quote(uniqueName))} ${sid}`
}

function lifeOf({ dateExpires }: StreamState['stream'], now: number): string {
  if (dateExpires === null) return 'never expires'
  if (dateExpires > now) return `expires in ${showDuration(dateExpires - now)}`
  return `expired ${showDuration(now - dateExpires)} ago, but still there`
}

function describeMessages(messages: StreamState['messages']): string {
  const last = toJson(messages.at(-1)?.data)
  if (last === undefined) return 'no messages'
  const count = messages.length
  return `${count === 1 ? '1 message:' : `${count} messages, last`} ${shorten(last, longestText)}`
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)]
}

function iso(time: number): string {
  return new Date(time).toISOString()
}
