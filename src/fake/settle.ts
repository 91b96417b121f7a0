/** Taken when the module loads, before fake timers can replace them. */
const { setImmediate, setTimeout } = globalThis

/**
 * How many turns have to pass without activity. Measured: requests through nock 13 and 14 take up
 * to two turns, one for each of nock's own timers, those through nock 15 one, and those without
 * sockets none.
 */
const quietTurns = 4

export interface SettleOptions {
  /** A number that changes with every activity. */
  readonly activity: () => number
  /** Whether requests go through sockets. */
  readonly usesSockets: () => boolean
  /** Whether there is nothing left to wait for. */
  readonly isOver: () => boolean
}

/** Waits until there is no more activity. */
export async function settle({ activity, usesSockets, isOver }: SettleOptions): Promise<void> {
  let seen = activity()
  for (let quiet = 0; quiet < quietTurns && !isOver(); quiet += 1) {
    await turn(usesSockets())
    const now = activity()
    if (now !== seen) quiet = -1
    seen = now
  }
}

/**
 * One turn of the event loop. nock's sockets use timers of the shortest delay: a timer with the
 * same delay that is set later fires later. With immediates alone, a thousand turns can pass before
 * such a timer fires.
 */
export async function turn(usesSockets: boolean): Promise<void> {
  if (usesSockets) await new Promise<void>((resolve) => void setTimeout(resolve, 0))
  await new Promise<void>((resolve) => void setImmediate(resolve))
}
