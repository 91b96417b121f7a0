const { createFakeSync } = require('fake-twilio-sync/core')

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
