import type { Clock } from './clock.ts'
import { type LimitOverrides, type Limits, withLimits } from './limits.ts'
import { type KnownServices, Services } from './services.ts'
import { type Sid, SidGenerator } from './sid.ts'
import { Timeline } from './timeline.ts'

export interface WorldOptions {
  readonly clock: Clock
  readonly seed?: number | undefined
  readonly limits?: LimitOverrides | undefined
  readonly services?: KnownServices | undefined
  readonly expiryLag?: number | undefined
  readonly accountSid?: string | undefined
}

/** An account and what it owns. Accounts do not see each other's services. */
export interface Account {
  readonly sid: string
  readonly services: Services
}

/** The account nobody has claimed yet. */
const unclaimedAccountSid: Sid<'AC'> = `AC${'0'.repeat(32)}`

/**
 * Everything that one fake knows: accounts with their services, one clock and due order, one SID
 * generator.
 *
 * One account is the home account: that of API keys and of data made through the JS API. Its SID is the
 * `accountSid` option; without the option, the first Account SID that calls becomes it, so that a test
 * and the app it tests see the same data without being told so.
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

  /** The account with this SID, which comes to life on first use. */
  account(sid: string): Account {
    this.#homeSid ??= sid
    if (sid === this.#homeSid) return this.home
    const account = this.#others.get(sid) ?? { sid, services: this.#newServices() }
    this.#others.set(sid, account)
    return account
  }

  /** Forgets everything; SIDs start again. */
  clear(): void {
    this.#timeline.clear()
    this.sids.reset()
    this.#others.clear()
    this.#homeServices.clear()
    this.#homeSid = this.#options.accountSid
  }

  #newServices(): Services {
    const { services = 'any', expiryLag = 0 } = this.#options
    const { sids, limits } = this
    return new Services({ clock: this.#timeline, sids, limits, known: services, expiryLag })
  }
}
