import { describe, expect, it } from 'vitest'
import type { FakeSyncOptions } from '../../src/core.ts'
import { openSdk, type SdkWorld, stateOf } from '../twilsock/sdk-world.ts'
import { type App, newApp, setWebhook } from './app.ts'

// Webhooks of what clients of the real SDK do, and of their coming and going.

interface AppWorld extends SdkWorld {
  readonly app: App
}

function open(
  settings: Readonly<Record<string, string>> = {},
  options: FakeSyncOptions = {},
): AppWorld {
  const app = newApp()
  const world = openSdk({ webhooks: app.webhooks, ...options })
  setWebhook(world.sync, settings)
  return { ...world, app }
}

/** Who has come and gone, as the app was told. */
function visitsOf({ received }: App): unknown[] {
  return received.map(({ params }) => [params['EventType'], params['Identity']])
}

const reachability = { ReachabilityWebhooksEnabled: 'true' }
const debouncing = {
  ...reachability,
  ReachabilityDebouncingEnabled: 'true',
  ReachabilityDebouncingWindow: '2000',
}

describe('a change by the SDK', () => {
  it('calls the webhook, whatever is set for REST, in the name of the client', async () => {
    const { sync, connect, app } = open()
    const client = connect()
    const document = await client.document({ id: 'order-7', data: { state: 'new' } })
    await document.set({ state: 'paid' })
    const map = await client.map('players')
    await map.set('ann', { score: 1 })
    const list = await client.list('todo')
    await list.push({ buy: 'milk' })
    await map.removeMap()
    await sync.settled()
    expect(app.events()).toEqual([
      'document_created',
      'document_updated',
      'map_created',
      'map_item_added',
      'list_created',
      'list_item_added',
      'map_removed',
    ])
    const endpoints = new Set(app.received.map(({ params }) => params['EndpointId']))
    expect(endpoints).toEqual(new Set(['1'.padStart(32, '0')]))
    expect(new Set(app.received.map(({ params }) => params['Identity']))).toEqual(
      new Set(['alice']),
    )
    expect(app.received.every(({ isValid }) => isValid)).toBe(true)
  })

  it('comes from another endpoint for each client', async () => {
    const { sync, connect, app } = open()
    await connect().map('players')
    await connect(sync.accessToken({ identity: 'bob' })).map('games')
    await sync.settled()
    const told = app.received.map(({ params }) => [params['Identity'], params['EndpointId']])
    expect(told).toEqual([
      ['alice', '1'.padStart(32, '0')],
      ['bob', '2'.padStart(32, '0')],
    ])
  })
})

describe('a client that comes or goes', () => {
  it('is told with reachability webhooks', async () => {
    const { sync, connect, app } = open(reachability)
    const client = connect()
    await stateOf(client, 'connected')
    await sync.settled()
    await client.shutdown()
    await sync.settled()
    expect(app.received.map(({ params }) => params)).toEqual(
      ['endpoint_connected', 'endpoint_disconnected'].map((EventType) => ({
        AccountSid: sync.webhooks[0]?.params['AccountSid'],
        ServiceSid: sync.service().sid,
        EventType,
        Identity: 'alice',
        EndpointId: '1'.padStart(32, '0'),
      })),
    )
    expect(app.received.every(({ isValid }) => isValid)).toBe(true)
  })

  it.each([
    { title: 'without them', settings: {} },
    { title: 'without a webhook', settings: { ...reachability, WebhookUrl: '' } },
  ])('is not told $title', async ({ settings }) => {
    const { sync, connect, app } = open(settings)
    const client = connect()
    await stateOf(client, 'connected')
    await client.shutdown()
    await sync.settled()
    expect(app.received).toEqual([])
  })

  it('is the same one when it comes back', async () => {
    const { sync, connect, app } = open(reachability)
    const client = connect()
    await stateOf(client, 'connected')
    sync.clients[0]?.drop()
    await stateOf(client, 'connecting')
    await stateOf(client, 'connected')
    await sync.settled()
    expect(visitsOf(app)).toEqual([
      ['endpoint_connected', 'alice'],
      ['endpoint_disconnected', 'alice'],
      ['endpoint_connected', 'alice'],
    ])
    expect(new Set(app.received.map(({ params }) => params['EndpointId'])).size).toBe(1)
  })

  it('is not told if it comes back within the window', async () => {
    const { sync, connect, app } = open(debouncing)
    const client = connect()
    await stateOf(client, 'connected')
    sync.clients[0]?.drop()
    await sync.advance(1999)
    await stateOf(client, 'connecting')
    await stateOf(client, 'connected')
    await sync.advance({ minutes: 1 })
    expect(visitsOf(app)).toEqual([['endpoint_connected', 'alice']])
  })

  it('is told once the window has passed on the clock of the fake', async () => {
    const { sync, connect, app } = open(debouncing)
    const client = connect()
    await stateOf(client, 'connected')
    await client.shutdown()
    await sync.advance(1999)
    expect(visitsOf(app)).toEqual([['endpoint_connected', 'alice']])
    await sync.advance(1)
    expect(visitsOf(app)).toEqual([
      ['endpoint_connected', 'alice'],
      ['endpoint_disconnected', 'alice'],
    ])
    expect(sync.webhooks[1]?.time).toBe(sync.clock.now())
  })

  it('is not told after a reset if it went before', async () => {
    const { sync, connect, app } = open(debouncing)
    const client = connect()
    await stateOf(client, 'connected')
    await client.shutdown()
    await sync.settled()
    sync.reset()
    setWebhook(sync, reachability)
    await sync.advance({ minutes: 1 })
    expect(visitsOf(app)).toEqual([['endpoint_connected', 'alice']])
    expect(sync.webhooks).toEqual([])
  })

  it('is told if its token has expired', async () => {
    const { sync, connect, app } = open(reachability)
    const client = connect(sync.accessToken({ identity: 'alice', ttl: 60 }))
    await stateOf(client, 'connected')
    await sync.advance({ minutes: 1 })
    expect(visitsOf(app)).toEqual([
      ['endpoint_connected', 'alice'],
      ['endpoint_disconnected', 'alice'],
    ])
  })

  it('creates no service by that', async () => {
    const { sync, connect } = openSdk()
    await stateOf(connect(), 'connected')
    expect(sync.describe()).toContain('No services')
  })
})
