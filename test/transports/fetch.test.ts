import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createFakeSync, FakeClock, type FakeSync } from '../../src/core.ts'
import {
  acceptances,
  account,
  basic,
  get,
  post,
  refusals,
  start,
  streams,
  toHttpRequest,
} from '../rest/cases.ts'
import { objectAcceptances, objectRefusals } from '../rest/object-cases.ts'

const url = `https://sync.twilio.com${streams}`
const headers = { authorization: basic(account) }
const cases = [...refusals, ...acceptances, ...objectRefusals, ...objectAcceptances]

describe('sync.fetch', () => {
  it.each(cases)('answers $title the same as handle', async (row) => {
    const [sync, twin] = [0, 1].map(() => {
      const made = createFakeSync({ clock: new FakeClock(start), ...row.options })
      for (const earlier of row.given ?? []) made.handle(toHttpRequest(earlier))
      return made
    })
    const { body, ...request } = toHttpRequest(row.request)
    const init = { ...request, headers: request.headers as Record<string, string> }
    const answer = await sync?.fetch(request.url, { ...init, body: body || null })
    expect({
      status: answer?.status,
      headers: answer && Object.fromEntries(answer.headers),
      body: await answer?.text(),
    }).toEqual(twin?.handle({ ...request, body }))
  })

  it.each([
    { what: 'a string', input: url, init: { headers } },
    { what: 'a URL', input: new URL(url), init: { headers } },
    { what: 'a Request', input: new Request(url, { headers }), init: undefined },
    {
      what: 'a Request and what replaces its parts',
      input: new Request(url, { method: 'DELETE' }),
      init: { method: 'GET', headers },
    },
  ])('accepts $what', async ({ input, init }) => {
    const sync = createFakeSync()
    expect(await sync.fetch(input, init)).toMatchObject({ status: 200, ok: true })
    expect(sync.requests).toMatchObject([{ operation: 'streams.list', account }])
  })

  it.each([
    { what: 'a string', body: 'UniqueName=two+words' },
    { what: 'URLSearchParams', body: new URLSearchParams({ UniqueName: 'two words' }) },
    { what: 'bytes', body: new TextEncoder().encode('UniqueName=two%20words') },
  ])('reads a body of $what', async ({ body }) => {
    const sync = createFakeSync()
    await sync.fetch(url, { method: 'POST', headers, body })
    expect(sync.streams.all()).toMatchObject([{ uniqueName: 'two words' }])
  })

  it('takes a FormData', async () => {
    const sync = createFakeSync()
    const body = new FormData()
    body.append('UniqueName', 'orders')
    await sync.fetch(url, { method: 'POST', headers, body })
    expect(sync.streams.all()).toMatchObject([{ uniqueName: 'orders' }])
  })

  it('can be called without its object', async () => {
    const { fetch } = createFakeSync()
    expect(await fetch(url, { headers })).toMatchObject({ status: 200 })
  })

  it('answers while all timers are fake', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    expect(await createFakeSync().fetch(url, { headers })).toMatchObject({ status: 200 })
  })

  it.each([
    { other: 'https://api.twilio.com/v1', found: 'the host api.twilio.com' },
    { other: 'http://sync.twilio.com/v1', found: 'the scheme http' },
    { other: 'https://sync.twilio.com:8443/v1', found: 'the port 8443' },
    { other: 'https://sync.twilio.com./v1', found: 'a dot at the end of sync.twilio.com.' },
    { other: 'data:,hello', found: 'no host' },
  ])('refuses $other', async ({ other, found }) => {
    const sync = createFakeSync()
    await expect(sync.fetch(other)).rejects.toThrow(
      new TypeError(
        `Cannot fetch ${other}: found ${found}, expected https://sync[.edge][.region].twilio.com`,
      ),
    )
    expect(sync.requests).toEqual([])
  })

  it("fails with a subscriber's error, unchanged", async () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'orders' })
    const failure = new Error('the subscriber is out')
    sync.streams.subscribe('orders', () => {
      throw failure
    })
    const { body, method } = toHttpRequest(post(`${streams}/orders/Messages`, { Data: '{}' }))
    const publish = sync.fetch(`${url}/orders/Messages`, { method, headers, body })
    await expect(publish).rejects.toBe(failure)
  })

  it('rejects as the standard requires', async () => {
    const sync = createFakeSync()
    sync.faults.add({ kind: 'reset' })
    const error: unknown = await sync.fetch(url, { headers }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(TypeError)
    expect(error).toMatchObject({
      message: 'fetch failed',
      cause: { code: 'ECONNRESET', message: 'socket hang up' },
    })
  })
})

describe('a signal passed to sync.fetch', () => {
  it('that is already aborted prevents the request', async () => {
    const sync = createFakeSync()
    const signal = AbortSignal.abort()
    await expect(sync.fetch(url, { headers, signal })).rejects.toBe(signal.reason)
    expect(sync.requests).toEqual([])
  })

  it('that aborts at once prevents the request', async () => {
    const sync = createFakeSync()
    const controller = new AbortController()
    const answer = sync.fetch(url, { headers, signal: controller.signal })
    controller.abort('enough')
    await expect(answer).rejects.toBe('enough')
    expect(sync.requests).toEqual([])
  })

  it('that aborts during a delay ends the wait, not the effect', async () => {
    const { sync, controller, answer } = await waitingForAnAnswer()
    controller.abort()
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
    expect(sync.streams.size).toBe(1)
  })

  it('that aborts after the response changes nothing', async () => {
    const { controller, answer } = await waitingForAnAnswer()
    vi.advanceTimersByTime(5000)
    const { status } = await answer
    controller.abort()
    expect(status).toBe(201)
  })

  it('that aborts during a delay before a reset leaves no rejection behind', async () => {
    const rejections: unknown[] = []
    const listen = (reason: unknown): unknown => rejections.push(reason)
    process.on('unhandledRejection', listen)
    onTestFinished(() => void process.off('unhandledRejection', listen))
    const { controller, answer } = await waitingForAnAnswer({ reset: true })
    controller.abort()
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
    vi.advanceTimersByTime(5000)
    await new Promise((resolve) => setImmediate(resolve))
    expect(rejections).toEqual([])
  })

  it('that aborts during a delay leaves no timer behind', async () => {
    const { controller, answer } = await waitingForAnAnswer()
    controller.abort()
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a body that is a stream', () => {
  it.each(['start', 'pull'] as const)(
    'and breaks at its %s fails as with Node’s fetch',
    async (at) => {
      const broken = new Error('the disk is gone')
      const fail = (controller: ReadableStreamDefaultController): void => controller.error(broken)
      const bodyOf = (): ReadableStream => new ReadableStream({ [at]: fail })
      const sync = createFakeSync()
      const node = await serveAnything()
      for (const send of [
        () => sync.fetch(url, posting(bodyOf())),
        () => fetch(node, posting(bodyOf())),
      ]) {
        const error: unknown = await send().catch((reason: unknown) => reason)
        expect(error).toBeInstanceOf(TypeError)
        expect(error).toMatchObject({ message: 'fetch failed', cause: broken })
      }
      expect(sync.requests).toEqual([])
    },
  )

  it('and stalls does not hold up an abort, and is not sent', async () => {
    const controllers: ReadableStreamDefaultController[] = []
    const bodyOf = (): ReadableStream =>
      new ReadableStream({ start: (controller) => void controllers.push(controller) })
    const sync = createFakeSync()
    const node = await serveAnything()
    for (const send of [
      (init: RequestInit) => sync.fetch(url, init),
      (init: RequestInit) => fetch(node, init),
    ]) {
      const controller = new AbortController()
      const answer = send({ ...posting(bodyOf()), signal: controller.signal })
      const refusal = expect(answer).rejects.toBe('enough')
      await new Promise((resolve) => setImmediate(resolve))
      controller.abort('enough')
      await refusal
    }
    controllers[0]?.close()
    await new Promise((resolve) => setImmediate(resolve))
    expect(sync.requests).toEqual([])
  })
})

function posting(body: ReadableStream): RequestInit {
  return { method: 'POST', headers, body, duplex: 'half' } as RequestInit
}

/** The address of a server that reads whatever it is sent. */
async function serveAnything(): Promise<string> {
  const server = createServer((request, response) => {
    request.on('end', () => response.end()).on('error', () => undefined)
    request.resume()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A new stream whose answer takes five seconds. */
async function waitingForAnAnswer({ reset = false } = {}): Promise<{
  sync: FakeSync
  controller: AbortController
  answer: Promise<Response>
}> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const sync = createFakeSync()
  sync.faults.add({ kind: 'delay', milliseconds: 5000 })
  if (reset) sync.faults.add({ kind: 'reset' })
  const controller = new AbortController()
  const { signal } = controller
  const answer = sync.fetch(url, { method: 'POST', headers, signal })
  while (vi.getTimerCount() === 0) await new Promise((resolve) => setImmediate(resolve))
  return { sync, controller, answer }
}

describe('a HEAD by sync.fetch', () => {
  it('has no body', async () => {
    const { method } = { ...get(streams), method: 'HEAD' }
    const answer = await createFakeSync().fetch(url, { method, headers })
    expect(answer).toMatchObject({ status: 200, body: null })
  })
})
