import type { Stream } from '../../domain/records.ts'
import type { StreamPage } from '../../domain/stream-options.ts'
import type { StreamStore } from '../../domain/stream-store.ts'
import type { FakeSync } from '../../fake/fake-sync.ts'
import { refusalOf, type ServiceAnswer, type ServiceCall, type ToldStream } from './service-call.ts'

/** The system under test of commands over the JS API: the `real` of `fc.modelRun`. */
export interface StoreReal {
  /** The fake. Commands move its clock, read its limits and use its streams. */
  readonly sync: Pick<FakeSync, 'clock' | 'limits' | 'streams'>
}

/** Makes a call of a command through the JS API. */
export function callStore(streams: StreamStore, call: ServiceCall): ServiceAnswer {
  try {
    return perform(streams, call)
  } catch (error) {
    return refusalOf(error)
  }
}

function perform(streams: StreamStore, call: ServiceCall): ServiceAnswer {
  switch (call.kind) {
    case 'create':
      return toStream(streams.create({ uniqueName: call.uniqueName, ttl: call.ttl }))
    case 'fetch':
      return toStream(streams.fetch(call.key))
    case 'update':
      return toStream(streams.update(call.key, { ttl: call.ttl }))
    case 'remove':
      streams.remove(call.key)
      return { kind: 'done' }
    case 'publish':
      return { kind: 'message', data: streams.publish(call.key, call.data).data }
    case 'list': {
      const pages = [...pagesOf(streams, call.pageSize)]
      return { kind: 'streams', streams: pages.flatMap((page) => page.streams.map(toTold)) }
    }
    case 'page': {
      const page = streams.page({ pageSize: call.pageSize, pageToken: call.next })
      return { kind: 'streams', streams: page.streams.map(toTold), next: page.nextPageToken }
    }
  }
}

function* pagesOf(streams: StreamStore, pageSize: number): Generator<StreamPage> {
  let page = streams.page({ pageSize })
  yield page
  while (page.nextPageToken !== undefined) {
    page = streams.page({ pageSize, pageToken: page.nextPageToken })
    yield page
  }
}

function toStream(stream: Stream): ServiceAnswer {
  return { kind: 'stream', stream: toTold(stream) }
}

function toTold({ sid, uniqueName, dateExpires }: Stream): ToldStream {
  return { sid, uniqueName, expires: dateExpires }
}
