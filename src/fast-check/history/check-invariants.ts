import { checkOptionNames, refuse } from '../../domain/refuse.ts'
import type { SyncState } from '../../domain/state.ts'
import { type Conflict, type InvariantName, type Rule } from './conflict.ts'
import { drawOperations } from './describe-operation.ts'
import type { HistoryData, HistoryOperation } from './history-data.ts'
import { findForeignMessage, findMissingMessage, findRefusedMessage } from './message-rules.ts'
import { evidenceOf } from './sightings.ts'
import { findExpiredStream, findRemovedStream, findSharedName } from './stream-rules.ts'
import { findBrokenWalk } from './walk-rule.ts'

/** How to check a history. */
export interface InvariantOptions {
  /**
   * Whether the test publishes nothing through the JS API, so that every message has to come from a request;
   * `false` when left out.
   */
  readonly onlyRequests?: boolean | undefined
}

/** A history that no service that keeps its rules can have. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError'
  /** The rule that is broken. */
  readonly invariant: InvariantName
  /** Those that cannot all be right; of one alone, what the fake holds says the opposite. */
  readonly operations: readonly HistoryOperation[]

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
 * - `one-stream-a-name`: a name belongs to at most one live stream of a service
 * - `no-removed-stream`: no answer shows a removed stream, and the fake does not hold it
 * - `no-expired-stream`: no answer shows a stream a second or more after the end that the answer names
 * - `every-message-once`: an accepted message is kept once, while its stream is there and has room
 * - `no-refused-message`: no message is kept that was refused for its data; with `onlyRequests`, none
 *   that no request published
 * - `whole-walk`: a walk from page to page meets every stream that is there throughout, and none twice
 *
 * What is changed through the JS API meanwhile is never held against an answer. `sync.restore` in the
 * middle of a history is: streams come back by it.
 *
 * @throws InvariantError that names the rule and draws the history; TypeError for what is no history
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

/** A history read once: the end of one that is still recorded is made anew for everyone who asks. */
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
