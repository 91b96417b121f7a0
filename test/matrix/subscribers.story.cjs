const { createHash } = require('node:crypto')
const { createServer } = require('node:http')

const account = `AC${'1'.repeat(32)}`

/**
 * What clients of the SDK live through, from connection to reconnection, wherever they may run.
 * `open` makes a fake that they reach, and says how to take it away; `optionsOf` says by which
 * options the server's twilio client reaches it.
 */
exports.describeSubscribers = ({ test, expect, SyncClient, twilio, open, optionsOf }) => {
  for (const subscribe of ['eager', 'faithful']) {
    test(`clients open, publish, hear, and come back: ${subscribe}`, async () => {
      const { sync, close } = open({ subscribe, accountSid: account })
      const server = twilio(account, 'token', optionsOf(sync))
      const { syncStreams } = server.sync.v1.services('default')
      const clients = ['alice', 'bob'].map(
        (identity) => new SyncClient(sync.accessToken({ identity }), { logLevel: 'silent' }),
      )
      const streams = []
      for (const client of clients) streams.push(await client.stream('orders'))
      const heard = streams.map(listenTo)
      await sync.settled()
      expect(sync.streams.all()).toMatchObject([{ sid: streams[1].sid, createdBy: 'alice' }])
      expect(sync.streams.subscribers('orders')).toEqual(['alice', 'bob'])

      await syncStreams('orders').streamMessages.create({ data: { by: 'the server' } })
      await sync.settled()
      await streams[0].publishMessage({ by: 'alice' })
      await sync.settled()
      expect(heard).toEqual(Array(2).fill([{ by: 'the server' }, { by: 'alice' }]))

      sync.clients[0].drop()
      const subscribed = resubscription(sync, { clients: 2 })
      sync.streams.publish('orders', { by: 'the test, to bob alone' })
      await subscribed
      await sync.settled()
      expect(sync.clients.map(({ identity }) => identity)).toEqual(['bob', 'alice'])
      await syncStreams('orders').remove()
      await sync.settled()
      expect(heard[0].slice(2)).toEqual(['removed'])
      expect(heard[1].slice(2)).toEqual([{ by: 'the test, to bob alone' }, 'removed'])

      for (const client of clients) await client.shutdown()
      await sync.settled()
      expect(sync.clients).toEqual([])
      close()
    }, 20_000)
  }
}

/** What clients of the SDK do with documents, lists and maps, beside a server that does it, too. */
exports.describeObjects = ({ test, expect, SyncClient, twilio, open, optionsOf }) => {
  test('clients keep documents, lists and maps', async () => {
    const { sync, close } = open({ accountSid: account })
    const server = twilio(account, 'token', optionsOf(sync)).sync.v1.services('default')
    const [alice, bob] = ['alice', 'bob'].map(
      (identity) => new SyncClient(sync.accessToken({ identity }), { logLevel: 'silent' }),
    )
    const document = await alice.document({ id: 'order', data: { n: 0 } })
    const list = await alice.list('queue')
    const map = await alice.map('players')
    const heard = []
    document.on('updated', ({ data, isLocal }) => heard.push(['updated', data, isLocal]))
    for (const items of [list, map]) {
      for (const name of ['itemAdded', 'itemUpdated', 'itemRemoved']) {
        items.on(name, ({ item, key, index, isLocal }) => {
          heard.push([name, item?.key ?? item?.index ?? key ?? index, isLocal])
        })
      }
      items.on('removed', ({ isLocal }) => heard.push(['removed', isLocal]))
    }
    await sync.settled()

    await server.documents('order').update({ data: { n: 10 }, ifMatch: '0' })
    await document.mutate(({ n }) => ({ n: n + 1 }))
    await server.syncLists('queue').syncListItems.create({ data: { n: 1 } })
    await sync.settled()
    expect((await list.push({ n: 2 })).index).toBe(1)
    await (await bob.map('players')).set('ann', { n: 1 })
    await sync.settled()
    await map.mutate('ann', ({ n }) => ({ n: n + 1 }))
    await server.syncMaps('players').syncMapItems('ann').remove()
    await server.syncLists('queue').remove()
    await sync.settled()

    expect(sync.documents.fetch('order').data).toEqual({ n: 11 })
    expect(heard.filter(([name]) => name === 'updated').at(-1)).toEqual([
      'updated',
      { n: 11 },
      true,
    ])
    expect(heard.filter(([name]) => name !== 'updated')).toEqual([
      ['itemAdded', 0, false],
      ['itemAdded', 1, true],
      ['itemAdded', 'ann', false],
      ['itemUpdated', 'ann', true],
      ['itemRemoved', 'ann', false],
      ['removed', false],
    ])
    for (const client of [alice, bob]) await client.shutdown()
    close()
  }, 20_000)
}

/**
 * The same under fake timers: those that the fake moves, and those that tick by themselves. `timers`
 * is how the runner replaces, moves and restores them; `areSlow` says that they tick now and then alone,
 * so that they have to be moved, too.
 */
exports.describeFakeTimers = ({ test, expect, SyncClient, open, timers }) => {
  for (const subscribe of ['eager', 'faithful']) {
    for (const isTicking of [false, true]) {
      const which = isTicking ? 'that tick by themselves' : 'that the fake moves'
      test(`clients hear under fake timers ${which}: ${subscribe}`, async () => {
        const { sync, close } = open({
          subscribe,
          ...((!isTicking || timers.areSlow) && { advanceTimers: timers.advance }),
        })
        timers.replace({ isTicking })
        const token = sync.accessToken({ identity: 'alice' })
        const client = new SyncClient(token, { logLevel: 'silent' })
        const heard = listenTo(await sync.settled(client.stream('orders')))
        await sync.settled()
        sync.streams.publish('orders', { n: 1 })
        await sync.settled()
        expect(heard).toEqual([{ n: 1 }])
        await sync.settled(client.shutdown())
        timers.restore()
        close()
      }, 20_000)
    }
  }
}

/** The fake timers of jest. Those that tick by themselves do so every 20 ms. */
exports.timersOf = (jest) => ({
  areSlow: true,
  replace: ({ isTicking }) => jest.useFakeTimers({ advanceTimers: isTicking }),
  advance: (milliseconds) => jest.advanceTimersByTimeAsync(milliseconds),
  restore: () => jest.useRealTimers(),
})

/**
 * What an install leaves of the environment's own sockets: all. `canConnect` says whether the
 * environment can open any.
 */
exports.describeOtherSockets = ({ test, expect, open, canConnect = true }) => {
  test('other sockets are those of the environment', async () => {
    // Read first: jest keeps an accessor in its place until then.
    const native = globalThis.WebSocket
    const before = socketsHere()
    const { close } = open({})
    const during = socketsHere()
    const hello = native !== undefined && canConnect && (await hearGreeting(native))
    close()
    expect(during).not.toEqual(before)
    expect('value' in (during[0] ?? {})).toBe(native !== undefined)
    expect(hello).toBe(native !== undefined && canConnect && 'hello')
    expect(socketsHere()).toEqual(before)
  })
}

function listenTo(stream) {
  const heard = []
  stream.on('messagePublished', ({ message }) => heard.push(message.data))
  stream.on('removed', () => heard.push('removed'))
  return heard
}

/** Resolves when a client that was dropped has connected again, and asks for its subscriptions. */
function resubscription(sync, { clients }) {
  return new Promise((resolve) => {
    const remove = sync.gate({
      delivery({ url }) {
        if (sync.clients.length < clients || !url.endsWith('/v4/Subscriptions')) return
        remove()
        resolve()
      },
    })
  })
}

function socketsHere() {
  return ['WebSocket', 'MozWebSocket'].map((name) =>
    Object.getOwnPropertyDescriptor(globalThis, name),
  )
}

/** What a server says to whoever opens a socket to it. The socket must be one of the class. */
async function hearGreeting(native) {
  const server = createServer()
  server.on('upgrade', ({ headers }, socket) => {
    const key = `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
    const accept = createHash('sha1').update(key).digest('base64')
    const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade']
    socket.write([...lines, `Sec-WebSocket-Accept: ${accept}`, '', ''].join('\r\n'))
    // A text of five characters, and a goodbye.
    socket.end(Buffer.from([0x81, 5, ...Buffer.from('hello'), 0x88, 0]))
    server.close()
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const socket = new WebSocket(`ws://127.0.0.1:${server.address().port}`)
  if (!(socket instanceof native)) throw new Error('found a socket of another class')
  return new Promise((resolve, reject) => {
    socket.onmessage = ({ data }) => resolve(data)
    socket.onerror = reject
  })
}
