import twilio from 'twilio'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { NotFakedError } from '../../src/core.ts'
import { listenTo, openSdk, stateOf, subscription } from './sdk-world.ts'

// The real SDK, unmodified, as the client of a fake.

const account = `AC${'1'.repeat(32)}`

describe('a client of the SDK', () => {
  it('creates a stream that is not there, and opens one that is', async () => {
    const { sync, connect } = openSdk()
    const created = await connect().stream({ id: 'orders', ttl: 60 })
    const opened = await connect(sync.accessToken({ identity: 'bob' })).stream('orders')
    expect(sync.streams.all()).toMatchObject([
      { sid: created.sid, uniqueName: 'orders', createdBy: 'alice' },
    ])
    expect(opened.sid).toBe(created.sid)
    expect(opened.uniqueName).toBe('orders')
    expect(opened.dateExpires).toBe('2026-01-01T00:01:00.000Z')
    expect(
      sync.requests.map(({ identity, operation, status }) => [identity, operation, status]),
    ).toEqual([
      ['alice', 'streams.fetch', 404],
      ['alice', 'streams.create', 201],
      ['bob', 'streams.fetch', 200],
    ])
  })

  it('hears what the server publishes over REST, and what other clients publish', async () => {
    const { sync, connect } = openSdk({ accountSid: account })
    const { httpClient } = sync
    const { syncStreams } = twilio(account, 'token', { httpClient }).sync.v1.services('default')
    const alice = await connect().stream('orders')
    const bob = await connect(sync.accessToken({ identity: 'bob' })).stream('orders')
    const [toAlice, toBob] = [listenTo(alice), listenTo(bob)]

    await syncStreams('orders').streamMessages.create({ data: { from: 'the server' } })
    await alice.publishMessage({ from: 'alice' })
    sync.streams.publish('orders', { from: 'the test' })
    await sync.settled()

    expect(toBob).toEqual([{ from: 'the server' }, { from: 'alice' }, { from: 'the test' }])
    // Its own message it reports itself, once it has the answer.
    expect(toAlice).toHaveLength(3)
    expect(sync.streams.messages('orders').map(({ data }) => data)).toEqual(toBob)
  })

  it.each([
    { what: 'is removed over REST', expected: ['removed'] },
    { what: 'expires', expected: ['removed'] },
    { what: 'is removed by the client itself', expected: ['removed by itself'] },
  ])('hears once that a stream $what', async ({ what, expected }) => {
    const { sync, connect } = openSdk()
    const stream = await connect().stream({ id: 'orders', ttl: 60 })
    const heard = listenTo(stream)
    if (what === 'expires') sync.clock.advance({ minutes: 1 })
    else if (what === 'is removed over REST') sync.streams.remove('orders')
    else await stream.removeStream()
    await sync.settled()
    expect(heard).toEqual(expected)
    expect(sync.streams.size).toBe(0)
  })

  it('sets a time to live', async () => {
    const { sync, connect } = openSdk()
    const stream = await connect().stream('orders')
    await stream.setTtl(60)
    expect(stream.dateExpires).toBe('2026-01-01T00:01:00.000Z')
    sync.clock.advance({ minutes: 1 })
    expect(sync.streams.size).toBe(0)
  })

  it('hears nothing of a stream that it has closed', async () => {
    const { sync, connect } = openSdk()
    const client = connect()
    const stream = await client.stream('orders')
    const heard = listenTo(stream)
    stream.close()
    sync.streams.publish('orders', { n: 1 })
    await sync.settled()
    expect(heard).toEqual([])
  })

  it('is told in the order of connection, whoever opened the stream first', async () => {
    const { sync, connect } = openSdk()
    const names = ['a', 'b', 'c', 'd', 'e']
    const clients = names.map((identity) => connect(sync.accessToken({ identity })))
    const order: string[] = []
    for (const [index, client] of [...clients.entries()].reverse()) {
      const stream = await client.stream('orders')
      stream.on('messagePublished', () => void order.push(names[index] ?? ''))
    }
    sync.streams.publish('orders', {})
    await sync.settled()
    expect(order).toEqual(names)
    expect(sync.streams.subscribers('orders')).toEqual(names)
  })

  it('lives in the service and the account of a token of the twilio library', async () => {
    const { sync, connect } = openSdk()
    const service = `IS${'4'.repeat(32)}`
    const token = new twilio.jwt.AccessToken(account, `SK${'3'.repeat(32)}`, 'secret', {
      identity: 'carol',
    })
    token.addGrant(new twilio.jwt.AccessToken.SyncGrant({ serviceSid: service }))
    await connect(token.toJwt()).stream('orders')
    expect(sync.service(service).streams.fetch('orders').createdBy).toBe('carol')
    expect(sync.requests).toMatchObject([{ account, identity: 'carol' }, { account }])
  })

  it('reads what the service refuses as from Twilio', async () => {
    const { connect } = openSdk()
    const client = connect()
    await expect(client.stream({ id: 'n'.repeat(321), mode: 'create_new' })).rejects.toMatchObject({
      status: 400,
      code: 54302,
    })
    await expect(client.stream({ id: 'orders', mode: 'open_existing' })).rejects.toMatchObject({
      status: 404,
      code: 54300,
      message: expect.stringContaining('Unique name not found') as string,
    })
  })

  it('is told what is not faked, and so is whoever uninstalls the fake', async () => {
    const { sync, connect } = openSdk()
    const list = await connect().list('orders')
    await expect(list.getContext()).rejects.toMatchObject({
      status: 0,
      message: expect.stringContaining('a request for Context, which') as string,
    })
    expect(() => sync.uninstall()).toThrow(NotFakedError)
  })

  it('is hit by faults', async () => {
    const { sync, connect } = openSdk()
    const stream = await connect().stream('orders')
    sync.faults.add({ on: 'messages.create', kind: 'status', status: 429 })
    await expect(stream.publishMessage({})).rejects.toMatchObject({ status: 429, code: 54009 })
    sync.faults.add({ on: 'messages.create', kind: 'delay', milliseconds: 1 })
    await stream.publishMessage({ n: 1 })
    sync.faults.add({ on: ({ via }) => via === 'sdk', kind: 'reset', when: 'after' })
    await expect(stream.publishMessage({ n: 2 })).rejects.toThrow()
    expect(sync.streams.messages('orders').map(({ data }) => data)).toEqual([{ n: 1 }, { n: 2 }])
  })

  it('passes gates', async () => {
    const { sync, connect } = openSdk()
    const stream = await connect().stream('orders')
    const seen: unknown[] = []
    sync.gate({
      arrival: ({ params }) => void seen.push(params),
      delivery: (_, outcome) => void seen.push('response' in outcome && outcome.response.status),
    })
    await stream.publishMessage({ n: 1 })
    expect(seen).toEqual([{ Data: '{"n":1}' }, 201])
  })

  it('connects again after a lost connection, and hears what is published then', async () => {
    const { sync, connect } = openSdk()
    const client = connect()
    const heard = listenTo(await client.stream('orders'))
    const subscribing = subscription(sync)
    sync.clients[0]?.drop()
    expect(sync.clients).toEqual([])
    sync.streams.publish('orders', { n: 'lost' })
    await stateOf(client, 'connecting')
    await subscribing
    await sync.settled()
    sync.streams.publish('orders', { n: 'heard' })
    await sync.settled()
    expect(heard).toEqual([{ n: 'heard' }])
  })

  it('goes when it is shut down', async () => {
    const { sync, connect } = openSdk()
    const client = connect()
    await client.stream('orders')
    expect(sync.clients).toMatchObject([{ identity: 'alice', sdkVersion: '4.0.1' }])
    await client.shutdown()
    await sync.settled()
    expect(sync.clients).toEqual([])
    expect(sync.streams.subscribers('orders')).toEqual([])
  })
})

describe('sync.describe', () => {
  it('lists the clients, and what they are subscribed to', async () => {
    const { sync, connect } = openSdk()
    const { sid } = await connect().stream('orders')
    const other = connect('any text')
    await other.stream('orders')
    await other.stream('others')
    connect(sync.accessToken({ identity: 'carol' }))
    await sync.settled()
    const [, section = ''] = /\nClients\n((?: {2}.*\n)*)/.exec(sync.describe()) ?? []
    expect(section).toBe(
      [
        `  "alice" with twilio-sync 4.0.1, subscribed to ${sid}\n`,
        '  without an identity with twilio-sync 4.0.1, subscribed to 2 streams\n',
        '  "carol" with twilio-sync 4.0.1, subscribed to nothing\n',
      ].join(''),
    )
  })
})

describe('fake timers', () => {
  it.each(['eager', 'faithful'] as const)(
    'do not hold up a client that subscribes as is %s',
    async (subscribe) => {
      const advanceTimers = (milliseconds: number): Promise<unknown> =>
        vi.advanceTimersByTimeAsync(milliseconds)
      const { sync, connect } = openSdk({ subscribe, advanceTimers })
      vi.useFakeTimers()
      onTestFinished(() => void vi.useRealTimers())
      const client = connect()
      const stream = await sync.settled(client.stream('orders'))
      const heard = listenTo(stream)
      await sync.settled()
      sync.streams.publish('orders', { n: 1 })
      await sync.settled()
      expect(heard).toEqual([{ n: 1 }])

      sync.clients[0]?.drop()
      expect(sync.clients).toEqual([])
      await sync.settled(stateOf(client, 'connecting'))
      await sync.settled(stateOf(client, 'connected'))
      expect(sync.clients).toHaveLength(1)
      await sync.settled(client.shutdown())
    },
  )
})

describe('the token of a client', () => {
  it('is renewed', async () => {
    const { sync, connect } = openSdk()
    const client = connect(sync.accessToken({ identity: 'alice', ttl: 600 }))
    const stream = await client.stream('orders')
    sync.clock.advance({ minutes: 5 })
    await client.updateToken(sync.accessToken({ identity: 'alice', ttl: 600 }))
    sync.clock.advance({ minutes: 6 })
    await stream.publishMessage({ n: 1 })
    expect(sync.streams.messages('orders')).toHaveLength(1)
  })

  it('is renewed by one that names the account, which a server has used in between', async () => {
    const { sync, connect } = openSdk()
    const client = connect(sync.accessToken({ identity: 'alice' }))
    const heard = listenTo(await client.stream('orders'))
    const authorization = `Basic ${btoa(`AC${'1'.repeat(32)}:token`)}`
    await sync.fetch('https://sync.twilio.com/v1/Services', { headers: { authorization } })
    await client.updateToken(sync.accessToken({ identity: 'alice' }))
    await sync.settled()
    expect(client.connectionState).toBe('connected')
    sync.streams.publish('orders', { n: 1 })
    await sync.settled()
    expect(heard).toEqual([{ n: 1 }])
  })

  it('is about to expire three minutes before it does', async () => {
    const { sync, connect } = openSdk()
    const client = connect(sync.accessToken({ identity: 'alice', ttl: 600 }))
    await client.stream('orders')
    const events: string[] = []
    client.on('tokenAboutToExpire', () => void events.push('about to expire'))
    client.on('tokenExpired', () => void events.push('expired'))
    sync.clock.advance({ minutes: 6, seconds: 59 })
    await sync.settled()
    expect(events).toEqual([])
    sync.clock.advance({ seconds: 1 })
    await sync.settled()
    expect(events).toEqual(['about to expire'])
    sync.clock.advance({ minutes: 3 })
    await sync.settled()
    expect(events).toEqual(['about to expire', 'expired'])
    expect(sync.clients).toEqual([])
  })

  it('is renewed in time, however far the fake is moved at once', async () => {
    const { sync, connect } = openSdk()
    const newToken = (): string => sync.accessToken({ identity: 'alice', ttl: 3600 })
    const client = connect(newToken())
    const events: string[] = []
    client.on('tokenAboutToExpire', () => {
      events.push('about to expire')
      void client.updateToken(newToken())
    })
    client.on('tokenExpired', () => void events.push('expired'))
    await client.stream('orders')
    await sync.advance({ hours: 3 })
    expect(events).toEqual(['about to expire', 'about to expire', 'about to expire'])
    expect(client.connectionState).toBe('connected')
  })

  it('is refused when it has expired', async () => {
    const { sync, connect } = openSdk()
    const token = sync.accessToken({ identity: 'alice', ttl: 60 })
    sync.clock.advance({ minutes: 1 })
    const client = connect(token)
    await expect(client.stream('orders')).rejects.toThrow()
    expect(client.connectionState).toBe('denied')
    await client.updateToken(sync.accessToken({ identity: 'alice' }))
    await client.stream('orders')
    expect(sync.streams.size).toBe(1)
  })

  it('must be signed by one of the credentials, if there are any', async () => {
    const apiKey = `SK${'3'.repeat(32)}`
    const { sync, connect } = openSdk({ credentials: { [apiKey]: 'secret' } })
    await expect(connect('any text').stream('orders')).rejects.toThrow()
    const token = new twilio.jwt.AccessToken(account, apiKey, 'secret', { identity: 'carol' })
    token.addGrant(new twilio.jwt.AccessToken.SyncGrant({}))
    await connect(token.toJwt()).stream('orders')
    await connect().stream('orders')
    expect(sync.requests.map(({ identity }) => identity)).toEqual(['carol', 'carol', 'alice'])
  })

  it('of the fake differ from each other, so that none is ignored as a renewal', () => {
    const { sync } = openSdk()
    const tokens = [1, 2].map(() => sync.accessToken({ identity: 'alice' }))
    expect(tokens[0]).not.toBe(tokens[1])
    sync.reset()
    expect([1, 2].map(() => sync.accessToken({ identity: 'alice' }))).toEqual(tokens)
  })

  it('may be any text, which names nobody', async () => {
    const { sync, connect } = openSdk()
    await connect('any text').stream('orders')
    expect(sync.streams.fetch('orders').createdBy).toBe('system')
    expect(sync.requests.map(({ identity }) => identity)).toEqual([undefined, undefined])
  })
})

describe('a reset', () => {
  it('tells clients that their streams are gone, and leaves their connections', async () => {
    const { sync, connect } = openSdk()
    const client = connect()
    const first = await client.stream('orders')
    const heard = listenTo(first)
    sync.streams.publish('orders', { n: 'not delivered yet' })
    sync.reset()
    await sync.settled()
    expect(heard).toEqual(['removed'])
    expect(sync.clients).toHaveLength(1)

    const second = await client.stream('orders')
    // The same seed draws the same SID again.
    expect(second.sid).toBe(first.sid)
    const heardNow = listenTo(second)
    sync.streams.publish('orders', { n: 1 })
    await sync.settled()
    expect(heardNow).toEqual([{ n: 1 }])
    expect(heard).toEqual(['removed'])
  })

  it('keeps a client that was away from the streams of the next test', async () => {
    const { sync, connect } = openSdk()
    const client = connect()
    const first = await client.stream('orders')
    const heard = listenTo(first)
    sync.clients[0]?.drop()
    sync.reset()
    const { sid } = sync.streams.create({ uniqueName: 'orders' })
    expect(sid).toBe(first.sid)
    await subscription(sync)
    await sync.settled()
    expect(sync.streams.subscribers('orders')).toEqual([])
    sync.streams.publish('orders', { n: 'of the next test' })
    await sync.settled()
    expect(heard).toEqual(['removed'])
  })

  it('begins the life of tokens again', async () => {
    const { sync, connect } = openSdk()
    const client = connect(sync.accessToken({ identity: 'alice', ttl: 600 }))
    await client.stream('orders')
    sync.clock.advance({ minutes: 6 })
    sync.reset()
    sync.clock.advance({ minutes: 6 })
    await client.stream('orders')
    expect(sync.clients).toHaveLength(1)
  })
})

describe('a restore', () => {
  it('tells clients that their streams are gone, which they may open again', async () => {
    const { sync, connect } = openSdk()
    const client = connect()
    const heard = listenTo(await client.stream('orders'))
    sync.restore(sync.snapshot())
    await sync.settled()
    expect(heard).toEqual(['removed'])
    const again = listenTo(await client.stream('orders'))
    sync.streams.publish('orders', { n: 1 })
    await sync.settled()
    expect(again).toEqual([{ n: 1 }])
  })
})

describe('an uninstall', () => {
  it('fails what clients ask for from then on, and leaves their connections', async () => {
    const { sync, connect } = openSdk()
    const client = connect()
    const stream = await client.stream('orders')
    const heard = listenTo(stream)
    sync.uninstall()
    await sync.settled()
    expect(heard).toEqual(['removed'])
    await expect(client.stream('others')).rejects.toThrow('a fake that was uninstalled')
    expect(client.connectionState).toBe('connected')
    await client.updateToken('another')
    await expect(connect().stream('others')).rejects.toThrow('a fake that was uninstalled')
    expect(sync.streams.find('others')).toBeUndefined()
  })
})

describe('subscribe: faithful', () => {
  it('tells nothing until the SDK has subscribed, which settled waits for', async () => {
    const { sync, connect } = openSdk({ subscribe: 'faithful' })
    const stream = await connect().stream('orders')
    const heard = listenTo(stream)
    sync.streams.publish('orders', { n: 'lost' })
    expect(sync.streams.subscribers('orders')).toEqual([])
    await sync.settled()
    expect(sync.requests.at(-1)).toMatchObject({ operation: 'subscriptions.update', status: 202 })
    expect(sync.streams.subscribers('orders')).toEqual(['alice'])
    sync.streams.publish('orders', { n: 'heard' })
    await sync.settled()
    expect(heard).toEqual([{ n: 'heard' }])
  })

  it('does not wait for ever for a stream that was closed before that', async () => {
    const { sync, connect } = openSdk({ subscribe: 'faithful' })
    const stream = await connect().stream('orders')
    stream.close()
    await sync.settled()
    expect(sync.streams.subscribers('orders')).toEqual([])
  })
})

describe('sync.run', () => {
  it('keeps a client in its world, whoever causes what it hears', async () => {
    const { sync, connect } = openSdk()
    const outer = listenTo(await connect().stream('orders'))
    const inner: unknown[] = []
    await sync.run(async () => {
      const stream = await connect().stream('orders')
      stream.on('messagePublished', () => void inner.push(sync.streams.messages('orders')))
      expect(sync.clients).toHaveLength(1)
      sync.streams.publish('orders', { n: 'inside' })
      await sync.settled()
    })
    expect(outer).toEqual([])
    expect(inner).toMatchObject([[{ data: { n: 'inside' } }]])
  })
})
