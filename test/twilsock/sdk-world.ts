import {
  SyncClient,
  type SyncDocument,
  type SyncList,
  type SyncMap,
  type SyncStream,
} from 'twilio-sync'
import { onTestFinished, vi } from 'vitest'
import { createFakeSync, FakeClock, type FakeSync, type FakeSyncOptions } from '../../src/core.ts'

/** A fake, and clients of the real SDK that reach it. */
export interface SdkWorld {
  readonly sync: FakeSync
  /** Makes a client, which is shut down after the test. */
  readonly connect: (token?: string) => SyncClient
}

/** Opens a fake whose sockets the SDK finds where it looks for them. */
export function openSdk(options: FakeSyncOptions = {}): SdkWorld {
  const sync = createFakeSync({ clock: new FakeClock('2026-01-01'), ...options })
  vi.stubGlobal('WebSocket', sync.WebSocket)
  const clients: SyncClient[] = []
  onTestFinished(async () => {
    vi.unstubAllGlobals()
    for (const client of clients) await client.shutdown()
  })
  return {
    sync,
    connect(token = sync.accessToken({ identity: 'alice' })) {
      const client = new SyncClient(token, { logLevel: 'silent' })
      clients.push(client)
      return client
    },
  }
}

/** What a stream object of the SDK reports, as it does: the data of messages, and `removed`. */
export function listenTo(stream: SyncStream): unknown[] {
  const heard: unknown[] = []
  stream.on('messagePublished', ({ message }: { message: { data: unknown } }) => {
    heard.push(message.data)
  })
  stream.on('removed', ({ isLocal }: { isLocal: boolean }) => {
    heard.push(isLocal ? 'removed by itself' : 'removed')
  })
  return heard
}

/** Resolves when the client is in this state. */
export async function stateOf(client: SyncClient, state: string): Promise<void> {
  await new Promise<void>((resolve) => {
    if (client.connectionState === state) resolve()
    client.on('connectionStateChanged', (now: string) => {
      if (now === state) resolve()
    })
  })
}

/** Resolves when a client asks for its subscriptions, which the SDK does by itself. */
export async function subscription(sync: FakeSync): Promise<void> {
  await new Promise<void>((resolve) => {
    sync.gate({
      arrival({ url }) {
        if (url.endsWith('/v4/Subscriptions')) resolve()
      },
    })
  })
}

/** What a document, a list or a map of the SDK reports, as `itemAdded 0 {"n":1}`, and if it is its own. */
export function hear(object: SyncDocument | SyncList | SyncMap): string[] {
  const heard: string[] = []
  const events: Emitter = object
  const listen = (name: string, describe: (event: EventOfSdk) => string): void => {
    events.on(name, (event) => {
      heard.push(`${name}${describe(event)}${event.isLocal ? ' here' : ''}`)
    })
  }
  const describeItem = ({ item }: EventOfSdk): string => {
    return ` ${item?.key ?? item?.index} ${JSON.stringify(item?.data)}`
  }
  listen('updated', ({ data }) => ` ${JSON.stringify(data)}`)
  listen('itemAdded', describeItem)
  listen('itemUpdated', describeItem)
  listen('itemRemoved', ({ key, index, previousItemData }) => {
    return ` ${key ?? index} ${JSON.stringify(previousItemData)}`
  })
  listen('removed', () => '')
  return heard
}

/** Makes a mutator of the SDK, whose types know nothing of the data. */
export function mutation(change: (data: { n?: number }) => object): (data: object) => object {
  return (data) => change(data)
}

/** Adds one to the number in data. */
export const addOne: (data: object) => object = mutation(({ n = 0 }) => ({ n: n + 1 }))

interface Emitter {
  on(name: string, listener: (event: EventOfSdk) => void): unknown
}

interface EventOfSdk {
  readonly isLocal: boolean
  readonly data?: object
  readonly item?: { readonly key?: string; readonly index?: number; readonly data: object }
  readonly key?: string
  readonly index?: number
  readonly previousItemData?: object
}
