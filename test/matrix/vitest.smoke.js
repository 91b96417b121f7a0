import { installFakeSync } from 'fake-twilio-sync'
import { test as testWithSync } from 'fake-twilio-sync/vitest'
import nock from 'nock'
import twilio from 'twilio'
import { describe, expect, test, vi } from 'vitest'

const account = `AC${'1'.repeat(32)}`

describe('the package in a project of its own', () => {
  test('answers an unchanged client', async () => {
    const sync = installFakeSync({ nock })
    const { syncStreams } = twilio(account, 'token').sync.v1.services('default')
    await syncStreams.create({ uniqueName: 'orders' })
    await syncStreams('orders').streamMessages.create({ data: { id: 7 } })
    expect(sync).toHavePublished('orders', { id: expect.any(Number) })
    expect(sync).not.toHavePublished('orders', { id: 8 })
    expect(() => expect(sync).toHaveStream('order')).toThrow(
      'Expected a stream "order", found no such stream among 1\n  "orders"',
    )
    sync.uninstall()
  })

  test('answers while the timers are faked', async () => {
    vi.useFakeTimers()
    const sync = installFakeSync()
    await twilio(account, 'token').sync.v1.services('default').syncStreams.create()
    expect(sync.streams.size).toBe(1)
    sync.uninstall()
    vi.useRealTimers()
  })
})

for (const number of [1, 2, 3, 4, 5, 6, 7, 8]) {
  testWithSync.concurrent(`gives each test a fake (${number})`, async ({ sync, expect }) => {
    const client = twilio(account, 'token', { httpClient: sync.httpClient })
    await client.sync.v1.services('default').syncStreams.create({ uniqueName: 'orders' })
    expect(sync.streams.size).toBe(1)
    expect(sync).toHaveReceivedRequestTimes({ operation: 'streams.create', status: 201 }, 1)
  })
}
