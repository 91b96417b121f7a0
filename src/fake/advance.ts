import { type Clock, isFakeClock } from '../domain/time/clock.ts'
import type { Duration } from '../domain/time/duration.ts'
import { callEach } from '../lang/call-each.ts'
import { refuse } from '../lang/refuse.ts'

export interface AdvanceOptions {
  readonly clock: Clock
  readonly duration: number | Duration
  /** Waits until all is quiet. */
  readonly settled: () => Promise<unknown>
}

/**
 * Moves the clock of a fake forward, and settles before it begins and at every due time on the way.
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
  const failures: (() => never)[] = []
  await settled()
  for (const step of steps) {
    try {
      step()
    } catch (error) {
      failures.push(() => {
        throw error
      })
    }
    await settled()
  }
  callEach(failures)
}
