import type { FakeSync } from '../../fake/fake-sync.ts'
import { refusalOf, type ServiceAnswer, type ServiceCall, type ToldStream } from './service-call.ts'

/** The system under test of commands over the twilio client: the `real` of `fc.asyncModelRun`. */
export interface ClientReal {
  /** The fake behind the client. Commands move its clock and read its limits and messages. */
  readonly sync: Pick<FakeSync, 'clock' | 'limits' | 'streams'>
  /** The client under test: `client.sync.v1.services('default').syncStreams`. */
  readonly syncStreams: ClientStreams
}

/** The part of the twilio client's `syncStreams` that commands use. */
export interface ClientStreams {
  /** Addresses a stream by SID or by percent-encoded unique name. */
  (sidOrName: string): ClientStreamContext
  /** Creates a stream. The `ttl` is in seconds. */
  create(params: { uniqueName?: string; ttl?: number }): Promise<ClientStream>
  /** Lists all streams, page by page. */
  list(params: { pageSize?: number }): Promise<readonly ClientStream[]>
  /** Fetches the first page of the list. */
  page(params: { pageSize?: number }): Promise<ClientPage>
  /** Fetches the page at a URL such as {@link ClientPage.nextPageUrl}. */
  getPage(url: string): Promise<ClientPage>
}

/** The part of the twilio client's `syncStreams(sidOrName)` that commands use. */
export interface ClientStreamContext {
  /** The messages of the stream. `create` publishes one. */
  readonly streamMessages: {
    create(params: { data: object }): Promise<{ readonly data: unknown }>
  }
  /** Fetches the stream. */
  fetch(): Promise<ClientStream>
  /** Updates the time to live of the stream. The `ttl` is in seconds. */
  update(params: { ttl?: number }): Promise<ClientStream>
  /** Removes the stream. */
  remove(): Promise<boolean>
}

/** The part of the twilio client's stream that commands use. */
export interface ClientStream {
  /** The `TO…` SID. */
  readonly sid: string
  /** The unique name, or `null` for a stream without one. */
  readonly uniqueName: string | null
  /** When the stream expires, or `null` for never. */
  readonly dateExpires: Date | null
}

/** The part of the twilio client's page of streams that commands use. */
export interface ClientPage {
  /** The streams on the page. */
  readonly instances: readonly ClientStream[]
  /** The URL of the next page; `undefined` on the last page. */
  readonly nextPageUrl?: string | undefined
}

/** Makes a call of a command through the twilio client. */
export async function callClient(
  syncStreams: ClientStreams,
  call: ServiceCall,
): Promise<ServiceAnswer> {
  try {
    return await perform(syncStreams, call)
  } catch (error) {
    return refusalOf(error)
  }
}

async function perform(syncStreams: ClientStreams, call: ServiceCall): Promise<ServiceAnswer> {
  switch (call.kind) {
    case 'create': {
      const { uniqueName, ttl } = call
      const name = uniqueName === undefined ? {} : { uniqueName }
      return toStream(await syncStreams.create({ ...name, ...toTtl(ttl) }))
    }
    case 'fetch':
      return toStream(await at(syncStreams, call.key).fetch())
    case 'update':
      return toStream(await at(syncStreams, call.key).update(toTtl(call.ttl)))
    case 'remove':
      await at(syncStreams, call.key).remove()
      return { kind: 'done' }
    case 'publish': {
      const { data } = await at(syncStreams, call.key).streamMessages.create({ data: call.data })
      return { kind: 'message', data }
    }
    case 'list':
      return toStreams(await syncStreams.list({ pageSize: call.pageSize }))
    case 'page': {
      const { next, pageSize } = call
      const page = await (next === undefined
        ? syncStreams.page({ pageSize })
        : syncStreams.getPage(next))
      return { ...toStreams(page.instances), next: page.nextPageUrl }
    }
  }
}

/** Encodes the key, which the client puts into the path as it is. */
function at(syncStreams: ClientStreams, key: string): ClientStreamContext {
  return syncStreams(encodeURIComponent(key))
}

function toTtl(ttl: number | undefined): { ttl?: number } {
  return ttl === undefined ? {} : { ttl }
}

function toStream(stream: ClientStream): ServiceAnswer {
  return { kind: 'stream', stream: toTold(stream) }
}

function toStreams(streams: readonly ClientStream[]): Extract<ServiceAnswer, { kind: 'streams' }> {
  return { kind: 'streams', streams: streams.map(toTold) }
}

function toTold({ sid, uniqueName, dateExpires }: ClientStream): ToldStream {
  return { sid, uniqueName, expires: dateExpires === null ? null : dateExpires.getTime() }
}
