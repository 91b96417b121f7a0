import { isAllowed } from '../domain/objects/permissions.ts'
import type { KindName } from '../domain/rules/kinds.ts'
import type { Right } from '../domain/rules/records.ts'
import { SyncError } from '../domain/rules/sync-error.ts'
import type { Service } from '../domain/world/services.ts'
import type { Caller } from './operation.ts'

/** A request that is about an object. */
interface About {
  readonly service: string
  readonly object: string
}

/**
 * Creates the check of the permission that a client needs for an object of this kind. Documented:
 * permissions count only while the service has ACL enabled, and not over REST. A missing object
 * needs none: its 404 comes first.
 *
 * @throws SyncError 403 / 54007 if it may not
 */
export function needs(kind: KindName, right: Right): (about: About, caller: Caller) => void {
  return ({ service: sid, object }, caller) => {
    if (caller.actor.via === 'rest') return
    const service = caller.account.services.fetch(sid)
    if (isPermitted(service, { kind, object, right, identity: caller.identity })) return
    throw new SyncError({ kind: 'access-denied', identity: caller.identity, right, object })
  }
}

/** What a client wants to do. */
interface Wish extends Omit<About, 'service'> {
  readonly kind: KindName
  readonly right: Right
  readonly identity: string | undefined
}

/** Whether a client may do what it wants. Streams have no permissions (documented). */
export function isPermitted(service: Service, { kind, object, right, identity }: Wish): boolean {
  if (!service.record.aclEnabled || kind === 'streams') return true
  const entry = service[kind].entry(object)
  return entry === undefined || isAllowed(entry, { identity, right })
}
