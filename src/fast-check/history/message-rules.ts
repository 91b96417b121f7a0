import { toJson } from '../../domain/json.ts'
import { isSid } from '../../domain/sid.ts'
import type { SyncState } from '../../domain/state.ts'
import { type Conflict, known } from './conflict.ts'
import { dataOf, labelOf, shortSid } from './describe-operation.ts'
import { type HistoryData, type HistoryOperation, isDone, isLost, routeOf } from './history-data.ts'
import { isInPlace, type Sighting, sightingsOf } from './sightings.ts'

/** The codes of what is refused for its data, whoever publishes it. */
const dataCodes: readonly (number | undefined)[] = [54006, 54008, 54251]

/**
 * Every message that was accepted is kept by its stream, once and as it was published: unless the stream
 * is gone, or keeps as many as it may.
 */
export function findMissingMessage(history: HistoryData): Conflict | undefined {
  const sightings = sightingsOf(history)
  const kept = messagesIn(history.end)
  const accepted = acceptedIn(history)
  for (const publish of accepted) {
    const { sid, data } = publish
    const twin = accepted.find((one) => one !== publish && one.sid === sid)
    if (twin !== undefined)
      return conflict([twin, publish], `message ${shortSid(sid)} accepted twice`)
    const copies = kept.filter((message) => message.sid === sid)
    if (copies.length > 1) return conflict([publish], `message ${shortSid(sid)} kept twice`)
    const [copy] = copies
    if (copy !== undefined && copy.data !== data) {
      return conflict([publish], `message ${shortSid(sid)} kept as ${copy.data}`)
    }
    const stream = copy === undefined ? streamOf(publish, { sightings, history }) : undefined
    if (stream === undefined) continue
    const later = newerThan(publish, { stream, accepted })
    if (later === undefined) continue
    return conflict(
      [publish, ...later],
      `message ${shortSid(sid)} of ${shortSid(stream.sid)} missing`,
    )
  }
  return undefined
}

/** No message is kept whose data the service refused. */
export function findRefusedMessage(history: HistoryData): Conflict | undefined {
  const before = new Set(messagesIn(history.start).map(({ sid }) => sid))
  const kept = messagesIn(history.end).filter(({ sid }) => !before.has(sid))
  for (const operation of history.operations) {
    if (operation.operation !== 'messages.create' || isLost(operation)) continue
    if (operation.fault === 'status' || !dataCodes.includes(operation.code)) continue
    const data = toJson(dataOf(operation.request))
    const copy = kept.find((message) => message.data === data)
    if (copy !== undefined) return refused(copy.sid, [operation])
  }
  return undefined
}

/**
 * No message is kept but by a request: for tests that publish nothing by themselves. A request whose answer
 * was lost may stand behind one message with its data.
 */
export function findForeignMessage(history: HistoryData): Conflict | undefined {
  const accounted = new Set([
    ...messagesIn(history.start).map(({ sid }) => sid),
    ...acceptedIn(history).map(({ sid }) => sid),
  ])
  const publishes = history.operations.filter(({ operation }) => operation === 'messages.create')
  const lost = publishes.filter(isLost).map(({ request }) => toJson(dataOf(request)))
  for (const { sid, data } of messagesIn(history.end)) {
    if (accounted.has(sid)) continue
    const index = lost.indexOf(data)
    if (index < 0)
      return refused(
        sid,
        publishes.filter((one) => toJson(dataOf(one.request)) === data),
      )
    lost.splice(index, 1)
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
  /** The SIDs of its messages. */
  readonly messages: ReadonlySet<string>
  readonly isFull: boolean
}

function acceptedIn({ operations }: HistoryData): readonly Accepted[] {
  return operations.filter(isDone).flatMap((operation) => {
    if (operation.operation !== 'messages.create') return []
    const { sid, data } = operation.body as { readonly sid: string; readonly data: unknown }
    return [{ operation, sid, data: toJson(data) }]
  })
}

function messagesIn({ accounts }: SyncState): readonly { sid: string; data: string | undefined }[] {
  return accounts
    .flatMap(({ services }) => services)
    .flatMap(({ streams }) => streams)
    .flatMap(({ messages }) => messages)
    .map(({ sid, data }) => ({ sid, data: toJson(data) }))
}

interface Known {
  readonly sightings: readonly Sighting[]
  readonly history: HistoryData
}

/** The stream that a message went to, if it is known for certain and is still there. */
function streamOf({ operation }: Accepted, { sightings, history }: Known): KeptStream | undefined {
  const { serviceSid = '', streamSid = '' } = routeOf(operation.request)?.parameters ?? {}
  const { account = '', applied = -Infinity } = operation
  // Who had the name before, and is there at the end, had it all the time.
  const owners = sightings.filter(
    ({ at, place, uniqueName }) =>
      uniqueName === streamSid && at < applied && isInPlace(place, { account, asked: serviceSid }),
  )
  const sids: readonly string[] = isSid(streamSid, 'TO')
    ? [streamSid]
    : owners.map(({ sid }) => sid)
  const state = history.end.accounts
    .flatMap(({ services }) => services)
    .flatMap(({ streams }) => streams)
    .find(({ stream }) => sids.includes(stream.sid))
  if (state === undefined) return undefined
  return {
    sid: state.stream.sid,
    messages: new Set(state.messages.map((message) => message.sid)),
    isFull: state.messages.length >= history.limits.messagesKept,
  }
}

/**
 * Proof that a message that is missing should be there: none is needed of a stream that has room; one that is full
 * must not keep an older message. `undefined` when there is no proof.
 */
function newerThan(
  { operation }: Accepted,
  { stream, accepted }: { readonly stream: KeptStream; readonly accepted: readonly Accepted[] },
): readonly Accepted[] | undefined {
  if (!stream.isFull) return []
  const { applied = -Infinity } = operation
  const older = accepted.find(
    (one) => (one.operation.applied ?? Infinity) < applied && stream.messages.has(one.sid),
  )
  return older && [older]
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
