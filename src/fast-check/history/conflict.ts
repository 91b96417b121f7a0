import type { HistoryOperation } from './history-data.ts'
import type { Evidence } from './sightings.ts'

/** The name of a rule, as `checkInvariants` explains it. */
export type InvariantName =
  | 'one-stream-per-name'
  | 'no-removed-stream'
  | 'no-expired-stream'
  | 'every-message-once'
  | 'no-refused-message'
  | 'whole-walk'

/** A place where a history breaks a rule. */
export interface Conflict {
  readonly invariant: InvariantName
  /**
   * The operations that contradict each other, or a single one that the fake's contents contradict.
   */
  readonly operations: readonly HistoryOperation[]
  readonly found: string
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
