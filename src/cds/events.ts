import { itemUrl } from '../api/item-body.ts'
import type { CollectionItem, FeedEvent } from '../domain/rules/feed.ts'
import { type Kind, kinds } from '../domain/rules/kinds.ts'
import type { SyncDocument, SyncList, SyncMap } from '../domain/rules/records.ts'
import { numberOf } from '../domain/rules/revision.ts'
import { isSid } from '../domain/rules/sid.ts'
import { formatDate, formatExpiry } from './date.ts'

/** What a client is told, and as what type of message. */
export interface Notice {
  readonly messageType: string
  readonly payload: Readonly<Record<string, unknown>>
}

/** The type of all that is about subscriptions or streams, and of all that is repeated (observed). */
const syncEvent = 'twilio.sync.event'

/** Observed: since version 4 of the protocol events come in lists, but one alone is read, too. */
const envelope = { event_protocol_version: 4 }

/** Where clients find objects (observed). */
const origin = 'https://cds.us1.twilio.com'

/** Returns a notice about subscriptions. */
export function subscriptionNotice(parts: {
  readonly type: string
  readonly correlationId: unknown
  readonly event: object
}): Notice {
  const { type: event_type, correlationId: correlation_id, event } = parts
  return { messageType: syncEvent, payload: { ...envelope, event_type, correlation_id, event } }
}

/** Says what has happened to an object; `undefined` for what clients are not told of. */
export function noticeOf(event: FeedEvent): Notice | undefined {
  const told = toldOf(event)
  return told && noticeIn(event.kind, told)
}

/** Says once more what happened before a client asked, as part of the answer. */
export function replayOf(event: FeedEvent, correlationId: unknown): Notice | undefined {
  const told = toldOf(event)
  if (told === undefined) return undefined
  return subscriptionNotice({ type: told.type, correlationId, event: told.event })
}

/** Says that an object is gone. */
export function goneNotice(sid: string): Notice {
  const kind = Object.values(kinds).find(({ prefix }) => isSid(sid, prefix)) ?? kinds.streams
  return noticeIn(kind, goneFrom(kind, sid))
}

/** An event by its name, with its members. */
interface Told {
  readonly type: string
  readonly event: object
}

/** Observed: streams have no type of message of their own. */
function noticeIn({ noun }: Kind, { type: event_type, event }: Told): Notice {
  const messageType = noun === 'stream' ? syncEvent : `com.twilio.rtd.cds.${noun}`
  return { messageType, payload: { ...envelope, event_type, event } }
}

function toldOf(event: FeedEvent): Told | undefined {
  const { kind, object } = event
  switch (event.type) {
    case 'message':
      return {
        type: 'stream_message_published',
        event: {
          stream_sid: object.sid,
          message_sid: event.message.sid,
          message_data: event.message.data,
        },
      }
    case 'updated':
      return kind === kinds.documents ? documentUpdated(object as SyncDocument) : undefined
    case 'itemAdded':
    case 'itemUpdated':
      return itemWritten(event, event.item)
    case 'itemRemoved':
      return { type: `${kind.noun}_item_removed`, event: itemMembers(event, event.item) }
    case 'removed':
    case 'expired':
      return goneFrom(kind, object.sid)
    default:
      return undefined
  }
}

function goneFrom({ noun }: Kind, sid: string): Told {
  return { type: `${noun}_removed`, event: { [`${noun}_sid`]: sid } }
}

function documentUpdated(document: SyncDocument): Told {
  return {
    type: 'document_updated',
    event: {
      document_sid: document.sid,
      id: numberOf(document.revision),
      document_revision: document.revision,
      document_data: document.data,
      date_created: formatDate(document.dateUpdated),
      date_expires: expiryOf(document.dateExpires),
    },
  }
}

function itemWritten(event: FeedEvent, item: CollectionItem): Told {
  const { kind, object, owner } = event
  const url = `${origin}/v3/Services/${owner.service}/${kind.segment}/${object.sid}`
  return {
    type: `${kind.noun}_item_${event.type === 'itemAdded' ? 'added' : 'updated'}`,
    event: {
      ...itemMembers(event, item),
      item_url: itemUrl(url, item),
      date_expires: expiryOf(item.dateExpires),
    },
  }
}

/** What the events of items have in common; that of a removal has no more (recorded). */
function itemMembers({ kind, object }: FeedEvent, item: CollectionItem): object {
  return {
    [`${kind.noun}_sid`]: object.sid,
    id: numberOf(item.revision),
    ...('key' in item ? { item_key: item.key } : { item_index: item.index }),
    item_data: item.data,
    item_revision: item.revision,
    [`${kind.noun}_revision`]: (object as SyncList | SyncMap).revision,
    date_created: formatDate(item.dateUpdated),
  }
}

function expiryOf(time: number | null): string | null {
  return time === null ? null : formatExpiry(time)
}

/** Returns the number of a change; -1 for what has none. */
export function changeIn(event: FeedEvent): number {
  if ('item' in event) return numberOf(event.item.revision)
  return event.type === 'updated' ? numberOf((event.object as SyncDocument).revision) : -1
}
