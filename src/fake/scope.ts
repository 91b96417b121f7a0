import { deliver, responseOf } from '../api/deliver.ts'
import { createExchange, type Exchange } from '../api/exchange.ts'
import type { Gate } from '../api/gate.ts'
import { Journal } from '../api/journal.ts'
import type { SyncRequest, SyncResponse } from '../api/message.ts'
import { NotFakedError } from '../api/not-faked-error.ts'
import type { Outcome } from '../api/outcome.ts'
import type { Protocol } from '../api/protocol.ts'
import { RateLimiter } from '../api/rates.ts'
import { type Clock, isFakeClock, readClock } from '../domain/time/clock.ts'
import type { SyncState } from '../domain/world/state.ts'
import { World } from '../domain/world/world.ts'
import { Faults } from '../faults/faults.ts'
import { callEach } from '../lang/call-each.ts'
import { authenticator } from '../rest/credentials.ts'
import { RestProtocol } from '../rest/rest-protocol.ts'
import { Hub } from '../twilsock/hub.ts'
import type { ServerSocket, SocketPeer } from '../twilsock/socket.ts'
import { AuthTokens } from '../webhooks/auth-tokens.ts'
import { Webhooks } from '../webhooks/webhooks.ts'
import { awaitSettled } from './await-settled.ts'
import { Gates } from './gates.ts'
import type { Leftovers } from './leftovers.ts'
import type { FakeSyncOptions } from './options.ts'
import type { DispatchOptions, ScopeOptions } from './scope-options.ts'
import { settle, type SettleOptions, turns } from './settle.ts'
import type { TaggedRun } from './tagged-run.ts'

/** For how many turns of the event loop an answer may be on its way to the app, as measured. */
const turnsOfAnswer = 3

/** A world with its clock, request journal, faults, gates, clients and webhooks. */
export class Scope<Time extends Clock> {
  readonly clock: Time
  readonly startedAt: number
  readonly world: World
  readonly journal: Journal
  readonly faults: Faults
  readonly clients: Hub
  readonly webhooks: Webhooks
  /** The run of a property that is using this world. */
  run: TaggedRun | undefined
  readonly #gates: Gates
  readonly #exchange: Exchange
  readonly #rest: Protocol
  readonly #options: FakeSyncOptions<Time>
  readonly #leftovers: Leftovers
  /** Names this world in what it leaves behind, which may outlive it. */
  readonly #owner: object = {}
  #underWay = 0
  /** Changes with whatever a request does. */
  #activity = 0
  #usesSockets: boolean
  /** The SIDs that were drawn for what the world begins with. */
  #drawnFirst: string

  constructor(clock: Time, { leftovers, usesSockets, ...surroundings }: ScopeOptions<Time>) {
    const { options, hasEnded, runOf } = surroundings
    const { credentials, rateLimits = false, subscribe: mode = 'eager', ...rest } = options
    this.#options = options
    this.#leftovers = leftovers
    this.#usesSockets = usesSockets
    this.faults = new Faults({ owner: this.#owner, unfired: leftovers.unfired })
    this.clock = clock
    this.world = new World({ ...rest, clock })
    this.journal = new Journal(this.world.limits.requestsKept)
    const authTokens = new AuthTokens(credentials)
    const authenticate = authenticator(credentials, (used) => authTokens.note(used))
    this.#rest = new RestProtocol(this.world, authenticate)
    this.#exchange = createExchange({
      clock,
      journal: this.journal,
      plan: (request) => this.faults.plan(request),
      rates: rateLimits ? new RateLimiter(clock) : undefined,
    })
    const noteActivity = (): void => {
      this.#activity += 1
    }
    this.#gates = new Gates(noteActivity)
    const { world, faults: plans } = this
    this.webhooks = new Webhooks({
      world,
      receiver: options.webhooks,
      undocumented: options.undocumentedWebhooks ?? [],
      authTokens,
      plan: (webhook) => plans.planWebhook(webhook),
      pause: () => turns(turnsOfAnswer, () => this.#usesSockets),
      lateness() {
        const run = runOf()
        return () => run?.hasEnded === true
      },
      hasEnded,
      noteActivity,
    })
    this.clients = new Hub({
      world,
      mode,
      plans,
      credentials,
      hasEnded,
      noteActivity,
      noteEndpoint: (event) => this.webhooks.noteEndpoint(event),
    })
    if (options.state !== undefined) this.restore(options.state)
    this.startedAt = readClock(clock)
    this.#drawnFirst = this.#sidsDrawn()
  }

  /** Whether nothing has been asked for, created or planned yet. Reads and waiting do not count. */
  get isUntouched(): boolean {
    const { journal, faults } = this
    const isEmpty = journal.records.length === 0 && faults.pending.length === 0
    return isEmpty && this.#sidsDrawn() === this.#drawnFirst
  }

  /** How many requests have been dispatched and not yet answered. */
  get underWay(): number {
    return this.#underWay
  }

  /** How many of them are held by gates. */
  get held(): number {
    return this.#gates.held
  }

  /**
   * Waits until no request is under way but those that gates hold, and until a promise has settled.
   *
   * @returns what the promise resolves to
   * @throws what the promise rejects with; TypeError if it is none; Error if a webhook could not be
   *   signed, or if there is no end
   */
  async settled(promise: unknown): Promise<unknown> {
    return awaitSettled(promise, {
      isBusy: () => this.#underWay > this.held,
      clients: this.clients,
      webhooks: this.webhooks,
      quiet: (options) => this.quiet(options),
      advanceTimers: this.#options.advanceTimers,
    })
  }

  /**
   * Waits until for some turns of the event loop no requests have arrived or ended, no frames have
   * come or gone, and no other activity was noticed.
   */
  async quiet({ activity = none, ...options }: Partial<SettleOptions> = {}): Promise<void> {
    await settle({
      activity: () => this.#activity + activity(),
      usesSockets: () => this.#usesSockets,
      ...options,
    })
  }

  /**
   * Takes a request through the gates to the service and back, and waits for its delays. A promise
   * for one that is too many of its run never settles.
   *
   * @throws ConnectionError if its run has ended, or a fault breaks the connection
   */
  dispatch(
    request: SyncRequest,
    { givenUp, run, protocol }: DispatchOptions = {},
  ): SyncResponse | Promise<SyncResponse> {
    // An app may catch an error and go on: the loop ends only where it waits.
    if (run?.admit(request) !== undefined) return new Promise(() => undefined)
    this.#activity += 1
    // Only requests through sockets, nock's included, have a host header.
    this.#usesSockets ||= request.headers['host'] !== undefined
    if (!this.#gates.isEmpty) {
      const passing = this.#passGates(request, { givenUp, run, protocol })
      return this.#count(passing, () => run?.checkOpen(request))
    }
    const outcome = this.exchange(request, protocol)
    if (outcome.delay === 0) return responseOf(outcome)
    return this.#count(deliver(outcome, givenUp), () => run?.checkOpen(request))
  }

  /** Takes a socket that a client has opened. `runOf` says which run of a property sends a request. */
  accept(socket: ServerSocket, runOf: () => TaggedRun | undefined): SocketPeer {
    // The SDK hands on what it hears by timers of the shortest delay.
    this.#usesSockets = true
    const opener = runOf()
    // Until the next run begins, it belongs to what its own has left.
    const epoch = opener?.hasEnded === true ? undefined : this.clients.epoch
    const isLate = (): boolean => opener?.hasEnded === true && this.clients.epoch !== epoch
    return this.clients.accept({
      socket,
      dispatch: (request, protocol) => {
        return this.dispatch(request, { run: isLate() ? opener : runOf(), protocol })
      },
      isLate,
    })
  }

  /** Takes a request to the service, bypassing the gates. Default: one over REST. */
  exchange(request: SyncRequest, protocol: Protocol = this.#rest): Outcome {
    try {
      return this.#exchange(request, protocol)
    } catch (error) {
      if (error instanceof NotFakedError) this.#leftovers.note(error, this.#owner)
      throw error
    }
  }

  /** Puts up a gate inside the existing ones. Returns a function that removes it. */
  addGate(gate: Gate): () => void {
    return this.#gates.add(gate)
  }

  /**
   * Returns to the initial state. Errors thrown by gates as they are removed are rethrown
   * afterwards.
   *
   * @throws TypeError if the clock shows no time; nothing changes then
   */
  reset(): void {
    readClock(this.clock)
    callEach([...this.#gates.clear(), () => this.#empty()])
  }

  /**
   * Reports and forgets what strict mode does not let pass.
   *
   * @throws NotFakedError the first request for a part of Sync that is not faked
   * @throws Error if faults have not fired as often as planned
   */
  reportLeftovers(): void {
    this.#leftovers.reportOf(this.#owner)
  }

  /**
   * Replaces all data with a state.
   *
   * @throws TypeError if the clock shows no time; nothing changes then
   */
  restore(state: SyncState): void {
    readClock(this.clock)
    this.world.restore(state)
    this.#goTo(state.time)
    this.webhooks.drop()
    this.clients.forget()
  }

  #empty(): void {
    this.journal.clear()
    this.webhooks.clear()
    this.faults.abandon()
    // First, since what a world begins with is dated.
    this.#goTo(this.startedAt)
    const { state, resetSids = true } = this.#options
    const drawn = this.world.sids.snapshot()
    this.world.clear()
    if (state !== undefined) this.restore(state)
    if (!resetSids) this.world.sids.restore(drawn)
    this.#drawnFirst = this.#sidsDrawn()
    this.clients.forget()
  }

  async #passGates(
    request: SyncRequest,
    { givenUp, run, protocol }: DispatchOptions,
  ): Promise<SyncResponse> {
    const exchange = (passed: SyncRequest): Outcome => {
      run?.checkOpen(passed)
      return this.exchange(passed, protocol)
    }
    return deliver(await this.#gates.pass(request, exchange), givenUp)
  }

  async #count(response: Promise<SyncResponse>, checkOpen: () => void): Promise<SyncResponse> {
    this.#underWay += 1
    try {
      const answer = await response
      checkOpen()
      return answer
    } finally {
      this.#underWay -= 1
      this.#activity += 1
    }
  }

  #sidsDrawn(): string {
    return JSON.stringify(this.world.sids.snapshot())
  }

  #goTo(time: number): void {
    if (isFakeClock(this.clock)) this.clock.rewind(time)
  }
}

function none(): number {
  return 0
}
