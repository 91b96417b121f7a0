const { spawnSync } = require('node:child_process')
const { writeFileSync } = require('node:fs')
const { installFakeSync } = require('fake-twilio-sync')
const { matchers } = require('fake-twilio-sync/matchers')
const twilio = require('twilio')

expect.extend(matchers)

const account = `AC${'1'.repeat(32)}`

describe('the package in a project of its own', () => {
  afterEach(() => jest.useRealTimers())

  test('answers an unchanged client', async () => {
    const sync = installFakeSync()
    const { syncStreams } = twilio(account, 'token').sync.v1.services('default')
    await syncStreams.create({ uniqueName: 'orders' })
    await syncStreams('orders').streamMessages.create({ data: { id: 7 } })
    expect(sync).toHavePublished('orders', { id: expect.any(Number) })
    expect(sync).not.toHavePublished('orders', { id: 8 })
    expect(sync).toHaveReceivedRequestTimes({ status: 201, params: { UniqueName: 'orders' } }, 1)
    expect(() => expect(sync).toHavePublished('orders', { id: expect.any(String) })).toThrow(
      'Expected a message like {"id": Any<String>} on "orders", found none among 1 message\n' +
        '  {"id": 7}: id is 7',
    )
    sync.uninstall()
  })

  test('answers while all timers but nextTick are faked', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick'] })
    const sync = installFakeSync()
    await twilio(account, 'token').sync.v1.services('default').syncStreams.create()
    expect(sync.streams.size).toBe(1)
    sync.uninstall()
  })

  test('refuses to be installed where nextTick is faked', () => {
    jest.useFakeTimers()
    expect(() => installFakeSync()).toThrow('nextTick')
  })
})

const failing = `
  const { createFakeSync, showOnFailure } = require('fake-twilio-sync')
  const sync = createFakeSync({ strict: true })
  afterEach(() => sync.reset())
  afterEach(showOnFailure(sync))
  test('fails', () => {
    sync.streams.create({ uniqueName: 'orders' })
    sync.faults.add({ kind: 'reset', on: 'streams.list' })
    expect(sync.streams.size).toBe(2)
  })
`

test('the error of a failed test shows what the fake saw, even if its reset fails, too', () => {
  writeFileSync('failing.cjs', failing)
  const args = ['node_modules/jest/bin/jest.js', '--testMatch=**/failing.cjs']
  const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect(stderr).toMatch(/Received: 1\s+Fake Twilio Sync, 0 s after its start\s.*\s+"orders" TO/)
}, 60_000)
