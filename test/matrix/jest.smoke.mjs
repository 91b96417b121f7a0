import { describe, expect, jest, test } from '@jest/globals'
import { installFakeSync } from 'fake-twilio-sync'
import { matchers } from 'fake-twilio-sync/matchers'
import twilio from 'twilio'

expect.extend(matchers)

const account = `AC${'1'.repeat(32)}`

describe('the package in a project of its own', () => {
  test('answers an unchanged client', async () => {
    const sync = installFakeSync()
    const { syncStreams } = twilio(account, 'token').sync.v1.services('default')
    await syncStreams.create({ uniqueName: 'orders' })
    await syncStreams('orders').streamMessages.create({ data: { id: 7 } })
    expect(sync).toHavePublished('orders', { id: expect.any(Number) })
    expect(sync).not.toHavePublished('orders', { id: 8 })
    sync.uninstall()
  })

  test('answers while all timers but nextTick are faked', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick'] })
    const sync = installFakeSync()
    await twilio(account, 'token').sync.v1.services('default').syncStreams.create()
    expect(sync.streams.size).toBe(1)
    sync.uninstall()
    jest.useRealTimers()
  })
})
