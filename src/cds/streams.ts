import { objectBody } from '../api/object-body.ts'
import type { In } from '../api/operations.ts'
import type { Call, RowsOf } from '../api/route.ts'
import type { Stream } from '../domain/rules/records.ts'
import { formatDate } from './date.ts'
import { number, text } from './fields.ts'

const streamPath = '/v3/Streams/{object}'

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
    read: ({ parameters, input }) => ({ ...parameters, ttl: number(input, 'Ttl') }),
    write: streamBody,
  },
  'streams.delete': {
    method: 'DELETE',
    path: streamPath,
    status: 204,
    read: ({ parameters }) => parameters,
  },
}

/** A Stream as clients see it (observed): at a URL of its own, and with its links. */
function streamBody({ service, stream }: In<{ stream: Stream }>, call: Call): object {
  const url = `${call.origin}/v3/Services/${service.sid}/Streams/${stream.sid}`
  const links = { messages: `${url}/Messages` }
  return objectBody({ service, object: stream, url, links, formatDate }, call)
}
