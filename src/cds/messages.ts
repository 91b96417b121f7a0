import type { RowsOf } from '../api/route.ts'

/** The row of Stream Messages (observed). */
export const messageRows: RowsOf<'messages'> = {
  'messages.create': {
    method: 'POST',
    path: '/v3/Streams/{object}/Messages',
    status: 201,
    read: ({ parameters, input }) => ({ ...parameters, data: input['Data'] }),
    // Observed: the SID alone is read.
    write: ({ sid }) => ({ sid }),
  },
}
