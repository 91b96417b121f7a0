import twilio from 'twilio'
import { SyncClient } from 'twilio-sync'
import { describe, expect, it, onTestFinished } from 'vitest'
import { installFakeSyncClient } from '../../src/client.ts'
import { FakeClock, type FakeSync, SyncError } from '../../src/core.ts'
import { account } from '../rest/cases.ts'
import { listenTo, stateOf } from '../twilsock/sdk-world.ts'

/** A client of the real SDK, which is shut down after the test. */
function connect(sync: FakeSync, identity = 'alice'): SyncClient {
  const client = new SyncClient(sync.accessToken({ identity }), { logLevel: 'silent' })
  onTestFinished(() => client.shutdown())
  return client
}

describe('installFakeSyncClient', () => {
  it('connects clients of the SDK, and is asked over REST by sync.fetch', async () => {
    using sync = installFakeSyncClient({ clock: new FakeClock('2026-01-01') })
    const [alice, bob] = [connect(sync), connect(sync, 'bob')]
    const heard = [listenTo(await alice.stream('orders')), listenTo(await bob.stream('orders'))]
    const { status } = await sync.fetch(
      'https://sync.twilio.com/v1/Services/default/Streams/orders/Messages',
      {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${account}:any`)}` },
        body: new URLSearchParams({ Data: '{"n":1}' }),
      },
    )
    await sync.settled()
    sync.streams.remove('orders')
    await sync.settled()
    expect(status).toBe(201)
    expect(heard).toEqual([
      [{ n: 1 }, 'removed'],
      [{ n: 1 }, 'removed'],
    ])
    expect(sync.clients.map(({ identity }) => identity)).toEqual(['alice', 'bob'])
  })

  it('is installed until it is uninstalled, or another one takes over', () => {
    const first = installFakeSyncClient()
    const second = installFakeSyncClient()
    expect([first.installed, second.installed]).toEqual([false, true])
    second.uninstall()
    expect([first.installed, second.installed]).toEqual([true, false])
    first.uninstall()
    expect([first.installed, second.installed]).toEqual([false, false])
  })

  it.each(['reset', 'restore'] as const)(
    'keeps the connections of clients over %s, and tells them that their streams are gone',
    async (name) => {
      using sync = installFakeSyncClient()
      const empty = sync.snapshot()
      const client = connect(sync)
      const heard = listenTo(await client.stream('orders'))
      sync[name](empty)
      await sync.settled()
      expect(heard).toEqual(['removed'])
      expect(client.connectionState).toBe('connected')
      expect(sync.clients).toHaveLength(1)
      await client.stream('orders')
      expect(sync.streams.subscribers('orders')).toEqual(['alice'])
    },
  )

  it('fails what clients ask for after uninstall, and lets none of it reach the network', async () => {
    const sync = installFakeSyncClient()
    const client = connect(sync)
    await client.stream('orders')
    sync.uninstall()
    await expect(client.stream('others')).rejects.toThrow('a fake that was uninstalled')
    sync.clients[0]?.drop()
    await stateOf(client, 'connecting')
    await stateOf(client, 'connected')
    expect(sync.clients).toHaveLength(1)
  })

  it('serves the clients of a twilio module as well', async () => {
    using sync = installFakeSyncClient({ twilio })
    const heard = listenTo(await connect(sync).stream('orders'))
    const { syncStreams } = twilio(account, 'any token').sync.v1.services('default')
    await syncStreams('orders').streamMessages.create({ data: { n: 1 } })
    await sync.settled()
    expect(heard).toEqual([{ n: 1 }])
  })

  it('serves those alone if sockets are to be left alone', async () => {
    const native = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket')
    const { prototype } = twilio.RequestClient
    const before = Object.getOwnPropertyDescriptors(prototype)
    const sync = installFakeSyncClient({ twilio, webSocket: false })
    expect(Object.getOwnPropertyDescriptor(globalThis, 'WebSocket')).toEqual(native)
    expect('MozWebSocket' in globalThis).toBe(false)
    expect(sync.installed).toBe(true)
    await twilio(account, 'any token').sync.v1.services.list()
    expect(sync.requests).toHaveLength(1)
    sync.uninstall()
    expect(sync.installed).toBe(false)
    expect(Object.getOwnPropertyDescriptors(prototype)).toEqual(before)
  })

  it('passes on all other options', () => {
    using sync = installFakeSyncClient({ seed: 7, services: [], limits: { uniqueNameLength: 3 } })
    expect(() => sync.streams.create({ uniqueName: 'orders' })).toThrow(SyncError)
    expect(sync.knownServices).toEqual([])
  })

  it('leaves the one before in effect if it cannot begin', () => {
    using sync = installFakeSyncClient()
    expect(() => installFakeSyncClient({ seed: 0.5 })).toThrow(TypeError)
    expect(sync.installed).toBe(true)
  })

  it.each([
    {
      options: { nock: false },
      message:
        'Cannot set up the fake: found the unknown option nock, expected any of accountSid, credentials, services, clock, seed, resetSids, limits, rateLimits, subscribe, advanceTimers, webhooks, undocumentedWebhooks, state, strict, twilio, webSocket',
    },
    {
      options: { webSocket: 'no' },
      message: 'Cannot install the fake: found "no" for webSocket, expected true or false',
    },
    {
      options: { webSocket: false },
      message:
        "Cannot install the fake: found false for webSocket, expected it together with the app's twilio module: installFakeSyncClient({ twilio, webSocket: false })",
    },
    {
      options: { twilio: {} },
      message:
        "Cannot install the fake: found object without a RequestClient for twilio, expected the twilio module of version 3.60 or later, not one that vitest or jest makes in its place: import twilio from 'twilio'",
    },
    {
      options: null,
      message: 'Cannot set up the fake: found null for the options, expected an object',
    },
  ])('refuses $options', ({ options, message }) => {
    const before = Object.getOwnPropertySymbols(globalThis)
    expect(() => installFakeSyncClient(options as object)).toThrow(new TypeError(message))
    expect(Object.getOwnPropertySymbols(globalThis)).toEqual(before)
  })
})
