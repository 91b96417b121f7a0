import type { SubscriptionChange } from '../api/subscriber.ts'

/** When a subscription begins: as the stream is opened, or when the SDK asks for it, 0.1 s later. */
export const subscribeModes = ['eager', 'faithful'] as const

/** When a subscription begins. */
export type SubscribeMode = (typeof subscribeModes)[number]

/** What one client has opened, and what it is told of. */
export class Interests {
  readonly #mode: SubscribeMode
  readonly #opened = new Set<string>()
  readonly #subscribed = new Set<string>()
  /** The number of the last change of an object that the client has been told of. */
  readonly #told = new Map<string, number>()
  /** What was opened, but waited for in vain: the client has closed it again, unnoticed. */
  readonly #overdue = new Set<string>()
  /** Those of a world that is gone, which the SDK cancels a while after it has heard of their end. */
  readonly #left = new Set<string>()
  /** Whether the client may hold objects of a world that is gone. */
  #isStale = false

  constructor(mode: SubscribeMode) {
    this.#mode = mode
  }

  /** The SIDs that it is told of. */
  get subscribed(): readonly string[] {
    return [...this.#subscribed]
  }

  has(sid: string): boolean {
    return this.#subscribed.has(sid)
  }

  /** Whether the SDK has yet to ask to be told of something that was opened. */
  get isAwaiting(): boolean {
    return this.#mode === 'faithful' && [...this.#opened].some((sid) => this.#isPending(sid))
  }

  /** Takes note that whatever was opened has been waited for long enough. */
  stopAwaiting(): void {
    for (const sid of this.#opened) if (this.#isPending(sid)) this.#overdue.add(sid)
  }

  /** The number of the last change of an object that it has been told of; -1 if of none. */
  toldUntil(sid: string): number {
    return this.#told.get(sid) ?? -1
  }

  /** Takes note of a change that the client is told of. */
  tell(sid: string, number: number): void {
    this.#told.set(sid, Math.max(this.toldUntil(sid), number))
  }

  /** Whether an object with this SID is one of a world that is gone. */
  isGone(sid: string): boolean {
    return this.#isStale && !this.#opened.has(sid)
  }

  /** Takes note that the client has got an object. */
  open(sid: string): void {
    this.#opened.add(sid)
    this.#overdue.delete(sid)
    if (this.#mode === 'eager') this.#subscribed.add(sid)
  }

  /** Takes note that an object is gone. */
  end(sid: string): void {
    this.#opened.delete(sid)
    this.#subscribed.delete(sid)
    this.#overdue.delete(sid)
    this.#told.delete(sid)
  }

  /**
   * Carries out what the client asks for. Returns what becomes of it: an object of a world that is
   * gone is not there, even if another one has its SID by now.
   */
  change({ action, subscriptions }: SubscriptionChange): SubscriptionChange {
    const outcomes = subscriptions.map((one) => ({
      ...one,
      state: this.isGone(one.sid) ? ('missing' as const) : one.state,
    }))
    for (const { sid, state } of outcomes) {
      // It means the one that is gone: by now another one may have its SID.
      if (action === 'cancel' && this.#left.delete(sid)) continue
      if (action === 'cancel' || state !== 'there') this.end(sid)
      else this.#subscribed.add(sid)
    }
    return { action, subscriptions: outcomes }
  }

  /** Takes note that the world is gone. Returns the SIDs of what the client had. */
  forget(): string[] {
    const sids = new Set([...this.#opened, ...this.#subscribed])
    for (const sid of this.#subscribed) this.#left.add(sid)
    this.#opened.clear()
    this.#subscribed.clear()
    this.#overdue.clear()
    this.#told.clear()
    this.#isStale = true
    return [...sids]
  }

  #isPending(sid: string): boolean {
    return !this.#subscribed.has(sid) && !this.#overdue.has(sid)
  }
}
