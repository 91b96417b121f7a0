import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { installFakeSync } from 'fake-twilio-sync'
import twilio from 'twilio'

const account = `AC${'1'.repeat(32)}`

const transports = [
  { name: 'nock', options: {}, settings: () => ({}) },
  { name: 'the twilio module', options: { twilio }, settings: () => ({}) },
  { name: 'httpClient', options: {}, settings: ({ httpClient }) => ({ httpClient }) },
]

describe('an unchanged client', () => {
  for (const { name, options, settings } of transports) {
    test(`is answered through ${name}`, async () => {
      const sync = installFakeSync(options)
      const { syncStreams } = twilio(account, 'token', settings(sync)).sync.v1.services('default')
      const stream = await syncStreams.create({ uniqueName: 'orders', ttl: 60 })
      await syncStreams('orders').streamMessages.create({ data: { id: 7 } })
      assert.equal((await syncStreams.list()).length, 1)
      await assert.rejects(syncStreams('carts').fetch(), { status: 404, code: 20404 })
      sync.faults.add({ on: 'streams.list', kind: 'reset' })
      await assert.rejects(syncStreams.list(), { message: 'socket hang up', code: 'ECONNRESET' })
      assert.equal(await stream.remove(), true)
      sync.uninstall()
    })
  }
})
