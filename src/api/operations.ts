import type {
  CreateDocumentOptions,
  UpdateDocumentOptions,
} from '../domain/objects/document-store.ts'
import type { CreateListItemOptions } from '../domain/objects/list-store.ts'
import type { CreateMapItemOptions, SetMapItemOptions } from '../domain/objects/map-store.ts'
import type { CreateObjectOptions, UpdateObjectOptions } from '../domain/objects/object-options.ts'
import type { CreateStreamOptions, UpdateStreamOptions } from '../domain/objects/stream-options.ts'
import type { ItemPage, PageOptions } from '../domain/rules/page.ts'
import type {
  ListItem,
  MapItem,
  Stream,
  StreamMessage,
  SyncDocument,
  SyncList,
  SyncMap,
} from '../domain/rules/records.ts'
import { SyncError } from '../domain/rules/sync-error.ts'
import type { ServiceOptions } from '../domain/rules/validate.ts'
import type { Service, ServicePage } from '../domain/world/services.ts'
import { keysOf } from '../lang/keys-of.ts'
import { type Prefixed, prefixed } from '../lang/prefixed.ts'
import { needs } from './access.ts'
import { type ItemIn, itemOperations, type ItemOperations, type OfItem } from './item-operations.ts'
import {
  type InService,
  type ObjectIn,
  objectOperations,
  type ObjectOperations,
  type OfObject,
} from './object-operations.ts'
import type { Operation } from './operation.ts'
import { permissionOperations, type PermissionOperations } from './permission-operations.ts'
import { writesTo } from './rates.ts'
import { subscriptionActions, type SubscriptionRequest } from './subscriber.ts'
import { subscriptionTo } from './subscription.ts'

/** The operations of the faked API, as `sync.requests` and faults name them. */
export type OperationName = keyof Operations

/** What a client wants to hear of, as far as its request can be read. */
export interface SubscriptionsInput extends InService {
  readonly action: unknown
  /** `undefined` if they cannot be read. */
  readonly requests: readonly SubscriptionRequest[] | undefined
}

/** What can be done with services. */
interface ServiceOperations {
  readonly create: Operation<ServiceOptions, Service>
  readonly list: Operation<PageOptions, ServicePage>
  readonly fetch: Operation<InService, Service>
  readonly update: Operation<InService & { settings: ServiceOptions }, Service>
  readonly delete: Operation<InService, void>
}

/** What can be done with maps: their items may come along. */
interface MapOperations extends Omit<
  ObjectOperations<SyncMap, CreateObjectOptions, UpdateObjectOptions>,
  'fetch'
> {
  readonly fetch: Operation<
    OfObject & { readonly withItems?: boolean },
    ObjectIn<SyncMap> & { readonly items?: ItemPage<MapItem> }
  >
}

/** What can be done with the items of maps: the SDK alone adds or changes them in one. */
interface MapItemOperations extends ItemOperations<SyncMap, string, MapItem, CreateMapItemOptions> {
  readonly set: Operation<
    OfItem<string> & SetMapItemOptions,
    ItemIn<SyncMap, MapItem> & { readonly isNew: boolean }
  >
}

/** What each operation takes and returns. */
export interface Operations
  extends
    Prefixed<'services', ServiceOperations>,
    Prefixed<'streams', ObjectOperations<Stream, CreateStreamOptions, UpdateStreamOptions>>,
    Prefixed<
      'documents',
      ObjectOperations<SyncDocument, CreateDocumentOptions, UpdateDocumentOptions>
    >,
    Prefixed<'lists', ObjectOperations<SyncList, CreateObjectOptions, UpdateObjectOptions>>,
    Prefixed<'maps', MapOperations>,
    Prefixed<'listItems', ItemOperations<SyncList, number, ListItem, CreateListItemOptions>>,
    Prefixed<'mapItems', MapItemOperations>,
    Prefixed<'documentPermissions', PermissionOperations>,
    Prefixed<'listPermissions', PermissionOperations>,
    Prefixed<'mapPermissions', PermissionOperations> {
  readonly 'messages.create': Operation<OfObject & { data: unknown }, StreamMessage>
  readonly 'subscriptions.update': Operation<SubscriptionsInput, void>
}

const serviceOperations: ServiceOperations = {
  create: {
    run: (settings, { account }) => account.services.create(settings),
  },
  list: {
    run: (page, { account }) => account.services.page(page),
  },
  fetch: {
    run: ({ service }, { account }) => account.services.fetch(service),
  },
  update: {
    run: ({ service, settings }, { account }) => account.services.update(service, settings),
  },
  delete: {
    run: ({ service }, { account }) => account.services.remove(service),
  },
}

const documentOperations = objectOperations<
  SyncDocument,
  CreateDocumentOptions,
  UpdateDocumentOptions
>('documents', ({ documents }) => documents)

const listItemOperations = itemOperations<SyncList, number, ListItem, CreateListItemOptions>(
  'lists',
  ({ lists }) => lists,
)

const mapOperations: MapOperations = {
  ...objectOperations('maps', ({ maps }) => maps),
  fetch: {
    permit: needs('maps', 'read'),
    run({ service: sid, object, withItems }, { account }) {
      const service = account.services.fetch(sid)
      const map = service.maps.fetch(object)
      if (withItems !== true) return { service, object: map }
      return { service, object: map, items: service.maps.items(object).readPage({}) }
    },
  },
}

const mapItemOperations: MapItemOperations = {
  ...itemOperations<SyncMap, string, MapItem, CreateMapItemOptions>('maps', ({ maps }) => maps),
  set: {
    permit: needs('maps', 'write'),
    rate: writesTo('maps'),
    run({ service: sid, object, key, data, ttl, ifMatch }, { account, actor }) {
      const service = account.services.fetch(sid)
      const items = service.maps.as(actor).items(object)
      const { record: map } = items
      return { service, object: map, ...items.put(key, { data, ttl, ifMatch }) }
    },
  },
}

/** The operations of the service. Each protocol has rows for them, with its own words. */
export const operations: Operations = {
  ...prefixed('services', serviceOperations),
  ...prefixed(
    'streams',
    objectOperations('streams', ({ streams }) => streams),
  ),
  'messages.create': {
    rate: writesTo('streams'),
    run({ service: sid, object, data }, { account, actor }) {
      const { streams } = account.services.fetch(sid)
      // The store refuses what is no object.
      return streams.as(actor).publish(object, data as object)
    },
  },
  ...prefixed('documents', documentOperations),
  ...prefixed('documentPermissions', permissionOperations('documents')),
  ...prefixed(
    'lists',
    objectOperations('lists', ({ lists }) => lists),
  ),
  ...prefixed('listItems', listItemOperations),
  ...prefixed('listPermissions', permissionOperations('lists')),
  ...prefixed('maps', mapOperations),
  ...prefixed('mapItems', mapItemOperations),
  ...prefixed('mapPermissions', permissionOperations('maps')),
  'subscriptions.update': {
    run({ service: sid, action: found, requests }, { account, identity, subscriber }) {
      // Assumed: a service that was removed has nothing. A request that fails the SDK would repeat for
      // ever.
      const service = account.services.wasRemoved(sid) ? undefined : account.services.fetch(sid)
      const action = subscriptionActions.find((known) => known === found)
      // Assumed: the platform's general answer to what cannot be read.
      if (action === undefined) throw unreadable('Action', found)
      if (requests === undefined) throw unreadable('Requests', requests)
      const subscriptions = requests.map((one) => subscriptionTo(one, { service, identity }))
      subscriber?.({ action, subscriptions })
    },
  },
}

function unreadable(parameter: string, found: unknown): SyncError {
  return new SyncError({ kind: 'parameter-invalid', parameter, found })
}

/** The names of all operations. */
export const operationNames: readonly OperationName[] = keysOf(operations)
