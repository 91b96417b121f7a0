import type { RowsOf } from '../api/route.ts'
import type { StreamMessage } from '../domain/rules/records.ts'
import { copyJson } from '../lang/json.ts'
import { json } from './fields.ts'

/** The row of Stream Messages (documented, with its status). */
export const messageRows: RowsOf<'messages'> = {
  'messages.create': {
    method: 'POST',
    path: '/v1/Services/{service}/Streams/{object}/Messages',
    status: 201,
    read: ({ parameters, input }) => ({
      service: parameters.service,
      object: parameters.object,
      data: json(input, 'Data'),
    }),
    write: messageBody,
  },
}

/** A Stream Message as Twilio writes it: these two fields and no more (documented). */
function messageBody({ sid, data }: StreamMessage): object {
  return { sid, data: copyJson(data) }
}
