import { installFakeSyncClient } from 'fake-twilio-sync/client'
import { SyncClient, type SyncStream } from 'twilio-sync'

/** What a page sees of a fake that it installs, uses, and uninstalls. */
export interface Story {
  /** What two clients heard, the one that publishes first. */
  readonly heard: readonly unknown[][]
  /** The status of a creation, a publish and a removal over REST. */
  readonly statuses: readonly number[]
  /** What the journal says of what clients and REST asked for: who, and through what. */
  readonly asked: readonly string[]
  /** What came through a socket to the page's own server. */
  readonly greeting: unknown
  readonly isOwnSocketNative: boolean
  /** Whether the fake was in effect, before and after the uninstall. */
  readonly installed: readonly boolean[]
  /** Names of what the page did not have before. */
  readonly left: readonly unknown[]
  readonly isNativeBack: boolean
}

/** @param greeter the URL of a server of sockets that says hello */
export async function tellStory(greeter: string): Promise<Story> {
  const native = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket')
  const names = namesInPage()
  const sync = installFakeSyncClient()
  const statuses: number[] = []
  const send = async (method: string, path: string, fields = {}): Promise<void> => {
    const response = await sync.fetch(`https://sync.twilio.com/v1/Services/default/${path}`, {
      method,
      headers: { authorization: `Basic ${btoa(`AC${'1'.repeat(32)}:any`)}` },
      body: method === 'DELETE' ? null : new URLSearchParams(fields),
    })
    statuses.push(response.status)
  }

  await send('POST', 'Streams', { UniqueName: 'orders' })
  const [alice, bob] = [connect(sync.accessToken({ identity: 'alice' })), connect('any text')]
  const stream = await alice.client.stream('orders')
  for (const { client, listen } of [alice, bob]) listen(await client.stream('orders'))
  await stream.publishMessage({ by: 'alice' })
  await send('POST', 'Streams/orders/Messages', { Data: '{"by":"REST"}' })
  await sync.settled()
  await send('DELETE', 'Streams/orders')
  await sync.settled()

  const own = new WebSocket(greeter)
  const greeting = await firstMessageOf(own)
  const asked = sync.requests.map(({ via, identity, operation }) =>
    [via, identity, operation].join(' '),
  )
  await Promise.all([alice.client.shutdown(), bob.client.shutdown()])
  const before = sync.installed
  sync.uninstall()
  return {
    heard: [alice.heard, bob.heard],
    statuses,
    asked,
    greeting,
    isOwnSocketNative: own instanceof (native?.value as typeof WebSocket),
    installed: [before, sync.installed],
    left: namesInPage().filter((name) => !names.includes(name)),
    isNativeBack: Object.getOwnPropertyDescriptor(globalThis, 'WebSocket')?.value === native?.value,
  }
}

interface Listening {
  readonly client: SyncClient
  readonly heard: unknown[]
  readonly listen: (stream: SyncStream) => void
}

function connect(token: string): Listening {
  const heard: unknown[] = []
  return {
    client: new SyncClient(token),
    heard,
    listen: (stream) => {
      stream.on('messagePublished', ({ message }: { message: { data: unknown } }) => {
        heard.push(message.data)
      })
      stream.on('removed', () => heard.push('removed'))
    },
  }
}

async function firstMessageOf(socket: WebSocket): Promise<unknown> {
  const { data } = await new Promise<MessageEvent<unknown>>((resolve, reject) => {
    socket.onmessage = resolve
    socket.onerror = () => reject(new Error('found a native socket that failed'))
  })
  socket.close()
  return data
}

/** The globals of a page, and what it keeps. The SDK keeps the levels of its loggers. */
function namesInPage(): readonly unknown[] {
  const kept = [localStorage, sessionStorage].flatMap((storage) => Object.keys(storage))
  const others = kept.filter((name) => !name.startsWith('loglevel:'))
  return [...Reflect.ownKeys(globalThis), ...others].map(String)
}
