import type { HistoryOperation } from './history-data.ts'
import type { Evidence } from './sightings.ts'

/**
 * The name of a rule that `checkInvariants` checks:
 *
 * - `one-stream-per-name`: a name belongs to at most one live stream of a service
 * - `no-removed-stream`: a removed stream is not seen again
 * - `no-expired-stream`: an expired stream is not seen again
 * - `every-message-once`: an accepted message is kept exactly once
 * - `no-refused-message`: no message is kept that was refused or that no request published
 * - `whole-walk`: a walk from page to page shows every stream that exists throughout exactly once
 */
export type InvariantName =
  | 'one-stream-per-name'
  | 'no-removed-stream'
  | 'no-expired-stream'
  | 'every-message-once'
  | 'no-refused-message'
  | 'whole-walk'

/** A place where a history breaks a rule. */
export interface Conflict {
  /** The rule that is broken. */
  readonly invariant: InvariantName
  /**
   * The operations that contradict each other, or a single one that the fake's contents contradict.
   */
  readonly operations: readonly HistoryOperation[]
  /** What breaks the rule, in words. */
  readonly found: string
  /** What the rule expects, in words. */
  readonly expected: string
}

/** Finds a place where a history breaks a rule. */
export type Rule = (evidence: Evidence) => Conflict | undefined

/** The operations in the order in which they were sent, without `undefined` and repetitions. */
export function known(
  ...operations: readonly (HistoryOperation | undefined)[]
): readonly HistoryOperation[] {
  const found = new Set(operations.filter((operation) => operation !== undefined))
  return [...found].sort((one, other) => one.id - other.id)
}
