import { type KindName, kinds } from '../domain/rules/kinds.ts'
import { SyncError } from '../domain/rules/sync-error.ts'
import { readData } from '../domain/rules/validate.ts'
import { type Clock, readClock } from '../domain/time/clock.ts'
import type { Caller, Rate } from './operation.ts'

/** Documented: rates are averages over a window of ten seconds, so bursts are allowed. */
const windowSeconds = 10

/** The total cost allowed per window: a number for which every rate below has a whole cost. */
const windowCost = 16_800

/** Creations and removals per second in one service (documented). */
const writesPerSecond = 20

/** The rate of creations and removals in a service. */
export function writesToService({ service }: { readonly service: string }, caller: Caller): Rate {
  const of = caller.account.services.fetch(service)
  return { of, bucket: `write-service-${of.sid}`, perSecond: writesPerSecond }
}

/** How many writes with data of a size are allowed per second. */
interface WriteRate {
  /** The most bytes of the data. */
  readonly upTo: number
  readonly perSecond: number
}

/**
 * Documented: 20 per second, and 2 for data of 10 KB. Assumed: 10 above 1 KB ("stricter"). Items count
 * for their list or map (documented).
 */
const dataRates: readonly WriteRate[] = [
  { upTo: 1024, perSecond: 20 },
  { upTo: 10 * 1024 - 1, perSecond: 10 },
  { upTo: Infinity, perSecond: 2 },
]

/** The rates of writes to one object, by kind; rising in size. */
const writeRates: { readonly [Kind in KindName]: readonly WriteRate[] } = {
  // Documented: 30 per second, and 7 for messages above 3 KB. Assumed: 15 above 1 KB ("stricter").
  streams: [
    { upTo: 1024, perSecond: 30 },
    { upTo: 3 * 1024, perSecond: 15 },
    { upTo: Infinity, perSecond: 7 },
  ],
  documents: dataRates,
  lists: dataRates,
  maps: dataRates,
}

/** A write to an object, or to what belongs to it. */
interface Write {
  readonly service: string
  readonly object: string
  readonly data?: unknown
}

/** The rate of writes to an object of this kind. A missing object has none: its 404 comes first. */
export function writesTo(kind: KindName): (write: Write, caller: Caller) => Rate | undefined {
  return ({ service, object, data }, { account }) => {
    const of = account.services.fetch(service)[kind].entry(object)
    if (of === undefined) return undefined
    const { bytes } = readData(data)
    const rate = writeRates[kind].find(({ upTo }) => bytes <= upTo)
    return (
      rate && {
        of,
        bucket: `write-${kinds[kind].noun}-${of.record.sid}`,
        perSecond: rate.perSecond,
      }
    )
  }
}

/** Reads and writes of permissions for one object per second (documented). */
const permissionsPerSecond = 80

/** The rate of reads and writes of the permissions for an object of this kind. */
export function permissionsTo(
  kind: KindName,
): (about: Omit<Write, 'data'>, caller: Caller) => Rate | undefined {
  return ({ service, object }, { account }) => {
    const entry = account.services.fetch(service)[kind].entry(object)
    if (entry === undefined) return undefined
    const of = permissionTallies.get(entry) ?? {}
    permissionTallies.set(entry, of)
    // Assumed: the name of the bucket.
    const bucket = `permission-${kinds[kind].noun}-${entry.record.sid}`
    return { of, bucket, perSecond: permissionsPerSecond }
  }
}

/** What is counted for by objects: their writes have counts of their own. */
const permissionTallies = new WeakMap<object, object>()

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
  /** Those of what is gone, be it by a reset, are forgotten with it. */
  readonly #tallies = new WeakMap<object, Tally>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Counts a request about to be carried out. Returns a function that takes it off the count again,
   * for one that the service refuses.
   *
   * @throws SyncError 429 / 54009 if it is one too many
   */
  count(rate: Rate | undefined): (() => void) | undefined {
    if (rate === undefined) return undefined
    const time = readClock(this.#clock)
    const tally = this.#tallyOf(rate.of)
    forget(tally, time)
    const hit = { time, cost: windowCost / (windowSeconds * rate.perSecond) }
    if (tally.cost + hit.cost > windowCost) {
      throw new SyncError({ kind: 'rate-limited', bucket: rate.bucket })
    }
    add(tally, hit)
    return () => takeBack(tally, hit)
  }

  #tallyOf(of: object): Tally {
    const found = this.#tallies.get(of)
    if (found !== undefined) return found
    const tally = { hits: [], cost: 0 }
    this.#tallies.set(of, tally)
    return tally
  }
}

/** Adds a hit in order of time: a clock of the user's own may go backwards. */
function add(tally: Tally, hit: Hit): void {
  const { hits } = tally
  const last = hits.at(-1)
  hits.push(hit)
  if (last !== undefined && last.time > hit.time) hits.sort((one, other) => one.time - other.time)
  tally.cost += hit.cost
}

/**
 * Drops hits that do not lie in the same ten seconds as a time. A tally holds at most three hundred
 * hits, so `shift` is fast.
 */
function forget(tally: Tally, time: number): void {
  const { hits } = tally
  const isNear = (hit: Hit): boolean => Math.abs(hit.time - time) < windowSeconds * 1000
  for (let hit = hits[0]; hit !== undefined && !isNear(hit); hit = hits[0]) {
    hits.shift()
    tally.cost -= hit.cost
  }
  for (let hit = hits.at(-1); hit !== undefined && !isNear(hit); hit = hits.at(-1)) {
    hits.pop()
    tally.cost -= hit.cost
  }
}

function takeBack(tally: Tally, hit: Hit): void {
  // The last hit, unless a subscriber has caused more or moved the clock in the meantime.
  const index = tally.hits.lastIndexOf(hit)
  if (index < 0) return
  tally.hits.splice(index, 1)
  tally.cost -= hit.cost
}
