import type { SyncClient } from 'twilio-sync'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { DeliveryView, Fault } from '../../src/core.ts'
import { listenTo, openSdk, type SdkWorld, stateOf } from './sdk-world.ts'

// Faults on the way to clients of the real SDK.

const on = 'messages.deliver'

/** Lets a client of this identity listen to the stream `orders`. Returns the numbers that it hears. */
async function listen({ sync, connect }: SdkWorld, identity = 'alice'): Promise<unknown[]> {
  return listenTo(await connect(sync.accessToken({ identity })).stream('orders'))
}

/** Publishes messages with the numbers from 1. */
function publish({ sync }: SdkWorld, count: number): void {
  for (let n = 1; n <= count; n += 1) sync.streams.publish('orders', { n })
}

function numbers(...all: number[]): unknown[] {
  return all.map((n) => ({ n }))
}

/** The states that a client goes through. */
function statesOf(client: SyncClient): string[] {
  const states: string[] = []
  client.on('connectionStateChanged', (state: string) => states.push(state))
  return states
}

describe('a delivery', () => {
  it.each<{ fault: Fault | Fault[]; heard: number[] }>([
    { fault: { on, kind: 'drop' }, heard: [2, 3, 4] },
    { fault: { on, kind: 'drop', skip: 1, times: 2 }, heard: [1, 4] },
    { fault: { on, kind: 'duplicate' }, heard: [1, 1, 2, 3, 4] },
    { fault: { on, kind: 'reorder' }, heard: [2, 1, 3, 4] },
    { fault: { on, kind: 'reorder', by: 2 }, heard: [2, 3, 1, 4] },
    { fault: { on, kind: 'reorder', times: 2 }, heard: [3, 1, 2, 4] },
    { fault: { on, kind: 'reorder', skip: 3 }, heard: [1, 2, 3, 4] },
    { fault: { on, kind: 'reorder', by: 9 }, heard: [2, 3, 4, 1] },
    {
      fault: [
        { on, kind: 'reorder', by: 2 },
        { on, kind: 'reorder' },
      ],
      heard: [3, 2, 1, 4],
    },
    {
      fault: [
        { on, kind: 'reorder' },
        { on, kind: 'drop' },
      ],
      heard: [3, 1, 4],
    },
    { fault: { on, kind: 'delay', milliseconds: 50 }, heard: [2, 3, 4, 1] },
    { fault: { on, kind: 'drop', where: hasNumber(3) }, heard: [1, 2, 4] },
  ])('meets $fault', async ({ fault, heard }) => {
    const world = openSdk()
    const toAlice = await listen(world)
    for (const one of [fault].flat()) world.sync.faults.add(one)
    publish(world, 4)
    await world.sync.settled()
    expect(toAlice).toEqual(numbers(...heard))
    expect(world.sync.faults.pending).toEqual([])
    expect(world.sync.streams.messages('orders')).toHaveLength(4)
  })

  it('meets a fault for one of the clients alone, which sees whom and what it hits', async () => {
    const world = openSdk()
    const toAlice = await listen(world)
    const toBob = await listen(world, 'bob')
    const seen: DeliveryView[] = []
    world.sync.faults.add({
      on,
      kind: 'drop',
      times: Infinity,
      where(delivery) {
        seen.push(delivery)
        return delivery.identity === 'bob'
      },
    })
    publish(world, 1)
    await world.sync.settled()
    expect(toAlice).toEqual(numbers(1))
    expect(toBob).toEqual([])
    const [message] = world.sync.streams.messages('orders')
    const stream = world.sync.streams.fetch('orders')
    const time = world.sync.clock.now()
    expect(seen).toEqual(['alice', 'bob'].map((identity) => ({ identity, stream, message, time })))
    expect(seen.every(Object.isFrozen)).toBe(true)
  })

  it('reaches the others if the predicate of a fault throws for one', async () => {
    const world = openSdk()
    const heard = [await listen(world), await listen(world, 'bob'), await listen(world, 'carol')]
    world.sync.faults.add({
      on,
      kind: 'drop',
      where({ identity }) {
        if (identity === 'bob') throw new Error('the predicate is broken')
        return false
      },
    })
    expect(() => publish(world, 1)).toThrow('the predicate is broken')
    await world.sync.settled()
    expect(heard).toEqual([numbers(1), [], numbers(1)])
  })

  it('is not made once the fake is uninstalled, in whatever world', async () => {
    const world = openSdk({ advanceTimers: (ms) => vi.advanceTimersByTimeAsync(ms) })
    const { sync } = world
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const heard = await sync.run(async () => {
      const toAlice = await sync.settled(listen(world))
      sync.faults.add({ on, kind: 'delay', milliseconds: 60_000 })
      publish(world, 1)
      return toAlice
    })
    sync.uninstall()
    await vi.advanceTimersByTimeAsync(120_000)
    await sync.settled()
    // The SDK asks for its subscription, and is told that there is nothing any more.
    expect(heard).toEqual(['removed'])
  })

  it('meets a delay as well as what goes wrong otherwise', async () => {
    const world = openSdk()
    const toAlice = await listen(world)
    world.sync.faults.add({ on, kind: 'delay', milliseconds: 5 })
    world.sync.faults.add({ on, kind: 'duplicate' })
    publish(world, 2)
    await world.sync.settled()
    expect(toAlice).toEqual(numbers(2, 1, 1))
  })

  it('is overtaken by messages of its own stream to the same client alone', async () => {
    const world = openSdk()
    const { sync, connect } = world
    const client = connect()
    const orders = listenTo(await client.stream('orders'))
    await client.stream('bills')
    await listen(world, 'bob')
    sync.faults.add({ on, kind: 'reorder' })
    sync.streams.publish('orders', { n: 1 })
    sync.streams.publish('bills', { n: 2 })
    const settled = sync.settled()
    sync.streams.publish('orders', { n: 3 })
    await settled
    expect(orders).toEqual(numbers(3, 1))
  })

  it('that waits to be overtaken arrives while a promise that needs it is waited for', async () => {
    const { sync, connect } = openSdk()
    const stream = await connect().stream('orders')
    sync.faults.add({ on, kind: 'reorder' })
    const heard = new Promise((resolve) => {
      stream.on('messagePublished', resolve)
    })
    sync.streams.publish('orders', {})
    await expect(sync.settled(heard)).resolves.toMatchObject({ isLocal: false })
  })

  it('is not what the client itself has published', async () => {
    const { sync, connect } = openSdk()
    const stream = await connect().stream('orders')
    const heard = listenTo(stream)
    sync.faults.add({ on, kind: 'drop' })
    await stream.publishMessage({ n: 1 })
    await sync.settled()
    expect(heard).toEqual(numbers(1))
    expect(sync.faults.pending).toHaveLength(1)
  })

  it('is not overtaken by what was published before it', async () => {
    const world = openSdk()
    const { sync, connect } = world
    const stream = await connect().stream('orders')
    const heard = listenTo(stream)
    sync.faults.add({ on, kind: 'delay', milliseconds: 1 })
    sync.faults.add({ on, kind: 'reorder', skip: 1 })
    const first = new Promise<void>((resolve) => {
      stream.on('messagePublished', () => {
        resolve()
      })
    })
    publish(world, 2)
    await first
    sync.streams.publish('orders', { n: 3 })
    await sync.settled()
    expect(heard).toEqual(numbers(1, 3, 2))
  })

  it('that is dropped is not waited for, whatever its delay', async () => {
    const world = openSdk()
    await listen(world)
    world.sync.faults.add({ on, kind: 'delay', milliseconds: 2 ** 31 - 1 })
    world.sync.faults.add({ on, kind: 'drop' })
    publish(world, 1)
    await world.sync.settled()
    expect(world.sync.faults.pending).toEqual([])
  })

  it('is left alone by faults that are for every request', async () => {
    const world = openSdk()
    const toAlice = await listen(world)
    world.sync.faults.add({ kind: 'reset' })
    world.sync.faults.add({ kind: 'delay', milliseconds: 5, where: () => true })
    publish(world, 1)
    await world.sync.settled()
    expect(toAlice).toEqual(numbers(1))
    expect(world.sync.faults.pending).toMatchObject([{ fired: 0 }, { fired: 0 }])
  })

  // The name alone would hide a message of the world before: the stream has its SID again.
  it('that waits to be overtaken does not outlive a reset', async () => {
    const world = openSdk()
    const { sync, connect } = world
    const client = connect()
    const stream = await client.stream('orders')
    const removed = new Promise<void>((resolve) => {
      stream.on('removed', () => {
        resolve()
      })
    })
    sync.faults.add({ on, kind: 'reorder' })
    publish(world, 1)
    sync.reset()
    await removed
    const reopened = await client.stream('orders')
    const heard = listenTo(reopened)
    await sync.settled()
    expect(heard).toEqual([])
    expect(reopened.sid).toBe(stream.sid)
  })

  it('with a delay does not outlive a reset', async () => {
    const world = openSdk({ advanceTimers: (ms) => vi.advanceTimersByTimeAsync(ms) })
    const { sync, connect } = world
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const client = connect()
    const stream = await sync.settled(client.stream('orders'))
    sync.faults.add({ on, kind: 'delay', milliseconds: 60_000 })
    publish(world, 1)
    sync.reset()
    await sync.settled()
    const reopened = await sync.settled(client.stream('orders'))
    const heard = listenTo(reopened)
    await vi.advanceTimersByTimeAsync(60_000)
    await sync.settled()
    expect(heard).toEqual([])
    expect(reopened.sid).toBe(stream.sid)
  })

  it('with a delay is not waited for once its client is gone', async () => {
    const world = openSdk()
    const { sync } = world
    await listen(world)
    const toBob = await listen(world, 'bob')
    sync.faults.add({
      on,
      kind: 'delay',
      milliseconds: 2 ** 31 - 1,
      where: ({ identity }) => identity === 'alice',
    })
    sync.faults.add({
      on,
      kind: 'delay',
      milliseconds: 50,
      where: ({ identity }) => identity === 'bob',
    })
    publish(world, 1)
    sync.clients[0]?.drop()
    await sync.settled()
    expect(sync.clients.map(({ identity }) => identity)).toEqual(['bob'])
    expect(toBob).toEqual(numbers(1))
  })
})

describe('a client that connects', () => {
  it('tries again until it is no longer refused', async () => {
    const { sync, connect } = openSdk()
    sync.faults.add({ on: 'clients.connect', kind: 'refuse' })
    const client = connect()
    const states = statesOf(client)
    await client.stream('orders')
    expect(states).toContain('connected')
    expect(sync.clients).toHaveLength(1)
    expect(sync.faults.pending).toEqual([])
  })

  it.each([401, 403])('is denied with status %i', async (status) => {
    const { sync, connect } = openSdk()
    sync.faults.add({ on: 'clients.connect', kind: 'status', status })
    const client = connect()
    await stateOf(client, 'denied')
    expect(sync.clients).toEqual([])
    void client.updateToken(sync.accessToken({ identity: 'bob' }))
    await stateOf(client, 'connected')
  })

  it.each([429, 500])('tries again after status %i', async (status) => {
    const { sync, connect } = openSdk()
    sync.faults.add({ on: 'clients.connect', kind: 'status', status })
    const client = connect()
    const states = statesOf(client)
    await client.stream('orders')
    expect(states.at(-1)).toBe('connected')
    expect(sync.faults.pending).toEqual([])
  })

  it('loses its connection at once, and connects again', async () => {
    const { sync, connect } = openSdk()
    let connections = 0
    sync.faults.add({
      on: 'clients.connected',
      kind: 'drop',
      where() {
        connections += 1
        return connections === 1
      },
      times: Infinity,
    })
    await connect().stream('orders')
    expect(connections).toBe(2)
    expect(sync.clients).toHaveLength(1)
  })

  it('is told at once to leave since its token has expired', async () => {
    const { sync, connect } = openSdk()
    sync.faults.add({ on: 'clients.connected', kind: 'close', code: 410 })
    const client = connect()
    await new Promise<void>((resolve) => {
      client.on('tokenExpired', resolve)
    })
    expect(sync.clients).toEqual([])
  })

  it('meets the faults that are for it alone', async () => {
    const { sync, connect } = openSdk()
    sync.faults.add({
      on: 'clients.connect',
      kind: 'status',
      status: 401,
      where: ({ identity, sdkVersion, time }) =>
        identity === 'bob' && sdkVersion === '4.0.1' && time === sync.clock.now(),
    })
    const bob = connect(sync.accessToken({ identity: 'bob' }))
    await Promise.all([connect().stream('orders'), stateOf(bob, 'denied')])
    expect(sync.clients.map(({ identity }) => identity)).toEqual(['alice'])
  })
})

it('faults on the way to clients are pending, and named in strict mode', () => {
  const { sync } = openSdk({ strict: true })
  sync.faults.add({ on, kind: 'drop' })
  sync.faults.add({ on: 'clients.connect', kind: 'status', status: 401 })
  sync.faults.add({ on: 'clients.connected', kind: 'close', code: 308, times: 2 })
  expect(sync.describe()).toContain('close 308 on clients.connected, fired 0 of 2 times')
  expect(() => sync.reset()).toThrow('drop on messages.deliver, never fired, added at ')
})

it('a delay of a message is one of the current timers', async () => {
  const world = openSdk({ advanceTimers: (ms) => vi.advanceTimersByTimeAsync(ms) })
  const toAlice = await listen(world)
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  world.sync.faults.add({ on, kind: 'delay', milliseconds: 60_000 })
  publish(world, 1)
  await vi.advanceTimersByTimeAsync(59_999)
  expect(toAlice).toEqual([])
  await world.sync.settled()
  expect(toAlice).toEqual(numbers(1))
})

function hasNumber(n: number): (delivery: DeliveryView<'messages.deliver'>) => boolean {
  return ({ message }) => message.data['n'] === n
}
