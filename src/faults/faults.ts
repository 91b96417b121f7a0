import {
  type ClientView,
  type DeliveryPoint,
  type DeliveryView,
  type FaultPoint,
  type FaultTarget,
  type WebhookView,
} from '../api/fault-points.ts'
import type { RequestView } from '../api/journal.ts'
import type { Breakage, DeliveryPlan, Disconnection, Refusal, RequestPlan } from '../api/plan.ts'
import { type CallSite, callerOfThis } from '../lang/call-site.ts'
import { hasMethod } from '../lang/has-method.ts'
import { show } from '../lang/show.ts'
import type { Fault, FaultByTarget } from './fault.ts'
import { readFault, targetOfFault } from './read-fault.ts'
import { statusResponse } from './status-response.ts'

/** A fault that has not struck as often as planned. */
export interface PendingFault {
  /** A frozen copy of the fault that was added. */
  readonly fault: Fault
  /** How often it has struck. */
  readonly fired: number
}

/** What faults look at, by what they happen to. */
interface ViewByTarget {
  readonly request: RequestView
  readonly delivery: DeliveryView
  readonly webhook: WebhookView
  readonly connect: ClientView
  readonly connected: ClientView
}

/** A fault other than a delay: one at most strikes at a time. */
type BreakingFault<Target extends FaultTarget> = Exclude<
  FaultByTarget[Target],
  { readonly kind: 'delay' }
>

/** Something that faults may happen to. */
interface Passer<Target extends FaultTarget> {
  readonly target: Target
  /** `undefined` for a request that matches no operation. */
  readonly point: FaultPoint | undefined
  readonly view: ViewByTarget[Target]
}

/** What becomes of it: a delay in milliseconds, and what goes wrong. */
interface Strike<Target extends FaultTarget> {
  readonly delay: number
  readonly hit: BreakingFault<Target> | undefined
}

/** A fault that has not fired as often as planned, for a report on it. */
export interface UnfiredFault extends PendingFault {
  /** Where it was added. */
  readonly addedAt: CallSite
  /** Whose fault it is. */
  readonly owner: object
}

interface Entry extends UnfiredFault {
  readonly target: FaultTarget
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
 * The faults of a fake. A request or a delivery is hit by every matching delay, plus the first other
 * matching fault, in the order in which they were added; a connection by the first.
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
   * Adds a fault. It strikes once unless `times` says otherwise.
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
    const target = targetOfFault(own)
    const entry: Entry = { fault: own, target, toSkip: own.skip ?? 0, fired: 0, addedAt, owner }
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
   * The faults that have not struck as often as planned, in the order they were added. A fault with
   * `times: Infinity` is pending until it has struck once.
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
    const view = viewOf(request)
    const { delay, hit } = this.#strike({ target: 'request', point: request.operation, view })
    return { delay, breakage: hit && breakageOf(hit, request.operation) }
  }

  /**
   * Decides what goes wrong on the way to a client, and counts it.
   *
   * @throws whatever a predicate throws
   * @internal
   */
  planDelivery(point: DeliveryPoint, delivery: DeliveryView): DeliveryPlan {
    if (this.#entries.size === 0) return plainDelivery
    const view = Object.freeze(delivery)
    const { delay, hit } = this.#strike({ target: 'delivery', point, view })
    return { delay, ...plainly, ...(hit && disturbanceOf(hit)) }
  }

  /**
   * Decides what goes wrong with a webhook on its way to the app, and counts it.
   *
   * @throws whatever a predicate throws
   * @internal
   */
  planWebhook(view: WebhookView): DeliveryPlan {
    if (this.#entries.size === 0) return plainDelivery
    const { delay, hit } = this.#strike({ target: 'webhook', point: 'webhooks.deliver', view })
    return { delay, ...plainly, ...(hit && disturbanceOf(hit)) }
  }

  /** Decides what keeps a client from connecting, and counts it. @internal */
  planConnect(viewOf: () => ClientView): Refusal | undefined {
    if (this.#entries.size === 0) return undefined
    const view = Object.freeze(viewOf())
    return this.#strike({ target: 'connect', point: 'clients.connect', view }).hit
  }

  /** Decides what breaks a connection that has just been made, and counts it. @internal */
  planConnected(viewOf: () => ClientView): Disconnection | undefined {
    if (this.#entries.size === 0) return undefined
    const view = Object.freeze(viewOf())
    return this.#strike({ target: 'connected', point: 'clients.connected', view }).hit
  }

  #strike<Target extends FaultTarget>(passer: Passer<Target>): Strike<Target> {
    let delay = 0
    let hit: BreakingFault<Target> | undefined
    for (const entry of this.#entries) {
      if (entry.target !== passer.target) continue
      // Checked just now.
      const fault = entry.fault as FaultByTarget[Target]
      if (fault.kind !== 'delay' && hit !== undefined) continue
      if (!matches(fault, passer) || !this.#takesAim(entry)) continue
      if (fault.kind === 'delay') delay += fault.milliseconds
      else hit = fault as BreakingFault<Target>
    }
    return { delay, hit }
  }

  /** Counts what matches: skips first, then hits. A spent fault is removed. */
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
const plainly = { copies: 1, overtakenBy: 0 } as const
const plainDelivery: DeliveryPlan = Object.freeze({ delay: 0, ...plainly })

/** Whether a fault has fired as often as planned. For `Infinity`, once is enough. */
function hasFired({ fault: { times = 1 }, fired }: Entry): boolean {
  return fired >= (times === Infinity ? 1 : times)
}

/** A predicate on what faults look at. */
type Predicate = (view: never) => boolean

function matches<Target extends FaultTarget>(
  { on, where }: { readonly on?: unknown; readonly where?: Predicate | undefined },
  { point, view }: Passer<Target>,
): boolean {
  if (typeof on === 'function') {
    if (!answerOf(on as Predicate, { view, at: 'on' })) return false
  } else if (on !== undefined && ![on].flat().some((one) => one === point)) return false
  return where === undefined || answerOf(where, { view, at: 'where' })
}

/** A copy without what is not known yet, and that nobody can change. */
function viewOf(request: RequestView): RequestView {
  const { operation, method, path, params, ifMatch, account, via, identity, time } = request
  Object.freeze(params)
  return Object.freeze({ operation, method, path, params, ifMatch, account, via, identity, time })
}

/** Calls a predicate. A promise would count as true. */
function answerOf(predicate: Predicate, { view, at }: { view: unknown; at: string }): boolean {
  const found: unknown = predicate(view as never)
  if (typeof found === 'boolean') return found
  throw new TypeError(
    `Cannot match with a fault: found ${hasMethod(found, 'then') ? 'a promise' : show(found)} from its predicate ${at}, expected true or false`,
  )
}

function breakageOf(
  fault: BreakingFault<'request'>,
  operation: RequestView['operation'],
): Breakage {
  const { kind, when = 'before' } = fault
  return kind === 'status' ? { kind, when, ...statusResponse(fault, operation) } : { kind, when }
}

function disturbanceOf(fault: BreakingFault<'delivery' | 'webhook'>): Omit<DeliveryPlan, 'delay'> {
  switch (fault.kind) {
    case 'drop':
      return { ...plainly, copies: 0 }
    case 'duplicate':
      return { ...plainly, copies: 2 }
    case 'reorder':
      return { ...plainly, overtakenBy: fault.by ?? 1 }
  }
}
