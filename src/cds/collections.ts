import { collectionWriter } from '../api/collection-body.ts'
import type { ObjectIn, ObjectOperations } from '../api/object-operations.ts'
import type { Call, RowsFor } from '../api/route.ts'
import type { CreateObjectOptions, UpdateObjectOptions } from '../domain/objects/object-options.ts'
import { kinds } from '../domain/rules/kinds.ts'
import type { SyncCollection } from '../domain/rules/records.ts'
import { number, text } from './fields.ts'
import { format, lastChangeOf, objectIn } from './objects.ts'

/** Writes a list or a map as clients have it (observed). */
export function collectionBody(
  kind: 'lists' | 'maps',
): (made: ObjectIn<SyncCollection<string>>, call: Call) => object {
  const write = collectionWriter(format, kind)
  return (made, call) => {
    const { url, links, ...body } = write(made, call)
    // Where the SDK asks for the context of a list, to hear that it is not faked.
    const own = kind === 'lists' ? { context: `${url}/Context` } : {}
    const last_event_id = lastChangeOf(made.object.revision)
    return { ...body, url, links: { ...links, ...own }, last_event_id }
  }
}

/** Creates the rows of Lists, or of Maps (observed). A client finds them by name. */
export function collectionRows<Item extends SyncCollection<string>>(
  kind: 'lists' | 'maps',
): RowsFor<Omit<ObjectOperations<Item, CreateObjectOptions, UpdateObjectOptions>, 'list'>> {
  const listPath = `/v3/${kinds[kind].segment}`
  const path = `${listPath}/{object}`
  const write = collectionBody(kind)
  return {
    create: {
      method: 'POST',
      path: listPath,
      status: 201,
      read: ({ parameters, input }) => ({
        service: parameters.service,
        uniqueName: text(input, 'UniqueName'),
        ttl: number(input, 'Ttl'),
      }),
      write,
    },
    fetch: { method: 'GET', path, status: 200, read: objectIn, write },
    update: {
      method: 'POST',
      path,
      status: 200,
      read: (call) => ({ ...objectIn(call), ttl: number(call.input, 'Ttl') }),
      write,
    },
    delete: { method: 'DELETE', path, status: 204, read: objectIn },
  }
}
