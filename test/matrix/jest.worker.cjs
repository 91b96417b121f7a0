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
  await expect(service.documents.list()).rejects.toThrow('Documents')
})
