import { Moment } from '../domain/time/moment.ts'
import type { Timeline } from '../domain/time/timeline.ts'

/** What happens on the way to the end of a token. */
export interface TokenEvents {
  /** The token is about to expire. */
  readonly warn: () => void
  readonly expire: () => void
}

/** Assumed: the service warns three minutes before the end, or half-way through a shorter life. */
const warningMilliseconds = 180_000

/** The life of a client's token, on the clock of the fake. */
export class TokenLife {
  readonly #timeline: Timeline
  readonly #warning: Moment
  readonly #end: Moment

  constructor(timeline: Timeline, { warn, expire }: TokenEvents) {
    this.#timeline = timeline
    this.#warning = new Moment(warn)
    this.#end = new Moment(expire)
  }

  /** Begins a life that ends then; without an end, never. */
  begin(until: number | undefined): void {
    this.stop()
    if (until === undefined) return
    const rest = until - this.#timeline.now()
    this.#warning.due = until - Math.min(warningMilliseconds, Math.floor(rest / 2))
    this.#end.due = until
    this.#timeline.schedule(this.#warning)
    this.#timeline.schedule(this.#end)
  }

  stop(): void {
    this.#timeline.cancel(this.#warning)
    this.#timeline.cancel(this.#end)
  }
}
