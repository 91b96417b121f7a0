import { AsyncLocalStorage } from 'node:async_hooks'
import { anotherClock, type Clock, type FakeClock, isFakeClock } from '../domain/clock.ts'
import type { Limits } from '../domain/limits.ts'
import type { KnownServices, Service } from '../domain/services.ts'
import { parseState } from '../domain/parse-state.ts'
import { copyState, type SyncState } from '../domain/state.ts'
import type { StreamStore } from '../domain/stream-store.ts'
import type { Faults } from '../faults/faults.ts'
import type { HttpRequest, HttpResponse } from '../http/message.ts'
import type { RequestRecord } from '../http/journal.ts'
import type { Outcome } from '../http/outcome.ts'
import { responseOf } from '../transports/deliver.ts'
import { createFetch, type Fetch } from '../transports/fetch.ts'
import type { Gate } from '../transports/gate.ts'
import { createHttpClient, type TwilioHttpClient } from '../transports/http-client.ts'
import { describeFaults, describeScope } from './describe.ts'
import {
  checkOptions,
  checkUninstallOptions,
  clockOf,
  copyOptions,
  type FakeSyncOptions,
  type UninstallOptions,
} from './options.ts'
import { type Leftovers, Scope } from './scope.ts'

/** A fake Twilio Sync: its data, its time, what it was asked, what is to go wrong, and the ways in. */
export class FakeSync<Time extends Clock = FakeClock> {
  /**
   * For `twilio(accountSid, authToken, { httpClient: sync.httpClient })`: the client reaches the fake without axios,
   * sockets or nock. It does not retry: with an HTTP client of one's own, `autoRetry` has no effect.
   */
  readonly httpClient: TwilioHttpClient
  /**
   * A `fetch` that reaches the fake: for code that takes one, and for handlers of msw.
   *
   * @example
   * const response = await sync.fetch('https://sync.twilio.com/v1/Services', {
   *   headers: { authorization: `Basic ${btoa('AC00000000000000000000000000000000:any')}` },
   * })
   * response.status //=> 200
   */
  readonly fetch: Fetch
  readonly #options: FakeSyncOptions<Time>
  readonly #root: Scope<Time>
  readonly #runs = new AsyncLocalStorage<Scope<Time>>()
  readonly #leftovers: Leftovers = { notFaked: [], unfired: new Set() }

  constructor(options: FakeSyncOptions<Time> = {}) {
    this.#options = copyOptions(options)
    this.#root = this.#newScope(clockOf(options))
    this.httpClient = createHttpClient((request) => this.dispatch(request))
    this.fetch = createFetch((request) => this.dispatch(request))
  }

  /** The time the fake lives by. */
  get clock(): Time {
    return this.#scope.clock
  }

  /**
   * The Streams of the `default` service, those an app sees at `services('default')`.
   *
   * @example
   * sync.streams.create({ uniqueName: 'orders' })
   * sync.streams.size //=> 1
   */
  get streams(): StreamStore {
    return this.service().streams
  }

  /** Every request that reached the fake, newest last: as many as the limit `requestsKept` says. */
  get requests(): readonly RequestRecord[] {
    return this.#scope.journal.records
  }

  /** The limits it holds to: Twilio's, with those of the `limits` option in their place. */
  get limits(): Limits {
    return this.#scope.world.limits
  }

  /** For how many seconds an expired stream may still be seen. */
  get expiryLag(): number {
    return this.#options.expiryLag ?? 0
  }

  /** Which services exist from the start: `'any'`, or those of the list. */
  get services(): KnownServices {
    return this.#options.services ?? 'any'
  }

  /** What is to go wrong on the way. */
  get faults(): Faults {
    return this.#scope.faults
  }

  /**
   * Whether requests through nock reach this fake right now: not before an install, nor after another fake has
   * taken over, nor while nock is restored, switched off by `NOCK_OFF` or without the fake's interceptors. The
   * clients of a module given as `twilio` reach it from install to uninstall, whatever nock does.
   */
  get installed(): boolean {
    return false
  }

  /**
   * A service: its SID, its Streams, its settings.
   *
   * @param sid an `IS…` SID or `default`
   * @throws SyncError 20404 when the `services` option does not let it exist
   */
  service(sid = 'default'): Service {
    return this.#scope.world.home.services.fetch(sid)
  }

  /**
   * Runs a function in a world of its own: data, clock, SIDs, requests and faults as just after the start.
   * Whatever the function starts sees that world alone, however deep in async code and by whatever way in;
   * so do the members of this object while they are read in there. What began before stays outside: a
   * server that is listening already answers from the world around. The clock of the world is made by the
   * constructor of the fake's own, which gets the time to begin at; a clock that is no `FakeClock` is shared.
   *
   * @returns what the function returns
   *
   * @example
   * sync.streams.create({ uniqueName: 'orders' })
   * sync.run(() => sync.streams.size) //=> 0
   */
  run<Result>(work: () => Result): Result {
    const { clock, startedAt } = this.#root
    // A clock that is not a FakeClock is everybody's.
    const own = isFakeClock(clock) ? anotherClock(clock, startedAt) : clock
    return this.#runs.run(this.#newScope(own), work)
  }

  /**
   * Says what becomes of a request: this is what transports call. Gates and faults have done their part.
   *
   * @throws NotFakedError for Documents, Lists and Maps; what a subscriber throws passes through. Behind
   *   a gate the promise rejects with it.
   * @internal
   */
  dispatch(request: HttpRequest): Outcome | Promise<Outcome> {
    return this.#scope.dispatch(request)
  }

  /**
   * Puts up a gate that requests and answers have to pass, whatever way in they take: inside the gates
   * that stand already, until it is undone or the fake is reset. `handle` and the JS API pass none.
   *
   * @returns the undo
   * @throws TypeError when it is no gate
   *
   * @example
   * const urls: string[] = []
   * sync.gate({ arrival: ({ url }) => void urls.push(url) })
   * await sync.fetch('https://sync.twilio.com/v1/Services')
   * urls //=> ['https://sync.twilio.com/v1/Services']
   */
  gate(gate: Gate): () => void {
    return this.#scope.addGate(gate)
  }

  /**
   * Answers one request as Twilio would, whatever is in it, at once.
   *
   * @throws ConnectionError when a fault breaks the connection, NotFakedError for Documents, Lists and
   *   Maps; what a subscriber throws passes through
   */
  handle(request: HttpRequest): HttpResponse {
    const { status, headers, body } = responseOf(this.#scope.handle(request).outcome)
    return { status, headers, body }
  }

  /** The state as text, for the message of a failing test: services, streams, requests, faults. */
  describe(): string {
    return describeScope(this.#scope)
  }

  /**
   * Data, SIDs and time as plain JSON data, to keep as a fixture or to `restore`. Requests, faults and
   * subscribers are not part of it.
   */
  snapshot(): SyncState {
    return copyState(this.#scope.world.snapshot())
  }

  /**
   * Puts a snapshot in the place of all data, the home account included. A `FakeClock` goes to its time;
   * subscribers are dropped. In a fake of the same `seed` the SIDs to come are the same too.
   *
   * @throws TypeError that names the place, when no fake can be in that state; nothing is changed then
   */
  restore(state: SyncState): void {
    this.#scope.restore(parseState(state))
  }

  /**
   * Makes everything as it was just after the start: data, requests, faults, SIDs, and the time of a
   * `FakeClock`. Subscribers are dropped and not told. A `StreamStore` of the home account that was
   * taken before stays good.
   */
  reset(): void {
    this.#scope.reset()
  }

  /**
   * Stops answering, and says so if the app asked for something that is not faked.
   *
   * @throws NotFakedError the first one, even if the app swallowed it and even if `reset` was called
   *   since; Error when `strict` finds faults that never fired as often as planned, in a `run` and
   *   before a `reset` too; TypeError, and then nothing is done, when an option is unknown
   */
  uninstall(options: UninstallOptions = {}): void {
    checkUninstallOptions(options)
    const { strict = false } = options
    const unfired = strict ? [...this.#leftovers.unfired] : []
    this.#scope.faults.clear()
    this.#leftovers.unfired.clear()
    const [notFaked] = this.#leftovers.notFaked.splice(0)
    if (notFaked !== undefined) throw notFaked
    if (unfired.length > 0) {
      throw new Error(
        `Cannot uninstall in strict mode: found faults that never fired as often as planned (${describeFaults(unfired)}), expected all to fire`,
      )
    }
  }

  /** `using sync = installFakeSync()` uninstalls at the end of the block. */
  [Symbol.dispose](): void {
    this.uninstall()
  }

  #newScope(clock: Time): Scope<Time> {
    return new Scope(clock, { options: this.#options, leftovers: this.#leftovers })
  }

  get #scope(): Scope<Time> {
    return this.#runs.getStore() ?? this.#root
  }
}

/**
 * A fake Twilio Sync that is not installed anywhere: use its stores, its `httpClient` or its `fetch`.
 *
 * @throws TypeError when an option is unknown or cannot be used
 *
 * @example
 * const sync = createFakeSync({ seed: 1 })
 * sync.streams.create({ uniqueName: 'orders', ttl: 60 })
 * sync.clock.advance({ minutes: 1 })
 * sync.streams.find('orders') //=> undefined
 */
export function createFakeSync<Time extends Clock = FakeClock>(
  options: FakeSyncOptions<Time> = {},
): FakeSync<Time> {
  checkOptions(options)
  return new FakeSync(options)
}
