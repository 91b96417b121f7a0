import type { Failure } from './failure.ts'
import { SyncError } from './sync-error.ts'

// One counter an object numbers all of its changes, from 0. It is what revisions, the indexes of
// list items and the IDs of events to clients are made of (observed).

/** Returns the revision with a number: lower-case hex (observed). */
export function revisionOf(number: number): string {
  return number.toString(16)
}

/** Returns the number of a revision. */
export function numberOf(revision: string): number {
  return Number.parseInt(revision, 16)
}

/** A write that may be meant for one revision alone. */
export interface RevisionCheck {
  /** The revision; `*` for any (assumed), `undefined` for no condition. */
  readonly ifMatch: string | undefined
  /** The revision that there is; `undefined` for none. */
  readonly current: string | undefined
  /** Whether the write may ask for what is not there yet, by `-1` (observed in the SDK). */
  readonly mayBeAbsent?: boolean
  /** The failure if they differ. */
  readonly mismatch: (parts: {
    readonly found: string
    readonly current: string | undefined
  }) => Failure
}

/**
 * Checks that a write is meant for the revision that there is. Quotes, and a `W/` before them, mean
 * nothing (assumed).
 *
 * @throws SyncError 400 / 54003 if it names no revision
 * @throws SyncError 412 if it is meant for another one
 */
export function checkRevision({
  ifMatch,
  current,
  mayBeAbsent = false,
  mismatch,
}: RevisionCheck): void {
  if (ifMatch === undefined) return
  const found = typeof (ifMatch as unknown) === 'string' ? unquoted(ifMatch) : ''
  const asksForNone = mayBeAbsent && found === absent
  if (asksForNone && current === undefined) return
  if (found === '*' && current !== undefined) return
  if (!asksForNone && found !== '*' && !/^[0-9a-f]+$/.test(found)) {
    throw new SyncError({ kind: 'if-match-invalid', found: ifMatch })
  }
  if (found !== current) throw new SyncError(mismatch({ found, current }))
}

const absent = '-1'

function unquoted(text: string): string {
  const [, inner = text] = /^(?:W\/)?"(.*)"$/.exec(text) ?? []
  return inner
}
