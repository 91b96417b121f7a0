import type { RowsOf } from '../api/route.ts'
import { streamWriter } from '../api/stream-body.ts'
import { prefixed } from '../lang/prefixed.ts'
import { integerOrEmpty, text } from './fields.ts'
import { format, objectRows } from './objects.ts'

/** The rows of Streams. */
export const streamRows: RowsOf<'streams'> = prefixed(
  'streams',
  objectRows({
    kind: 'streams',
    write: streamWriter(format),
    readCreate: ({ parameters, input }) => ({
      service: parameters.service,
      uniqueName: text(input, 'UniqueName'),
      ttl: integerOrEmpty(input, 'Ttl'),
    }),
    readUpdate: ({ input }) => ({ ttl: integerOrEmpty(input, 'Ttl') }),
  }),
)
