import nock from 'nock'
import { executionAsyncResource } from 'node:async_hooks'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import twilio from 'twilio'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  createFakeSync,
  FakeClock,
  type FakeSync,
  type FakeSyncOptions,
  installFakeSync,
  systemClock,
} from '../../src/index.ts'
import { account, get, post, start, streams, toHttpRequest } from '../rest/cases.ts'

/** The app of the tests: what it does to the Sync API, by whatever way. */
interface App {
  create(uniqueName: string): Promise<unknown>
  publish(uniqueName: string, data: object): Promise<unknown>
  /** How many streams there are. */
  count(): Promise<number>
}

/** A way from the app to the fake. */
interface Way {
  readonly name: string
  /** How many tests to run at the same time. */
  readonly tests: number
  readonly open: (options?: FakeSyncOptions) => { readonly sync: FakeSync; readonly app: App }
}

const ways: readonly Way[] = [
  {
    name: 'sync.httpClient',
    tests: 200,
    open: (options) => {
      const sync = createFakeSync(options)
      const { httpClient } = sync
      return { sync, app: appOf(twilio(account, 'token', { httpClient })) }
    },
  },
  {
    name: 'installFakeSync({ twilio })',
    tests: 200,
    open: (options) => {
      const sync = installFakeSync({ ...options, twilio })
      return { sync, app: appOf(twilio(account, 'token')) }
    },
  },
  {
    name: 'nock',
    tests: 40,
    open: (options) => {
      const sync = installFakeSync(options)
      return { sync, app: appOf(twilio(account, 'token')) }
    },
  },
  {
    name: 'sync.fetch',
    tests: 200,
    open: (options) => {
      const sync = createFakeSync(options)
      return { sync, app: appOverFetch(sync.fetch) }
    },
  },
  {
    name: 'fetch through nock',
    tests: 40,
    open: (options) => {
      const sync = installFakeSync(options)
      return { sync, app: appOverFetch(fetch) }
    },
  },
]

describe('FakeSync.run', () => {
  beforeEach(() => {
    nock.disableNetConnect()
    nock.enableNetConnect('127.0.0.1')
  })
  afterEach(() => nock.cleanAll())

  describe.each(ways)('by $name', ({ open, tests }) => {
    it('isolates concurrent tests that share one client', async () => {
      const { sync, app } = open()
      onTestFinished(() => sync.uninstall())
      const startedAt = sync.clock.now()
      const firstSid = createFakeSync().streams.create().sid
      const bodies = Array.from({ length: tests }, (_, index) => async () => {
        sync.clock.advance({ seconds: index })
        await turns(index % 7)
        await app.create('orders')
        await turns(index % 3)
        await Promise.all([app.create(`own-${index}`), app.publish('orders', { index })])
        await turns(index % 5)
        sync.clock.advance({ seconds: 1 })
        return {
          count: await app.count(),
          names: sync.streams.all().map(({ uniqueName }) => uniqueName),
          sid: sync.streams.fetch('orders').sid,
          messages: sync.streams.messages('orders').map(({ data }) => data),
          requests: sync.requests.length,
          time: sync.clock.now(),
        }
      })

      const found = await Promise.all(bodies.map((body) => sync.run(body)))

      expect(found).toEqual(
        bodies.map((_, index) => ({
          count: 2,
          names: ['orders', `own-${index}`],
          sid: firstSid,
          messages: [{ index }],
          requests: 4,
          time: startedAt + (index + 1) * 1000,
        })),
      )
      expect(sync.streams.size).toBe(0)
      expect(sync.requests).toEqual([])
      expect(sync.clock.now()).toBe(startedAt)
    })

    it('isolates the outer world from the inner one while both continue', async () => {
      const { sync, app } = open()
      onTestFinished(() => sync.uninstall())
      await app.create('outside')

      const inside = sync.run(async () => {
        await app.create('inside')
        await turns(3)
        return [await app.count(), sync.streams.find('outside')]
      })
      await app.create('outside too')

      expect(await inside).toEqual([1, undefined])
      expect(await app.count()).toBe(2)
      expect(sync.streams.find('inside')).toBeUndefined()
      expect(sync.requests).toHaveLength(3)
    })

    it('applies a fault only in its own world', async () => {
      const { sync, app } = open()
      onTestFinished(() => sync.uninstall())
      const results = await Promise.allSettled(
        [true, false, true].map((isFaulty) =>
          sync.run(async () => {
            if (isFaulty) sync.faults.add({ kind: 'status', status: 503 })
            await turns(2)
            await app.create('orders')
          }),
        ),
      )

      expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected'])
      expect(sync.faults.pending).toEqual([])
    })
  })

  it("returns the function's result synchronously", async () => {
    const sync = createFakeSync()
    const value = { a: 1 }

    expect(sync.run(() => value)).toBe(value)
    expect(await sync.run(() => Promise.resolve(value))).toBe(value)
  })

  it("throws the function's error, and leaves its world", async () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'outside' })
    const error = new Error('of the test')

    expect(() =>
      sync.run(() => {
        throw error
      }),
    ).toThrow(error)
    await expect(sync.run(() => Promise.reject(error))).rejects.toBe(error)
    expect(sync.streams.find('outside')).toBeDefined()
  })

  it('starts a separate world inside another', async () => {
    const sync = createFakeSync()

    const sizes = await sync.run(async () => {
      sync.streams.create()
      sync.streams.create()
      const inner = await sync.run(async () => {
        sync.streams.create()
        await turns(1)
        return sync.streams.size
      })
      return [inner, sync.streams.size]
    })

    expect(sizes).toEqual([1, 2])
    expect(sync.streams.size).toBe(0)
  })

  it("starts at the fake's start time, however late it is outside", () => {
    const sync = createFakeSync({ clock: new FakeClock(start) })
    sync.clock.advance({ days: 1 })

    expect(sync.run(() => sync.clock.now())).toBe(Date.parse(start))
  })

  it('creates a clock of the same class, whatever its own start time', () => {
    class Calendar extends FakeClock {
      readonly zone: string = 'UTC'

      constructor() {
        super(0)
      }

      today(): string {
        return `${new Date(this.now()).toISOString().slice(0, 10)} ${this.zone}`
      }
    }
    const clock = new Calendar()
    clock.set(start)
    const sync = createFakeSync({ clock })
    sync.clock.advance({ days: 1 })

    expect(sync.run(() => sync.clock.today())).toBe(`${start.slice(0, 10)} UTC`)
    expect(sync.run(() => sync.clock)).not.toBe(clock)
    expect(clock.now()).toBe(Date.parse(start) + 86_400_000)
  })

  it('recognises the FakeClock of another copy of the package', async () => {
    vi.resetModules()
    const { FakeClock: Other } = await import('../../src/core.ts')
    const clock = new Other(start)
    expect(clock).not.toBeInstanceOf(FakeClock)
    const sync = createFakeSync({ clock: clock })
    sync.run(() => sync.clock.advance({ days: 2 }))
    expect(clock.now()).toBe(Date.parse(start))

    sync.clock.advance({ days: 1 })
    sync.reset()
    expect(clock.now()).toBe(Date.parse(start))
  })

  it('shares a clock that is not a FakeClock', () => {
    const sync = createFakeSync({ clock: systemClock })

    expect(sync.run(() => sync.clock)).toBe(systemClock)
  })

  it('starts with the data of the state option, and changes it for no other world', () => {
    const template = createFakeSync()
    template.streams.create({ uniqueName: 'orders' })
    const sync = createFakeSync({ state: template.snapshot() })

    const removed = [1, 2].map(() =>
      sync.run(() => {
        sync.streams.remove('orders')
        return sync.streams.size
      }),
    )

    expect(removed).toEqual([0, 0])
    expect(sync.streams.size).toBe(1)
  })

  it('uses the options of the fake', () => {
    const sync = createFakeSync({ seed: 7, limits: { messageBytes: 10 }, services: [] })

    sync.run(() => {
      expect(sync.streams.create().sid).toBe(createFakeSync({ seed: 7 }).streams.create().sid)
      expect(() => sync.service(`IS${'4'.repeat(32)}`)).toThrow('was not found')
      const { sid } = sync.streams.create()
      expect(() => sync.streams.publish(sid, { long: 'message' })).toThrow('entity too large')
    })
  })

  it('expires streams in its own world only', () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'orders', ttl: 60 })

    sync.run(() => {
      sync.streams.create({ uniqueName: 'orders', ttl: 60 })
      sync.clock.advance({ minutes: 1 })
      expect(sync.streams.find('orders')).toBeUndefined()
    })

    expect(sync.streams.find('orders')).toBeDefined()
  })

  it('snapshots, restores, resets and describes its own world', () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'outside' })

    sync.run(() => {
      sync.streams.create({ uniqueName: 'inside' })
      const state = sync.snapshot()
      sync.reset()
      expect(sync.streams.size).toBe(0)
      sync.restore(state)
      expect(sync.describe()).toContain('inside')
      expect(sync.describe()).not.toContain('outside')
    })

    expect(sync.describe()).toContain('outside')
    expect(sync.describe()).not.toContain('inside')
  })

  it('keeps objects obtained outside in the outer world', () => {
    const sync = createFakeSync()
    const { streams: held, clock } = sync

    sync.run(() => {
      held.create({ uniqueName: 'orders' })
      clock.advance(5)
      expect(sync.streams.size).toBe(0)
    })

    expect(sync.streams.size).toBe(1)
  })

  it('leaves a server started outside in the outer world', async () => {
    const sync = createFakeSync()
    const server = createServer((_, response) => response.end(String(sync.streams.size)))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    sync.streams.create()

    const body = await sync.run(async () => {
      sync.streams.create()
      sync.streams.create()
      return (await fetch(`http://127.0.0.1:${port}`)).text()
    })

    expect(body).toBe('1')
  })

  it('counts rates in each world separately', () => {
    const sync = createFakeSync({ rateLimits: true })
    const exhaust = (): number[] =>
      Array.from({ length: 201 }, () => sync.handle(toHttpRequest(post(streams))).status)
    const expected = [...Array.from({ length: 200 }, () => 201), 429]

    expect([sync.run(exhaust), sync.run(exhaust), exhaust()]).toEqual([
      expected,
      expected,
      expected,
    ])
  })

  it('makes the first account that sends a request in it its home account', () => {
    const sync = createFakeSync()
    for (const digit of ['a', 'b']) {
      const sid = `AC${digit.repeat(32)}`
      const authorization = `Basic ${btoa(`${sid}:token`)}`
      sync.run(() => {
        sync.streams.create()
        const { body } = sync.handle(toHttpRequest({ ...get(streams), authorization }))
        expect(body).toContain(`"account_sid":"${sid}"`)
      })
    }
  })

  it('makes no promise carry more, however many fakes have run something', async () => {
    const marks = await countMarks()
    for (let fakes = 0; fakes < 10; fakes += 1) await countMarks()
    expect(await countMarks()).toBe(marks)
  })

  it('isolates two fakes', () => {
    const one = createFakeSync()
    const other = createFakeSync()
    other.streams.create()

    one.run(() => {
      one.streams.create()
      one.streams.create()
      expect([one.streams.size, other.streams.size]).toEqual([2, 1])
    })
  })
})

/** Waits for that many turns of the event loop. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

/** What Node notes on each promise of a run: one mark for each storage that is in use. */
async function countMarks(): Promise<number> {
  return createFakeSync().run(async () => {
    await Promise.resolve()
    return Object.getOwnPropertySymbols(executionAsyncResource()).length
  })
}

function appOf(client: twilio.Twilio): App {
  const { syncStreams } = client.sync.v1.services('default')
  return {
    create: (uniqueName) => syncStreams.create({ uniqueName }),
    publish: (uniqueName, data) => syncStreams(uniqueName).streamMessages.create({ data }),
    count: async () => (await syncStreams.list()).length,
  }
}

function appOverFetch(send: typeof fetch): App {
  const call = async (path: string, form?: Record<string, string>): Promise<object> => {
    const response = await send(`https://sync.twilio.com${streams}${path}`, {
      headers: { authorization: `Basic ${btoa(`${account}:token`)}` },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    })
    if (!response.ok) throw new Error(await response.text())
    return (await response.json()) as object
  }
  return {
    create: (uniqueName) => call('', { UniqueName: uniqueName }),
    publish: (uniqueName, data) => call(`/${uniqueName}/Messages`, { Data: JSON.stringify(data) }),
    count: async () => ((await call('')) as { streams: unknown[] }).streams.length,
  }
}
