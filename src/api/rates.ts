import { SyncError } from '../domain/rules/failure.ts'
import { measureMessage } from '../domain/rules/validate.ts'
import type { Clock } from '../domain/time/clock.ts'
import type { Rate, Caller } from './operation.ts'

/** Documented: rates are averages over a window of ten seconds, so bursts are allowed. */
const windowSeconds = 10

/** The total cost allowed per window: a number for which every rate below has a whole cost. */
const windowCost = 4200

/** Creations and removals per second in one service (documented). */
const writesPerSecond = 20

/** The rate of creations and removals in a service. */
export function writesToService({ service }: { readonly service: string }, caller: Caller): Rate {
  const { sid } = caller.account.services.fetch(service)
  return { bucket: `write-service-${sid}`, perSecond: writesPerSecond }
}

interface NewMessage {
  readonly service: string
  readonly object: string
  readonly data: unknown
}

/** The rate of messages to a stream. A missing stream has none: its 404 comes first. */
export function messagesToStream(
  { service, object, data }: NewMessage,
  caller: Caller,
): Rate | undefined {
  const stream = caller.account.services.fetch(service).streams.find(object)
  return stream && { bucket: `write-stream-${stream.sid}`, perSecond: messagesPerSecond(data) }
}

/**
 * Documented: 30 per second, and 7 for messages above 3 KB; assumed: 15 above 1 KB ("stricter").
 */
function messagesPerSecond(data: unknown): number {
  const { bytes } = measureMessage(data)
  if (bytes > 3 * 1024) return 7
  return bytes > 1024 ? 15 : 30
}

/** A request that still counts. */
interface Hit {
  readonly time: number
  readonly cost: number
}

/** The requests that count towards a bucket. */
interface Tally {
  /** Oldest first. */
  readonly hits: Hit[]
  /** Their total cost. */
  cost: number
}

/**
 * Refuses messages, creations and removals above Twilio's rates with 429 / 54009: in any ten
 * seconds, no more than ten seconds' worth is allowed. Requests refused for this or any other
 * reason do not count (assumed).
 */
export class RateLimiter {
  readonly #clock: Clock
  readonly #tallies = new Map<string, Tally>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Counts a request about to be carried out. Returns a function that takes it off the count again,
   * for one that the service refuses.
   *
   * @throws SyncError 429 / 54009 if it is one too many
   */
  count({ account }: Caller, rate: Rate | undefined): (() => void) | undefined {
    if (rate === undefined) return undefined
    // Accounts may have services with the same SID.
    const tally = this.#tallyOf(`${account.sid} ${rate.bucket}`)
    const time = this.#clock.now()
    forget(tally, time - windowSeconds * 1000)
    const hit = { time, cost: windowCost / (windowSeconds * rate.perSecond) }
    if (tally.cost + hit.cost > windowCost) {
      throw new SyncError({ kind: 'rate-limited', bucket: rate.bucket })
    }
    tally.hits.push(hit)
    tally.cost += hit.cost
    return () => takeBack(tally, hit)
  }

  /** Forgets all requests. */
  clear(): void {
    this.#tallies.clear()
  }

  #tallyOf(key: string): Tally {
    const tally = this.#tallies.get(key) ?? { hits: [], cost: 0 }
    this.#tallies.set(key, tally)
    return tally
  }
}

/**
 * Drops hits from `end` or earlier. A tally holds at most three hundred hits, so `shift` is fast.
 */
function forget(tally: Tally, end: number): void {
  let oldest = tally.hits[0]
  while (oldest !== undefined && oldest.time <= end) {
    tally.hits.shift()
    tally.cost -= oldest.cost
    oldest = tally.hits[0]
  }
}

function takeBack(tally: Tally, hit: Hit): void {
  // The last hit, unless a subscriber has caused more or moved the clock in the meantime.
  const index = tally.hits.lastIndexOf(hit)
  if (index < 0) return
  tally.hits.splice(index, 1)
  tally.cost -= hit.cost
}
