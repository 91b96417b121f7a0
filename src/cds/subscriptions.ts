import type { SyncRequest, SyncResponse } from '../api/message.ts'
import type { RowsOf } from '../api/route.ts'
import {
  type Subscription,
  type SubscriptionAction,
  subscriptionActions,
  type SubscriptionChange,
  type SubscriptionRequest,
} from '../api/subscriber.ts'
import { missing } from '../api/subscription.ts'
import type { FeedEvent } from '../domain/rules/feed.ts'
import { kinds } from '../domain/rules/kinds.ts'
import { hasNames } from '../lang/is-object.ts'
import type { Json } from '../lang/json.ts'
import { keysOf } from '../lang/keys-of.ts'
import { absence, forbidden } from './errors.ts'
import { changeIn, type Notice, replayOf, subscriptionNotice } from './events.ts'

const path = '/v4/Subscriptions'

/**
 * Recorded with 10 000 ms and a time to live, for which the SDK would keep timers. Fewer than 1 ms it
 * reports as an error.
 */
const taken = { estimated_delivery_in_ms: 50, max_batch_size: 1000 }

/** The row of subscriptions (observed, with its status): one request for up to a thousand of them. */
export const subscriptionRows: RowsOf<'subscriptions'> = {
  'subscriptions.update': {
    method: 'POST',
    path,
    status: 202,
    read: ({ parameters, input }) => ({
      service: parameters.service,
      action: input['Action'],
      requests: readRequests(input['Requests']),
    }),
    write: () => taken,
  },
}

/** Whether a request is what the SDK asks for by itself, a while after it has opened something. */
export function asksForSubscriptions({ url }: Pick<SyncRequest, 'url'>): boolean {
  return url.endsWith(path)
}

/** How a request for subscriptions ends where there are no objects any more. */
export interface LastAnswer {
  readonly response: SyncResponse
  /** What the client is told afterwards. */
  readonly notices: readonly Notice[]
}

/**
 * Answers a request for subscriptions where there are no objects any more; `undefined` for any other
 * request. The SDK repeats one that fails for ever (observed), and so keeps the process alive.
 */
export function lastAnswerTo(request: SyncRequest): LastAnswer | undefined {
  const { input } = request
  const action = subscriptionActions.find((known) => known === input['Action'])
  const requests = readRequests(input['Requests'])
  if (!asksForSubscriptions(request)) return undefined
  if (action === undefined || requests === undefined) return undefined
  const subscriptions = requests.map(missing)
  return {
    response: { status: 202, headers: { 'content-type': 'application/json' }, body: taken },
    notices: answersTo({ action, subscriptions }, { correlationId: input['CorrelationId'] }),
  }
}

/** A change of subscriptions on its way to the client that has asked for it. */
interface Answering {
  readonly correlationId: Json | undefined
  /** Says up to which change a client has been told of an object anyway. Default: of nothing. */
  readonly toldUntil?: (sid: string) => number
  /** Whether the client has learned of a change by an answer. Default: no. */
  readonly isKnown?: (event: FeedEvent) => boolean
}

/**
 * Says what becomes of the subscriptions that a client has asked for: what it has missed, then one
 * notice for each.
 */
export function answersTo(change: SubscriptionChange, answering: Answering): Notice[] {
  const { action, subscriptions } = change
  const { correlationId } = answering
  return subscriptions.flatMap((subscription) => {
    const { sid, noun: object_type, state } = subscription
    const isNew = action === 'establish' && state === 'there'
    const { missed, until } = isNew ? missedBy(subscription, answering) : nothing
    const outcome = isNew
      ? { replay_status: 'completed', last_event_id: until }
      : failureOf(subscription, action)
    return [
      ...missed.flatMap((one) => replayOf(one, correlationId) ?? []),
      subscriptionNotice({
        type: isNew ? 'subscription_established' : endings[action],
        correlationId,
        event: { object_sid: sid, object_type, ...outcome },
      }),
    ]
  })
}

/** What a client has missed, and the number of the last change that it knows then. */
interface Missed {
  readonly missed: readonly FeedEvent[]
  readonly until: number
}

const nothing: Missed = { missed: [], until: -1 }

/** Observed: who knows of nothing is told of nothing. */
function missedBy(
  { sid, lastEventId, eventsAfter }: Subscription,
  { toldUntil = () => -1, isKnown = () => false }: Answering,
): Missed {
  if (lastEventId === undefined) return nothing
  const known = Math.max(lastEventId, toldUntil(sid))
  const events = eventsAfter(known)
  const last = events.at(-1)
  return {
    missed: events.filter((event) => !isKnown(event)),
    until: last === undefined ? known : changeIn(last),
  }
}

/** What a client is told if it has no subscription in the end. */
const endings: { readonly [Action in SubscriptionAction]: string } = {
  establish: 'subscription_failed',
  cancel: 'subscription_canceled',
}

/** Recorded for Documents that are not there; what is forbidden is assumed to look the same. */
function failureOf({ noun, state }: Subscription, action: SubscriptionAction): object {
  if (action === 'cancel') return {}
  const kind = keysOf(kinds).find((one) => kinds[one].noun === noun) ?? 'streams'
  const { code, message } = state === 'forbidden' ? forbidden : absence[kind]
  return { error: { status: state === 'forbidden' ? 403 : 404, code, message } }
}

function readRequests(found: unknown): SubscriptionRequest[] | undefined {
  if (!Array.isArray(found)) return undefined
  const requests = found.map(readOne)
  return requests.every((one) => one !== undefined) ? requests : undefined
}

function readOne(found: unknown): SubscriptionRequest | undefined {
  if (!hasNames(found)) return undefined
  const { object_sid: sid, object_type: noun, last_event_id: id } = found
  if (typeof sid !== 'string' || typeof noun !== 'string') return undefined
  return { sid, noun, lastEventId: typeof id === 'number' ? id : undefined }
}
