import { isSid } from '../../domain/sid.ts'
import type { SyncState } from '../../domain/state.ts'
import { type HistoryData, type HistoryOperation, isDone, routeOf } from './history-data.ts'
import { claimantOf, homeAccountOf } from './home-account.ts'

/** Where a stream is: its account and its service. */
export interface Place {
  readonly account: string
  readonly serviceSid: string | undefined
  /** The service as it was asked for: a SID or `default`. */
  readonly asked: string
}

/** Proof that a stream existed. */
export interface Sighting {
  readonly sid: string
  /**
   * The `applied` of its operation; -Infinity for the start of the history, Infinity for its end.
   */
  readonly at: number
  /**
   * The operation whose answer shows it; `undefined` for the fake's contents at the start or end.
   */
  readonly operation: HistoryOperation | undefined
  readonly place: Place
  /** `undefined` if the answer does not show it. */
  readonly uniqueName: string | null | undefined
  /** ISO 8601 in whole seconds, `null` for never; `undefined` if the answer does not show it. */
  readonly dateExpires: string | null | undefined
}

/** The part of a Stream in an answer that the rules use. */
export interface StreamBody {
  readonly sid: string
  readonly service_sid: string
  readonly unique_name: string | null
  readonly date_expires: string | null
}

/** A history and its sightings of streams, worked out once for all rules. */
export interface Evidence extends HistoryData {
  /** In the order in which the service saw requests. */
  readonly sightings: readonly Sighting[]
  /** The sightings of each stream, in order. */
  readonly bySid: ReadonlyMap<string, readonly Sighting[]>
  /** The first sighting of each stream in each place, by the name it shows. */
  readonly byName: ReadonlyMap<string | null | undefined, readonly Sighting[]>
}

export function evidenceOf(history: HistoryData): Evidence {
  const { start, end } = history
  const home = homeAccountOf(history.operations, [end, start])
  const operations = history.operations.map((operation) => claimed(operation, home))
  const sightings = sightingsOf({ ...history, operations }, home)
  return {
    ...history,
    operations,
    sightings,
    bySid: groupBy(sightings, ({ sid }) => sid),
    byName: groupBy(firstOf(sightings), ({ uniqueName }) => uniqueName),
  }
}

/** An operation from before the home account was claimed belongs to that account all the same. */
function claimed(operation: HistoryOperation, home: string): HistoryOperation {
  const { account } = operation
  const isClaimed = account === undefined || account === claimantOf(operation)
  return isClaimed ? operation : { ...operation, account: home }
}

/** Groups items by key, and keeps their order. */
export function groupBy<Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}

/** The first of sightings that differ only in time. */
function firstOf(sightings: readonly Sighting[]): readonly Sighting[] {
  const known = new Set<string>()
  return sightings.filter(({ sid, place, uniqueName }) => {
    const { account, serviceSid, asked } = place
    const key = [sid, account, serviceSid, asked, uniqueName].join()
    const isNew = !known.has(key)
    known.add(key)
    return isNew
  })
}

/**
 * Every proof that a stream existed, in the order in which the service saw requests: streams in
 * answers, and streams addressed by SID in requests that succeeded.
 */
function sightingsOf({ operations, start, end }: HistoryData, home: string): readonly Sighting[] {
  return [
    ...operations.flatMap(sightingsIn),
    ...heldBy(start, { at: -Infinity, home }),
    ...heldBy(end, { at: Infinity, home }),
  ].sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)))
}

/** The streams in an answer. */
export function streamsIn({ operation, body }: HistoryOperation): readonly StreamBody[] {
  if (operation === 'streams.list') return (body as { readonly streams: StreamBody[] }).streams
  const isOne = ['streams.create', 'streams.fetch', 'streams.update'].includes(String(operation))
  return isOne ? [body as StreamBody] : []
}

/** Whether a stream that was seen in a place belongs to the service that a request names. */
export function isInPlace(place: Place, asked: Pick<Place, 'account' | 'asked'>): boolean {
  const isSame = place.asked === asked.asked || place.serviceSid === asked.asked
  return place.account === asked.account && isSame
}

function sightingsIn(operation: HistoryOperation): readonly Sighting[] {
  const { account, applied: at, body } = operation
  const route = routeOf(operation.request)
  if (!isDone(operation) || at === undefined || route === undefined) return []
  const { serviceSid: asked, streamSid } = route.parameters
  const place = { account: account ?? '', serviceSid: undefined, asked }
  // Answers to HEAD have no body.
  const shown = body === undefined ? [] : streamsIn(operation)
  if (shown.length > 0 || !isSid(streamSid, 'TO')) {
    return shown.map((stream) => ({
      sid: stream.sid,
      at,
      operation,
      place: { ...place, serviceSid: stream.service_sid },
      uniqueName: stream.unique_name,
      dateExpires: stream.date_expires,
    }))
  }
  return [{ sid: streamSid, at, operation, place, uniqueName: undefined, dateExpires: undefined }]
}

interface Moment {
  readonly at: number
  /** The SID of the home account, which the state may not contain yet. */
  readonly home: string
}

function heldBy({ accounts }: SyncState, { at, home }: Moment): Sighting[] {
  return accounts.flatMap(({ sid, defaultServiceSid, services }, index) =>
    services.flatMap(({ record, streams }) => {
      const account = index === 0 ? home : (sid ?? home)
      const asked = record.sid === defaultServiceSid ? 'default' : record.sid
      const place = { account, serviceSid: record.sid, asked }
      return streams.map(({ stream }) => ({
        sid: stream.sid,
        at,
        operation: undefined,
        place,
        uniqueName: stream.uniqueName,
        dateExpires: undefined,
      }))
    }),
  )
}
