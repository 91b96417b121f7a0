import fc from 'fast-check'
import type { SyncClient, SyncStream } from 'twilio-sync'
import { describe, expect, it } from 'vitest'
import { fakeSyncPlugin } from '../../../src/fast-check.ts'
import { listenTo, openSdk, stateOf } from '../../twilsock/sdk-world.ts'

// Clients of the real SDK that a run of a property has left connected.

describe('a client that an earlier run has left', () => {
  it('is no client of the next run, and hears nothing of it', async () => {
    const { sync, connect } = openSdk()
    const heard: unknown[][] = []
    const property = fc.asyncProperty(fc.nat(), async () => {
      heard.push(listenTo(await connect().stream('orders')))
      sync.streams.publish('orders', { n: heard.length })
      await sync.settled()
      expect(sync.clients).toHaveLength(1)
      expect(sync.streams.subscribers('orders')).toEqual(['alice'])
    })
    await fc.assert(property, { numRuns: 3, plugins: [fakeSyncPlugin(sync)] })
    // On a slow machine the SDK asks for its subscription, 0.1 s late, after the run: there is nothing.
    const messages = heard.map((events) => events.filter((event) => event !== 'removed'))
    expect(messages).toEqual([[{ n: 1 }], [{ n: 2 }], [{ n: 3 }]])
    expect(sync.clients).toEqual([])
  })

  it('meets no fault when it comes back, and is not there', async () => {
    const { sync, connect } = openSdk()
    let left: SyncClient | undefined
    const property = fc.asyncProperty(fc.nat(), async () => {
      if (left === undefined) {
        left = connect()
        await left.stream('orders')
        sync.clients[0]?.drop()
        return
      }
      sync.faults.add({ on: 'clients.connect', kind: 'refuse' })
      sync.faults.add({ on: 'clients.connected', kind: 'drop' })
      // It tries again after a second.
      await stateOf(left, 'connected')
      await sync.settled()
      expect(sync.clients).toEqual([])
      expect(sync.requests).toEqual([])
      expect(sync.faults.pending).toHaveLength(2)
    })
    await fc.assert(property, { numRuns: 2, plugins: [fakeSyncPlugin(sync)] })
  })

  it('keeps its connection when it asks for something, which is refused and reported', async () => {
    const { sync, connect } = openSdk()
    let left: { readonly client: SyncClient; readonly stream: SyncStream } | undefined
    const property = fc.asyncProperty(fc.nat(), async () => {
      if (left === undefined) {
        const client = connect()
        left = { client, stream: await client.stream('orders') }
        return
      }
      const { client, stream } = left
      await expect(stream.publishMessage({})).rejects.toThrow('found a request of a run that has')
      expect(client.connectionState).toBe('connected')
      throw new Error('the property fails')
    })
    const plugins = [fakeSyncPlugin(sync)]
    await expect(fc.assert(property, { numRuns: 2, endOnFailure: true, plugins })).rejects.toThrow(
      /Requests of earlier runs that arrived late:\n {2}POST \/v3\/Services\/.*\/Messages \(Data=/,
    )
  })

  it('is part of what a failing run has left', async () => {
    const { sync, connect } = openSdk()
    const property = fc.asyncProperty(fc.nat(), async () => {
      await connect().stream('orders')
      throw new Error('the property fails')
    })
    const plugins = [fakeSyncPlugin(sync)]
    await expect(fc.assert(property, { numRuns: 1, endOnFailure: true, plugins })).rejects.toThrow(
      /Clients\n {4}"alice" with twilio-sync/,
    )
  })
})
