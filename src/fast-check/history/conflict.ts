import type { HistoryOperation } from './history-data.ts'
import type { Evidence } from './sightings.ts'

/** A rule that every history of a service keeps. */
export type InvariantName =
  | 'one-stream-a-name'
  | 'no-removed-stream'
  | 'no-expired-stream'
  | 'every-message-once'
  | 'no-refused-message'
  | 'whole-walk'

/** Where a history breaks a rule. */
export interface Conflict {
  readonly invariant: InvariantName
  /** Those that cannot both be right: one, where what the fake holds contradicts it. */
  readonly operations: readonly HistoryOperation[]
  readonly found: string
  readonly expected: string
}

/** Looks for a place where a history breaks a rule. */
export type Rule = (evidence: Evidence) => Conflict | undefined

/** The operations of a conflict in the order in which they were sent, without those that are the fake's own contents. */
export function known(
  ...operations: readonly (HistoryOperation | undefined)[]
): readonly HistoryOperation[] {
  const found = new Set(operations.filter((operation) => operation !== undefined))
  return [...found].sort((one, other) => one.id - other.id)
}
