import { isSid } from '../../domain/sid.ts'
import { quote } from '../../domain/show.ts'
import { type Conflict, known } from './conflict.ts'
import { labelOf, shortSid } from './describe-operation.ts'
import { type HistoryOperation, isDone, routeOf } from './history-data.ts'
import { type Evidence, isInPlace, type Sighting } from './sightings.ts'

/**
 * A name belongs to at most one live stream: two streams with the same name and service do not
 * overlap in the time between their first and their last sighting.
 */
export function findSharedName({ bySid }: Evidence): Conflict | undefined {
  const lives = new Map<string, Life[]>()
  for (const sightings of bySid.values()) {
    const named = sightings.find(({ uniqueName }) => typeof uniqueName === 'string')
    const [first] = sightings
    const last = sightings.at(-1)
    if (named === undefined || first === undefined || last === undefined) continue
    const { place, uniqueName } = named
    const key = JSON.stringify([place.account, place.serviceSid, uniqueName])
    const others = lives.get(key) ?? []
    const other = others.find((life) => life.first.at <= last.at && first.at <= life.last.at)
    if (other !== undefined) return sharedName(other, { first, last })
    others.push({ first, last })
    lives.set(key, others)
  }
  return undefined
}

/**
 * No answer shows a stream after it was removed, by SID, by name or with its service, and the fake
 * does not hold it.
 */
export function findRemovedStream(evidence: Evidence): Conflict | undefined {
  for (const removal of evidence.operations.filter(isDone)) {
    const { applied } = removal
    if (applied === undefined) continue
    for (const sid of removedBy(removal, evidence)) {
      const later = evidence.bySid.get(sid)?.find(({ at }) => at > applied)
      if (later === undefined) continue
      return {
        invariant: 'no-removed-stream',
        operations: known(removal, later.operation),
        found: `${shortSid(sid)} ${where(later)} after ${labelOf(removal.id)} removed it`,
        expected: 'a removed stream never to be seen again',
      }
    }
  }
  return undefined
}

/**
 * No answer shows an expired stream. Only the date in that answer counts. It is in whole seconds,
 * so a stream is reported only when it is a second late.
 */
export function findExpiredStream(history: Evidence): Conflict | undefined {
  const { sightings } = history
  const late = sightings.find(({ operation, dateExpires }) => {
    if (typeof dateExpires !== 'string' || operation?.time === undefined) return false
    return operation.time >= Date.parse(dateExpires) + (1 + history.expiryLag) * 1000
  })
  if (late === undefined) return undefined
  const { sid, at, operation, dateExpires } = late
  const before = sightings.filter((one) => one.sid === sid && one.at < at).at(-1)
  return {
    invariant: 'no-expired-stream',
    operations: known(before?.operation, operation),
    found: `${shortSid(sid)} ${where(late)} at ${new Date(operation?.time ?? 0).toISOString()}, which expired at ${String(dateExpires)}`,
    expected: 'an expired stream never to be seen',
  }
}

/** The first and the last sighting of a stream. */
interface Life {
  readonly first: Sighting
  readonly last: Sighting
}

function sharedName(one: Life, other: Life): Conflict {
  const [older, younger] = one.first.at <= other.first.at ? [one, other] : [other, one]
  const streams = [older, younger].map(({ first }) => shortSid(first.sid))
  const name = [older.last, younger.first, older.first, younger.last]
    .map(({ uniqueName }) => uniqueName)
    .find((found) => typeof found === 'string')
  return {
    invariant: 'one-stream-per-name',
    operations: known(younger.first.operation, older.last.operation),
    found: `${quote(name ?? '')} to be the name of ${streams.join(' and ')} at once`,
    expected: 'one live stream of a name',
  }
}

/**
 * The SIDs of streams that are certainly gone after a removal: every stream seen under the name, or
 * in the service, was either removed by it or gone already.
 */
function removedBy(removal: HistoryOperation, { sightings, byName }: Evidence): readonly string[] {
  const { operation, account = '', applied = 0 } = removal
  const { serviceSid = '', streamSid = '' } = routeOf(removal.request)?.parameters ?? {}
  const asked = { account, asked: serviceSid }
  const sidsIn = (seen: readonly Sighting[]): readonly string[] =>
    seen.filter(({ at, place }) => at < applied && isInPlace(place, asked)).map(({ sid }) => sid)
  if (operation === 'services.delete') return sidsIn(sightings)
  if (operation !== 'streams.delete') return []
  return isSid(streamSid, 'TO') ? [streamSid] : sidsIn(byName.get(streamSid) ?? [])
}

function where({ operation }: Sighting): string {
  return operation === undefined ? 'held by the fake' : `in the answer to ${labelOf(operation.id)}`
}
