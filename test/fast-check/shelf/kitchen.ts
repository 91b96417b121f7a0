import type fc from 'fast-check'
import { SyncClient, type SyncStream } from 'twilio-sync'
import { createOrFetch, expectCode, type Room, type SyncStreams } from './exhibit.ts'

// The server of apps whose screens follow a kitchen, and the clients in those screens.

/** An order as the server publishes it. The first one has the number 1. */
export interface Order {
  readonly number: number
}

/** The server's own part: it keeps the orders, and publishes each. */
export interface Kitchen {
  /** Takes an order, and publishes it on the stream `orders`, which is made if there is none. */
  readonly place: () => Promise<void>
  /** The numbers of all orders, as `GET /orders` of the server returns them. */
  readonly list: () => Promise<readonly number[]>
  /** A token for a client, as `POST /token` returns it. */
  readonly token: () => Promise<string>
  /** The numbers of all orders so far. */
  readonly numbers: readonly number[]
}

/** Opens a screen with a client of the SDK. Returns a function that tells what it shows. */
export type OpenScreen<Shown> = (client: SyncClient, kitchen: Kitchen) => Promise<() => Shown>

/** Opens a kitchen. What it is asked in its own protocol waits for the scheduler, if there is one. */
export function openKitchen({ sync, syncStreams }: Room, scheduler?: fc.Scheduler): Kitchen {
  sync.streams.create({ uniqueName: 'orders' })
  const numbers: number[] = []
  const pass = async (label: string): Promise<void> => {
    await scheduler?.schedule(Promise.resolve(), label)
  }
  return {
    async place() {
      const number = numbers.push(numbers.length + 1)
      await publish(syncStreams, { number }).catch(async (error: unknown) => {
        expectCode(error, 20404)
        await createOrFetch(syncStreams, 'orders')
        await publish(syncStreams, { number })
      })
    },
    async list() {
      await pass('GET /orders arrives')
      const answer = [...numbers]
      await pass('GET /orders returns')
      return answer
    },
    token: () => Promise.resolve(newToken(sync)),
    numbers,
  }
}

async function publish(syncStreams: SyncStreams, data: Order): Promise<void> {
  await syncStreams('orders').streamMessages.create({ data })
}

/** Uses a client of the SDK, and shuts it down. */
export async function withClient(
  { sync }: Room,
  use: (client: SyncClient) => Promise<void>,
): Promise<void> {
  const client = new SyncClient(newToken(sync), { logLevel: 'silent' })
  try {
    await use(client)
  } finally {
    await sync.settled(client.shutdown())
  }
}

function newToken(sync: Room['sync']): string {
  return sync.accessToken({ identity: 'screen', ttl: 3600 })
}

/** Opens the stream, and calls back with each order and with the SID of its message. */
export async function listen(
  client: SyncClient,
  hear: (order: Order, messageSid: string) => unknown,
): Promise<SyncStream> {
  const stream = await client.stream('orders')
  stream.on('messagePublished', ({ message }) => {
    hear(message.data as Order, message.sid)
  })
  return stream
}

/** A screen that listens, then fetches what was there before. It shows the orders in their order. */
export const follow: OpenScreen<readonly number[]> = async (client, kitchen) => {
  const orders = new Set<number>()
  await listen(client, ({ number }) => orders.add(number))
  for (const number of await kitchen.list()) orders.add(number)
  return () => sorted(orders)
}

export function sorted(numbers: Iterable<number>): readonly number[] {
  return [...numbers].sort((one, other) => one - other)
}
