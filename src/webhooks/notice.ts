import type { FeedEvent, Happening } from '../domain/rules/feed.ts'
import { kinds } from '../domain/rules/kinds.ts'
import type { SyncDocument } from '../domain/rules/records.ts'
import { numberOf } from '../domain/rules/revision.ts'

/** What Twilio documents no webhooks for: Streams, and what expires. */
export const undocumentedWebhooks = ['streams', 'expiry'] as const

/** What Twilio documents no webhooks for. */
export type UndocumentedWebhooks = (typeof undocumentedWebhooks)[number]

/** What a webhook tells of something that has happened. */
export interface Notice {
  /** Its `EventType`: `document_updated` (documented). */
  readonly event: string
  /** The parameters that not all webhooks have. */
  readonly fields: Readonly<Record<string, string>>
  /** Why it is not documented; empty if it is. */
  readonly undocumented: readonly UndocumentedWebhooks[]
}

/** The ends of event names. Those for maps, streams and what expires are assumed. */
const events: Readonly<Record<Happening['type'], string>> = {
  created: 'created',
  updated: 'updated',
  removed: 'removed',
  expired: 'removed',
  message: 'message_published',
  itemAdded: 'item_added',
  itemUpdated: 'item_updated',
  itemRemoved: 'item_removed',
}

/** Returns what a webhook tells of an event; `undefined` if there is no webhook for it. */
export function noticeOf(event: FeedEvent): Notice | undefined {
  const { type, kind } = event
  // Assumed: a new time to live alone changes nothing that the app keeps of lists, maps and streams.
  if (type === 'updated' && kind.prefix !== kinds.documents.prefix) return undefined
  const { [type]: end } = events
  return {
    // Assumed, after the event of the SDK.
    event: type === 'message' ? end : `${kind.noun}_${end}`,
    fields: Object.freeze({
      ...itemFields(event),
      ...messageFields(event),
      ...objectFields(event),
    }),
    undocumented: [
      ...(kind.prefix === kinds.streams.prefix ? (['streams'] as const) : []),
      ...(isExpiry(event) ? (['expiry'] as const) : []),
    ],
  }
}

function isExpiry(event: FeedEvent): boolean {
  return event.type === 'expired' || (event.type === 'itemRemoved' && event.reason === 'expired')
}

/** Assumed: the revision is the same text as over REST, and a name that is not there is left out. */
function objectFields({ type, kind, object }: FeedEvent): Record<string, string> {
  const title = `${kind.noun.charAt(0).toUpperCase()}${kind.noun.slice(1)}`
  const { sid, uniqueName, revision, data } = object as Partial<SyncDocument> & typeof object
  const isGone = type === 'removed' || type === 'expired'
  return {
    ...(data !== undefined && !isGone && { [`${title}Data`]: JSON.stringify(data) }),
    ...(revision !== undefined && { [`${title}Revision`]: revision }),
    [`${title}Sid`]: sid,
    ...(uniqueName !== null && { [`${title}UniqueName`]: uniqueName }),
  }
}

/** Assumed: an item that is removed comes with its data, as in the event to clients (observed). */
function itemFields(event: FeedEvent): Record<string, string> {
  if (!('item' in event)) return {}
  const { revision, data, ...item } = event.item
  return {
    EventId: String(numberOf(revision)),
    ItemData: JSON.stringify(data),
    ...('key' in item ? { ItemKey: item.key } : { ItemIndex: String(item.index) }),
    ItemRevision: revision,
  }
}

/** Assumed, all of it. */
function messageFields(event: FeedEvent): Record<string, string> {
  if (event.type !== 'message') return {}
  const { sid, data } = event.message
  return { MessageData: JSON.stringify(data), MessageSid: sid }
}
