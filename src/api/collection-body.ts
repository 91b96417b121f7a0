import type { SyncCollection } from '../domain/rules/records.ts'
import { type ObjectFormat, objectWriter, type RevisedBody } from './object-body.ts'
import type { ObjectIn } from './object-operations.ts'
import type { Call } from './route.ts'

/** Creates a function that writes Lists or Maps as a protocol has them (documented). */
export function collectionWriter(
  format: ObjectFormat,
  kind: 'lists' | 'maps',
): (made: ObjectIn<SyncCollection<string>>, call: Call) => RevisedBody {
  const write = objectWriter(format, {
    kind,
    links: (url) => ({ items: `${url}/Items`, permissions: `${url}/Permissions` }),
  })
  return (made, call) => ({ ...write(made, call), revision: made.object.revision })
}
