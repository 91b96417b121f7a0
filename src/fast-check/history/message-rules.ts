import { toJson } from '../../domain/json.ts'
import { escapeControls } from '../../domain/show.ts'
import { isSid } from '../../domain/sid.ts'
import { streamsOf, type SyncState } from '../../domain/state.ts'
import { type Conflict, known } from './conflict.ts'
import { dataOf, labelOf, shortSid } from './describe-operation.ts'
import { type HistoryData, type HistoryOperation, isDone, isLost, routeOf } from './history-data.ts'
import { type Evidence, groupBy, isInPlace } from './sightings.ts'

/** The codes of messages that are refused for their data. */
const dataCodes: readonly (number | undefined)[] = [54006, 54008, 54251]

/**
 * Every accepted message is kept by its stream once, as it was published, unless the stream is gone
 * or already keeps as many as it may.
 */
export function findMissingMessage(evidence: Evidence): Conflict | undefined {
  const kept = groupBy(messagesIn(evidence.end), ({ sid }) => sid)
  const accepted = groupBy(acceptedIn(evidence), ({ sid }) => sid)
  const streams = keptStreams(evidence, accepted)
  for (const [sid, [publish, twin]] of accepted) {
    if (publish === undefined) continue
    if (twin !== undefined)
      return conflict([twin, publish], `message ${shortSid(sid)} accepted twice`)
    const [copy, second] = kept.get(sid) ?? []
    if (second !== undefined) return conflict([publish], `message ${shortSid(sid)} kept twice`)
    if (copy !== undefined && copy.data !== publish.data) {
      return conflict(
        [publish],
        `message ${shortSid(sid)} kept as ${escapeControls(String(copy.data))}`,
      )
    }
    const stream = copy === undefined ? streamOf(publish, { evidence, streams }) : undefined
    const later = stream && newerThan(publish, stream)
    if (stream === undefined || later === undefined) continue
    return conflict(
      [publish, ...later],
      `message ${shortSid(sid)} of ${shortSid(stream.sid)} missing`,
    )
  }
  return undefined
}

/** No message is kept whose data the service refused. */
export function findRefusedMessage({ operations, start, end }: Evidence): Conflict | undefined {
  const before = new Set(messagesIn(start).map(({ sid }) => sid))
  const kept = groupBy(
    messagesIn(end).filter(({ sid }) => !before.has(sid)),
    ({ data }) => data,
  )
  for (const operation of operations) {
    if (operation.operation !== 'messages.create' || isLost(operation)) continue
    if (operation.fault === 'status' || !dataCodes.includes(operation.code)) continue
    const [copy] = kept.get(toJson(dataOf(operation.request))) ?? []
    if (copy !== undefined) return refused(copy.sid, [operation])
  }
  return undefined
}

/**
 * Every message that is kept comes from a request, in tests that publish nothing through the JS
 * API. A request whose answer was lost accounts for one message with its data.
 */
export function findForeignMessage(evidence: Evidence): Conflict | undefined {
  const accounted = new Set([
    ...messagesIn(evidence.start).map(({ sid }) => sid),
    ...acceptedIn(evidence).map(({ sid }) => sid),
  ])
  const publishes = evidence.operations.filter(({ operation }) => operation === 'messages.create')
  const dataIn = ({ request }: HistoryOperation): string | undefined => toJson(dataOf(request))
  const lost = groupBy(publishes.filter(isLost), dataIn)
  const used = new Map<string | undefined, number>()
  for (const { sid, data } of messagesIn(evidence.end)) {
    if (accounted.has(sid)) continue
    const uses = (used.get(data) ?? 0) + 1
    used.set(data, uses)
    if (uses <= (lost.get(data)?.length ?? 0)) continue
    return refused(
      sid,
      publishes.filter((one) => dataIn(one) === data),
    )
  }
  return undefined
}

interface Accepted {
  readonly operation: HistoryOperation
  readonly sid: string
  /** As JSON. */
  readonly data: string | undefined
}

interface KeptStream {
  readonly sid: string
  readonly isFull: boolean
  /** The message it keeps that was accepted first, if any. */
  readonly oldest: Accepted | undefined
}

function acceptedIn({ operations }: HistoryData): readonly Accepted[] {
  return operations.filter(isDone).flatMap((operation) => {
    if (operation.operation !== 'messages.create') return []
    const { sid, data } = operation.body as { readonly sid: string; readonly data: unknown }
    return [{ operation, sid, data: toJson(data) }]
  })
}

function messagesIn(state: SyncState): readonly { sid: string; data: string | undefined }[] {
  return streamsOf(state)
    .flatMap(({ messages }) => messages)
    .map(({ sid, data }) => ({ sid, data: toJson(data) }))
}

/** The streams at the end, by SID. */
function keptStreams(
  { end, limits }: Evidence,
  accepted: ReadonlyMap<string, readonly Accepted[]>,
): ReadonlyMap<string, KeptStream> {
  return new Map(
    streamsOf(end).map(({ stream: { sid }, messages }) => {
      const [oldest] = messages
        .flatMap((message) => accepted.get(message.sid) ?? [])
        .sort((one, other) => placeOf(one) - placeOf(other))
      return [sid, { sid, isFull: messages.length >= limits.messagesKept, oldest }]
    }),
  )
}

interface Known {
  readonly evidence: Evidence
  readonly streams: ReadonlyMap<string, KeptStream>
}

/** The stream that a message went to, if that is certain and the stream still exists. */
function streamOf({ operation }: Accepted, { evidence, streams }: Known): KeptStream | undefined {
  const { serviceSid = '', streamSid = '' } = routeOf(operation.request)?.parameters ?? {}
  const { account = '', applied = -Infinity } = operation
  if (isSid(streamSid, 'TO')) return streams.get(streamSid)
  // A stream that had the name before and exists at the end had it throughout.
  const owner = evidence.byName
    .get(streamSid)
    ?.find(
      ({ at, place, sid }) =>
        at < applied && isInPlace(place, { account, asked: serviceSid }) && streams.has(sid),
    )
  return owner && streams.get(owner.sid)
}

/**
 * Proof that a missing message should be there: an older message that a full stream keeps, or an
 * empty list for a stream with room, which needs no proof. `undefined` if there is none.
 */
function newerThan(
  publish: Accepted,
  { isFull, oldest }: KeptStream,
): readonly Accepted[] | undefined {
  if (!isFull) return []
  return oldest !== undefined && placeOf(oldest) < placeOf(publish) ? [oldest] : undefined
}

function placeOf({ operation: { applied = 0 } }: Accepted): number {
  return applied
}

function conflict(publishes: readonly Accepted[], found: string): Conflict {
  const operations = known(...publishes.map(({ operation }) => operation))
  const expected = 'every accepted message to be kept once'
  return { invariant: 'every-message-once', operations, found, expected }
}

function refused(sid: string, operations: readonly HistoryOperation[]): Conflict {
  const [first] = operations
  const source =
    first === undefined ? 'that no request published' : `that ${labelOf(first.id)} was refused`
  return {
    invariant: 'no-refused-message',
    operations: operations.slice(0, 1),
    found: `message ${shortSid(sid)} kept ${source}`,
    expected: 'messages to be kept only when they were accepted',
  }
}
