import { Context } from '../objects/context.ts'
import type { Ended } from '../objects/ended.ts'
import type { Feed } from '../rules/feed.ts'
import type { Limits } from '../rules/limits.ts'
import { unclaimedAccountSid } from '../rules/owner.ts'
import type { SidGenerator } from '../rules/sid.ts'
import type { Clock } from '../time/clock.ts'
import type { Timeline } from '../time/timeline.ts'
import { type Service, Services } from './services.ts'
import type { SyncState } from './state.ts'
import type { KnownServices, WorldOptions } from './world-options.ts'

/** Who owns an {@link Account}, and what it begins with. */
interface AccountOptions {
  readonly sid: string | undefined
  readonly listed: KnownServices
}

/** Whose service is looked for, and which. */
export interface ServiceAddress {
  /** `undefined` for the home account. */
  readonly account: string | undefined
  /** Its SID, or `default`. */
  readonly service: string
}

/** An account and what it owns. Accounts do not see each other's services. */
export class Account {
  readonly services: Services
  /** `undefined` while nobody has claimed the home account. */
  claimedSid: string | undefined

  constructor(context: Context, { sid, listed }: AccountOptions) {
    this.claimedSid = sid
    this.services = new Services({ context, account: this, listed })
  }

  get sid(): string {
    return this.claimedSid ?? unclaimedAccountSid
  }
}

/**
 * All data of one fake: accounts with their services, over one context.
 *
 * One account is the home account: that of API keys and of data created through the JS API. Its SID
 * is the `accountSid` option; without the option, that of the first account to send a request, so
 * that a test and the app it tests see the same data without further setup.
 */
export class World {
  readonly clock: Clock
  /** The account of API keys and of the JS API. */
  readonly home: Account
  readonly #context: Context
  readonly #accountSid: string | undefined
  readonly #listed: KnownServices
  readonly #others = new Map<string, Account>()

  /** @throws TypeError if the seed or the limits are invalid */
  constructor({ accountSid, services = 'any', ...options }: WorldOptions) {
    this.clock = options.clock
    this.#context = new Context(options)
    this.#accountSid = accountSid
    this.#listed = services
    this.home = new Account(this.#context, { sid: accountSid, listed: services })
  }

  get limits(): Limits {
    return this.#context.limits
  }

  get timeline(): Timeline {
    return this.#context.timeline
  }

  /** Everything that happens. */
  get feed(): Feed {
    return this.#context.feed
  }

  /** Sets who says which clients are subscribed to an object. */
  set audience(audience: Context['audience']) {
    this.#context.audience = audience
  }

  /** Sets what is called when a service has got a webhook. */
  set webhookSet(webhookSet: Context['webhookSet']) {
    this.#context.webhookSet = webhookSet
  }

  /** The objects that ended last, newest last. */
  get ended(): readonly Ended[] {
    return this.#context.ended.items
  }

  get sids(): SidGenerator {
    return this.#context.sids
  }

  /** Returns the account with this SID, which is created on first use. */
  account(sid: string): Account {
    this.home.claimedSid ??= sid
    if (sid === this.home.sid) return this.home
    const found = this.#others.get(sid)
    if (found !== undefined) return found
    const account = new Account(this.#context, { sid, listed: this.#listed })
    this.#others.set(sid, account)
    return account
  }

  /** Returns a service that is there: neither it nor its account is created, or claimed. */
  find({ account: sid, service }: ServiceAddress): Service | undefined {
    const { claimedSid } = this.home
    const isHome = sid === undefined || claimedSid === undefined || claimedSid === sid
    const account = isHome ? this.home : this.#others.get(sid)
    return account?.services.find(service)
  }

  /** Removes everything without notifying anyone; SIDs start again. */
  clear(): void {
    this.#context.clear()
    this.#others.clear()
    this.home.claimedSid = this.#accountSid
    this.home.services.clear()
  }

  /** Returns all data as plain JSON. Whatever is due expires first. */
  snapshot(): SyncState {
    const { timeline, sids } = this.#context
    timeline.settle()
    return {
      version: 1,
      time: timeline.now(),
      sidsDrawn: sids.snapshot(),
      nextSequence: timeline.nextSequence,
      accounts: [this.home, ...this.#others.values()].map(({ claimedSid = null, services }) => {
        return { sid: claimedSid, ...services.snapshot() }
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
    this.home.claimedSid = home?.sid ?? this.#accountSid
    if (home !== undefined) this.home.services.restore(home)
    for (const { sid, ...services } of others) {
      if (sid !== null) this.account(sid).services.restore(services)
    }
    this.#context.timeline.restore(state.nextSequence)
    this.#context.sids.restore(state.sidsDrawn)
  }
}
