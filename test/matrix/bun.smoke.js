import { describe, expect, test } from 'bun:test'
import { installFakeSync } from 'fake-twilio-sync'
import { matchers } from 'fake-twilio-sync/matchers'
import twilio from 'twilio'

expect.extend(matchers)

const account = `AC${'1'.repeat(32)}`

describe('the package in a project of its own', () => {
  test.each([
    { name: 'nock', options: {} },
    { name: 'the twilio module', options: { twilio } },
  ])('answers an unchanged client through $name', async ({ options }) => {
    const sync = installFakeSync(options)
    const { syncStreams } = twilio(account, 'token').sync.v1.services('default')
    await syncStreams.create({ uniqueName: 'orders' })
    await syncStreams('orders').streamMessages.create({ data: { id: 7 } })
    await expect(syncStreams('carts').fetch()).rejects.toMatchObject({ status: 404, code: 20404 })
    expect(sync).toHaveStream('orders', { uniqueName: 'orders' })
    expect(sync).toHavePublished('orders', { id: 7 })
    expect(sync).not.toHavePublished('orders', { id: 8 })
    sync.uninstall()
  })
})
