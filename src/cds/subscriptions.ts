import type { SyncRequest, SyncResponse } from '../api/message.ts'
import type { RowsOf } from '../api/route.ts'
import {
  subscriptionActions,
  type SubscriptionChange,
  type SubscriptionRequest,
} from '../api/subscriber.ts'
import type { FeedEvent } from '../domain/rules/feed.ts'
import { hasNames } from '../lang/is-object.ts'
import type { Json } from '../lang/json.ts'

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
  const subscriptions = requests.map((one) => ({ ...one, isThere: false }))
  return {
    response: { status: 202, headers: { 'content-type': 'application/json' }, body: taken },
    notices: answersTo({ action, subscriptions }, input['CorrelationId']),
  }
}

/** What a client is told, as the payload of a notification. */
export type Notice = Readonly<Record<string, unknown>>

/** The type of all notifications to the SDK since version 2 (observed). */
export const messageType = 'twilio.sync.event'

/** Observed: since version 4 of the protocol events come in lists, but one alone is read, too. */
const envelope = { event_protocol_version: 4 }

/** Says what becomes of the subscriptions that a client has asked for: one notice for each. */
export function answersTo(
  { action, subscriptions }: SubscriptionChange,
  correlationId: Json | undefined,
): Notice[] {
  return subscriptions.map(({ sid, noun, isThere }) => {
    const [event_type, outcome] = outcomeOf(action, isThere)
    const event = { object_sid: sid, object_type: noun, ...outcome }
    return { ...envelope, event_type, correlation_id: correlationId, event }
  })
}

function outcomeOf(
  action: SubscriptionChange['action'],
  isThere: boolean,
): readonly [type: string, outcome: object] {
  if (action === 'cancel') return ['subscription_canceled', {}]
  // Streams keep no events to replay (documented).
  if (isThere) {
    return ['subscription_established', { replay_status: 'completed', last_event_id: -1 }]
  }
  // Recorded for Documents, with 54100; the code of streams is assumed to be 54250.
  return [
    'subscription_failed',
    { error: { status: 404, code: 54250, message: 'Stream not found' } },
  ]
}

/** Says what has happened to an object; `undefined` for what clients are not told of. */
export function noticeOf(event: FeedEvent): Notice | undefined {
  switch (event.type) {
    case 'message':
      return eventNotice('stream_message_published', {
        stream_sid: event.object.sid,
        message_sid: event.message.sid,
        message_data: event.message.data,
      })
    case 'removed':
    case 'expired':
      return goneNotice(event.object.sid)
    default:
      return undefined
  }
}

/** Says that a stream is gone. */
export function goneNotice(sid: string): Notice {
  return eventNotice('stream_removed', { stream_sid: sid })
}

function eventNotice(type: string, event: object): Notice {
  return { ...envelope, event_type: type, event }
}

function readRequests(found: unknown): SubscriptionRequest[] | undefined {
  if (!Array.isArray(found)) return undefined
  const requests = found.map(readOne)
  return requests.every((one) => one !== undefined) ? requests : undefined
}

function readOne(found: unknown): SubscriptionRequest | undefined {
  if (!hasNames(found)) return undefined
  const { object_sid: sid, object_type: noun } = found
  return typeof sid === 'string' && typeof noun === 'string' ? { sid, noun } : undefined
}
