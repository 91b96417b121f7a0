import { RecentList } from '../../lang/recent-list.ts'
import { Feed } from '../rules/feed.ts'
import { type LimitOverrides, type Limits, withLimits } from '../rules/limits.ts'
import { SidGenerator } from '../rules/sid.ts'
import { checkTtl } from '../rules/validate.ts'
import { type Clock, lastMoment } from '../time/clock.ts'
import { type Expiring, Timeline } from '../time/timeline.ts'
import type { Ended } from './ended.ts'

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
  /** Says which clients are subscribed to an object, by their identities. */
  audience: (sid: string) => (string | undefined)[] = () => []
  /** Called when a service has got a webhook: until then nobody has to know what happens. */
  webhookSet: () => void = () => undefined
  /** The objects of all collections that ended last. */
  readonly ended: RecentList<Ended>

  /** @throws TypeError if the seed or the limits are invalid */
  constructor({ clock, seed, limits }: ContextOptions) {
    this.timeline = new Timeline(clock)
    this.sids = new SidGenerator(seed)
    this.limits = withLimits(limits)
    this.ended = new RecentList(this.limits.endedKept)
  }

  /**
   * Returns when something expires whose time to live, in seconds, starts now; `null` for never.
   *
   * @throws SyncError 400 / 54011 for a bad TTL
   */
  expiryOf(ttl: number, now: number): number | null {
    const seconds = checkTtl(ttl, this.limits)
    return seconds === 0 ? null : Math.min(now + seconds * 1000, lastMoment)
  }

  /** Lets an entry expire when its record says so. */
  schedule(entry: Expiring & { readonly record: { readonly dateExpires: number | null } }): void {
    const { dateExpires } = entry.record
    if (dateExpires === null) {
      this.timeline.cancel(entry)
    } else {
      entry.due = dateExpires + this.limits.expiryLagSeconds * 1000
      this.timeline.schedule(entry)
    }
  }

  /** Empties all collections without notifying anyone; SIDs and the order of creation start again. */
  clear(): void {
    this.timeline.clear()
    this.feed.clear()
    for (const collection of this.filled) collection.clear()
    this.ended.clear()
    this.sids.reset()
  }
}
