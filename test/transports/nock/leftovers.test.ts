import nock from 'nock'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import { Socket } from 'node:net'
import twilio from 'twilio'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  createFakeSync,
  type FakeSync,
  installFakeSync,
  type TwilioLike,
} from '../../../src/index.ts'
import { account, get, post, streams, toHttpRequest } from '../../rest/cases.ts'
import { askInVain } from '../../support/ask-in-vain.ts'
import { overNode } from '../../support/transports.ts'

describe('FakeSync.uninstall', () => {
  beforeEach(() => nock.disableNetConnect())
  afterEach(() => nock.cleanAll())

  it.each<{ title: string; live: () => Promise<void> }>([
    {
      title: 'a fake that was used',
      live: async () => {
        using sync = installFakeSync({ twilio })
        await useEverything(sync)
      },
    },
    {
      title: 'a fake that another took over from',
      live: async () => {
        using first = installFakeSync({ twilio })
        using second = installFakeSync({ twilio })
        await useEverything(second)
        expect(first.requests).toEqual([])
      },
    },
    {
      title: 'fakes that end in the order they began in, and twice',
      live: async () => {
        const first = installFakeSync({ twilio })
        const second = installFakeSync({ twilio })
        first.uninstall()
        await useEverything(second)
        second.uninstall()
        second.uninstall()
        first.uninstall()
      },
    },
    {
      title: 'a fake through resets, restores, runs and clean-ups',
      live: async () => {
        using sync = installFakeSync({ twilio })
        const state = sync.snapshot()
        await sync.run(() => useEverything(sync))
        nock.cleanAll()
        sync.reset()
        nock.cleanAll()
        sync.restore(state)
        await useEverything(sync)
      },
    },
    {
      title: 'a fake that broke connections',
      live: async () => {
        using sync = installFakeSync({ twilio })
        sync.faults.add({ kind: 'reset', times: 2 })
        await expect(overNode(toHttpRequest(get(streams)))).rejects.toThrow('socket hang up')
        await expect(client().syncStreams.list()).rejects.toThrow('socket hang up')
      },
    },
    {
      title: 'a fake that says at its end that something is not faked',
      live: () => {
        const sync = installFakeSync({ twilio })
        askInVain(sync)
        expect(() => sync.uninstall()).toThrow('Insights')
        return Promise.resolve()
      },
    },
    {
      title: 'a fake with faults that never fired',
      live: () => {
        const sync = installFakeSync({ twilio })
        sync.faults.add({ kind: 'reset' })
        expect(() => sync.uninstall({ strict: true })).toThrow('reset, never fired')
        return Promise.resolve()
      },
    },
    {
      title: 'a fake that could not be set up',
      live: () => {
        expect(() => installFakeSync({ twilio, seed: 0.5 })).toThrow(TypeError)
        expect(() => installFakeSync({ twilio: {} as typeof twilio })).toThrow(TypeError)
        return Promise.resolve()
      },
    },
  ])('leaves nothing behind of $title', async ({ live }) => {
    const before = surroundings()

    await live()

    expect(surroundings()).toEqual(before)
  })

  it('leaves nothing behind of a fake that was only created', async () => {
    const before = surroundings()
    const sync = createFakeSync()
    await sync.fetch(`https://sync.twilio.com${streams}`)
    sync.uninstall()

    expect(surroundings()).toEqual(before)
  })

  it('lets nothing out to the network while the fake is installed', async () => {
    const left = watchNetwork()
    using sync = installFakeSync({ twilio })
    nock.enableNetConnect()
    await useEverything(sync)
    nock.cleanAll()
    await useEverything(sync)

    expect(left()).toEqual([])
    nock.enableNetConnect()
    await expect(once(http.get('http://127.0.0.1:1'), 'response')).rejects.toThrow('ECONNREFUSED')
    expect(left()).toHaveLength(1)
  })

  it('releases all clients, built before, during and after', async () => {
    const before = client()
    const sync = installFakeSync({ twilio })
    const during = client()
    sync.uninstall()
    const body = JSON.stringify({ streams: [], meta: { key: 'streams' } })
    const headers = { 'Content-Length': String(body.length), Connection: 'close' }
    const interceptor = vi.fn((): [number, string, typeof headers] => [200, body, headers])
    nock('https://sync.twilio.com').get(streams).query(true).times(3).reply(interceptor)

    for (const { syncStreams } of [before, during, client()]) await syncStreams.list()

    expect(interceptor).toHaveBeenCalledTimes(3)
    expect(sync.requests).toEqual([])
  })

  it('leaves the fake itself usable', async () => {
    const sync = installFakeSync()
    sync.uninstall()
    const { httpClient } = sync

    await client({ httpClient }).syncStreams.create({ uniqueName: 'orders' })

    expect(sync.streams.size).toBe(1)
  })
})

describe('an install that fails', () => {
  beforeEach(() => nock.disableNetConnect())
  afterEach(() => {
    vi.restoreAllMocks()
    nock.cleanAll()
  })

  class Own extends twilio.RequestClient {}
  const unchangeable = new Proxy(Own.prototype, { defineProperty: () => false })

  it.each<{ what: string; module?: TwilioLike; obstruct?: () => void; free?: () => void }>([
    {
      what: 'a twilio module that cannot be changed',
      module: { RequestClient: { prototype: unchangeable } },
    },
    {
      what: 'a nock that nobody may listen to',
      obstruct: () =>
        void vi.spyOn(nock.emitter, 'on').mockImplementation(() => {
          throw new TypeError('nobody may listen')
        }),
      free: () => void vi.restoreAllMocks(),
    },
    {
      what: 'a nock whose cleanAll stays',
      obstruct: () => void Object.defineProperty(nock, 'cleanAll', { writable: false }),
      free: () => void Object.defineProperty(nock, 'cleanAll', { writable: true }),
    },
  ])('for $what leaves nothing behind, and the earlier fake keeps serving', async (row) => {
    const { module = twilio, obstruct, free } = row
    const empty = surroundings()
    const sync = installFakeSync({ twilio })
    const before = surroundings()

    obstruct?.()
    expect(() => installFakeSync({ twilio: module })).toThrow(TypeError)
    free?.()

    expect(surroundings()).toEqual(before)
    expect(sync.installed).toBe(true)
    await useEverything(sync)
    sync.uninstall()
    expect(surroundings()).toEqual(empty)
  })
})

/** All that an install could leave something in. */
function surroundings(): object {
  const events = nock.emitter.eventNames()
  return {
    globals: Reflect.ownKeys(globalThis),
    fetch: globalThis.fetch,
    setTimeout: globalThis.setTimeout,
    http: [http.request, http.get, http.ClientRequest, http.globalAgent],
    https: [https.request, https.get, https.globalAgent],
    connect: Object.getOwnPropertyDescriptor(Socket.prototype, 'connect'),
    nock: { ...nock },
    mocks: [nock.activeMocks(), nock.pendingMocks(), nock.isActive(), nock.isDone()],
    nockListeners: events.map((event) => [event, nock.emitter.listeners(event)]),
    processListeners: process
      .eventNames()
      .map((event) => [event, process.listenerCount(event as 'exit')]),
    requestClient: Object.getOwnPropertyDescriptors(twilio.RequestClient.prototype),
  }
}

/** Reaches the fake by every way there is. */
async function useEverything(sync: FakeSync): Promise<void> {
  const request = toHttpRequest(post(streams))
  const { url, headers } = toHttpRequest(get(streams))
  await overNode(request)
  await fetch(url, { headers: headers as Record<string, string> })
  await sync.fetch(url)
  await client().syncStreams.create()
  await client({ httpClient: sync.httpClient }).syncStreams.create()
  sync.handle(request)
  expect(sync.requests.map(({ status }) => status)).toEqual([201, 200, 401, 201, 201, 201])
  sync.reset()
}

type ClientOptions = NonNullable<Parameters<typeof twilio>[2]>

function client(
  options: ClientOptions = {},
): twilio.Twilio['sync']['v1']['services'] extends (sid: string) => infer Service
  ? Service
  : never {
  return twilio(account, 'token', options).sync.v1.services('default')
}

/** Returns a function that lists the hosts a socket was opened to since. */
function watchNetwork(): () => unknown[] {
  const opened: unknown[] = []
  const hear = (message: unknown): void => {
    opened.push(message)
  }
  subscribe('net.client.socket', hear)
  onTestFinished(() => void unsubscribe('net.client.socket', hear))
  return () => opened
}
