import { http, HttpResponse } from 'msw'
import { setupServer, type SetupServer } from 'msw/node'
import twilio from 'twilio'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createFakeSync } from '../../src/core.ts'
import { account, get, post, streams, toHttpRequest } from '../rest/cases.ts'
import { fetchTransport, nodeTransport } from './transports.ts'

/** What the handler in docs/transports.md does in the msw that `import 'msw'` gives, whichever version that is. */
export function describeMsw(name: string): void {
  describe(name, () => {
    const sync = createFakeSync()
    const server: SetupServer = setupServer(
      http.all(/^https:\/\/sync\.(?:[\w-]+\.){0,2}twilio\.com\//, ({ request }) =>
        sync.fetch(request).catch(() => HttpResponse.error()),
      ),
      http.get('https://example.com/mine', () => HttpResponse.text('mine')),
    )
    const { syncStreams } = twilio(account, 'token').sync.v1.services('default')

    beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
    afterEach(() => sync.reset())
    afterAll(() => server.close())

    it('answers an unchanged twilio client', async () => {
      await syncStreams.create({ uniqueName: 'orders' })
      await syncStreams('orders').streamMessages.create({ data: { id: 7 } })
      await expect(syncStreams.create({ uniqueName: 'orders' })).rejects.toMatchObject({
        status: 409,
        code: 54301,
      })
      expect(await syncStreams('orders').remove()).toBe(true)
      expect(sync.requests.map(({ status }) => status)).toEqual([201, 201, 409, 204])
    })

    it.each([nodeTransport, fetchTransport])(
      'answers by $name the same as in process',
      async ({ send }) => {
        const twin = createFakeSync({ clock: sync.clock })
        for (const request of [post(streams, { UniqueName: '☃' }), get(streams)]) {
          expect(await send(toHttpRequest(request))).toEqual(twin.handle(toHttpRequest(request)))
        }
      },
    )

    it.each([nodeTransport, fetchTransport])('breaks a connection by $name', async ({ send }) => {
      sync.faults.add({ kind: 'reset', when: 'after' })
      const request = toHttpRequest(post(streams))
      await expect(send(request)).rejects.toThrow(TypeError)
      expect(sync.streams.size).toBe(1)
    })

    it("fails with a subscriber's error, which is not a response", async () => {
      const { documents } = twilio(account, 'token').sync.v1.services('default')
      sync.documents.create({ uniqueName: 'order-7' })
      sync.documents.subscribe('order-7', () => {
        throw new Error('the subscriber is out')
      })
      const removal = documents('order-7').remove()
      await expect(removal).rejects.not.toHaveProperty('status', expect.any(Number))
      expect(sync.documents.size).toBe(0)
    })

    it('leaves other hosts to other handlers', async () => {
      const response = await fetch('https://example.com/mine')
      expect(await response.text()).toBe('mine')
      expect(sync.requests).toEqual([])
    })
  })
}
