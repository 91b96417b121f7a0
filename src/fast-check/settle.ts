/** Taken when the module loads, so that fake timers cannot take them away. */
const { setImmediate, setTimeout } = globalThis

/**
 * How many turns have to pass without anything happening. Measured: what comes by nock 13 or 14 takes up to
 * two, one for each of nock's own timers, by nock 15 one, and what comes without sockets none.
 */
const quietTurns = 4

export interface SettleOptions {
  /** A number that changes whenever something happens. */
  readonly activity: () => number
  /** Whether to wait for what comes by sockets. */
  readonly bySockets: () => boolean
  /** Whether there is nothing left to wait for. */
  readonly isOver: () => boolean
}

/** Waits until nothing happens any more. */
export async function settle({ activity, bySockets, isOver }: SettleOptions): Promise<void> {
  let seen = activity()
  for (let quiet = 0; quiet < quietTurns && !isOver(); quiet += 1) {
    await turn(bySockets())
    const now = activity()
    if (now !== seen) quiet = -1
    seen = now
  }
}

/**
 * One turn of the event loop. Sockets of nock take timers of the shortest time: one that is set later, for the
 * same time, fires later. By immediates alone a thousand turns can pass before such a timer fires.
 */
export async function turn(bySockets: boolean): Promise<void> {
  if (bySockets) await new Promise<void>((resolve) => void setTimeout(resolve, 0))
  await new Promise<void>((resolve) => void setImmediate(resolve))
}
