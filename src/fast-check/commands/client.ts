import type { FakeSync } from '../../fake/fake-sync.ts'
import { refusalOf, type ServiceAnswer, type ServiceCall, type ToldStream } from './service-call.ts'

/** What commands over the twilio client run against. */
export interface ClientReal {
  /** The fake behind the client: its clock is moved, its limits are held to, its messages are looked at. */
  readonly sync: Pick<FakeSync, 'clock' | 'limits' | 'streams'>
  /** What `client.sync.v1.services('default').syncStreams` gives. */
  readonly syncStreams: ClientStreams
}

/** `syncStreams` of the twilio client, as far as it is used. */
export interface ClientStreams {
  (sidOrName: string): ClientStreamContext
  create(params: { uniqueName?: string; ttl?: number }): Promise<ClientStream>
  list(params: { pageSize?: number }): Promise<readonly ClientStream[]>
  page(params: { pageSize?: number }): Promise<ClientPage>
  getPage(url: string): Promise<ClientPage>
}

/** `syncStreams(sid)` of the twilio client, as far as it is used. */
export interface ClientStreamContext {
  readonly streamMessages: {
    create(params: { data: object }): Promise<{ readonly data: unknown }>
  }
  fetch(): Promise<ClientStream>
  update(params: { ttl?: number }): Promise<ClientStream>
  remove(): Promise<boolean>
}

/** A stream of the twilio client, as far as it is used. */
export interface ClientStream {
  readonly sid: string
  readonly uniqueName: string | null
  readonly dateExpires: Date | null
}

/** A page of streams of the twilio client, as far as it is used. */
export interface ClientPage {
  readonly instances: readonly ClientStream[]
  readonly nextPageUrl?: string | undefined
}

/** Does by the twilio client what a command asks for. */
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

/** The client puts what it is given into the path as it is. */
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
