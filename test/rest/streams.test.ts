import { describe, expect, it } from 'vitest'
import { createFakeSync, FakeClock } from '../../src/core.ts'
import {
  account,
  get,
  orders,
  post,
  remove,
  send,
  services,
  start,
  streams,
  toHttpRequest,
} from './cases.ts'

describe('POST /v1/Services/{serviceSid}/Streams', () => {
  it('answers with a stream, field for field', () => {
    const sync = createFakeSync({ clock: new FakeClock(start) })
    const request = toHttpRequest(post(streams, { UniqueName: 'orders', Ttl: '60' }))
    const answer = sync.handle(request)
    const service = sync.service().sid
    const { sid } = sync.streams.fetch('orders')
    const url = `https://sync.twilio.com/v1/Services/${service}/Streams/${sid}`
    expect(answer.status).toBe(201)
    expect(answer.body).toBe(
      JSON.stringify({
        sid,
        unique_name: 'orders',
        account_sid: account,
        service_sid: service,
        url,
        links: { messages: `${url}/Messages` },
        date_expires: '2026-03-04T05:07:07Z',
        date_created: '2026-03-04T05:06:07Z',
        date_updated: '2026-03-04T05:06:07Z',
        created_by: 'system',
      }),
    )
  })

  it.each([
    '0999-01-01T00:00:00',
    '1970-01-01T00:00:00',
    '2024-02-29T23:59:59',
    '2026-11-12T13:14:15',
    '9999-12-31T09:08:07',
  ])('writes the time %s without its milliseconds', (time) => {
    const sync = createFakeSync({ clock: new FakeClock(`${time}.999Z`) })
    expect(send(sync, post(streams)).body.date_created).toBe(`${time}Z`)
  })

  it('gives streams without a name their own SIDs', () => {
    const sync = createFakeSync()
    const sids = [1, 2, 3].map(() => send(sync, post(streams)).body.sid)
    expect(new Set(sids).size).toBe(3)
    for (const sid of sids) expect(sid).toMatch(/^TO[0-9a-f]{32}$/)
  })

  it('gives a name to exactly one of 100 requests', () => {
    const sync = createFakeSync()
    const answers = Array.from({ length: 100 }, () =>
      send(sync, post(streams, { UniqueName: 'orders' })),
    )
    const refused = answers.filter(({ status, body }) => status === 409 && body.code === 54301)
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(refused).toHaveLength(99)
    expect(sync.streams.all()).toHaveLength(1)
  })

  it('allows the name of a removed stream to be reused', () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'orders' })
    send(sync, remove(orders))
    expect(send(sync, post(streams, { UniqueName: 'orders' })).status).toBe(201)
  })

  it('allows the name of an expired stream to be reused', () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'orders', ttl: 60 })
    sync.clock.advance({ seconds: 59 })
    expect(send(sync, post(streams, { UniqueName: 'orders' })).status).toBe(409)
    sync.clock.advance({ seconds: 1 })
    expect(send(sync, post(streams, { UniqueName: 'orders' })).status).toBe(201)
  })

  it('does not apply a refused request', () => {
    const sync = createFakeSync()
    send(sync, post(streams, { UniqueName: 'orders', Ttl: '-1' }))
    expect(sync.streams.all()).toEqual([])
  })
})

describe('GET /v1/Services/{serviceSid}/Streams/{streamSid}', () => {
  it('answers the same by SIDs and by name and alias', () => {
    const sync = createFakeSync()
    const created = send(sync, post(streams, { UniqueName: 'orders', Ttl: '60' })).body
    const bySids = `${services}/${created.service_sid}/Streams/${created.sid}`
    expect(send(sync, get(bySids))).toEqual({ status: 200, body: created })
    expect(send(sync, get(orders))).toEqual({ status: 200, body: created })
  })

  it.each([
    'https://sync.twilio.com',
    'https://sync.ie1.twilio.com',
    'https://sync.dublin.ie1.twilio.com',
  ])('answers with URLs on the requested host: %s', (origin) => {
    const sync = createFakeSync()
    const { sid } = sync.streams.create({ uniqueName: 'orders' })
    const url = `${origin}/v1/Services/${sync.service().sid}/Streams/${sid}`
    const { body } = send(sync, get(orders), origin)
    expect(body).toMatchObject({ url, links: { messages: `${url}/Messages` } })
  })

  it.each([
    'a/b',
    'two words',
    'naïve ☃ 🎉',
    '100%',
    '%41',
    'a?b#c',
    'a+b&c=d',
    '..',
    '\n',
    '__proto__',
  ])('finds the name %j when it is percent-encoded', (UniqueName) => {
    const sync = createFakeSync()
    const created = send(sync, post(streams, { UniqueName })).body
    const address = `${streams}/${encodeURIComponent(UniqueName)}`
    expect(send(sync, get(address))).toEqual({ status: 200, body: created })
  })

  it('reads letters that are percent-encoded needlessly', () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'orders' })
    const path = '/v1/Services/def%61ult/Streams/%6frders'
    expect(send(sync, get(path)).body.unique_name).toBe('orders')
  })

  it('reads a plus in the path as a plus', () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'a+b' })
    expect(send(sync, get(`${streams}/a+b`)).status).toBe(200)
    expect(send(sync, get(`${streams}/a%20b`)).status).toBe(404)
  })

  it('finds nothing from the moment of expiry on', () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'orders', ttl: 60 })
    sync.clock.advance(59_999)
    expect(send(sync, get(orders)).status).toBe(200)
    sync.clock.advance(1)
    expect(send(sync, get(orders))).toMatchObject({ status: 404, body: { code: 20404 } })
  })
})

describe('POST /v1/Services/{serviceSid}/Streams/{streamSid}', () => {
  it('restarts the life of the stream from now', () => {
    const sync = createFakeSync({ clock: new FakeClock(start) })
    const created = send(sync, post(streams, { UniqueName: 'orders', Ttl: '60' })).body
    sync.clock.advance({ seconds: 30 })
    expect(send(sync, post(orders, { Ttl: '60' }))).toEqual({
      status: 200,
      body: {
        ...created,
        date_updated: '2026-03-04T05:06:37Z',
        date_expires: '2026-03-04T05:07:37Z',
      },
    })
  })

  it.each(['0', ''])('never expires a stream with the TTL "%s"', (Ttl) => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'orders', ttl: 60 })
    expect(send(sync, post(orders, { Ttl })).body.date_expires).toBeNull()
    sync.clock.advance({ days: 400 })
    expect(send(sync, get(orders)).status).toBe(200)
  })

  it('stores the update', () => {
    const sync = createFakeSync()
    const { sid } = sync.streams.create()
    const updated = send(sync, post(`${streams}/${sid}`, { Ttl: '60' })).body
    expect(send(sync, get(`${streams}/${sid}`)).body).toEqual(updated)
  })
})

describe('DELETE /v1/Services/{serviceSid}/Streams/{streamSid}', () => {
  it.each(['by SID', 'by name'])('removes a stream %s', (how) => {
    const sync = createFakeSync()
    const { sid } = sync.streams.create({ uniqueName: 'orders' })
    const path = how === 'by SID' ? `${streams}/${sid}` : orders
    expect(sync.handle(toHttpRequest(remove(path)))).toMatchObject({ status: 204, body: '' })
    expect(sync.streams.all()).toEqual([])
    expect(send(sync, remove(path)).status).toBe(404)
  })

  it('leaves the other streams', () => {
    const sync = createFakeSync()
    const [one, other] = [sync.streams.create(), sync.streams.create()]
    send(sync, remove(`${streams}/${one.sid}`))
    expect(sync.streams.all()).toEqual([other])
  })

  it('notifies subscribers', () => {
    const sync = createFakeSync()
    const stream = sync.streams.create({ uniqueName: 'orders' })
    const heard: unknown[] = []
    sync.streams.subscribe('orders', (event) => heard.push(event))
    send(sync, remove(orders))
    expect(heard).toEqual([{ type: 'removed', stream }])
  })
})
