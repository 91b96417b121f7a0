import type { Call, RowsOf } from '../api/route.ts'
import { streamWriter } from '../api/stream-body.ts'
import type { Service } from '../domain/world/services.ts'
import { formatDate } from './date.ts'
import { integerOrEmpty, text } from './fields.ts'
import { pageBody, readPageOptions } from './paging.ts'

const listPath = '/v1/Services/{service}/Streams'
const streamPath = `${listPath}/{object}`
const streamBody = streamWriter({ version: 'v1', formatDate })

/** The rows of Streams (documented, with their statuses). */
export const streamRows: RowsOf<'streams'> = {
  'streams.create': {
    method: 'POST',
    path: listPath,
    status: 201,
    read: ({ parameters, input }) => ({
      service: parameters.service,
      uniqueName: text(input, 'UniqueName'),
      ttl: integerOrEmpty(input, 'Ttl'),
    }),
    write: streamBody,
  },
  'streams.list': {
    method: 'GET',
    path: listPath,
    status: 200,
    read: ({ parameters, query }) => ({ service: parameters.service, ...readPageOptions(query) }),
    write: ({ service, streams: found, ...page }, call) =>
      pageBody({
        key: 'streams',
        items: found.map((one) => streamBody({ service, stream: one }, call)),
        page,
        url: urlOf(service, call),
        query: call.query,
      }),
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
    read: ({ parameters, input }) => ({
      service: parameters.service,
      object: parameters.object,
      ttl: integerOrEmpty(input, 'Ttl'),
    }),
    write: streamBody,
  },
  'streams.delete': {
    method: 'DELETE',
    path: streamPath,
    status: 204,
    read: ({ parameters }) => parameters,
  },
}

function urlOf(service: Service, { origin }: Call): string {
  return `${origin}/v1/Services/${service.sid}/Streams`
}
