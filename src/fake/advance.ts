import { type Clock, isFakeClock } from '../domain/time/clock.ts'
import type { Duration } from '../domain/time/duration.ts'
import { refuse } from '../lang/refuse.ts'

export interface AdvanceOptions {
  readonly clock: Clock
  readonly duration: number | Duration
  /** Waits until all is quiet. */
  readonly settled: () => Promise<unknown>
}

/**
 * Moves the clock of a fake forward, and settles before it begins, at every due time on the way and
 * at the end.
 *
 * @throws TypeError if the clock is no FakeClock; what its own `advance` throws
 */
export async function advance({ clock, duration, settled }: AdvanceOptions): Promise<void> {
  if (!isFakeClock(clock)) {
    refuse('advance the fake', {
      found: clock,
      at: 'clock',
      expected: 'a FakeClock: move the clock that it follows, then await sync.settled()',
    })
  }
  const steps = clock.steps(duration)
  do await settled()
  while (steps.next().done !== true)
}
