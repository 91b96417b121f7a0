import type { Operation } from '../api/operation.ts'
import { createMessage } from './messages.ts'
import {
  createService,
  deleteService,
  fetchService,
  listServices,
  updateService,
} from './services.ts'
import { createStream, deleteStream, fetchStream, listStreams, updateStream } from './streams.ts'

/** The operations of the faked API, as `sync.requests` and faults name them. */
export type OperationName =
  | 'services.create'
  | 'services.list'
  | 'services.fetch'
  | 'services.update'
  | 'services.delete'
  | 'streams.create'
  | 'streams.list'
  | 'streams.fetch'
  | 'streams.update'
  | 'streams.delete'
  | 'messages.create'

/** One line of the API: what a method on a path does. */
export interface Route {
  readonly operation: OperationName
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  /** The status of a success. */
  readonly status: 200 | 201 | 204
  readonly run: Operation
}

const service = '/v1/Services/{serviceSid}'
const stream = `${service}/Streams/{streamSid}`

/** The faked part of the API (documented, with its status codes). */
export const routes: readonly Route[] = [
  {
    operation: 'services.create',
    method: 'POST',
    path: '/v1/Services',
    status: 201,
    run: createService,
  },
  {
    operation: 'services.list',
    method: 'GET',
    path: '/v1/Services',
    status: 200,
    run: listServices,
  },
  { operation: 'services.fetch', method: 'GET', path: service, status: 200, run: fetchService },
  { operation: 'services.update', method: 'POST', path: service, status: 200, run: updateService },
  {
    operation: 'services.delete',
    method: 'DELETE',
    path: service,
    status: 204,
    run: deleteService,
  },
  {
    operation: 'streams.create',
    method: 'POST',
    path: `${service}/Streams`,
    status: 201,
    run: createStream,
  },
  {
    operation: 'streams.list',
    method: 'GET',
    path: `${service}/Streams`,
    status: 200,
    run: listStreams,
  },
  { operation: 'streams.fetch', method: 'GET', path: stream, status: 200, run: fetchStream },
  { operation: 'streams.update', method: 'POST', path: stream, status: 200, run: updateStream },
  { operation: 'streams.delete', method: 'DELETE', path: stream, status: 204, run: deleteStream },
  {
    operation: 'messages.create',
    method: 'POST',
    path: `${stream}/Messages`,
    status: 201,
    run: createMessage,
  },
]

/** The names of all operations. */
export const operationNames: readonly OperationName[] = routes.map(({ operation }) => operation)
