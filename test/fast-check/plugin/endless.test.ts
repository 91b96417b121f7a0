import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createFakeSync } from '../../../src/core.ts'
import { fakeSyncPlugin } from '../../../src/fast-check/plugin/plugin.ts'
import type { Way } from '../../support/describe-settled.ts'
import { ways } from '../../support/ways.ts'

const headers = { authorization: `Basic ${btoa(`AC${'1'.repeat(32)}:token`)}` }
const services = 'https://sync.twilio.com/v1/Services'

describe('an endless loop of requests', () => {
  it.each(ways)('by $name ends with a report, even if the app catches errors', async ({ open }) => {
    const { sync, create } = openOnce(open)
    const property = fc.asyncProperty(fc.nat(), async () => {
      for (;;) await create('orders').catch(() => 'again')
    })
    const failure = fc.assert(property, { seed: 1, plugins: [fakeSyncPlugin(sync)] })
    const { message, cause } = (await failure.catch((error: unknown) => error)) as Error
    expect(String(cause)).toMatch(
      /^Error: Cannot go on with the run: found more than (1000|250) requests, the last of them (POST \/v1\/Services\/default\/Streams \(UniqueName=orders\)(, )?){3}, expected the run to end before; if this is no endless loop, allow more: fakeSyncPlugin\(sync, \{ maxRequests: (10000|2500) \}\)$/,
    )
    expect(message).toMatch(/ of (1000|250) requests\n/)
    expect(sync.requests).toEqual([])
  })

  it('is shrunk and replays', async () => {
    const sync = createFakeSync()
    const property = fc.asyncProperty(fc.nat(), async (number) => {
      while (number > 7) await sync.fetch(services, { headers })
    })
    const plugins = [fakeSyncPlugin(sync, { maxRequests: 20, report: false })]
    const { counterexample, counterexamplePath } = await fc.check(property, { seed: 1, plugins })
    expect(counterexample).toEqual([8])
    const path = counterexamplePath ?? ''
    const again = await fc.check(property, { seed: 1, path, endOnFailure: true, plugins })
    expect(again).toMatchObject({ counterexample: [8], errorInstance: { message: /more than 20/ } })
  })

  it('is not shrunk for longer than it takes to send 5000 requests', async () => {
    const sync = createFakeSync()
    let runs = 0
    const property = fc.asyncProperty(fc.array(fc.nat(), { minLength: 100 }), async () => {
      runs += 1
      for (;;) await sync.fetch(services, { headers })
    })
    const plugins = [fakeSyncPlugin(sync, { maxRequests: 500 })]
    await expect(fc.assert(property, { seed: 1, plugins })).rejects.toThrow(
      /Not shrunk to the end: .*maxRequests: 500 \}\)\] \}\)/s,
    )
    expect(runs).toBe(10)
  })

  it('throws for synchronous callers, and fails the run even if they catch it', () => {
    const sync = createFakeSync()
    const property = fc.property(fc.nat(), () => {
      for (let count = 0; count < 12; count += 1) {
        try {
          sync.handle({ method: 'GET', url: services, headers })
        } catch {
          // The app goes on.
        }
      }
      expect(sync.requests).toHaveLength(10)
    })
    const plugins = [fakeSyncPlugin(sync, { maxRequests: 10 })]
    expect(() => fc.assert(property, { plugins })).toThrow(
      expect.objectContaining({
        cause: expect.objectContaining({
          message: expect.stringContaining('found more than 10 requests') as string,
        }) as Error,
      }) as Error,
    )
  })

  it.each([0, -1, 1.5, NaN, '5', null])('refuses to allow %j requests', (maxRequests) => {
    expect(() => fakeSyncPlugin(createFakeSync(), { maxRequests: maxRequests as never })).toThrow(
      'for maxRequests, expected a whole number of 1 or more, or Infinity',
    )
  })
})

function openOnce(open: Way['open']): ReturnType<Way['open']> {
  const opened = open()
  onTestFinished(() => opened.sync.uninstall())
  return opened
}
