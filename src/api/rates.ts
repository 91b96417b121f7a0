import type { Clock } from '../domain/clock.ts'
import { SyncError } from '../domain/failure.ts'
import type { RateLimit } from './exchange.ts'
import type { Call } from './operation.ts'
import { messageSize } from '../rest/messages.ts'

/** Documented: rates are averages over a window of ten seconds, so bursts are allowed. */
const windowSeconds = 10

/** The total cost allowed per window: a number for which every rate below has a whole cost. */
const windowCost = 4200

/** Creations and removals per second in one service (documented). */
const writesPerSecond = 20

/** A request that still counts. */
interface Hit {
  readonly time: number
  readonly cost: number
}

/** A rate, by the name that Twilio's message has for it. */
interface Rate {
  readonly name: string
  readonly perSecond: number
}

/** The requests that count towards one rate. */
interface Bucket {
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
export function createRateLimiter(clock: Clock): RateLimit {
  const buckets = new Map<string, Bucket>()

  return (operation, call) => {
    if (operation === 'messages.create') {
      const stream = streamOf(call)
      const perSecond = messagesPerSecond(call)
      if (stream !== undefined) return count(call, { name: `write-stream-${stream}`, perSecond })
    } else if (operation === 'streams.create' || operation === 'streams.delete') {
      const name = `write-service-${serviceOf(call)}`
      return count(call, { name, perSecond: writesPerSecond })
    }
    return () => undefined
  }

  function count({ accountSid }: Call, { name, perSecond }: Rate): () => void {
    // Accounts may have services with the same SID.
    const key = `${accountSid} ${name}`
    const bucket = buckets.get(key) ?? { hits: [], cost: 0 }
    buckets.set(key, bucket)
    const time = clock.now()
    forget(bucket, time - windowSeconds * 1000)
    const hit = { time, cost: windowCost / (windowSeconds * perSecond) }
    if (bucket.cost + hit.cost > windowCost) {
      throw new SyncError({ kind: 'rate-limited', bucket: name })
    }
    bucket.hits.push(hit)
    bucket.cost += hit.cost
    return () => {
      // The last hit, unless a subscriber has caused more or moved the clock in the meantime.
      const index = bucket.hits.lastIndexOf(hit)
      if (index < 0) return
      bucket.hits.splice(index, 1)
      bucket.cost -= hit.cost
    }
  }
}

/**
 * Drops hits from `end` or earlier. A bucket holds at most three hundred hits, so `shift` is fast.
 */
function forget(bucket: Bucket, end: number): void {
  let oldest = bucket.hits[0]
  while (oldest !== undefined && oldest.time <= end) {
    bucket.hits.shift()
    bucket.cost -= oldest.cost
    oldest = bucket.hits[0]
  }
}

/**
 * Documented: 30 per second, and 7 for messages above 3 KB; assumed: 15 above 1 KB ("stricter").
 */
function messagesPerSecond(call: Call): number {
  const bytes = messageSize(call)
  if (bytes > 3 * 1024) return 7
  return bytes > 1024 ? 15 : 30
}

function serviceOf({ services, parameters }: Call): string {
  return services.fetch(parameters.serviceSid).sid
}

/** A missing stream has no rate: its 404 comes first. */
function streamOf({ services, parameters }: Call): string | undefined {
  return services.fetch(parameters.serviceSid).streams.find(parameters.streamSid)?.sid
}
