import type { FeedEvent } from '../domain/rules/feed.ts'

/** An object that somebody wants to hear of, or to hear of no longer. */
export interface SubscriptionRequest {
  /** Of any kind, and shaped in any way. */
  readonly sid: string
  /** What its kind is called: `stream`. */
  readonly noun: string
  /** The number of the last change that the client knows; `undefined` if it knows none. */
  readonly lastEventId: number | undefined
}

/** What becomes of a subscription. */
export interface Subscription extends SubscriptionRequest {
  /** Whether there is such an object, and the client may read it. */
  readonly state: 'there' | 'missing' | 'forbidden'
  /** Returns what has happened to it since the change with a number, oldest first. */
  readonly eventsAfter: (number: number) => readonly FeedEvent[]
}

/** What a client of the SDK may do with subscriptions. */
export const subscriptionActions = ['establish', 'cancel'] as const

/** What a client asks for. */
export type SubscriptionAction = (typeof subscriptionActions)[number]

/** What a client has asked for, and what becomes of it. */
export interface SubscriptionChange {
  readonly action: SubscriptionAction
  readonly subscriptions: readonly Subscription[]
}

/** Takes note of what a client wants to hear of: it is told later, once it has its answer. */
export type Subscriber = (change: SubscriptionChange) => void
