import { setImmediate } from 'node:timers/promises'
import twilio, { type Twilio } from 'twilio'
import * as vitest from 'vitest'
import { afterAll, describe, expect, expectTypeOf, it } from 'vitest'
import type { FakeSync } from '../src/core.ts'
import { checkVitest } from '../src/vitest/check-vitest.ts'
import { test } from '../src/vitest.ts'
import { askInVain } from './support/ask-in-vain.ts'

const account = `AC${'1'.repeat(32)}`

describe('test', () => {
  const seen = new Set<FakeSync>()

  test('provides a fake that is empty and not installed', ({ sync }) => {
    expectTypeOf(sync).toEqualTypeOf<FakeSync>()
    expect(sync.installed).toBe(false)
    expect(sync).toHaveNoStreams()
    expect(sync.requests).toEqual([])
    expect(sync.faults.pending).toEqual([])
  })

  for (const number of [1, 2, 3]) {
    test(`hands another fake to each test (${number} of 3)`, ({ sync }) => {
      expect(seen).not.toContain(sync)
      expect(sync).toHaveNoStreams()
      seen.add(sync)
      sync.streams.create({ uniqueName: 'orders' })
    })
  }

  test.each([
    { uniqueName: 'orders', expected: 'orders' },
    { uniqueName: undefined, expected: null },
  ])('is the test of vitest, with each and so on: $uniqueName', ({ uniqueName, expected }) => {
    expect(uniqueName ?? null).toBe(expected)
  })

  test.for(['orders', 'carts'])(
    'also provides the fake to test.for: %s',
    (uniqueName, { sync }) => {
      sync.streams.create({ uniqueName })
      expect(sync.streams.size).toBe(1)
    },
  )

  test.fails(
    'fails a test that used what is not faked, even if the error was swallowed',
    ({ sync }) => askInVain(sync),
  )
})

describe('test.extend', () => {
  const withClient = test.extend<{ client: Twilio }>({
    client: async ({ sync }, use) => {
      await use(twilio(account, 'token', { httpClient: sync.httpClient }))
    },
  })

  const withLimits = test.extend({ syncOptions: { limits: { messageBytes: 10 } } })

  withLimits('sets the fake up otherwise', ({ sync }) => {
    expect(sync.limits.messageBytes).toBe(10)
  })

  withClient('supports fixtures that build on the fake', async ({ client, sync }) => {
    const { syncStreams } = client.sync.v1.services('default')
    await syncStreams.create({ uniqueName: 'orders' })
    await syncStreams('orders').streamMessages.create({ data: { id: 7 } })
    expect(sync).toHaveStream('orders')
    expect(sync).toHavePublished('orders', { id: 7 })
    expect(sync).toHaveReceivedRequestTimes({ account, status: 201 }, 2)
  })
})

describe('test.concurrent', () => {
  let running = 0
  let mostRunning = 0

  afterAll(() => expect(mostRunning).toBeGreaterThan(1))

  for (let number = 1; number <= 100; number += 1) {
    test.concurrent(
      `keeps the data, the time and the requests of tests apart (${number})`,
      async ({ sync, expect }) => {
        running += 1
        mostRunning = Math.max(mostRunning, running)
        const client = twilio(account, 'token', { httpClient: sync.httpClient })
        const { syncStreams } = client.sync.v1.services('default')
        await syncStreams.create({ uniqueName: 'orders', ttl: 60 })
        await setImmediate()
        await syncStreams('orders').streamMessages.create({ data: { number } })
        expect(sync.streams.messages('orders').map(({ data }) => data)).toEqual([{ number }])
        sync.clock.advance({ seconds: 59 })
        await setImmediate()
        expect(sync).toHaveStream('orders')
        sync.clock.advance({ seconds: 1 })
        expect(sync).toHaveNoStreams()
        expect(sync).toHaveReceivedRequestTimes({ account }, 2)
        running -= 1
      },
    )
  }
})

describe('fake-twilio-sync/vitest', () => {
  it('refuses a vitest whose concurrent tests would share a fake', () => {
    const { inject, ...older } = vitest
    expect(() => checkVitest({ ...older, inject })).not.toThrow()
    expect(() => checkVitest(older)).toThrow(
      'Cannot load fake-twilio-sync/vitest: found a vitest before 1.0, expected 1.0 or later: npm i -D vitest@latest',
    )
  })
})
