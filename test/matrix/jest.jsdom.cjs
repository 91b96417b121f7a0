const { installFakeSyncClient } = require('fake-twilio-sync/client')
const { createFakeSync } = require('fake-twilio-sync/core')
const twilio = require('twilio')

const url = 'https://sync.twilio.com/v1/Services/default/Streams'
const username = `AC${'1'.repeat(32)}`

describe('./core in jsdom', () => {
  test('answers a request', () => {
    const sync = createFakeSync()
    const headers = { authorization: `Basic ${btoa(`${username}:token`)}` }
    const body = 'UniqueName=orders'
    expect(sync.handle({ method: 'POST', url, headers, body }).status).toBe(201)
    expect(sync.handle({ method: 'POST', url, headers, body }).status).toBe(409)
    expect(sync.streams.fetch('orders').uniqueName).toBe('orders')
  })

  test('answers a client', async () => {
    const sync = createFakeSync()
    const request = { method: 'post', uri: url, username, password: 'tökén \ud800' }
    const data = { UniqueName: 'snow ☃' }
    expect((await sync.httpClient.request({ ...request, data })).statusCode).toBe(201)
    expect(sync.streams.fetch('snow ☃').uniqueName).toBe('snow ☃')
  })

  test('keeps the worlds of asynchronous work apart', async () => {
    const sync = createFakeSync()
    const sizes = await Promise.all(
      [1, 2].map((count) =>
        sync.run(async () => {
          for (let index = 0; index < count; index += 1) sync.streams.create()
          await Promise.resolve()
          return sync.streams.size
        }),
      ),
    )
    expect([...sizes, sync.streams.size]).toEqual([1, 2, 0])
  })
})

describe('./client in jsdom', () => {
  test('takes the sockets of the SDK alone, and the clients of twilio', async () => {
    const { WebSocket: native } = globalThis
    const sync = installFakeSyncClient({ twilio })
    const socket = new WebSocket('wss://tsock.us1.twilio.com/v3/wsconnect')
    expect(socket).toBeInstanceOf(sync.WebSocket)
    expect(() => new WebSocket('of no server')).toThrow(DOMException)
    await twilio(username, 'token').sync.v1.services('default').syncStreams.create()
    expect(sync.streams.size).toBe(1)
    sync.uninstall()
    expect(globalThis.WebSocket).toBe(native)
  })
})
