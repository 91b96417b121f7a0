import type {
  CreateStreamOptions,
  StreamPage,
  UpdateStreamOptions,
} from '../domain/objects/stream-options.ts'
import { SyncError } from '../domain/rules/sync-error.ts'
import { kinds } from '../domain/rules/kinds.ts'
import type { PageOptions } from '../domain/rules/page.ts'
import type { Stream, StreamMessage } from '../domain/rules/records.ts'
import type { ServiceOptions } from '../domain/rules/validate.ts'
import type { Service, ServicePage } from '../domain/world/services.ts'
import { keysOf } from '../lang/keys-of.ts'
import type { Operation } from './operation.ts'
import { writesTo, writesToService } from './rates.ts'
import { subscriptionActions, type SubscriptionRequest } from './subscriber.ts'

/** The operations of the faked API, as `sync.requests` and faults name them. */
export type OperationName = keyof Operations

/** Addresses a service by its SID or as `default`. */
export interface InService {
  readonly service: string
}

/** Addresses an object of a service by its SID or unique name. */
export interface OfObject extends InService {
  readonly object: string
}

/** Something and the service it is in. */
export type In<Result> = Result & { readonly service: Service }

/** What a client wants to hear of, as far as its request can be read. */
export interface SubscriptionsInput extends InService {
  readonly action: unknown
  /** `undefined` if they cannot be read. */
  readonly requests: readonly SubscriptionRequest[] | undefined
}

/** What each operation takes and returns. */
export interface Operations {
  readonly 'services.create': Operation<ServiceOptions, Service>
  readonly 'services.list': Operation<PageOptions, ServicePage>
  readonly 'services.fetch': Operation<InService, Service>
  readonly 'services.update': Operation<InService & { settings: ServiceOptions }, Service>
  readonly 'services.delete': Operation<InService, void>
  readonly 'streams.create': Operation<InService & CreateStreamOptions, In<{ stream: Stream }>>
  readonly 'streams.list': Operation<InService & PageOptions, In<StreamPage>>
  readonly 'streams.fetch': Operation<OfObject, In<{ stream: Stream }>>
  readonly 'streams.update': Operation<OfObject & UpdateStreamOptions, In<{ stream: Stream }>>
  readonly 'streams.delete': Operation<OfObject, void>
  readonly 'messages.create': Operation<OfObject & { data: unknown }, StreamMessage>
  readonly 'subscriptions.update': Operation<SubscriptionsInput, void>
}

/** The operations of the service. Each protocol has rows for them, with its own words. */
export const operations: Operations = {
  'services.create': {
    run: (settings, { account }) => account.services.create(settings),
  },
  'services.list': {
    run: (page, { account }) => account.services.page(page),
  },
  'services.fetch': {
    run: ({ service }, { account }) => account.services.fetch(service),
  },
  'services.update': {
    run: ({ service, settings }, { account }) => account.services.update(service, settings),
  },
  'services.delete': {
    run: ({ service }, { account }) => account.services.remove(service),
  },
  'streams.create': {
    rate: writesToService,
    run({ service: sid, uniqueName, ttl }, { account, actor }) {
      const service = account.services.fetch(sid)
      return { service, stream: service.streams.as(actor).create({ uniqueName, ttl }) }
    },
  },
  'streams.list': {
    run({ service: sid, pageSize, pageToken }, { account }) {
      const service = account.services.fetch(sid)
      return { service, ...service.streams.page({ pageSize, pageToken }) }
    },
  },
  'streams.fetch': {
    run({ service: sid, object }, { account }) {
      const service = account.services.fetch(sid)
      return { service, stream: service.streams.fetch(object) }
    },
  },
  'streams.update': {
    run({ service: sid, object, ttl }, { account, actor }) {
      const service = account.services.fetch(sid)
      return { service, stream: service.streams.as(actor).update(object, { ttl }) }
    },
  },
  'streams.delete': {
    rate: writesToService,
    run({ service: sid, object }, { account, actor }) {
      account.services.fetch(sid).streams.as(actor).remove(object)
    },
  },
  'messages.create': {
    rate: writesTo('streams'),
    run({ service: sid, object, data }, { account, actor }) {
      const { streams } = account.services.fetch(sid)
      // The store refuses what is no object.
      return streams.as(actor).publish(object, data as object)
    },
  },
  'subscriptions.update': {
    run({ service: sid, action: found, requests }, { account, subscriber }) {
      // Assumed: a service that was removed has nothing. A request that fails the SDK would repeat for
      // ever.
      const service = account.services.wasRemoved(sid) ? undefined : account.services.fetch(sid)
      const action = subscriptionActions.find((known) => known === found)
      // Assumed: the platform's general answer to what cannot be read.
      if (action === undefined) throw unreadable('Action', found)
      if (requests === undefined) throw unreadable('Requests', requests)
      const subscriptions = requests.map((one) => ({ ...one, isThere: isIn(service, one) }))
      subscriber?.({ action, subscriptions })
    },
  },
}

function unreadable(parameter: string, found: unknown): SyncError {
  return new SyncError({ kind: 'parameter-invalid', parameter, found })
}

/** Whether a service has an object. Subscriptions know it by its SID alone. */
function isIn(service: Service | undefined, { sid, noun }: SubscriptionRequest): boolean {
  if (service === undefined) return false
  const kind = keysOf(kinds).find((one) => kinds[one].noun === noun)
  return kind !== undefined && service[kind].entry(sid)?.record.sid === sid
}

/** The names of all operations. */
export const operationNames: readonly OperationName[] = keysOf(operations)
