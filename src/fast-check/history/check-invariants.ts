import { checkOptionNames, refuse } from '../../domain/refuse.ts'
import type { SyncState } from '../../domain/state.ts'
import { type Conflict, type InvariantName, type Rule } from './conflict.ts'
import { drawOperations } from './describe-operation.ts'
import type { HistoryData, HistoryOperation } from './history-data.ts'
import { findForeignMessage, findMissingMessage, findRefusedMessage } from './message-rules.ts'
import { evidenceOf } from './sightings.ts'
import { findExpiredStream, findRemovedStream, findSharedName } from './stream-rules.ts'
import { findBrokenWalk } from './walk-rule.ts'

/** Options of {@link checkInvariants}. All are optional. */
export interface InvariantOptions {
  /**
   * Whether every message has to come from a request, because the test publishes nothing through
   * the JS API. Default: `false`.
   */
  readonly onlyRequests?: boolean | undefined
}

/**
 * Thrown by {@link checkInvariants} when a history breaks a rule. The message names the rule and
 * draws the operations.
 */
export class InvariantError extends Error {
  override readonly name = 'InvariantError'
  /** The rule that is broken. */
  readonly invariant: InvariantName
  /**
   * The operations that contradict each other, or a single one that the fake's contents contradict.
   */
  readonly operations: readonly HistoryOperation[]

  /** Describes a conflict within a history. {@link checkInvariants} calls it. */
  constructor(conflict: Conflict, history: HistoryData) {
    const { invariant, operations, found, expected } = conflict
    const drawing = drawOperations(history.operations, operations)
    super(`Cannot uphold ${invariant}: found ${found}, expected ${expected}\n\n${drawing}`)
    this.invariant = invariant
    this.operations = operations
  }
}

const rules: readonly Rule[] = [
  findSharedName,
  findRemovedStream,
  findExpiredStream,
  findMissingMessage,
  findRefusedMessage,
  findBrokenWalk,
]

/**
 * Checks that a history keeps the rules of the service:
 *
 * - `one-stream-per-name`: a name belongs to at most one live stream of a service (observed)
 * - `no-removed-stream`: no response shows a removed stream, and the fake does not hold it
 *   (observed)
 * - `no-expired-stream`: no response shows a stream one second or more after its `date_expires`,
 *   plus the `expiryLag` (observed)
 * - `every-message-once`: an accepted message is kept exactly once, while its stream exists and has
 *   room (the fake's own rule: Twilio keeps no messages)
 * - `no-refused-message`: no message is kept that was refused for its data; with `onlyRequests`,
 *   none that no request published (the fake's own rule)
 * - `whole-walk`: a walk from page to page returns every stream that exists throughout exactly once
 *   (the fake's own rule)
 *
 * A recorded history has the responses that the service gave, so a broken rule means that the test
 * changed the fake unnoticed or that the fake is at fault. A history is plain data: with the
 * responses that the app got in their place, this also finds those that were altered or repeated on
 * the way.
 *
 * Changes through the JS API do not make a correct response an error, except for `sync.restore` in
 * the middle of a history, which brings streams back.
 *
 * @throws InvariantError when a rule is broken
 * @throws TypeError when `history` is not a history, or when an option is unknown
 *
 * @example
 * import { checkInvariants, recordHistory } from 'fake-twilio-sync/fast-check'
 * const { sid } = sync.streams.create()
 * const state = sync.snapshot()
 * const history = recordHistory(sync)
 * const headers = { authorization: `Basic ${btoa('AC00000000000000000000000000000000:any')}` }
 * const url = `https://sync.twilio.com/v1/Services/default/Streams/${sid}`
 * await sync.fetch(url, { headers, method: 'DELETE' })
 * checkInvariants(history)
 * sync.restore(state) // brings the removed stream back
 * let message = ''
 * try {
 *   checkInvariants(history)
 * } catch (error) {
 *   message = String(error)
 * }
 * message.includes('Cannot uphold no-removed-stream') //=> true
 */
export function checkInvariants(history: HistoryData, options: InvariantOptions = {}): void {
  checkOptionNames(action, options, ['onlyRequests'])
  const { onlyRequests = false } = options
  const evidence = evidenceOf(readHistory(history))
  for (const rule of onlyRequests ? [...rules, findForeignMessage] : rules) {
    const conflict = rule(evidence)
    if (conflict !== undefined) throw new InvariantError(conflict, evidence)
  }
}

const action = 'check a history'

/** Reads a history once, since `end` is a new snapshot at every read while recording. */
function readHistory(history: HistoryData): HistoryData {
  const { operations, start, end, limits, expiryLag, services } = Object(history) as HistoryData
  const { messagesKept } = Object(limits) as Partial<HistoryData['limits']>
  const isHistory =
    Array.isArray(operations) &&
    [start, end].every(hasAccounts) &&
    typeof messagesKept === 'number' &&
    typeof expiryLag === 'number'
  if (isHistory) return { operations, start, end, limits, expiryLag, services }
  return refuse(action, {
    found: history,
    expected: 'what recordHistory(sync) returned, or data like it',
  })
}

function hasAccounts(state: unknown): boolean {
  return Array.isArray((Object(state) as Partial<SyncState>).accounts)
}
