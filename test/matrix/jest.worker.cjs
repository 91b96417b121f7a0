// Copied into several files, which share a worker. Its set-up is that of docs/setup.md without { twilio }.
const { installFakeSync, NotFakedError } = require('fake-twilio-sync')
const twilio = require('twilio')

const sync = installFakeSync()
const service = twilio(`AC${'1'.repeat(32)}`, 'token').sync.v1.services('default')

afterEach(() => sync.reset())
afterAll(() => expect(() => sync.uninstall()).toThrow(NotFakedError))

test('answers', async () => {
  await service.syncStreams.create({ uniqueName: 'orders' })
  expect(sync.streams.fetch('orders').uniqueName).toBe('orders')
})

test.each([
  { kind: 'reset', code: 'ECONNRESET' },
  { kind: 'timeout', code: 'ETIMEDOUT' },
])('breaks a connection: $kind', async ({ kind, code }) => {
  sync.faults.add({ on: 'streams.create', kind })
  await expect(service.syncStreams.create()).rejects.toMatchObject({ code })
})

test('fails for what is not faked', async () => {
  const answers = []
  const peer = sync.accept({
    url: 'wss://tsock.us1.twilio.com/v3/wsconnect',
    send: (data) => void answers.push(Buffer.from(data).toString()),
    drop: () => {},
  })
  const line = { host: 'cds.us1.twilio.com', path: '/v3/Insights/orders/Items', method: 'GET' }
  peer.receive(frame({ id: 'TM1', method: 'init', token: sync.accessToken({ identity: 'bob' }) }))
  peer.receive(frame({ id: 'TM2', method: 'message', http_request: line }))
  await sync.settled()
  expect(answers.at(-1)).toContain('a request for Insights')
})

function frame(header) {
  const text = JSON.stringify({ ...header, payload_size: 0 })
  return Buffer.from(`TWILSOCK V3.0 ${text.length}\r\n${text}\r\n`)
}
