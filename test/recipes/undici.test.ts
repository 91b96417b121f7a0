import { getGlobalDispatcher, type MockAgent, request, setGlobalDispatcher } from 'undici'
import * as undici from 'undici'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createFakeSync } from '../../src/core.ts'
import { get, post, remove, streams, toHttpRequest } from '../rest/cases.ts'
import { mockSync } from '../support/connect-by-undici.ts'

const sync = createFakeSync()
const agent: MockAgent = mockSync(sync)
const before = getGlobalDispatcher()

beforeAll(() => setGlobalDispatcher(agent))
afterEach(() => sync.reset())
afterAll(() => setGlobalDispatcher(before))

const fetches: readonly { readonly name: string; readonly send: typeof fetch }[] = [
  { name: 'fetch of Node', send: fetch },
  { name: 'fetch of undici', send: undici.fetch as unknown as typeof fetch },
]

describe.each(fetches)('a MockAgent of undici, by the $name', ({ send }) => {
  it.each([
    { title: 'a string', body: 'UniqueName=%E2%98%83' },
    { title: 'URLSearchParams', body: new URLSearchParams({ UniqueName: '☃' }) },
    { title: 'bytes', body: new TextEncoder().encode('UniqueName=%E2%98%83') },
  ])('accepts $title as a body', async ({ body }) => {
    const { url, headers } = toHttpRequest(post(streams))
    const init = { method: 'POST', headers: headers as Record<string, string>, body }
    expect((await send(url, init)).status).toBe(201)
    expect(sync.streams.all()).toMatchObject([{ uniqueName: '☃' }])
  })

  it('answers the same as in process', async () => {
    const twin = createFakeSync({ clock: sync.clock })
    for (const wireRequest of [post(streams), get(streams, { PageSize: '0' }), get(streams)]) {
      const asked = toHttpRequest(wireRequest)
      const { url, method, headers, body } = asked
      const init = { method, headers: headers as Record<string, string>, body: body || null }
      const response = await send(url, init)
      expect({
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: await response.text(),
      }).toEqual(twin.handle(asked))
    }
  })

  it('answers a removal with no body', async () => {
    sync.streams.create({ uniqueName: 'orders' })
    const { url, method, headers } = toHttpRequest(remove(`${streams}/orders`))
    const response = await send(url, { method, headers: headers as Record<string, string> })
    expect([response.status, await response.text()]).toEqual([204, ''])
  })

  it('breaks a connection', async () => {
    sync.faults.add({ kind: 'reset', when: 'before' })
    const { url } = toHttpRequest(get(streams))
    await expect(send(url)).rejects.toMatchObject({
      message: 'fetch failed',
      cause: { code: 'ECONNRESET' },
    })
  })

  it('lets nothing out to other hosts', async () => {
    await expect(send('https://api.twilio.com/')).rejects.toMatchObject({
      cause: { code: 'UND_MOCK_ERR_MOCK_NOT_MATCHED' },
    })
    expect(sync.requests).toEqual([])
  })
})

describe('a MockAgent of undici, by request', () => {
  it('reads headers in any case', async () => {
    const { url, headers } = toHttpRequest(get(streams))
    const answer = await request(url, { headers: { Authorization: headers['authorization'] } })
    expect(answer.statusCode).toBe(200)
    await answer.body.dump()
  })

  it('breaks a connection', async () => {
    sync.faults.add({ kind: 'timeout' })
    const { url } = toHttpRequest(get(streams))
    await expect(request(url)).rejects.toMatchObject({ code: 'ETIMEDOUT' })
  })

  it("fails with a subscriber's error", async () => {
    sync.documents.create({ uniqueName: 'order-7' })
    sync.documents.subscribe('order-7', () => {
      throw new Error('the subscriber is out')
    })
    const { url, headers } = toHttpRequest(remove('/v1/Services/default/Documents/order-7'))
    const asked = request(url, {
      method: 'DELETE',
      headers: headers as Record<string, string>,
    })
    await expect(asked).rejects.toThrow('the subscriber is out')
  })
})
