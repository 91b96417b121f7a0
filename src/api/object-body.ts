import type { SyncObject } from '../domain/rules/records.ts'
import type { Service } from '../domain/world/services.ts'
import type { Call } from './route.ts'

/** What Twilio writes of objects of every kind (documented, field for field). */
export interface ObjectBody {
  readonly sid: string
  readonly unique_name: string | null
  readonly account_sid: string
  readonly service_sid: string
  readonly url: string
  /** Where to find what belongs to the object. */
  readonly links: Readonly<Record<string, string>>
  readonly date_expires: string | null
  readonly date_created: string
  readonly date_updated: string
  readonly created_by: string
}

/** How a protocol writes objects of every kind. */
export interface ObjectFormat {
  /** The first segment of its URLs. */
  readonly version: 'v1' | 'v3'
  readonly formatDate: (time: number) => string
}

/** What a body is written of. */
export interface BodyParts {
  readonly service: Service
  readonly object: SyncObject
  /** The segment of the URL that names the kind: `Streams`. */
  readonly collection: string
  /** Returns where to find what belongs to the object at a URL. */
  readonly linksOf: (url: string) => ObjectBody['links']
}

/**
 * Writes what objects of every kind have. URLs carry SIDs however the object was addressed
 * (observed).
 */
export function objectBody(
  { service, object, collection, linksOf }: BodyParts,
  { version, formatDate }: ObjectFormat,
  { origin, accountSid }: Call,
): ObjectBody {
  const url = `${origin}/${version}/Services/${service.sid}/${collection}/${object.sid}`
  const created = formatDate(object.dateCreated)
  return {
    sid: object.sid,
    unique_name: object.uniqueName,
    account_sid: accountSid,
    service_sid: service.sid,
    url,
    links: linksOf(url),
    date_expires: object.dateExpires === null ? null : formatDate(object.dateExpires),
    date_created: created,
    date_updated:
      object.dateUpdated === object.dateCreated ? created : formatDate(object.dateUpdated),
    created_by: object.createdBy,
  }
}
