import { type KindName, kinds } from '../domain/rules/kinds.ts'
import type { SyncObject } from '../domain/rules/records.ts'
import type { Service } from '../domain/world/services.ts'
import type { ObjectIn } from './object-operations.ts'
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

/** What Twilio writes of objects that have a revision. */
export interface RevisedBody extends ObjectBody {
  readonly revision: string
}

/** How a protocol writes objects of every kind. */
export interface ObjectFormat {
  /** The first segment of its URLs. */
  readonly version: 'v1' | 'v3'
  readonly formatDate: (time: number) => string
  /** How it writes when something expires. */
  readonly formatExpiry: (time: number) => string
}

/** What tells the bodies of one kind from those of others. */
interface BodyRules {
  readonly kind: KindName
  /** Returns where to find what belongs to an object, by the URL of the object. */
  readonly links: (url: string) => Readonly<Record<string, string>>
}

/** Returns the URL of an object: it has SIDs however the object was addressed (observed). */
export function urlOf(
  { service, object }: ObjectIn<{ readonly sid: string }>,
  { version }: ObjectFormat,
  { kind, origin }: { readonly kind: KindName } & Pick<Call, 'origin'>,
): string {
  return `${listUrlOf(service, { kind, version, origin })}/${object.sid}`
}

/** Creates a function that writes what objects of every kind have. */
export function objectWriter(
  format: ObjectFormat,
  { kind, links }: BodyRules,
): (made: ObjectIn<SyncObject>, call: Call) => ObjectBody {
  const { formatDate, formatExpiry } = format
  return (made, call) => {
    const { service, object } = made
    const url = urlOf(made, format, { kind, origin: call.origin })
    const created = formatDate(object.dateCreated)
    return {
      sid: object.sid,
      unique_name: object.uniqueName,
      account_sid: call.accountSid,
      service_sid: service.sid,
      url,
      links: links(url),
      date_expires: object.dateExpires === null ? null : formatExpiry(object.dateExpires),
      date_created: created,
      date_updated:
        object.dateUpdated === object.dateCreated ? created : formatDate(object.dateUpdated),
      created_by: object.createdBy,
    }
  }
}

/** Returns the URL of the list of all objects of a kind. */
export function listUrlOf(
  { sid }: Pick<Service, 'sid'>,
  {
    kind,
    version,
    origin,
  }: { readonly kind: KindName } & Pick<ObjectFormat, 'version'> & Pick<Call, 'origin'>,
): string {
  return `${origin}/${version}/Services/${sid}/${kinds[kind].segment}`
}
