import express, { type Express, type RequestHandler } from 'express'
import type { AddressInfo } from 'node:net'
import twilio from 'twilio'
import { SyncClient } from 'twilio-sync'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  FakeClock,
  type FakeSync,
  installFakeSync,
  type InstallFakeSyncOptions,
} from '../../src/index.ts'
import { account } from '../rest/cases.ts'
import { authToken } from './app.ts'

// Real apps of Express, which receive webhooks over HTTP and validate them with the twilio package,
// and the real twilio client, through nock.

interface Webhook {
  readonly path: string
  readonly type: string
  readonly body: Readonly<Record<string, string>>
}

type ServiceContext = ReturnType<ReturnType<typeof twilio>['sync']['v1']['services']>

interface Server {
  readonly base: string
  readonly received: Webhook[]
  readonly refused: string[]
}

/** Starts an app whose webhooks have to pass a middleware. */
async function listen(validate: RequestHandler): Promise<Server> {
  const received: Webhook[] = []
  const refused: string[] = []
  const app: Express = express()
  app.use(express.urlencoded({ extended: false }))
  app.use((request, response, next) => {
    response.on('finish', () => {
      if (response.statusCode >= 400) refused.push(`${response.statusCode} ${request.originalUrl}`)
    })
    next()
  })
  app.post('/sync', validate, (request, response) => {
    const body = request.body as Webhook['body']
    received.push({ path: request.originalUrl, type: body['EventType'] ?? '', body })
    response.sendStatus(200)
  })
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { base: `http://127.0.0.1:${port}`, received, refused }
}

interface Installed {
  readonly sync: FakeSync
  readonly service: ServiceContext
}

function install(options: InstallFakeSyncOptions): Installed {
  const sync = installFakeSync({ clock: new FakeClock('2026-01-01'), ...options })
  onTestFinished(() => sync.uninstall())
  const service = twilio(account, authToken).sync.v1.services('default')
  return { sync, service }
}

const webhookUrl = 'https://app.example.com/sync?tenant=7'

describe('an app of Express', () => {
  it('accepts webhooks by twilio.webhook(), at a base URL', async () => {
    const { base, received, refused } = await listen(twilio.webhook(authToken))
    const { sync, service } = install({ webhooks: base })
    await service.update({ webhookUrl, webhooksFromRestEnabled: true })
    await service.documents.create({ uniqueName: 'order-7', data: { text: 'Grüße & Küsse + ☃' } })
    await service.syncMaps.create({ uniqueName: 'players' })
    await service.syncMaps('players').syncMapItems.create({ key: 'ann b', data: { score: 1 } })
    await sync.settled()
    expect(refused).toEqual([])
    expect(received.map(({ path, type }) => [path, type])).toEqual([
      ['/sync?tenant=7', 'document_created'],
      ['/sync?tenant=7', 'map_created'],
      ['/sync?tenant=7', 'map_item_added'],
    ])
    expect(received[0]?.body['DocumentData']).toBe('{"text":"Grüße & Küsse + ☃"}')
    expect(received[2]?.body).toMatchObject({ ItemKey: 'ann b', Identity: 'system' })
  })

  it('accepts those of what clients do, and of their coming and going', async () => {
    const { base, received } = await listen(twilio.webhook(authToken))
    const { sync, service } = install({ webhooks: base })
    await service.update({ webhookUrl, reachabilityWebhooksEnabled: true })
    const client = new SyncClient(sync.accessToken({ identity: 'alice' }), { logLevel: 'silent' })
    await client.document('order-7')
    await client.shutdown()
    await sync.settled()
    expect(received.map(({ type, body }) => [type, body['Identity']])).toEqual([
      ['endpoint_connected', 'alice'],
      ['document_created', 'alice'],
      ['endpoint_disconnected', 'alice'],
    ])
  })

  it('refuses those that another password has signed: that changes nothing', async () => {
    const { base, received, refused } = await listen(twilio.webhook('another'))
    const { sync, service } = install({ webhooks: base })
    await service.update({ webhookUrl, webhooksFromRestEnabled: true })
    await service.documents.create({ uniqueName: 'order-7' })
    await sync.settled()
    expect(received).toEqual([])
    expect(refused).toEqual(['403 /sync?tenant=7'])
    expect(sync.webhooks).toMatchObject([{ state: 'answered', status: 403 }])
    expect(sync.documents.fetch('order-7').revision).toBe('0')
  })

  it('that validates for a public URL is reached by a function', async () => {
    const { base, received } = await listen(twilio.webhook(authToken, { url: webhookUrl }))
    const { sync, service } = install({
      webhooks: async (request) => {
        const { pathname, search } = new URL(request.url)
        const { method, headers } = request
        return fetch(`${base}${pathname}${search}`, { method, headers, body: await request.text() })
      },
    })
    await service.update({ webhookUrl, webhooksFromRestEnabled: true })
    await service.documents.create({ uniqueName: 'order-7' })
    await sync.settled()
    expect(received.map(({ type }) => type)).toEqual(['document_created'])
  })
})

it('a function is called once the client has its answer through nock', async () => {
  const order: string[] = []
  const { sync, service } = install({
    webhooks() {
      order.push('webhook')
      return new Response()
    },
  })
  await service.update({ webhookUrl, webhooksFromRestEnabled: true })
  for (let n = 0; n < 5; n += 1) {
    await service.documents.create({}).then(() => order.push('answer'))
    await sync.settled()
  }
  expect(order).toEqual(Array.from({ length: 5 }, () => ['answer', 'webhook']).flat())
})
