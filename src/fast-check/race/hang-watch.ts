/** Taken when the module loads, before fake timers can replace them. */
const { setInterval, clearInterval } = globalThis

/** How often to look, in milliseconds of real time. */
const interval = 100

/**
 * How long nothing may happen, in milliseconds: well below the 5 s after which test runners give up,
 * and longer than the real timers of most apps.
 */
export const longestSilence = 2000

export interface HangWatchOptions {
  /** A number that changes with every activity. */
  readonly activity: () => number
  /** Whether something is going on that will end by itself. */
  readonly isBusy: () => boolean
  /** For how many more milliseconds than usual nothing may happen after the last activity. */
  readonly allowance: () => number
  /** Called once, when nothing has happened for too long. */
  readonly onHang: () => void
}

/**
 * Watches for a wait without an end. Counts looks instead of reading a clock, so that a busy event
 * loop is not taken for silence.
 *
 * @returns a function that ends the watch
 */
export function watchForHang({
  activity,
  isBusy,
  allowance,
  onHang,
}: HangWatchOptions): () => void {
  let seen = activity()
  let silence = 0
  const timer = setInterval(() => {
    const now = activity()
    silence = now !== seen || isBusy() ? 0 : silence + interval
    seen = now
    if (silence < longestSilence + allowance()) return
    stop()
    onHang()
  }, interval)
  return stop

  function stop(): void {
    clearInterval(timer)
  }
}
