import type { SyncDocument } from '../domain/rules/records.ts'
import { type ObjectFormat, objectWriter, type RevisedBody } from './object-body.ts'
import type { ObjectIn } from './object-operations.ts'
import type { Call } from './route.ts'

/** Creates a function that writes a Document, but for its data, as a protocol has it (documented). */
export function documentWriter(
  format: ObjectFormat,
): (made: ObjectIn<SyncDocument>, call: Call) => RevisedBody {
  const write = objectWriter(format, {
    kind: 'documents',
    links: (url) => ({ permissions: `${url}/Permissions` }),
  })
  return (made, call) => ({ ...write(made, call), revision: made.object.revision })
}
