import type { SyncState } from '../../domain/state.ts'
import { unclaimedAccountSid } from '../../domain/world.ts'
import type { HistoryCall } from './history-call.ts'
import type { HistoryOperation } from './history-data.ts'

/**
 * The SID of the home account: that of calls, of API keys, and of requests that were lost on their
 * way. The first account to send a request becomes it, even if it is refused; a state from before
 * that does not name it.
 */
export function homeAccountOf(
  operations: readonly (HistoryOperation | HistoryCall)[],
  states: readonly (SyncState | undefined)[],
): string {
  const named = states.map((state) => state?.accounts[0]?.sid ?? undefined)
  const inOrder = operations
    .filter((one) => 'request' in one)
    .sort((one, two) => (one.applied ?? Infinity) - (two.applied ?? Infinity) || 0)
  const known = [...named, ...inOrder.map(claimantOf)]
  return known.find((sid) => sid !== undefined) ?? unclaimedAccountSid
}

/** The account of an operation; `undefined` if it is the home account that nobody had claimed. */
export function claimantOf({ account }: HistoryOperation): string | undefined {
  return account === unclaimedAccountSid ? undefined : account
}
