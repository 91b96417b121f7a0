import type { RowsOf } from '../api/route.ts'
import { streamWriter } from '../api/stream-body.ts'
import { number, text } from './fields.ts'
import { format, objectIn } from './objects.ts'

const streamPath = '/v3/Streams/{object}'
/** As over REST, but for URL and dates (observed). */
const streamBody = streamWriter(format)

/** The rows of Streams (observed). A client finds them by name, and walks no lists. */
export const streamRows: Omit<RowsOf<'streams'>, 'streams.list'> = {
  'streams.create': {
    method: 'POST',
    path: '/v3/Streams',
    status: 201,
    read: ({ parameters, input }) => ({
      service: parameters.service,
      uniqueName: text(input, 'UniqueName'),
      ttl: number(input, 'Ttl'),
    }),
    write: streamBody,
  },
  'streams.fetch': {
    method: 'GET',
    path: streamPath,
    status: 200,
    read: ({ parameters }) => parameters,
    write: streamBody,
  },
  'streams.update': {
    method: 'POST',
    path: streamPath,
    status: 200,
    read: (call) => ({ ...objectIn(call), ttl: number(call.input, 'Ttl') }),
    write: streamBody,
  },
  'streams.delete': {
    method: 'DELETE',
    path: streamPath,
    status: 204,
    read: ({ parameters }) => parameters,
  },
}
