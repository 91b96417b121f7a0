/** Taken when the module loads, before fake timers can replace them. */
const { setTimeout } = globalThis
const immediately = immediateOf(globalThis)

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
  /** Whether something is under way, however quiet it is. Default: never. */
  readonly isBusy?: (() => boolean) | undefined
  /** Whether something else has yet to come to its end. Default: never. */
  readonly isWaiting?: (() => boolean) | undefined
  /**
   * Lets go of what was held back until all is quiet. Returns whether there was any. Default: there
   * is nothing.
   */
  readonly release?: (() => boolean) | undefined
  /** Called after every turn of the event loop with activity. */
  readonly noteActiveTurn?: (() => void) | undefined
  /** Whether there is nothing left to wait for. Default: never. */
  readonly isOver?: (() => boolean) | undefined
  /** Moves fake timers, after every turn. Default: they stand still. */
  readonly advanceTimers?: AdvanceTimers | undefined
}

/** Moves the fake timers of a test runner forward by milliseconds. */
export type AdvanceTimers = (milliseconds: number) => unknown

/** How far fake timers move in a turn: a tenth of what the SDK waits before it subscribes. */
const timerStep = 10

/** Waits until there is no more activity. */
export async function settle({
  activity,
  usesSockets,
  isBusy = never,
  isWaiting = never,
  release = never,
  noteActiveTurn = never,
  isOver = never,
  advanceTimers = never,
}: SettleOptions): Promise<void> {
  let seen = activity()
  let quiet = 0
  while (!isOver()) {
    const wasWaiting = isWaiting()
    if (quiet >= quietTurns && !release() && !wasWaiting) return
    const wasBusy = isBusy()
    // What is under way may take long: timers leave the processor to it.
    await turn(usesSockets() || wasBusy || wasWaiting)
    await advanceTimers(timerStep)
    const now = activity()
    const hasEnded = wasWaiting && !isWaiting()
    if (now !== seen) noteActiveTurn()
    quiet = now !== seen || wasBusy || hasEnded ? 0 : quiet + 1
    seen = now
  }
}

/** Waits for some turns of the event loop. */
export async function turns(count: number, usesSockets: () => boolean): Promise<void> {
  for (let passed = 0; passed < count; passed += 1) await turn(usesSockets())
}

/**
 * One turn of the event loop. nock's sockets use timers of the shortest delay: a timer with the
 * same delay that is set later fires later. With immediates alone, a thousand turns can pass before
 * such a timer fires.
 */
export async function turn(usesSockets: boolean): Promise<void> {
  if (usesSockets) await new Promise<void>((resolve) => void setTimeout(resolve, 0))
  await new Promise<void>(immediately)
}

function never(): boolean {
  return false
}

type Globals = Partial<Pick<typeof globalThis, 'setImmediate' | 'MessageChannel'>>

/**
 * Calls back in the next turn. Browsers lack immediates, and the jsdom of jest channels as well.
 * Looks at channels only where there are no immediates: Node loads all its streams at the look.
 */
function immediateOf(globals: Globals): (callback: () => void) => void {
  const { setImmediate } = globals
  if (setImmediate !== undefined) return (callback) => void setImmediate(callback)
  const { MessageChannel } = globals
  if (MessageChannel === undefined) return (callback) => void setTimeout(callback, 0)
  return (callback) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      callback()
    }
    port2.postMessage(undefined)
  }
}
