import type { Clock } from './clock.ts'
import { type Limits, withLimits } from './limits.ts'
import { Services } from './services.ts'
import { type Sid, SidGenerator } from './sid.ts'
import type { SyncState } from './state.ts'
import { Timeline } from './timeline.ts'
import type { WorldOptions } from './world-options.ts'

/** An account and what it owns. Accounts do not see each other's services. */
export interface Account {
  readonly sid: string
  readonly services: Services
}

/** The SID of the home account before any account has claimed it: one that no test would choose. */
export const unclaimedAccountSid: Sid<'AC'> = `AC${'f'.repeat(32)}`

/**
 * All data of one fake: accounts with their services, and the clock, timeline and SID generator
 * they share.
 *
 * One account is the home account: that of API keys and of data created through the JS API. Its SID
 * is the `accountSid` option; without the option, that of the first account to send a request, so
 * that a test and the app it tests see the same data without further setup.
 */
export class World {
  readonly clock: Clock
  readonly limits: Limits
  readonly sids: SidGenerator
  readonly #options: WorldOptions
  readonly #timeline: Timeline
  readonly #others = new Map<string, Account>()
  readonly #homeServices: Services
  #homeSid: string | undefined

  constructor(options: WorldOptions) {
    this.#options = options
    this.clock = options.clock
    this.limits = withLimits(options.limits)
    this.sids = new SidGenerator(options.seed)
    this.#timeline = Timeline.of(options.clock)
    this.#homeServices = this.#newServices()
    this.#homeSid = options.accountSid
  }

  /** The account of API keys and of the JS API. */
  get home(): Account {
    return { sid: this.#homeSid ?? unclaimedAccountSid, services: this.#homeServices }
  }

  /** Returns the account with this SID, which is created on first use. */
  account(sid: string): Account {
    this.#homeSid ??= sid
    if (sid === this.#homeSid) return this.home
    const account = this.#others.get(sid) ?? { sid, services: this.#newServices() }
    this.#others.set(sid, account)
    return account
  }

  /** Removes everything; SIDs start again. */
  clear(): void {
    this.#timeline.clear()
    this.sids.reset()
    this.#others.clear()
    this.#homeServices.clear()
    this.#homeSid = this.#options.accountSid
  }

  /** Returns all data as plain JSON. Whatever is due expires first. */
  snapshot(): SyncState {
    this.#timeline.settle()
    const home = { sid: this.#homeSid ?? null, services: this.#homeServices }
    return {
      version: 1,
      time: this.clock.now(),
      sidsDrawn: this.sids.snapshot(),
      nextSequence: this.#timeline.nextSequence,
      accounts: [home, ...this.#others.values()].map(({ sid, services }) => {
        return { sid, ...services.snapshot() }
      }),
    }
  }

  /**
   * Replaces all data with a state that `parseState` returned, without notifying anyone. Setting
   * the clock is left to the caller.
   */
  restore(state: SyncState): void {
    const [home, ...others] = state.accounts
    this.clear()
    this.#homeSid = home?.sid ?? this.#options.accountSid
    if (home !== undefined) this.#homeServices.restore(home)
    for (const { sid, ...services } of others) {
      if (sid !== null) this.account(sid).services.restore(services)
    }
    this.#timeline.restore(state.nextSequence)
    this.sids.restore(state.sidsDrawn)
  }

  #newServices(): Services {
    const { services = 'any' } = this.#options
    const { sids, limits } = this
    return new Services({ clock: this.#timeline, sids, limits, known: services })
  }
}
