import type { FeedEvent } from '../domain/rules/feed.ts'
import { kinds } from '../domain/rules/kinds.ts'
import type { Service } from '../domain/world/services.ts'
import { keysOf } from '../lang/keys-of.ts'
import { isPermitted } from './access.ts'

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

/** In which service a client asks, and who it is. */
interface Place {
  /** `undefined` if the service was removed. */
  readonly service: Service | undefined
  readonly identity: string | undefined
}

/** Says what becomes of a subscription. It knows its object by the SID alone. */
export function subscriptionTo(
  request: SubscriptionRequest,
  { service, identity }: Place,
): Subscription {
  const { sid, noun } = request
  const kind = keysOf(kinds).find((one) => kinds[one].noun === noun)
  const store = kind && service?.[kind]
  const isThere = store?.entry(sid)?.record.sid === sid
  if (kind === undefined || service === undefined || store === undefined || !isThere) {
    return missing(request)
  }
  const isAllowed = isPermitted(service, { kind, object: sid, right: 'read', identity })
  return {
    ...request,
    state: isAllowed ? 'there' : 'forbidden',
    eventsAfter: (number) => store.eventsAfter(sid, number),
  }
}

/** A subscription to what is not there. */
export function missing(request: SubscriptionRequest): Subscription {
  return { ...request, state: 'missing', eventsAfter: () => [] }
}
