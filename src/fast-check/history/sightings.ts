import { isSid } from '../../domain/sid.ts'
import type { SyncState } from '../../domain/state.ts'
import { type HistoryData, type HistoryOperation, isDone, routeOf } from './history-data.ts'

/** Where a stream is: its account, and the service by its SID and as it was asked for. */
export interface Place {
  readonly account: string
  readonly serviceSid: string | undefined
  /** A SID or `default`. */
  readonly asked: string
}

/** Proof that a stream was there. */
export interface Sighting {
  readonly sid: string
  /** Its place in the order in which the service saw requests; -Infinity for the start, Infinity for the end. */
  readonly at: number
  /** Whose answer shows it; `undefined` for what the fake held at the start or the end. */
  readonly operation: HistoryOperation | undefined
  readonly place: Place
  /** `undefined` when the answer does not say. */
  readonly uniqueName: string | null | undefined
  /** ISO 8601 in whole seconds, `null` for never; `undefined` when the answer does not say. */
  readonly dateExpires: string | null | undefined
}

/** A Stream in an answer, as far as it matters here. */
export interface StreamBody {
  readonly sid: string
  readonly service_sid: string
  readonly unique_name: string | null
  readonly date_expires: string | null
}

/** A history, and what it says of streams: worked out once for all rules. */
export interface Evidence extends HistoryData {
  readonly sightings: readonly Sighting[]
  /** Those of each stream, in order. */
  readonly bySid: ReadonlyMap<string, readonly Sighting[]>
  /** The first of each stream in each place, by the name that they tell. */
  readonly byName: ReadonlyMap<string | null | undefined, readonly Sighting[]>
}

/** What a history says of streams. */
export function evidenceOf(history: HistoryData): Evidence {
  const sightings = sightingsOf(history)
  return {
    ...history,
    sightings,
    bySid: groupBy(sightings, ({ sid }) => sid),
    byName: groupBy(firstOf(sightings), ({ uniqueName }) => uniqueName),
  }
}

/** Items by what they have in common, in the order in which they came. */
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

/** Of those that differ in nothing but the time, the first. */
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
 * Every proof that a stream was there, in the order in which the service saw requests. An answer that
 * has the SID of a stream proves it too, and so does one to a request that is refused without it.
 */
function sightingsOf({ operations, start, end }: HistoryData): readonly Sighting[] {
  const home = end.accounts[0]?.sid ?? start.accounts[0]?.sid
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

/** Whether a stream that was seen in a place is in the one that a request names, if it still is anywhere. */
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
  // An answer to HEAD has no body.
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
  /** The SID of the home account, which a state may not know yet. */
  readonly home: string | null | undefined
}

function heldBy({ accounts }: SyncState, { at, home }: Moment): Sighting[] {
  return accounts.flatMap(({ sid, defaultServiceSid, services }, index) =>
    services.flatMap(({ record, streams }) => {
      const account = (index === 0 ? home : sid) ?? ''
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
