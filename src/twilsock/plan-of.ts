import type { DeliveryPoint, DeliveryView } from '../api/fault-points.ts'
import type { DeliveryPlan } from '../api/plan.ts'
import type { FeedEvent } from '../domain/rules/feed.ts'
import type { Stream, SyncDocument, SyncList, SyncMap } from '../domain/rules/records.ts'

/** Decides what goes wrong with what is on its way to clients. */
export interface DeliveryPlans {
  planDelivery(point: DeliveryPoint, delivery: DeliveryView): DeliveryPlan
}

/** To whom something is on its way. */
interface Recipient {
  readonly identity: string | undefined
  readonly plans: DeliveryPlans
}

/** Decides what goes wrong with an event on its way to a client; `undefined` for what always arrives. */
export function planOf(event: FeedEvent, { identity, plans }: Recipient): DeliveryPlan | undefined {
  const { object, at: time } = event
  switch (event.type) {
    case 'message': {
      const { message } = event
      // Nothing else has messages.
      const stream = object as Stream
      return plans.planDelivery('messages.deliver', { identity, stream, message, time })
    }
    case 'updated': {
      // Of nothing else are clients told that it was updated.
      const document = object as SyncDocument
      return plans.planDelivery('documents.deliver', { identity, document, time })
    }
    case 'itemAdded':
    case 'itemUpdated':
    case 'itemRemoved': {
      const { type, item } = event
      if ('key' in item) {
        const parts = { identity, type, map: object as SyncMap, item: item, time }
        return plans.planDelivery('mapItems.deliver', parts)
      }
      const parts = { identity, type, list: object as SyncList, item: item, time }
      return plans.planDelivery('listItems.deliver', parts)
    }
    default:
      return undefined
  }
}

/** Whether an event is the last of its object. */
export function isEnd({ type }: FeedEvent): boolean {
  return type === 'removed' || type === 'expired'
}
