import { documentWriter } from '../api/document-body.ts'
import type { ObjectIn } from '../api/object-operations.ts'
import type { Call, RowsOf } from '../api/route.ts'
import { withData } from '../api/with-data.ts'
import type { SyncDocument } from '../domain/rules/records.ts'
import { numberOf } from '../domain/rules/revision.ts'
import { number, object, text } from './fields.ts'
import { format, objectIn } from './objects.ts'

const documentPath = '/v3/Documents/{object}'
const writeObject = documentWriter(format)
/** Observed: what is written does not come back. */
const writeWritten = (made: ObjectIn<SyncDocument>, call: Call): object => ({
  ...writeObject(made, call),
  last_event_id: numberOf(made.object.revision),
})
const writeRead = withData(writeWritten, ({ object: { data } }) => data)

/** The rows of Documents (observed). */
export const documentRows: Omit<RowsOf<'documents'>, 'documents.list'> = {
  'documents.create': {
    method: 'POST',
    path: '/v3/Documents',
    status: 201,
    read: ({ parameters, input }) => ({
      service: parameters.service,
      uniqueName: text(input, 'UniqueName'),
      data: object(input, 'Data'),
      ttl: number(input, 'Ttl'),
    }),
    write: writeWritten,
  },
  'documents.fetch': {
    method: 'GET',
    path: documentPath,
    status: 200,
    read: objectIn,
    write: writeRead,
  },
  'documents.update': {
    method: 'POST',
    path: documentPath,
    status: 200,
    read: (call) => ({
      ...objectIn(call),
      data: object(call.input, 'Data'),
      ttl: number(call.input, 'Ttl'),
      ifMatch: call.headers['if-match'],
    }),
    write: writeWritten,
  },
  'documents.delete': { method: 'DELETE', path: documentPath, status: 204, read: objectIn },
}
