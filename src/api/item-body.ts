import type { CollectionItem } from '../domain/rules/feed.ts'
import type { ItemIn } from './item-operations.ts'
import { type ObjectFormat, urlOf } from './object-body.ts'
import { percentEncode } from './percent-encoding.ts'
import type { Call } from './route.ts'

/** What Twilio writes of an item, but for its data (documented, field for field). */
export interface ItemBody {
  readonly index?: number
  readonly key?: string
  readonly list_sid?: string
  readonly map_sid?: string
  readonly account_sid: string
  readonly service_sid: string
  readonly url: string
  readonly revision: string
  readonly date_expires: string | null
  readonly date_created: string
  readonly date_updated: string
  readonly created_by: string
}

/** Creates a function that writes the items of Lists, or of Maps, as a protocol has them. */
export function itemWriter(
  format: ObjectFormat,
  kind: 'lists' | 'maps',
): (made: ItemIn<{ readonly sid: string }, CollectionItem>, call: Call) => ItemBody {
  const { formatDate, formatExpiry } = format
  return (made, call) => {
    const { service, object, item } = made
    const parent = kind === 'lists' ? { list_sid: object.sid } : { map_sid: object.sid }
    const url = urlOf(made, format, { kind, origin: call.origin })
    const key = 'key' in item ? { key: item.key } : { index: item.index }
    return {
      ...key,
      account_sid: call.accountSid,
      service_sid: service.sid,
      ...parent,
      url: itemUrl(url, item),
      revision: item.revision,
      date_expires: item.dateExpires === null ? null : formatExpiry(item.dateExpires),
      date_created: formatDate(item.dateCreated),
      date_updated: formatDate(item.dateUpdated),
      created_by: item.createdBy,
    }
  }
}

/** Returns the URL of an item of the list or map at a URL. Assumed: keys are percent-encoded. */
export function itemUrl(parent: string, item: CollectionItem): string {
  return `${parent}/Items/${'key' in item ? percentEncode(item.key) : item.index}`
}
