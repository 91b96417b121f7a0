import twilio from 'twilio'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createFakeSync, FakeClock, type FakeSync, type FakeSyncOptions } from '../../src/core.ts'
import { remove, toHttpRequest } from '../rest/cases.ts'
import { frame, initialised, rawClient, request } from './raw-client.ts'

// What passes between a client and the fake, frame by frame.

const get = request('GET', '/v3/Streams/orders')
const create = request('POST', '/v3/Streams')
/** Of the client that has come first. */
const endpoint = '1'.padStart(32, '0')
const subscriptions = request('POST', '/v4/Subscriptions')

function open(options: FakeSyncOptions = {}): FakeSync {
  return createFakeSync({ clock: new FakeClock('2026-01-01'), ...options })
}

function establish(sid: string, action = 'establish', type = 'stream'): string {
  const requests = [{ object_sid: sid, object_type: type, last_event_id: null }]
  return JSON.stringify({ event_protocol_version: 4, action, correlation_id: 7, requests })
}

describe('an init', () => {
  it('is answered with what the client may do', async () => {
    const sync = open()
    const client = rawClient(sync)
    expect(sync.clients).toEqual([])
    const metadata = { sdkv: '4.0.1' }
    const reply = await client.ask({ method: 'init', token: 'any', metadata })
    expect(reply).toEqual({
      method: 'reply',
      id: 'TM1',
      status: { code: 200, status: 'OK' },
      capabilities: ['client_update'],
      continuation_token: `0.${endpoint}`,
      payload_size: 0,
      payload: '',
    })
    expect(sync.clients).toMatchObject([{ identity: undefined, sdkVersion: '4.0.1' }])
  })

  it.each([
    { what: 'another secret', secret: 'guessed', code: 401, errorCode: 20107 },
    { what: 'another API key', key: `SK${'4'.repeat(32)}`, code: 401, errorCode: 20103 },
    { what: 'the secret', code: 200 },
    { what: 'the secret by HS512', algorithm: 'HS512', code: 200 },
    { what: 'nothing', algorithm: 'none', code: 401, errorCode: 20107 },
    { what: 'the secret, and more', more: '.x', code: 401, errorCode: 20107 },
  ] as const)('with a token signed with $what is answered $code', async (given) => {
    const known = `SK${'3'.repeat(32)}`
    const { secret = 'sécret', key = known, algorithm = 'HS256', more = '', code, ...error } = given
    const sync = open({ credentials: { [known]: 'sécret' } })
    const token = new twilio.jwt.AccessToken(`AC${'1'.repeat(32)}`, key, secret, { identity: 'a' })
    const [head = '', ...rest] = token.toJwt(algorithm === 'HS512' ? algorithm : 'HS256').split('.')
    const alg = algorithm === 'none' ? btoa('{"alg":"none"}').replaceAll('=', '') : head
    const client = rawClient(sync)
    const reply = await client.ask({ method: 'init', token: [alg, ...rest].join('.') + more })
    expect(reply?.status).toMatchObject({
      code,
      ...('errorCode' in error ? { errorCode: error.errorCode } : {}),
    })
  })

  it.each([undefined, '', 7, null])('with the token %j is refused', async (token) => {
    const sync = open()
    expect(await rawClient(sync).ask({ method: 'init', token })).toMatchObject({
      status: { code: 401, errorCode: 20101 },
    })
    expect(sync.clients).toEqual([])
  })

  it('with a token that has expired is refused so', async () => {
    const sync = open()
    const token = sync.accessToken({ ttl: 1 })
    sync.clock.advance(1000)
    expect(await rawClient(sync).ask({ method: 'init', token })).toMatchObject({
      status: { code: 401, errorCode: 20104 },
    })
  })

  it('with a token of nobody in the credentials is refused', async () => {
    const sync = open({ credentials: {} })
    expect(await rawClient(sync).ask({ method: 'init', token: 'any' })).toMatchObject({
      status: { code: 401, errorCode: 20103 },
    })
  })
})

describe('an update', () => {
  it('with the token of somebody else is answered, and the client told to connect anew', async () => {
    const sync = open()
    const client = await initialised(sync)
    const token = sync.accessToken({ identity: 'bob' })
    expect(await client.ask({ method: 'update', token })).toMatchObject({ status: { code: 200 } })
    expect(client.received.at(-1)).toMatchObject({
      method: 'close',
      status: { code: 308, status: 'UPDATE_IS_FORBIDDEN', errorCode: 51232 },
    })
    expect(sync.clients).toEqual([])
  })

  it('that is refused leaves the client who it is', async () => {
    const sync = open()
    const client = await initialised(sync)
    expect(await client.ask({ method: 'update', token: '' })).toMatchObject({
      status: { code: 401 },
    })
    expect(sync.clients).toMatchObject([{ identity: 'alice' }])
  })
})

describe('a message', () => {
  it('is answered with the status, the headers and the body', async () => {
    const client = await initialised(open())
    expect(await client.ask(get)).toMatchObject({
      status: { code: 200, status: 'OK' },
      http_status: { code: 404 },
      http_headers: { 'content-type': 'application/json' },
      payload_type: 'application/json',
      payload: { status: 404, code: 54300, message: 'Unique name not found' },
    })
  })

  it('is not answered in the turn in which it is sent', async () => {
    const sync = open()
    const client = await initialised(sync)
    const before = client.received.length
    client.send({ id: 'TM', ...get })
    expect(client.received).toHaveLength(before)
    await Promise.resolve()
    expect(client.received).toHaveLength(before + 1)
  })

  it('is answered before anybody hears what it has caused', async () => {
    const sync = open()
    const order: string[] = []
    const other = await initialised(sync, 'bob')
    const client = await initialised(sync)
    await client.ask(create, '{"unique_name":"orders"}')
    await other.ask(get)
    const log = (name: string, frames: unknown[]): void => {
      const push = frames.push.bind(frames)
      frames.push = (...items) => {
        order.push(name)
        return push(...items)
      }
    }
    log('answered', client.received)
    log('told', other.received)
    await client.ask(request('POST', '/v3/Streams/orders/Messages'), '{"data":{"n":1}}')
    expect(order).toEqual(['answered', 'told'])
    expect(client.received.filter(({ method }) => method === 'notification')).toEqual([])
    expect(other.received.at(-1)).toMatchObject({
      method: 'notification',
      message_type: 'twilio.sync.event',
      payload: {
        event_type: 'stream_message_published',
        event_protocol_version: 4,
        event: {
          stream_sid: sync.streams.fetch('orders').sid,
          message_sid: sync.streams.messages('orders')[0]?.sid,
          message_data: { n: 1 },
        },
      },
    })
  })

  it('before an init is refused', async () => {
    const sync = open()
    expect(await rawClient(sync).ask(create, '{}')).toMatchObject({ status: { code: 401 } })
    expect(sync.streams.size).toBe(0)
  })

  it('whose body is no JSON is refused', async () => {
    const sync = open()
    const client = await initialised(sync)
    expect(await client.ask(create, 'data_sync')).toMatchObject({ status: { code: 400 } })
    expect(sync.streams.size).toBe(0)
  })

  it('to another host is not faked', async () => {
    const client = await initialised(open())
    const line = { host: 'aim.us1.twilio.com', path: '/v1/Conversations', method: 'GET' }
    expect(await client.ask({ method: 'message', http_request: line })).toMatchObject({
      status: {
        code: 501,
        status: expect.stringContaining('a request for aim.us1.twilio.com, which') as string,
      },
    })
  })

  it('is answered with the error of a predicate that throws', async () => {
    const sync = open()
    const client = await initialised(sync)
    const on = (): boolean => {
      throw new Error('the predicate is broken')
    }
    sync.faults.add({ kind: 'reset', on })
    expect(await client.ask(get)).toMatchObject({
      status: { code: 500, status: 'the predicate is broken' },
    })
  })

  it('is answered with the error of a subscriber that throws as a stream expires', async () => {
    let now = 0
    const sync = createFakeSync({ clock: { now: () => now } })
    const client = rawClient(sync as unknown as FakeSync)
    await client.ask({ method: 'init', token: 'any' })
    sync.streams.create({ uniqueName: 'orders', ttl: 1 })
    sync.streams.subscribe('orders', () => {
      throw new Error('the subscriber is broken')
    })
    now = 1000
    expect(await client.ask(get)).toMatchObject({
      status: { code: 500, status: 'the subscriber is broken' },
    })
    expect(await client.ask(get)).toMatchObject({ http_status: { code: 404 } })
  })

  it('of a client that a fault has refused is from a stranger', async () => {
    const sync = createFakeSync()
    sync.faults.add({ on: 'clients.connect', kind: 'status', status: 500 })
    const client = await initialised(sync)
    expect(client.received).toMatchObject([{ method: 'reply', status: { code: 500 } }])
    expect(sync.clients).toEqual([])
    expect(await client.ask(request('GET', '/v3/Streams/orders'))).toMatchObject({
      status: { code: 401 },
    })
    expect(sync.requests).toEqual([])
  })

  it('is answered with the error of a clock that shows no time', async () => {
    let now = 0
    const sync = createFakeSync({ clock: { now: () => now } })
    const client = rawClient(sync as unknown as FakeSync)
    now = Number.NaN
    expect(await client.ask({ method: 'init', token: 'a.b.c' })).toMatchObject({
      status: { code: 200 },
    })
    expect(await client.ask(get)).toMatchObject({
      status: { code: 500, status: expect.stringContaining('found NaN') as string },
    })
  })

  it('of a token that has expired unnoticed is refused', async () => {
    let now = 0
    const sync = createFakeSync({ clock: { now: () => now } })
    const client = rawClient(sync as unknown as FakeSync)
    await client.ask({ method: 'init', token: sync.accessToken({ ttl: 60 }) })
    now = 60_000
    expect(await client.ask(create, '{}')).toMatchObject({ status: { code: 401 } })
    expect(sync.streams.size).toBe(0)
  })

  it.each(['reset', 'timeout', 'malformed'] as const)(
    'that is hit by a %s breaks the connection',
    async (kind) => {
      const sync = open()
      const client = await initialised(sync)
      sync.faults.add({ kind, when: 'after' })
      expect(await client.ask(create, '{}')).toBeUndefined()
      expect(client.drops).toEqual([[1006, '']])
      expect(sync.streams.size).toBe(1)
      expect(sync.clients).toEqual([])
    },
  )

  it.each([
    { status: 502, payload: '' },
    { status: 500, body: '<html>', payload: '<html>' },
    { status: 503, payload: { status: 503, code: 20503, message: 'Service unavailable' } },
  ])('that is hit by a status $status is answered with it', async ({ payload, ...fault }) => {
    const sync = open()
    const client = await initialised(sync)
    sync.faults.add({ kind: 'status', ...fault })
    expect(await client.ask(get)).toMatchObject({ http_status: { code: fault.status }, payload })
    expect(client.drops).toEqual([])
  })
})

describe('a subscription', () => {
  it('fails in a service that was removed, and is canceled', async () => {
    const sync = open()
    const service = `IS${'4'.repeat(32)}`
    const { sid } = sync.service(service).streams.create({ uniqueName: 'orders' })
    const client = rawClient(sync)
    await client.ask({ method: 'init', token: sync.accessToken({ service }) })
    await client.ask(get)
    sync.handle(toHttpRequest(remove(`/v1/Services/${service}`)))
    for (const action of ['establish', 'cancel']) {
      const reply = await client.ask(subscriptions, establish(sid, action))
      expect(reply).toMatchObject({ http_status: { code: 202 } })
    }
    const notices = client.received.filter(({ method }) => method === 'notification')
    expect(notices.map(({ payload }) => payload)).toMatchObject([
      { event_type: 'stream_removed' },
      { event_type: 'subscription_failed' },
      { event_type: 'subscription_canceled' },
    ])
  })

  it('that never comes is waited for once', async () => {
    let turns = 0
    const sync = open({ subscribe: 'faithful', advanceTimers: () => (turns += 1) })
    sync.streams.create({ uniqueName: 'orders' })
    const client = await initialised(sync)
    const turnsOf = async (): Promise<number> => {
      turns = 0
      await sync.settled()
      return turns
    }
    client.send({ id: 'TM8', ...get })
    expect(await turnsOf()).toBeGreaterThan(500)
    expect(await turnsOf()).toBeLessThan(10)
    client.send({ id: 'TM9', ...get })
    expect(await turnsOf()).toBeGreaterThan(500)
  })

  it('is established, canceled, and fails for what is not there', async () => {
    const sync = open({ subscribe: 'faithful' })
    const client = await initialised(sync)
    const { sid } = sync.streams.create({ uniqueName: 'orders' })
    const missing = `TO${'0'.repeat(32)}`
    expect(await client.ask(subscriptions, establish(sid))).toMatchObject({
      http_status: { code: 202 },
      payload: { estimated_delivery_in_ms: 50, max_batch_size: 1000 },
    })
    expect(sync.streams.subscribers('orders')).toEqual(['alice'])
    await client.ask(subscriptions, establish(sid, 'cancel'))
    expect(sync.streams.subscribers('orders')).toEqual([])
    await client.ask(subscriptions, establish(missing))
    const notices = client.received.filter(({ method }) => method === 'notification')
    expect(notices.map(({ payload }) => payload)).toEqual([
      {
        event_type: 'subscription_established',
        event_protocol_version: 4,
        correlation_id: 7,
        event: {
          object_sid: sid,
          object_type: 'stream',
          replay_status: 'completed',
          last_event_id: -1,
        },
      },
      {
        event_type: 'subscription_canceled',
        event_protocol_version: 4,
        correlation_id: 7,
        event: { object_sid: sid, object_type: 'stream' },
      },
      {
        event_type: 'subscription_failed',
        event_protocol_version: 4,
        correlation_id: 7,
        event: {
          object_sid: missing,
          object_type: 'stream',
          error: { status: 404, code: 54250, message: 'Stream not found' },
        },
      },
    ])
  })

  it.each([
    { type: 'document', prefix: 'ET', error: { code: 54100, message: 'Document not found' } },
    { type: 'list', prefix: 'ES', error: { code: 54150, message: 'List not found' } },
    { type: 'map', prefix: 'MP', error: { code: 54200, message: 'Map not found' } },
  ])('fails for a $type that is not there', async ({ type, prefix, error }) => {
    const client = await initialised(open())
    const missing = `${prefix}${'0'.repeat(32)}`
    await client.ask(subscriptions, establish(missing, 'establish', type))
    expect(client.received.at(-1)?.payload).toEqual({
      event_type: 'subscription_failed',
      event_protocol_version: 4,
      correlation_id: 7,
      event: { object_sid: missing, object_type: type, error: { status: 404, ...error } },
    })
  })

  it('fails for a stream of a world that is gone, also if another one has its SID', async () => {
    const sync = open()
    const first = await initialised(sync)
    await first.ask(create, '{"unique_name":"orders"}')
    const { sid } = sync.streams.fetch('orders')
    first.peer.closed()
    sync.reset()
    expect(sync.streams.create({ uniqueName: 'orders' }).sid).toBe(sid)

    const again = rawClient(sync)
    await again.ask({ method: 'init', token: 'any', continuation_token: `0.${endpoint}` })
    await again.ask(subscriptions, establish(sid))
    expect(again.received.at(-1)?.payload).toMatchObject({ event_type: 'subscription_failed' })
    // Opened in this world, it is there.
    await again.ask(get)
    await again.ask(subscriptions, establish(sid))
    expect(again.received.at(-1)?.payload).toMatchObject({ event_type: 'subscription_established' })
  })

  it('does not begin with an answer that comes after a reset', async () => {
    const sync = open()
    const client = await initialised(sync)
    let release = (): void => undefined
    sync.gate({ delivery: () => new Promise((resolve) => (release = resolve)) })
    const asking = client.ask(create, '{"unique_name":"orders"}')
    await asking
    sync.reset()
    release()
    await sync.settled()
    expect(client.received.at(-1)).toMatchObject({ http_status: { code: 201 } })
    sync.streams.create({ uniqueName: 'orders' })
    expect(sync.streams.subscribers('orders')).toEqual([])
  })
})

describe('a client', () => {
  it('hears nothing once it has gone, and leaves no trace', async () => {
    const sync = open()
    const client = await initialised(sync)
    await client.ask(create, '{"unique_name":"orders"}')
    sync.streams.publish('orders', {})
    const heard = client.received.length
    client.peer.closed()
    client.peer.closed()
    await sync.settled()
    client.send({ id: 'TM', ...get })
    await sync.settled()
    expect(client.received).toHaveLength(heard)
    expect(client.drops).toEqual([])
    expect(sync.world.feed.hasListeners).toBe(false)
  })

  it('hears in the world in which it has connected, wherever that is caused', async () => {
    const sync = open()
    const heardIn: string[] = []
    const inner = sync.run(() => {
      const peer = sync.accept({
        url: '',
        send: () => heardIn.push(sync.streams.fetch('orders').uniqueName ?? ''),
        drop: () => undefined,
      })
      const { streams } = sync
      streams.create({ uniqueName: 'orders' })
      peer.receive(frame({ method: 'init', id: 'TM1', token: 'any' }))
      peer.receive(frame({ id: 'TM2', ...get }))
      return { streams, settled: sync.settled() }
    })
    await inner.settled
    inner.streams.publish('orders', {})
    await sync.settled()
    expect(sync.streams.size).toBe(0)
    expect(heardIn).toEqual(['orders', 'orders', 'orders'])
  })

  it('is told to leave with the code that a test asks for', async () => {
    const sync = open()
    const client = await initialised(sync)
    sync.clients[0]?.close(410)
    await sync.settled()
    expect(client.received.at(-1)).toMatchObject({ method: 'close', status: { code: 410 } })
    expect(await client.ask(create, '{}')).toMatchObject({ status: { code: 401 } })
    expect(sync.streams.size).toBe(0)
  })

  it.each(['telemetry.v1', 'put_notification_ctx', 'delete_notification_ctx'])(
    'gets an answer to %s',
    async (method) => {
      const client = await initialised(open())
      expect(await client.ask({ method })).toMatchObject({ status: { code: 200 } })
    },
  )

  it.each(['other', '', undefined, 7, '__proto__', 'constructor'])(
    'is refused the method %j',
    async (method) => {
      const client = await initialised(open())
      expect(await client.ask({ method })).toMatchObject({ status: { code: 400 } })
    },
  )
})

describe('sync.accept', () => {
  it.each([undefined, null, {}, { send: () => undefined }, { drop: () => undefined }])(
    'refuses %o',
    (socket) => {
      expect(() => open().accept(socket as never)).toThrow(
        /^Cannot accept the socket: found .*, expected an object with url, send and drop$/,
      )
    },
  )
})

describe('a client of a fake that was uninstalled', () => {
  it.each([
    { action: 'establish', event: 'subscription_failed' },
    { action: 'cancel', event: 'subscription_canceled' },
  ])('may $action subscriptions, of what is gone, since it would ask for ever', async (row) => {
    const sync = open()
    const { sid } = sync.streams.create({ uniqueName: 'orders' })
    const client = await initialised(sync)
    sync.uninstall()
    const reply = await client.ask(subscriptions, establish(sid, row.action))
    expect(reply).toMatchObject({
      status: { code: 200 },
      http_status: { code: 202 },
      payload: { estimated_delivery_in_ms: 50 },
    })
    expect(client.received.at(-1)).toMatchObject({
      method: 'notification',
      payload: { event_type: row.event, correlation_id: 7, event: { object_sid: sid } },
    })
    expect(sync.requests).toEqual([])
  })

  it.each([
    { what: 'any other request', path: '/v3/Streams', payload: establish('TO1') },
    { what: 'an action that is unknown', payload: establish('TO1', 'renew') },
    { what: 'subscriptions that cannot be read', payload: '{"action":"cancel","requests":[7]}' },
    { what: 'a request that cannot be read', payload: '{' },
  ])('is refused $what', async ({ path = '/v4/Subscriptions', payload }) => {
    const sync = open()
    const client = await initialised(sync)
    sync.uninstall()
    const reply = await client.ask(request('POST', path), payload)
    expect(reply).toMatchObject({ status: { code: 501 } })
    expect(reply?.http_status).toBeUndefined()
  })
})

describe('a fault of connections', () => {
  it('drops a client after the answer that connects it', async () => {
    const sync = open()
    sync.faults.add({ on: 'clients.connected', kind: 'drop' })
    const client = await initialised(sync)
    expect(client.received).toMatchObject([{ method: 'reply', status: { code: 200 } }])
    expect(client.drops).toEqual([[1006, '']])
  })

  it('refuses a client whose token then has no end', async () => {
    const sync = open()
    sync.faults.add({ on: 'clients.connect', kind: 'status', status: 500 })
    const client = await initialised(sync)
    await sync.advance({ hours: 2 })
    expect(client.received).toHaveLength(1)
  })

  it.each(['clients.connect', 'clients.connected'] as const)(
    'on %s whose predicate throws is the one answer, and the predicate can change nothing',
    async (on) => {
      const sync = open()
      const where = (client: object): boolean => {
        expect(Object.isFrozen(client)).toBe(true)
        throw new Error('the predicate is broken')
      }
      if (on === 'clients.connect') sync.faults.add({ on, kind: 'refuse', where })
      else sync.faults.add({ on, kind: 'drop', where })
      const client = await initialised(sync)
      expect(client.received).toMatchObject([
        { method: 'reply', status: { code: 500, status: 'the predicate is broken' } },
      ])
    },
  )
})

it('what is held in another world does not arrive after the end of the fake', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const sync = open()
  const client = await sync.run(async () => {
    sync.streams.create({ uniqueName: 'orders' })
    const opened = await initialised(sync)
    await opened.ask(get)
    sync.faults.add({ on: 'messages.deliver', kind: 'delay', milliseconds: 60_000 })
    sync.streams.publish('orders', { n: 1 })
    return opened
  })
  const before = client.received.length
  sync.uninstall()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(client.received).toHaveLength(before)
})

describe('a client that is told to leave', () => {
  it.each([
    { code: 308, status: { code: 308, status: 'OFFLOADED' } },
    { code: 401, status: { code: 401, status: 'UNAUTHORIZED' } },
    { code: 410, status: { code: 410, status: 'TOKEN_EXPIRED' } },
  ] as const)('with $code hears why', async ({ code, status }) => {
    const sync = open()
    const client = await initialised(sync)
    sync.clients[0]?.close(code)
    await sync.settled()
    expect(client.received.at(-1)).toMatchObject({ method: 'close', status })
    expect(sync.clients).toEqual([])
  })

  it('with a code that means nothing is not told at all', async () => {
    const sync = open()
    await initialised(sync)
    expect(() => sync.clients[0]?.close(1000 as 308)).toThrow(
      new TypeError(
        'Cannot close the connection: found 1000 for code, expected any of 308, 401, 410',
      ),
    )
    expect(sync.clients).toHaveLength(1)
  })
})

// What is on its way when the world is replaced: news of it must not arrive, all else must.
describe('a reset or a restore', () => {
  const replacements: Record<string, (sync: FakeSync) => void> = {
    'a reset': (sync) => {
      sync.reset()
    },
    'two resets': (sync) => {
      sync.reset()
      sync.reset()
    },
    'two restores': (sync) => {
      sync.restore(sync.snapshot())
      sync.restore(sync.snapshot())
    },
    'a removal and a reset': (sync) => {
      sync.streams.remove('orders')
      sync.reset()
    },
    'a reset and the end': (sync) => {
      sync.reset()
      sync.uninstall()
    },
  }

  it.each(Object.keys(replacements))('tells a client once what is gone: %s', async (name) => {
    const sync = open()
    const { sid } = sync.streams.create({ uniqueName: 'orders' })
    const client = await initialised(sync)
    await client.ask(get)
    client.received.length = 0
    sync.streams.publish('orders', { n: 1 })
    replacements[name]?.(sync)
    await sync.settled()
    expect(client.received).toMatchObject([
      { payload: { event_type: 'stream_removed', event: { stream_sid: sid } } },
    ])
  })

  it('tells a client once what is gone from a fake that begins with a state', async () => {
    const source = open()
    source.streams.create({ uniqueName: 'orders' })
    const sync = open({ state: source.snapshot() })
    const client = await initialised(sync)
    await client.ask(get)
    client.received.length = 0
    sync.reset()
    await sync.settled()
    expect(client.received).toMatchObject([{ payload: { event_type: 'stream_removed' } }])
  })

  it.each(['reset', 'restore', 'uninstall'] as const)(
    'lets a goodbye arrive: %s',
    async (replace) => {
      const sync = open()
      const client = await initialised(sync)
      const state = sync.snapshot()
      sync.clients[0]?.close(410)
      if (replace === 'restore') sync.restore(state)
      else sync[replace]()
      await sync.settled()
      expect(client.received.at(-1)).toMatchObject({ method: 'close', status: { code: 410 } })
    },
  )

  it('tells a client whose token has expired by then to leave', async () => {
    const sync = open()
    const later = sync.clock.now() + 120_000
    const client = rawClient(sync)
    await client.ask({ method: 'init', token: sync.accessToken({ ttl: 60 }) })
    sync.restore({ ...sync.snapshot(), time: later })
    await sync.settled()
    expect(client.received.at(-1)).toMatchObject({ method: 'close', status: { code: 410 } })
  })

  it('does not take a late cancel for one of the stream that has the SID now', async () => {
    const sync = open()
    const { sid } = sync.streams.create({ uniqueName: 'orders' })
    const client = await initialised(sync)
    await client.ask(get)
    await client.ask(subscriptions, establish(sid))
    sync.reset()
    expect(sync.streams.create({ uniqueName: 'orders' }).sid).toBe(sid)
    await client.ask(get)
    await client.ask(subscriptions, establish(sid, 'cancel'))
    expect(sync.streams.subscribers('orders')).toEqual(['alice'])
    await client.ask(subscriptions, establish(sid, 'cancel'))
    expect(sync.streams.subscribers('orders')).toEqual([])
  })
})
