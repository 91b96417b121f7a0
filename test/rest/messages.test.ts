import { describe, expect, it } from 'vitest'
import { createFakeSync, SyncError } from '../../src/core.ts'
import { get, jsonOf, messages, orders, post, send, streams, toHttpRequest } from './cases.ts'

describe('POST /v1/Services/{serviceSid}/Streams/{streamSid}/Messages', () => {
  it('answers with SID and data and nothing else', () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'orders' })
    const answer = sync.handle(toHttpRequest(post(messages, { Data: ' {"b": 1, "a": [true]} ' })))
    const [message] = sync.streams.messages('orders')
    expect(message?.sid).toMatch(/^TZ[0-9a-f]{32}$/)
    expect(answer.status).toBe(201)
    expect(answer.body).toBe(`{"sid":"${message?.sid ?? ''}","data":{"b":1,"a":[true]}}`)
  })

  it('keeps the messages of a stream in order, by SID and by name', () => {
    const sync = createFakeSync()
    const { sid } = sync.streams.create({ uniqueName: 'orders' })
    const first = send(sync, post(messages, { Data: '{"id":1}' })).body
    const second = send(sync, post(`${streams}/${sid}/Messages`, { Data: '{"id":2}' })).body
    expect(sync.streams.messages('orders')).toEqual([first, second])
  })

  it('notifies subscribers', () => {
    const sync = createFakeSync()
    const stream = sync.streams.create({ uniqueName: 'orders' })
    const heard: unknown[] = []
    sync.streams.subscribe('orders', (event) => heard.push(event))
    const message = send(sync, post(messages, { Data: '{"id":1}' })).body
    expect(heard).toEqual([{ type: 'message', stream, message }])
  })

  it('neither changes the stream nor extends its life', () => {
    const sync = createFakeSync()
    const created = send(sync, post(streams, { UniqueName: 'orders', Ttl: '60' })).body
    sync.clock.advance({ seconds: 30 })
    send(sync, post(messages, { Data: '{}' }))
    expect(send(sync, get(orders)).body).toEqual(created)
    sync.clock.advance({ seconds: 30 })
    expect(send(sync, post(messages, { Data: '{}' })).status).toBe(404)
  })

  it('keeps refused messages out of the stream, and from subscribers', () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'orders' })
    const heard: unknown[] = []
    sync.streams.subscribe('orders', (event) => heard.push(event))
    for (const Data of [jsonOf(4097), '[]', 'hi', 'null']) send(sync, post(messages, { Data }))
    expect(sync.streams.messages('orders')).toEqual([])
    expect(heard).toEqual([])
  })

  it.each([new Error('the test failed in here'), new URIError('URI malformed')])(
    "passes on a subscriber's error, after the message is kept: %s",
    (error) => {
      const sync = createFakeSync()
      sync.streams.create({ uniqueName: 'orders' })
      sync.streams.subscribe('orders', () => {
        throw error
      })
      const request = toHttpRequest(post(messages, { Data: '{"id":1}' }))
      expect(() => sync.handle(request)).toThrow(error)
      expect(sync.streams.messages('orders')).toMatchObject([{ data: { id: 1 } }])
    },
  )

  it('does not answer with a SyncError thrown by a subscriber', () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'orders' })
    sync.streams.subscribe('orders', () => void sync.streams.fetch('invoices'))
    const request = toHttpRequest(post(messages, { Data: '{"id":1}' }))
    const cause = new SyncError({
      kind: 'stream-not-found',
      service: sync.service().sid,
      stream: 'invoices',
    })
    const message = expect.stringContaining('A subscriber of TO') as string
    expect(() => sync.handle(request)).toThrow(expect.objectContaining({ message, cause }) as Error)
    expect(sync.streams.messages('orders')).toMatchObject([{ data: { id: 1 } }])
  })
})
