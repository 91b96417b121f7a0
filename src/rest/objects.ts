import { type ObjectFormat, listUrlOf } from '../api/object-body.ts'
import type { InService, ObjectIn, ObjectOperations } from '../api/object-operations.ts'
import type { Call, RowsFor } from '../api/route.ts'
import { type KindName, kinds } from '../domain/rules/kinds.ts'
import type { SyncObject } from '../domain/rules/records.ts'
import { formatDate } from './date.ts'
import { pageBody, readPageOptions } from './paging.ts'

/** How the REST API writes objects. */
export const format: ObjectFormat = { version: 'v1', formatDate, formatExpiry: formatDate }

/** Returns the path of the objects of a kind. */
export function pathOf(kind: KindName): string {
  return `/v1/Services/{service}/${kinds[kind].segment}`
}

/** What tells the rows of one kind of objects from those of others. */
interface ObjectRules<Item, Create, Update> {
  readonly kind: KindName
  readonly write: (made: ObjectIn<Item>, call: Call) => object
  readonly readCreate: (call: Call) => InService & Create
  readonly readUpdate: (call: Call) => Update
  /** The headers of a response that holds one object. Default: none of its own. */
  readonly headers?: (made: ObjectIn<Item>) => Readonly<Record<string, string>>
}

/** Creates the rows of one kind of objects (documented, with their statuses). */
export function objectRows<Item extends SyncObject, Create, Update>({
  kind,
  write,
  readCreate,
  readUpdate,
  headers,
}: ObjectRules<Item, Create, Update>): RowsFor<ObjectOperations<Item, Create, Update>> {
  const listPath = pathOf(kind)
  const path = `${listPath}/{object}`
  const body = headers === undefined ? { write } : { write, headers }
  return {
    create: { method: 'POST', path: listPath, status: 201, read: readCreate, ...body },
    list: {
      method: 'GET',
      path: listPath,
      status: 200,
      read: ({ parameters, query }) => ({ service: parameters.service, ...readPageOptions(query) }),
      write: ({ service, items, ...page }, call) =>
        pageBody({
          key: kind,
          items: items.map((object) => write({ service, object }, call)),
          page,
          url: listUrlOf(service, { kind, version: format.version, origin: call.origin }),
          query: call.query,
        }),
    },
    fetch: { method: 'GET', path, status: 200, read: ({ parameters }) => parameters, ...body },
    update: {
      method: 'POST',
      path,
      status: 200,
      read: (call) => ({
        service: call.parameters.service,
        object: call.parameters.object,
        ...readUpdate(call),
      }),
      ...body,
    },
    delete: { method: 'DELETE', path, status: 204, read: ({ parameters }) => parameters },
  }
}
