/** An object that somebody wants to hear of, or to hear of no longer. */
export interface SubscriptionRequest {
  /** Of any kind, and shaped in any way. */
  readonly sid: string
  /** What its kind is called: `stream`. */
  readonly noun: string
}

/** What becomes of a subscription. */
export interface Subscription extends SubscriptionRequest {
  /** Whether there is such an object. */
  readonly isThere: boolean
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
