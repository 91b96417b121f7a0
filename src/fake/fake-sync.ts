import { type Clock, FakeClock } from '../domain/clock.ts'
import type { Service } from '../domain/services.ts'
import type { StreamStore } from '../domain/stream-store.ts'
import { World } from '../domain/world.ts'
import { authenticator } from '../http/credentials.ts'
import type { HttpRequest, HttpResponse } from '../http/exchange.ts'
import { createHandler, type Handle } from '../http/handle.ts'
import { Journal, type RequestRecord } from '../http/journal.ts'
import { NotFakedError } from '../http/not-faked-error.ts'
import { checkOptions, clockOf, type FakeSyncOptions } from './options.ts'

/** A fake Twilio Sync: its data, its time, what it was asked, and the means to answer. */
export class FakeSync<Time extends Clock = FakeClock> {
  /** The time the fake lives by. */
  readonly clock: Time
  readonly #startedAt: number
  readonly #world: World
  readonly #journal: Journal
  readonly #handle: Handle
  readonly #notFaked: NotFakedError[] = []

  constructor(options: FakeSyncOptions<Time> = {}) {
    const { credentials, ...rest } = options
    this.clock = clockOf(options)
    this.#startedAt = this.clock.now()
    this.#world = new World({ ...rest, clock: this.clock })
    this.#journal = new Journal(this.#world.limits.requestsKept)
    const authenticate = authenticator(credentials)
    this.#handle = createHandler({ world: this.#world, authenticate, journal: this.#journal })
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

  /**
   * A service: its SID, its Streams, its settings.
   *
   * @param sid an `IS…` SID or `default`
   * @throws SyncError 20404 when the `services` option does not let it exist
   */
  service(sid = 'default'): Service {
    return this.#world.home.services.fetch(sid)
  }

  /** Every request that reached the fake, newest last: as many as the limit `requestsKept` says. */
  get requests(): readonly RequestRecord[] {
    return this.#journal.records
  }

  /** Whether requests reach this fake by themselves right now. Without a transport they never do. */
  get installed(): boolean {
    return false
  }

  /**
   * Answers one request as Twilio would, whatever is in it. This is what transports call.
   *
   * @throws NotFakedError for Documents, Lists and Maps; what a subscriber throws passes through
   */
  handle(request: HttpRequest): HttpResponse {
    try {
      return this.#handle(request)
    } catch (error) {
      if (error instanceof NotFakedError) this.#notFaked.push(error)
      throw error
    }
  }

  /**
   * Makes everything as it was just after the start: data, requests, SIDs, and the time of a
   * `FakeClock`. Subscribers are dropped and not told. A `StreamStore` of the home account that was
   * taken before stays good.
   */
  reset(): void {
    this.#world.clear()
    this.#journal.clear()
    if (this.clock instanceof FakeClock) this.clock.rewind(this.#startedAt)
  }

  /**
   * Stops answering, and says so if the app asked for something that is not faked.
   *
   * @throws NotFakedError the first one, even if the app swallowed it and even if `reset` was called since
   */
  uninstall(): void {
    const [first] = this.#notFaked.splice(0)
    if (first !== undefined) throw first
  }

  /** `using sync = installFakeSync()` uninstalls at the end of the block. */
  [Symbol.dispose](): void {
    this.uninstall()
  }
}

/**
 * A fake Twilio Sync without a transport: use its stores directly, or hand it requests as plain data.
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
