import { kinds } from '../domain/rules/kinds.ts'
import type { Service } from '../domain/world/services.ts'
import { keysOf } from '../lang/keys-of.ts'
import { isPermitted } from './access.ts'
import type { Subscription, SubscriptionRequest } from './subscriber.ts'

/** In which service a client asks, and who it is. */
interface Place {
  /** `undefined` if the service was removed. */
  readonly service: Service | undefined
  readonly identity: string | undefined
}

/** Says what becomes of a subscription. It knows its object by the SID alone. */
export function subscriptionTo(
  request: SubscriptionRequest,
  { service, identity }: Place,
): Subscription {
  const { sid, noun } = request
  const kind = keysOf(kinds).find((one) => kinds[one].noun === noun)
  if (kind === undefined || service === undefined) return missing(request)
  const store = service[kind]
  if (store.entry(sid)?.record.sid !== sid) return missing(request)
  const isAllowed = isPermitted(service, { kind, object: sid, right: 'read', identity })
  return {
    ...request,
    state: isAllowed ? 'there' : 'forbidden',
    eventsAfter: (number) => store.eventsAfter(sid, number),
  }
}

/** A subscription to what is not there. */
export function missing(request: SubscriptionRequest): Subscription {
  return { ...request, state: 'missing', eventsAfter: () => [] }
}
