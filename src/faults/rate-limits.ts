import type { Clock } from '../domain/clock.ts'
import { SyncError } from '../domain/failure.ts'
import { utf8Length } from '../domain/json.ts'
import type { RateLimit } from '../http/handle.ts'
import type { Call } from '../http/operation.ts'

/** Documented: rates are averages over a window of ten seconds, so that bursts are let through. */
const burstMilliseconds = 10_000

/** Credit is counted so that every rate below has a whole price. */
const creditPerMillisecond = 420

/** Creations and removals a second in one service (documented). */
const writesPerSecond = 20

interface Account {
  credit: number
  countedAt: number
}

/** Refuses messages, creations and removals that come faster than Twilio lets them, with 429 / 54009. */
export function createRateLimiter(clock: Clock): RateLimit {
  const accounts = new Map<string, Account>()

  return (operation, call) => {
    if (operation === 'messages.create') {
      const stream = streamOf(call)
      if (stream !== undefined) spend(`write-stream-${stream}`, messagesPerSecond(call))
    } else if (operation === 'streams.create' || operation === 'streams.delete') {
      spend(`write-service-${serviceOf(call)}`, writesPerSecond)
    }
  }

  function spend(bucket: string, perSecond: number): void {
    const now = clock.now()
    const full = burstMilliseconds * creditPerMillisecond
    const account = accounts.get(bucket) ?? { credit: full, countedAt: now }
    const earned = Math.max(0, now - account.countedAt) * creditPerMillisecond
    const credit = Math.min(full, account.credit + earned)
    const price = (1000 * creditPerMillisecond) / perSecond
    accounts.set(bucket, { credit: credit < price ? credit : credit - price, countedAt: now })
    if (credit < price) throw new SyncError({ kind: 'rate-limited', bucket })
  }
}

/** Documented: 30 a second, and 7 for messages above 3 KB; assumed: 15 above 1 KB ("stricter"). */
function messagesPerSecond({ form }: Call): number {
  const bytes = utf8Length(form.text('Data') ?? '')
  if (bytes > 3 * 1024) return 7
  return bytes > 1024 ? 15 : 30
}

function serviceOf({ services, parameters }: Call): string {
  return services.fetch(parameters.serviceSid).sid
}

/** A stream that is missing has no rate: its 404 comes first. */
function streamOf({ services, parameters }: Call): string | undefined {
  return services.fetch(parameters.serviceSid).streams.find(parameters.streamSid)?.sid
}
