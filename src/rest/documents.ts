import { documentWriter } from '../api/document-body.ts'
import type { RowsOf } from '../api/route.ts'
import { withData } from '../api/with-data.ts'
import type {
  CreateDocumentOptions,
  UpdateDocumentOptions,
} from '../domain/objects/document-store.ts'
import type { SyncDocument } from '../domain/rules/records.ts'
import { prefixed } from '../lang/prefixed.ts'
import { integerOrEmpty, json, text } from './fields.ts'
import { format, objectRows } from './objects.ts'

/** The rows of Documents. */
export const documentRows: RowsOf<'documents'> = prefixed(
  'documents',
  objectRows<SyncDocument, CreateDocumentOptions, UpdateDocumentOptions>({
    kind: 'documents',
    write: withData(documentWriter(format), ({ object }) => object.data),
    readCreate: ({ parameters, input }) => ({
      service: parameters.service,
      uniqueName: text(input, 'UniqueName'),
      // The store refuses what is no object.
      data: json(input, 'Data') as object | undefined,
      ttl: integerOrEmpty(input, 'Ttl'),
    }),
    readUpdate: ({ input, headers }) => ({
      data: json(input, 'Data') as object | undefined,
      ttl: integerOrEmpty(input, 'Ttl'),
      ifMatch: headers['if-match'],
    }),
    headers: ({ object }) => ({ etag: object.revision }),
  }),
)
