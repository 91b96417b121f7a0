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

/** What a body is written of. */
export interface BodyParts extends Pick<ObjectBody, 'url' | 'links'> {
  readonly service: Service
  readonly object: SyncObject
  /** Writes a time as the protocol has it. */
  readonly formatDate: (time: number) => string
}

/** Writes what objects of every kind have, in every protocol. */
export function objectBody(
  { service, object, url, links, formatDate }: BodyParts,
  { accountSid }: Call,
): ObjectBody {
  const created = formatDate(object.dateCreated)
  return {
    sid: object.sid,
    unique_name: object.uniqueName,
    account_sid: accountSid,
    service_sid: service.sid,
    url,
    links,
    date_expires: object.dateExpires === null ? null : formatDate(object.dateExpires),
    date_created: created,
    date_updated:
      object.dateUpdated === object.dateCreated ? created : formatDate(object.dateUpdated),
    created_by: object.createdBy,
  }
}
