import { objectBody } from '../api/object-body.ts'
import type { In } from '../api/operations.ts'
import type { Call, RowsOf } from '../api/route.ts'
import type { Stream } from '../domain/rules/records.ts'
import type { Service } from '../domain/world/services.ts'
import { formatDate } from './date.ts'
import { integerOrEmpty, text } from './fields.ts'
import { pageBody, readPageOptions } from './paging.ts'

const listPath = '/v1/Services/{service}/Streams'
const streamPath = `${listPath}/{object}`

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

/**
 * A Stream as Twilio writes it (documented). URLs carry SIDs however the stream was addressed
 * (observed).
 */
function streamBody({ service, stream }: In<{ stream: Stream }>, call: Call): object {
  const url = `${urlOf(service, call)}/${stream.sid}`
  const links = { messages: `${url}/Messages` }
  return objectBody({ service, object: stream, url, links, formatDate }, call)
}

function urlOf(service: Service, { origin }: Call): string {
  return `${origin}/v1/Services/${service.sid}/Streams`
}
