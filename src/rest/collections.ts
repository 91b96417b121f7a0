import { collectionWriter } from '../api/collection-body.ts'
import type { ObjectOperations } from '../api/object-operations.ts'
import type { RowsFor } from '../api/route.ts'
import type { CreateObjectOptions, UpdateObjectOptions } from '../domain/objects/object-options.ts'
import type { SyncCollection } from '../domain/rules/records.ts'
import type { JsonObject } from '../lang/json.ts'
import { integerOrEmpty, text } from './fields.ts'
import { format, objectRows } from './objects.ts'

/** Creates the rows of Lists, or of Maps. */
export function collectionRows<Item extends SyncCollection<string>>(
  kind: 'lists' | 'maps',
): RowsFor<ObjectOperations<Item, CreateObjectOptions, UpdateObjectOptions>> {
  return objectRows<Item, CreateObjectOptions, UpdateObjectOptions>({
    kind,
    write: collectionWriter(format, kind),
    readCreate: ({ parameters, input }) => ({
      service: parameters.service,
      uniqueName: text(input, 'UniqueName'),
      ttl: ttlIn(input, 'CollectionTtl'),
    }),
    readUpdate: ({ input }) => ({ ttl: ttlIn(input, 'CollectionTtl') }),
  })
}

/** Documented: `Ttl` is another name, which is ignored if both are given. */
export function ttlIn(input: JsonObject, name: 'CollectionTtl' | 'ItemTtl'): number | undefined {
  return integerOrEmpty(input, name) ?? integerOrEmpty(input, 'Ttl')
}
