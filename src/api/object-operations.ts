import type { Actor } from '../domain/rules/actor.ts'
import type { KindName } from '../domain/rules/kinds.ts'
import type { ItemPage, PageOptions } from '../domain/rules/page.ts'
import type { SyncObject } from '../domain/rules/records.ts'
import type { Service } from '../domain/world/services.ts'
import { needs } from './access.ts'
import type { Caller, Operation } from './operation.ts'
import { writesTo, writesToService } from './rates.ts'

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

/** An object and the service it is in. */
export type ObjectIn<Item> = In<{ readonly object: Item }>

/** What can be done with the objects of one kind. */
export interface ObjectOperations<Item, Create, Update> {
  readonly create: Operation<InService & Create, ObjectIn<Item>>
  readonly list: Operation<InService & PageOptions, In<ItemPage<Item>>>
  readonly fetch: Operation<OfObject, ObjectIn<Item>>
  readonly update: Operation<OfObject & Update, ObjectIn<Item>>
  readonly delete: Operation<OfObject, void>
}

/** The store of one kind, as operations use it. */
interface Store<Item, Create, Update> {
  as(actor: Actor): Store<Item, Create, Update>
  create(options: Create): Item
  fetch(object: string): Item
  update(object: string, options: Update): Item
  remove(object: string): void
  readPage(options: PageOptions): ItemPage<Item>
  allowCreator(sid: string): void
}

/** Creates the operations on the objects of one kind. */
export function objectOperations<
  Item extends SyncObject,
  Create extends object,
  Update extends object,
>(
  kind: KindName,
  storeOf: (service: Service) => Store<Item, Create, Update>,
): ObjectOperations<Item, Create, Update> {
  return {
    create: {
      rate: writesToService,
      run({ service: sid, ...options }, caller) {
        const service = caller.account.services.fetch(sid)
        const store = storeOf(service).as(caller.actor)
        const object = store.create(options as unknown as Create)
        if (isOwned(kind, { service, caller })) store.allowCreator(object.sid)
        return { service, object }
      },
    },
    list: {
      run({ service: sid, pageSize, pageToken }, { account }) {
        const service = account.services.fetch(sid)
        return { service, ...storeOf(service).readPage({ pageSize, pageToken }) }
      },
    },
    fetch: {
      permit: needs(kind, 'read'),
      run({ service: sid, object }, { account }) {
        const service = account.services.fetch(sid)
        return { service, object: storeOf(service).fetch(object) }
      },
    },
    update: {
      permit: needs(kind, 'write'),
      // Documented for Streams alone: a new time to live is not limited.
      ...(kind === 'streams' ? {} : { rate: writesTo(kind) }),
      run({ service: sid, object, ...options }, { account, actor }) {
        const service = account.services.fetch(sid)
        const changes = options as unknown as Update
        return { service, object: storeOf(service).as(actor).update(object, changes) }
      },
    },
    delete: {
      permit: needs(kind, 'manage'),
      rate: writesToService,
      run({ service: sid, object }, { account, actor }) {
        storeOf(account.services.fetch(sid)).as(actor).remove(object)
      },
    },
  }
}

/** Assumed: a client that creates an object while ACL is enabled may do everything with it. */
function isOwned(
  kind: KindName,
  { service, caller }: { readonly service: Service; readonly caller: Caller },
): boolean {
  return kind !== 'streams' && service.record.aclEnabled && caller.identity !== undefined
}
