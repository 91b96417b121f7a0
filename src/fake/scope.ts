import { callEach } from '../domain/call-each.ts'
import { type Clock, isFakeClock } from '../domain/clock.ts'
import type { SyncState } from '../domain/state.ts'
import { World } from '../domain/world.ts'
import { Faults } from '../faults/faults.ts'
import { createRateLimiter } from '../api/rates.ts'
import { authenticator } from '../rest/credentials.ts'
import { createHandler, type RateLimit } from '../api/exchange.ts'
import { Journal } from '../api/journal.ts'
import { NotFakedError } from '../api/not-faked-error.ts'
import type { HttpRequest } from '../api/message.ts'
import type { Handler, Outcome } from '../api/outcome.ts'
import { checkGate, type Gate, passGates } from '../api/gate.ts'
import type { Leftovers } from './leftovers.ts'
import type { FakeSyncOptions } from './options.ts'

export interface ScopeOptions<Time extends Clock> {
  readonly options: FakeSyncOptions<Time>
  readonly leftovers: Leftovers
}

/** A world with its clock, request journal, faults and gates. */
export class Scope<Time extends Clock> {
  readonly clock: Time
  readonly startedAt: number
  readonly world: World
  readonly journal: Journal
  readonly faults: Faults
  readonly #gates = new Set<Gate>()
  readonly #handler: Handler
  readonly #options: FakeSyncOptions<Time>
  readonly #leftovers: Leftovers
  #checkRate: RateLimit = noLimit

  constructor(clock: Time, { options, leftovers }: ScopeOptions<Time>) {
    const { credentials, ...rest } = options
    this.#options = options
    this.#leftovers = leftovers
    this.faults = new Faults(leftovers.unfired)
    this.clock = clock
    this.world = new World({ ...rest, clock })
    this.journal = new Journal(this.world.limits.requestsKept)
    this.#handler = createHandler({
      world: this.world,
      journal: this.journal,
      authenticate: authenticator(credentials),
      intercept: (intercepted) => this.faults.intercept(intercepted),
      checkRate: (operation, call) => this.#checkRate(operation, call),
    })
    if (options.state !== undefined) this.restore(options.state)
    else this.#startRateLimits()
    this.startedAt = clock.now()
  }

  /** Takes a request through the gates to the service and back. */
  dispatch(request: HttpRequest): Outcome | Promise<Outcome> {
    if (this.#gates.size === 0) return this.handle(request)
    return passGates([...this.#gates], request, (passed) => this.handle(passed))
  }

  /** Takes a request to the service, bypassing the gates. */
  handle(request: HttpRequest): Outcome {
    try {
      return this.#handler(request)
    } catch (error) {
      if (error instanceof NotFakedError) this.#leftovers.note(error)
      throw error
    }
  }

  /** Puts up a gate inside the existing ones. Returns a function that removes it. */
  addGate(gate: Gate): () => void {
    checkGate(gate)
    this.#gates.add(gate)
    return () => {
      if (this.#gates.delete(gate)) gate.removed?.()
    }
  }

  /**
   * Returns to the initial state. Errors thrown by gates as they are removed are rethrown
   * afterwards.
   */
  reset(): void {
    const gates = [...this.#gates]
    this.#gates.clear()
    callEach([...gates.map((gate) => () => gate.removed?.()), () => this.#empty()])
  }

  /** Replaces all data with a state. */
  restore(state: SyncState): void {
    this.world.restore(state)
    this.#goTo(state.time)
  }

  #empty(): void {
    this.journal.clear()
    this.faults.abandon()
    // First, since what a world begins with is dated.
    this.#goTo(this.startedAt)
    this.world.clear()
    if (this.#options.state !== undefined) this.restore(this.#options.state)
  }

  /** Rate limits start over: what they counted may now lie in the future. */
  #goTo(time: number): void {
    if (isFakeClock(this.clock)) this.clock.rewind(time)
    this.#startRateLimits()
  }

  #startRateLimits(): void {
    this.#checkRate = this.#options.rateLimits === true ? createRateLimiter(this.clock) : noLimit
  }
}

/** Without rate limits, every operation is allowed and nothing is counted. */
function noLimit(): () => void {
  return countNothing
}

function countNothing(): void {
  // Nothing was counted.
}
