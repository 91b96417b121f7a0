import type { Gate } from '../api/gate.ts'
import type { RequestRecord } from '../api/journal.ts'
import type { Limits } from '../domain/rules/limits.ts'
import type { Clock, FakeClock } from '../domain/time/clock.ts'
import type { Duration } from '../domain/time/duration.ts'
import { parseState } from '../domain/world/parse-state.ts'
import { copyState, type SyncState } from '../domain/world/state.ts'
import type { KnownServices } from '../domain/world/world-options.ts'
import type { World } from '../domain/world/world.ts'
import type { Faults } from '../faults/faults.ts'
import { callEach } from '../lang/call-each.ts'
import type { SyncClientConnection } from '../twilsock/hub.ts'
import type { WebhookRecord } from '../webhooks/webhook-record.ts'
import { advance } from './advance.ts'
import { describeScope } from './describe.ts'
import { FakeStores } from './fake-stores.ts'
import {
  checkOptions,
  checkUninstallOptions,
  type FakeSyncOptions,
  type UninstallOptions,
} from './options.ts'
import type { Ways } from './worlds.ts'

/** A fake Twilio Sync: data, clock, faults, request journal, and the transports that reach it. */
export class FakeSync<Time extends Clock = FakeClock> extends FakeStores<Time> {
  constructor(options: FakeSyncOptions<Time> = {}, ways: Ways = { usesSockets: false }) {
    super(options, ways)
  }

  /** The clock the fake follows: a {@link FakeClock}, unless the `clock` option is another. */
  get clock(): Time {
    return this.worlds.current.clock
  }

  /**
   * Every request that reached the fake, newest last, up to the limit `requestsKept` (10 000).
   * Calls of the JS API are not requests.
   *
   * @example
   * await sync.fetch('https://sync.twilio.com/v1/Services') // without credentials
   * sync.requests.map(({ status, code }) => [status, code]) //=> [[401, 20003]]
   */
  get requests(): readonly RequestRecord[] {
    return this.worlds.current.journal.records
  }

  /**
   * The clients of the `twilio-sync` SDK that are connected, in order of connection, with their
   * identity and the version of their SDK. `drop()` breaks a connection, `close(code)` ends it as
   * the service does.
   */
  get clients(): readonly SyncClientConnection[] {
    return this.worlds.current.clients.clients
  }

  /**
   * The webhooks of services with a `webhookUrl`, newest last, up to the limit `webhooksKept` (1000):
   * what was sent and what became of it, or without the option `webhooks`, what would have been.
   *
   * @example
   * const { sid } = sync.service()
   * await sync.fetch(`https://sync.twilio.com/v1/Services/${sid}`, {
   *   method: 'POST',
   *   headers: { authorization: `Basic ${btoa('AC00000000000000000000000000000000:any')}` },
   *   body: new URLSearchParams({
   *     WebhookUrl: 'https://app.example.com/sync',
   *     WebhooksFromRestEnabled: 'true',
   *   }),
   * })
   * sync.documents.create({ uniqueName: 'order-7' })
   * sync.webhooks.map(({ event, state }) => [event, state]) //=> [['document_created', 'unsent']]
   */
  get webhooks(): readonly WebhookRecord[] {
    return this.worlds.current.webhooks.records
  }

  /** The limits in effect: Twilio's, overridden by the `limits` option. */
  get limits(): Limits {
    return this.worlds.current.world.limits
  }

  /** Which services exist from the start: the `services` option. */
  get knownServices(): KnownServices {
    return this.worlds.options.services ?? 'any'
  }

  /** The world behind this object right now: each `run` has its own. @internal */
  get world(): World {
    return this.worlds.current.world
  }

  /** The faults to inject into requests, deliveries, webhooks and connections. */
  get faults(): Faults {
    return this.worlds.current.faults
  }

  /**
   * Whether requests through nock reach this fake right now. False before the install, while another
   * fake has taken over, while nock is restored, switched off by `NOCK_OFF` or without the fake's
   * interceptors. Clients of a module passed as `twilio` reach the fake until uninstall, whatever
   * nock does; with `nock: false` it is they that count. Of `installFakeSyncClient`: whether the
   * sockets of new clients lead to this fake.
   */
  get installed(): boolean {
    return false
  }

  /**
   * Runs a function in a separate world: data, clock, SIDs, requests and faults as just after the
   * start. Everything it starts sees only that world, however deep in async code and on every
   * transport; so do the members of this object while they are read there. A server that was
   * already listening answers from the outer world. The clock is a new one of the same class,
   * constructed with the start time (epoch ms); a clock that is not a `FakeClock` is shared.
   *
   * @returns what the function returns
   * @throws TypeError if `work` is not a function
   *
   * @example
   * sync.streams.create({ uniqueName: 'orders' })
   * sync.run(() => sync.streams.size) //=> 0
   */
  run<Result>(work: () => Result): Result {
    return this.worlds.run(work)
  }

  /**
   * Waits until nothing that has reached the fake is under way, and nothing more has come for a few
   * turns of the event loop: `void client…create()` is seen after it, and what was published has
   * reached the clients that are subscribed, and the app's webhooks have been answered. It waits for
   * delays by faults, but not for what a gate holds or for timers of the app.
   *
   * @param promise if given, is waited for as well, and its value returned
   * @throws what it rejects with; TypeError if it is no promise; Error, once, if a webhook could not
   *   be signed; Error if there is no end, since a handler or listener writes what calls it again
   *
   * @example
   * void sync.fetch('https://sync.twilio.com/v1/Services')
   * await sync.settled()
   * sync.requests.length //=> 1
   */
  settled(): Promise<void>
  settled<Result>(promise: PromiseLike<Result>): Promise<Result>
  settled(promise: unknown = Promise.resolve()): Promise<unknown> {
    return this.worlds.current.settled(promise)
  }

  /**
   * Moves the clock as `sync.clock.advance()` does, but waits until all is {@link settled} before it
   * begins and at every due time on the way. So a client can renew a token between the warning and
   * the end of it, however large the step.
   *
   * @param duration whole milliseconds, or parts such as `{ hours: 2, seconds: 30 }`
   * @throws TypeError if the duration is invalid, or the clock is no {@link FakeClock}
   * @throws RangeError if the duration is negative
   * @throws whatever a subscriber threw on the way, after the clock has arrived
   *
   * @example
   * sync.streams.create({ uniqueName: 'orders', ttl: 60 })
   * await sync.advance({ minutes: 1 })
   * sync.streams.size //=> 0
   */
  async advance(duration: number | Duration): Promise<void> {
    const { current } = this.worlds
    const settled = (): Promise<unknown> => current.settled(Promise.resolve())
    await advance({ clock: current.clock, duration, settled })
  }

  /**
   * Puts up a gate that all requests and responses pass, on every transport, until it is removed or
   * the fake is reset. Later gates stand inside earlier ones. `handle` and the JS API bypass them.
   *
   * @returns a function that removes the gate
   * @throws TypeError if `gate` is not a gate
   *
   * @example
   * const urls: string[] = []
   * sync.gate({ arrival: ({ url }) => void urls.push(url) })
   * await sync.fetch('https://sync.twilio.com/v1/Services')
   * urls //=> ['https://sync.twilio.com/v1/Services']
   */
  gate(gate: Gate): () => void {
    return this.worlds.current.addGate(gate)
  }

  /**
   * Returns the state as text, for the message of a failing assertion: services, streams, clients,
   * the last 10 requests and webhooks, pending faults.
   *
   * @example
   * sync.streams.create({ uniqueName: 'orders' })
   * sync.describe().includes('0 s old, never expires, no messages') //=> true
   */
  describe(): string {
    return describeScope(this.worlds.current)
  }

  /**
   * Returns data, SIDs and time as plain JSON, to keep as a fixture or to {@link restore}.
   * Requests, faults, gates and subscribers are not included.
   *
   * @example
   * sync.streams.create({ uniqueName: 'orders' })
   * JSON.parse(JSON.stringify(sync.snapshot())) //=> sync.snapshot()
   */
  snapshot(): SyncState {
    return copyState(this.worlds.current.world.snapshot())
  }

  /**
   * Replaces all data with a snapshot, the home account included, and sets a `FakeClock` to its
   * time, even backwards. Subscribers are dropped without being notified; clients of the SDK are
   * told that their streams are gone. In a fake with the same `seed`, the SIDs drawn next are the
   * same, too.
   *
   * @param state what `snapshot()` returned, possibly parsed from JSON
   * @throws TypeError that names the bad place if the state is impossible; nothing changes then
   *
   * @example
   * const empty = sync.snapshot()
   * sync.streams.create({ uniqueName: 'orders' })
   * sync.restore(empty)
   * sync.streams.size //=> 0
   */
  restore(state: SyncState): void {
    this.worlds.current.restore(parseState(state))
  }

  /**
   * Returns everything to how it was just after the start: data, requests, faults, gates, SIDs
   * (unless `resetSids` is `false`) and the time of a `FakeClock`. Subscribers are dropped without
   * being notified; clients of the SDK remain connected, and are told that their streams are gone. A
   * held `StreamStore` of the home account remains valid.
   *
   * @throws NotFakedError with the option `strict`, if the app used a part of Sync that is not faked
   * @throws Error with the option `strict`, if a fault did not fire as often as planned. Everything
   *   has been reset by then.
   */
  reset(): void {
    const scope = this.worlds.leave()
    if (this.worlds.options.strict !== true) scope.reset()
    else callEach([() => scope.reset(), () => scope.reportLeftovers()])
  }

  /**
   * Takes the fake out of nock, twilio and the sockets, removes its faults, and throws if the app used
   * a part of Sync that is not faked. The fake's stores, `httpClient` and `fetch` keep working;
   * requests of clients of the SDK fail from now on.
   *
   * @throws NotFakedError the first one, even if the app swallowed it or `reset` was called since
   * @throws Error if `strict` is set, here or as an option of the fake, and a fault, even of a `run`
   *   or before a `reset`, did not fire as often as planned
   * @throws TypeError if an option is unknown or invalid; the fake stays installed then
   *
   * @example
   * const sync = installFakeSync()
   * sync.uninstall()
   * sync.installed //=> false
   */
  uninstall(options: UninstallOptions = {}): void {
    checkUninstallOptions(options)
    this.worlds.end().faults.abandon()
    const { options: own, leftovers } = this.worlds
    leftovers.report({ strict: options.strict ?? own.strict ?? false })
  }

  /** Uninstalls at the end of the block: `using sync = installFakeSync()`. */
  [Symbol.dispose](): void {
    this.uninstall()
  }
}

/**
 * Creates a fake that is not installed anywhere: use its stores, its `httpClient` or its `fetch`.
 *
 * @throws TypeError if an option is unknown or invalid
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
