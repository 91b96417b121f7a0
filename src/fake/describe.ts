import { describeEnd } from '../api/describe-end.ts'
import { describeParams, describeRequest } from '../api/describe-request.ts'
import type { RequestRecord } from '../api/journal.ts'
import { percentDecode } from '../api/percent-encoding.ts'
import { detailsOf, failureTable } from '../domain/rules/failure-table.ts'
import { type KindName, kinds } from '../domain/rules/kinds.ts'
import type { Clock } from '../domain/time/clock.ts'
import { objectRules } from '../domain/world/parse-state.ts'
import type {
  AccountState,
  ObjectsState,
  ObjectStates,
  ServiceState,
  SyncState,
} from '../domain/world/state.ts'
import { describeFault } from '../faults/describe-faults.ts'
import { keysOf } from '../lang/keys-of.ts'
import { quote, showDuration } from '../lang/show.ts'
import type { Hub } from '../twilsock/hub.ts'
import { count, cut, describeObject, titleOfObject } from './describe-objects.ts'
import { describeWebhook } from './describe-webhooks.ts'
import { reportTitle } from './failure-report.ts'
import type { Scope } from './scope.ts'

/** How many requests, and how many objects that have ended, are listed. */
const lastListed = 10

/** How many accounts, services of each, objects of each kind in these, and faults are listed. */
const mostListed = 10

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

/** Describes a state for the reader of a counterexample. What it holds may have expired unnoticed. */
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
  const noun = sids.every((sid) => sid.startsWith(kinds.streams.prefix)) ? 'streams' : 'objects'
  const objects = more.length === 0 ? only : `${sids.length} ${noun}`
  return `${who}${version}, subscribed to ${objects ?? 'nothing'}`
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
  return `${describeRequest(request)}${describeParams(request.params, request.ifMatch)}${reasonOf(request)}`
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
    describe: (service) => section(titleOf(service), describeObjects(service, view)),
  })
}

function titleOf({ record: { sid, uniqueName, friendlyName } }: ServiceState): string {
  const name = uniqueName ?? friendlyName
  return name === null ? `Service ${sid}` : `Service ${cut(quote(name))} ${sid}`
}

function describeObjects(service: ServiceState, view: StateView): string[] {
  const lines = keysOf(kinds).flatMap((kind) => describeKind(kind, { service, view }))
  return lines.length === 0 ? ['no streams'] : lines
}

interface KindView<Kind extends KindName> {
  readonly service: Pick<ObjectsState, Kind>
  readonly view: StateView
}

function describeKind<Kind extends KindName>(
  kind: Kind,
  { service, view }: KindView<Kind>,
): string[] {
  const states: readonly ObjectStates[Kind][] = service[kind]
  const isNamed = (state: ObjectStates[Kind]): boolean => {
    const { sid, uniqueName } = objectRules[kind].recordOf(state)
    return view.named.has(sid) || (uniqueName !== null && view.named.has(uniqueName))
  }
  const [asked, others] = [states.filter(isNamed), states.filter((one) => !isNamed(one))]
  // Few are shown in the order in which they were created.
  return describeFirst(states.length > mostListed ? [...asked, ...others] : states, {
    noun: kinds[kind].noun,
    describe: (state) => [describeObject(kind, { state, now: view.now })],
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
  const left = items.length - mostListed
  const more = left > 0 ? [`… and ${count(left, `more ${noun}`)}`] : []
  return [...items.slice(0, mostListed).flatMap(describe), ...more]
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)]
}

function iso(time: number): string {
  return new Date(time).toISOString()
}
