import { Feed } from '../rules/feed.ts'
import { type LimitOverrides, type Limits, withLimits } from '../rules/limits.ts'
import { SidGenerator } from '../rules/sid.ts'
import type { Clock } from '../time/clock.ts'
import { Timeline } from '../time/timeline.ts'

/** What a {@link Context} is made of. */
export interface ContextOptions {
  readonly clock: Clock
  /** The seed of the SIDs. Default: 0. */
  readonly seed?: number | undefined
  /** Limits to override. Default: Twilio's. */
  readonly limits?: LimitOverrides | undefined
}

/** What all objects of one world share: time and order, SIDs, limits, and the feed of events. */
export class Context {
  readonly timeline: Timeline
  readonly sids: SidGenerator
  readonly limits: Limits
  readonly feed: Feed = new Feed()
  /** The collections that hold anything, so that a reset costs what is there. */
  readonly filled: Set<{ clear(): void }> = new Set<{ clear(): void }>()

  /** @throws TypeError if the seed or the limits are invalid */
  constructor({ clock, seed, limits }: ContextOptions) {
    this.timeline = new Timeline(clock)
    this.sids = new SidGenerator(seed)
    this.limits = withLimits(limits)
  }

  /** Empties all collections without notifying anyone; SIDs and the order of creation start again. */
  clear(): void {
    this.timeline.clear()
    this.feed.clear()
    for (const collection of this.filled) collection.clear()
    this.sids.reset()
  }
}
