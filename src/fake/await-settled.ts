import { hasMethod } from '../lang/has-method.ts'
import { refuse } from '../lang/refuse.ts'
import type { Hub } from '../twilsock/hub.ts'
import type { Webhooks } from '../webhooks/webhooks.ts'
import type { SettleOptions } from './settle.ts'

/**
 * For how many turns of the event loop the SDK is waited for, which subscribes 0.1 s after it has
 * opened a stream, unless that was closed in between.
 */
const mostTurnsAwaited = 500

/** In how many turns something may happen, as it does for ever if a write causes the next one. */
const mostTurnsActive = 1_000

/** What is waited for. */
export interface SettledOptions extends Pick<SettleOptions, 'advanceTimers'> {
  /** Whether requests are under way that no gate holds. */
  readonly isBusy: () => boolean
  readonly clients: Hub
  readonly webhooks: Webhooks
  /** Waits until there is no more activity. */
  readonly quiet: (options: Partial<SettleOptions>) => Promise<void>
}

/**
 * Waits until nothing is under way, and until a promise has settled.
 *
 * @returns what the promise resolves to
 * @throws what the promise rejects with; TypeError if it is none; Error if a webhook could not be
 *   signed, or if there is no end
 */
export async function awaitSettled(
  promise: unknown,
  { isBusy, clients, webhooks, advanceTimers, quiet }: SettledOptions,
): Promise<unknown> {
  if (!hasMethod(promise, 'then')) {
    refuse('wait until all is quiet', { found: promise, expected: 'a promise' })
  }
  // Resolved once: some thenables start their work again at every `then`.
  const once = Promise.resolve(promise)
  let isPending = true
  const noteEnd = (): void => {
    isPending = false
  }
  once.then(noteEnd, noteEnd)
  let turnsLeft = mostTurnsAwaited
  let turnsActive = 0
  await quiet({
    isWaiting: () => isPending,
    noteActiveTurn() {
      if (!isPending) turnsActive += 1
      if (turnsActive > mostTurnsActive) throw endlessError()
    },
    isBusy: () => {
      if (isBusy() || clients.isBusy || webhooks.isBusy) return true
      if (!clients.isAwaiting) return false
      turnsLeft -= 1
      if (turnsLeft < 0) clients.stopAwaiting()
      return turnsLeft >= 0
    },
    release: () => [clients.release(), webhooks.release()].includes(true),
    advanceTimers,
  })
  const result = await once
  webhooks.reportMistake()
  return result
}

function endlessError(): Error {
  return new Error(
    `Cannot wait until all is quiet: found something happening in more than ${mostTurnsActive} turns of the event loop, expected an end: what a webhook's handler or a client's listener writes must not call it again (sync.describe() shows the last requests and webhooks). If the test itself does so much, wait for it by sync.settled(promise)`,
  )
}
