import { Moment } from '../domain/time/moment.ts'
import type { Timeline } from '../domain/time/timeline.ts'

/** How long a client has to be away before it is told. */
interface Window {
  readonly milliseconds: number
  /** Called once it was away for so long. */
  readonly end: () => void
}

/** The clients that have gone, and may come back before anybody is told (documented). */
export class Absences {
  readonly #timeline: Timeline
  readonly #ends = new Map<string, Moment>()

  constructor(timeline: Timeline) {
    this.#timeline = timeline
  }

  begin(endpoint: string, { milliseconds, end }: Window): void {
    const moment = new Moment(() => {
      this.#ends.delete(endpoint)
      end()
    })
    moment.due = this.#timeline.now() + milliseconds
    this.#ends.set(endpoint, moment)
    this.#timeline.schedule(moment)
  }

  /** Ends the absence of a client that has come back. Returns whether there was one. */
  end(endpoint: string): boolean {
    const moment = this.#ends.get(endpoint)
    if (moment === undefined) return false
    this.#timeline.cancel(moment)
    return this.#ends.delete(endpoint)
  }

  clear(): void {
    for (const endpoint of this.#ends.keys()) this.end(endpoint)
  }
}
