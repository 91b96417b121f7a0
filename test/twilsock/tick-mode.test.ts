import { expect, it, onTestFinished, vi } from 'vitest'
import { listenTo, openSdk, stateOf } from './sdk-world.ts'

// Fake timers that move by themselves, as soon as nothing else is to be done.

it.each(['eager', 'faithful'] as const)(
  'with timers that tick by themselves, clients need nothing else, with %s subscriptions',
  async (subscribe) => {
    vi.useFakeTimers()
    vi.setTimerTickMode('nextTimerAsync')
    onTestFinished(() => void vi.useRealTimers())
    const { sync, connect } = openSdk({ subscribe })
    const client = connect()
    const stream = await client.stream('orders')
    const heard = listenTo(stream)
    await sync.settled()
    sync.streams.publish('orders', { n: 1 })
    await sync.settled()
    expect(heard).toEqual([{ n: 1 }])

    // Seconds of waiting that nobody waits for.
    sync.clients[0]?.close(308)
    await stateOf(client, 'connecting')
    await stateOf(client, 'connected')
    await sync.settled()
    sync.streams.publish('orders', { n: 2 })
    await sync.settled()
    expect(heard).toEqual([{ n: 1 }, { n: 2 }])
  },
)
