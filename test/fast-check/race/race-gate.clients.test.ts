import fc from 'fast-check'
import type { SyncClient } from 'twilio-sync'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { FakeSync } from '../../../src/core.ts'
import { raceGate } from '../../../src/fast-check.ts'
import { listenTo, openSdk } from '../../twilsock/sdk-world.ts'

// Clients of the real SDK at the gate, which wait by timers of their own.

async function publish(sync: FakeSync, n: number): Promise<void> {
  await sync.fetch('https://sync.twilio.com/v1/Services/default/Streams/orders/Messages', {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`AC${'1'.repeat(32)}:token`)}` },
    body: new URLSearchParams({ Data: JSON.stringify({ n }) }),
  })
}

async function hear(client: SyncClient): Promise<unknown[]> {
  return listenTo(await client.stream('orders'))
}

describe('raceGate with clients of the SDK', () => {
  it('lets the same scheduler decide on the same order, while a client connects and opens', async () => {
    const { sync, connect } = openSdk()
    const orders: string[] = []
    const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      sync.reset()
      sync.streams.create({ uniqueName: 'orders' })
      const gate = raceGate(sync, scheduler)
      const client = connect()
      const publishing = publish(sync, 1).then(() => publish(sync, 2))
      const [heard] = await gate.waitFor(Promise.all([hear(client), publishing]))
      await sync.settled()
      orders.push(`${gate.order.join()} ${JSON.stringify(heard)}`)
      await client.shutdown()
    })
    const runs = 12
    for (let again = 0; again < 3; again += 1) {
      await fc.assert(property, { seed: 1, numRuns: runs })
    }
    const [first, ...others] = [0, runs, 2 * runs].map((at) => orders.slice(at, at + runs))
    expect(new Set(first).size).toBeGreaterThan(2)
    for (const other of others) expect(other).toEqual(first)
  }, 20_000)

  it('lets pass what the SDK asks for by itself, at some time after an opening', async () => {
    const { sync, connect } = openSdk({ advanceTimers: (ms) => vi.advanceTimersByTimeAsync(ms) })
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const [scheduler] = fc.sample(fc.scheduler(), { seed: 1, numRuns: 1 })
    const gate = raceGate(sync, scheduler as fc.Scheduler)
    sync.streams.create({ uniqueName: 'orders' })
    // The publish has the gate move the timers by which the SDK connects.
    await gate.waitFor(Promise.all([connect().stream('orders'), publish(sync, 1)]))
    await vi.advanceTimersByTimeAsync(200)
    await sync.settled()
    expect(sync.requests.at(-1)).toMatchObject({ operation: 'subscriptions.update', status: 202 })
    expect(gate.order).toHaveLength(2)
  })
})
