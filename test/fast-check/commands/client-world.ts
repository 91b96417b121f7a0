import twilio from 'twilio'
import { createFakeSync, type FakeSync } from '../../../src/core.ts'
import type { ClientReal, ClientStreams } from '../../../src/fast-check/commands/client.ts'
import { StreamModel } from '../../../src/fast-check/commands/stream-model.ts'

/** What a run of commands over the twilio client starts from. */
export interface ClientWorld {
  readonly model: StreamModel
  readonly real: ClientReal
}

/** Makes a client worse than it is. */
export type BreakClient = (streams: ClientStreams, sync: FakeSync) => ClientStreams

const sync = createFakeSync()
const { syncStreams } = twilio('AC' + '1'.repeat(32), 'token', {
  httpClient: sync.httpClient,
}).sync.v1.services('default')

/** A fresh fake with a twilio client, in which something may be broken. */
export function clientWorld(breakClient: BreakClient = (streams) => streams): ClientWorld {
  sync.reset()
  const model = new StreamModel(sync)
  return { model, real: { sync, syncStreams: breakClient(syncStreams, sync) } }
}

/** The methods that lie: those of `syncStreams`, and those of `syncStreams(key)`, the key as it goes into the path. */
export interface Lies extends Partial<Pick<ClientStreams, 'create' | 'list' | 'page' | 'getPage'>> {
  readonly at?: (key: string) => Partial<ReturnType<ClientStreams>>
}

/** A client of which some methods lie. */
export function lying(streams: ClientStreams, { at, ...lies }: Lies): ClientStreams {
  const context: (key: string) => ReturnType<ClientStreams> = (key) => {
    const real = streams(key)
    return {
      streamMessages: real.streamMessages,
      fetch: () => real.fetch(),
      update: (params) => real.update(params),
      remove: () => real.remove(),
      ...at?.(key),
    }
  }
  return Object.assign(context, {
    create: (params: object) => streams.create(params),
    list: (params: object) => streams.list(params),
    page: (params: object) => streams.page(params),
    getPage: (url: string) => streams.getPage(url),
    ...lies,
  })
}
