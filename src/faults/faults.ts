import type { RequestView } from '../api/journal.ts'
import type { Breakage, RequestPlan } from '../api/plan.ts'
import { type CallSite, callerOfThis } from '../lang/call-site.ts'
import { show } from '../lang/show.ts'
import type { Fault } from './fault.ts'
import { readFault } from './read-fault.ts'
import { statusResponse } from './status-response.ts'

/** A fault that has not hit as many requests as planned. */
export interface PendingFault {
  /** A frozen copy of the fault that was added. */
  readonly fault: Fault
  /** How many requests it has hit. */
  readonly fired: number
}

type BreakingFault = Exclude<Fault, { readonly kind: 'delay' }>

/** A fault that has not fired as often as planned, for a report on it. */
export interface UnfiredFault extends PendingFault {
  /** Where it was added. */
  readonly addedAt: CallSite
  /** Whose fault it is. */
  readonly owner: object
}

interface Entry extends UnfiredFault {
  toSkip: number
  fired: number
}

/** Who has faults, and where those are kept that have not fired as often as planned. */
interface FaultsOptions {
  readonly owner: object
  /** They stay in it when they are abandoned. */
  readonly unfired: Set<UnfiredFault>
}

/**
 * How many unfired faults are remembered: a property test may plan and abandon any number of them.
 */
const mostUnfired = 1000

/**
 * The faults of a fake. A request is hit by every matching delay, plus the first other matching
 * fault, in the order in which they were added.
 *
 * @example
 * sync.faults.add({ on: 'streams.create', kind: 'reset', when: 'after' })
 * sync.faults.pending.length //=> 1
 */
export class Faults {
  readonly #entries = new Set<Entry>()
  readonly #owner: object
  readonly #unfired: Set<UnfiredFault>

  /** @internal */
  constructor({ owner, unfired }: FaultsOptions) {
    this.#owner = owner
    this.#unfired = unfired
  }

  /**
   * Adds a fault. It hits one request unless `times` says otherwise.
   *
   * @returns a function that removes the fault
   * @throws TypeError if a member of the fault is unknown, missing or invalid
   *
   * @example
   * sync.faults.add({ on: 'streams.fetch', kind: 'status', status: 503, times: 2 })
   * const client = twilio('AC00000000000000000000000000000000', 'any token', {
   *   httpClient: sync.httpClient,
   * })
   * const fetching = client.sync.v1.services('default').syncStreams('orders').fetch()
   * await fetching.catch((error: { status: number }) => error.status) //=> 503
   * sync.faults.pending.map(({ fired }) => fired) //=> [1]
   */
  add(fault: Fault): () => void {
    return this.addAt(callerOfThis(), fault)
  }

  /** Adds a fault in the name of somebody else's call. @internal */
  addAt(addedAt: CallSite, fault: Fault): () => void {
    const own = readFault(fault)
    const owner = this.#owner
    const entry: Entry = { fault: own, toSkip: own.skip ?? 0, fired: 0, addedAt, owner }
    this.#entries.add(entry)
    this.#unfired.add(entry)
    const [oldest] = this.#unfired
    if (oldest !== undefined && this.#unfired.size > mostUnfired) this.#unfired.delete(oldest)
    return () => {
      this.#entries.delete(entry)
      this.#unfired.delete(entry)
    }
  }

  /**
   * The faults that have not hit as many requests as planned, in the order they were added. A fault
   * with `times: Infinity` is pending until it has hit one.
   */
  get pending(): readonly PendingFault[] {
    return [...this.#entries]
      .filter((entry) => !hasFired(entry))
      .map(({ fault, fired }) => ({ fault, fired }))
  }

  /** Removes all faults. */
  clear(): void {
    for (const entry of this.#entries) this.#unfired.delete(entry)
    this.#entries.clear()
  }

  /** Removes all faults. Those that never fired are still remembered. @internal */
  abandon(): void {
    this.#entries.clear()
  }

  /**
   * Decides what goes wrong with a request, and counts it.
   *
   * @throws whatever a predicate throws
   * @internal
   */
  plan(request: RequestView): RequestPlan {
    if (this.#entries.size === 0) return nothingPlanned
    let delay = 0
    let hit: BreakingFault | undefined
    for (const entry of this.#entries) {
      const { fault } = entry
      if (fault.kind !== 'delay' && hit !== undefined) continue
      if (!matches(fault, request) || !this.#takesAim(entry)) continue
      if (fault.kind === 'delay') delay += fault.milliseconds
      else hit = fault
    }
    return { delay, breakage: hit && breakageOf(hit) }
  }

  /** Counts a matching request: skips first, then hits. A spent fault is removed. */
  #takesAim(entry: Entry): boolean {
    if (entry.toSkip > 0) {
      entry.toSkip -= 1
      return false
    }
    entry.fired += 1
    if (hasFired(entry)) this.#unfired.delete(entry)
    if (entry.fired === (entry.fault.times ?? 1)) this.#entries.delete(entry)
    return true
  }
}

const nothingPlanned: RequestPlan = Object.freeze({ delay: 0 })

/** Whether a fault has fired as often as planned. For `Infinity`, once is enough. */
function hasFired({ fault: { times = 1 }, fired }: Entry): boolean {
  return fired >= (times === Infinity ? 1 : times)
}

function matches({ on }: Fault, request: RequestView): boolean {
  if (on === undefined) return true
  if (typeof on === 'function') return answerOf(on, viewOf(request))
  const { operation } = request
  return typeof on === 'string' ? on === operation : on.some((name) => name === operation)
}

/** A copy without what is not known yet, and that nobody can change. */
function viewOf(request: RequestView): RequestView {
  const { operation, method, path, params, account, via, identity, time } = request
  Object.freeze(params)
  return Object.freeze({ operation, method, path, params, account, via, identity, time })
}

/** Calls a predicate. A promise would count as true. */
function answerOf(predicate: (request: RequestView) => unknown, request: RequestView): boolean {
  const found = predicate(request)
  if (typeof found === 'boolean') return found
  const isPromise = typeof (Object(found) as Partial<Promise<unknown>>).then === 'function'
  throw new TypeError(
    `Cannot match a request with a fault: found ${isPromise ? 'a promise' : show(found)} from its predicate, expected true or false`,
  )
}

function breakageOf(fault: BreakingFault): Breakage {
  const { kind, when = 'before' } = fault
  return kind === 'status' ? { kind, when, ...statusResponse(fault) } : { kind, when }
}
