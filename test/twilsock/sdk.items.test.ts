import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { addOne, hear, mutation, openSdk, subscription } from './sdk-world.ts'

// Lists and Maps by the real SDK, unmodified.

describe('a list of the SDK', () => {
  it('is created if it is not there, and opened if it is', async () => {
    const { sync, connect } = openSdk()
    const created = await connect().list({ id: 'queue', ttl: 60 })
    const opened = await connect(sync.accessToken({ identity: 'bob' })).list('queue')
    expect(sync.lists.all()).toMatchObject([
      { sid: created.sid, uniqueName: 'queue', revision: '0', createdBy: 'alice' },
    ])
    expect([opened.sid, opened.dateExpires]).toEqual([created.sid, '2026-01-01T00:01:00.000Z'])
  })

  it('adds, changes, mutates and removes items, and reports each once', async () => {
    const { sync, connect } = openSdk()
    const alice = await connect().list('queue')
    const bob = await connect(sync.accessToken({ identity: 'bob' })).list('queue')
    const [toAlice, toBob] = [hear(alice), hear(bob)]
    const item = await alice.push({ n: 1 }, { ttl: 60 })
    expect(item.index).toBe(0)
    await alice.set(0, { n: 2 })
    await alice.update(0, { also: true })
    await alice.mutate(0, addOne)
    await alice.setItemTtl(0, 120)
    await alice.remove(0)
    expect((await alice.push({ n: 9 })).index).toBe(6)
    await sync.settled()
    expect(toAlice).toEqual([
      'itemAdded 0 {"n":1} here',
      'itemUpdated 0 {"n":2} here',
      'itemUpdated 0 {"n":2,"also":true} here',
      'itemUpdated 0 {"n":3} here',
      'itemRemoved 0 {"n":3} here',
      'itemAdded 6 {"n":9} here',
    ])
    expect(toBob).toEqual([
      'itemAdded 0 {"n":1}',
      'itemUpdated 0 {"n":2}',
      'itemUpdated 0 {"n":2,"also":true}',
      'itemUpdated 0 {"n":3}',
      'itemUpdated 0 {"n":3}',
      'itemRemoved 0 {"n":3}',
      'itemAdded 6 {"n":9}',
    ])
  })

  it('pages through its items, some of which are gone', async () => {
    const { sync, connect } = openSdk()
    sync.lists.create({ uniqueName: 'queue' })
    const items = sync.lists.items('queue')
    for (let n = 0; n < 130; n += 1) items.create({ data: { n } })
    items.remove(7)
    const list = await connect().list('queue')
    const indexes: number[] = []
    let page = await list.getItems({ pageSize: 50 })
    for (;;) {
      indexes.push(...page.items.map(({ index }) => index))
      if (!page.hasNextPage) break
      page = await page.nextPage()
    }
    expect(indexes).toEqual(Array.from({ length: 130 }, (_, n) => n).filter((n) => n !== 7))
    const tail = await list.getItems({ from: 127, order: 'asc' })
    expect(tail.items.map(({ data }) => data)).toEqual([{ n: 127 }, { n: 128 }, { n: 129 }])
  })

  it('gets an item, and none that is not there', async () => {
    const { sync, connect } = openSdk()
    sync.lists.create({ uniqueName: 'queue' })
    sync.lists.items('queue').create({ data: { n: 1 } })
    const list = await connect().list('queue')
    expect((await list.get(0)).data).toEqual({ n: 1 })
    await expect(list.get(9)).rejects.toMatchObject({ status: 404, code: 54151 })
    await expect(list.set(9, {})).rejects.toMatchObject({ status: 404, code: 54151 })
  })
})

describe('a map of the SDK', () => {
  it('tells an item that it adds from one that it changes', async () => {
    const { sync, connect } = openSdk()
    const map = await connect().map({ id: 'players', ttl: 60 })
    const heard = hear(map)
    await map.set('ann', { n: 1 })
    await map.set('ann', { n: 2 }, { ttl: 60 })
    await map.mutate('bob', () => ({ n: 3 }))
    await map.update('bob', { also: true })
    await map.remove('ann')
    expect(heard).toEqual([
      'itemAdded ann {"n":1} here',
      'itemUpdated ann {"n":2} here',
      'itemAdded bob {"n":3} here',
      'itemUpdated bob {"n":3,"also":true} here',
      'itemRemoved ann {"n":2} here',
    ])
    expect(sync.maps.items('players').all()).toMatchObject([
      { key: 'bob', revision: '3', createdBy: 'alice' },
    ])
    const puts = sync.requests.filter(({ operation }) => operation === 'mapItems.set')
    expect(puts.map(({ status }) => status)).toEqual([201, 200, 201, 200])
  })

  it('hears of what others do to items, over REST and by the SDK, and of items that expire', async () => {
    const { sync, connect } = openSdk()
    const alice = await connect().map('players')
    const heard = hear(alice)
    const bob = await connect(sync.accessToken({ identity: 'bob' })).map('players')
    const items = sync.maps.items('players')
    items.create({ key: 'a/b c', data: { n: 1 }, ttl: 60 })
    await sync.settled()
    await bob.set('a/b c', { n: 2 })
    await sync.settled()
    sync.clock.advance({ minutes: 1 })
    await sync.settled()
    expect(heard).toEqual([
      'itemAdded a/b c {"n":1}',
      'itemUpdated a/b c {"n":2}',
      'itemRemoved a/b c {"n":2}',
    ])
  })

  it('mutates an item again if somebody else has changed it in between', async () => {
    const { sync, connect } = openSdk()
    const map = await connect().map('players')
    await map.set('ann', { n: 0 })
    let isFirst = true
    await map.mutate(
      'ann',
      mutation(({ n = 0 }) => {
        if (isFirst) sync.maps.items('players').set('ann', { data: { n: 10 } })
        isFirst = false
        return { n: n + 1 }
      }),
      { ttl: 60 },
    )
    const item = sync.maps.items('players').fetch('ann')
    expect(item.data).toEqual({ n: 11 })
    // Of items the SDK keeps the time to live as it tries again.
    expect(item.dateExpires).toBe(Date.UTC(2026, 0, 1, 0, 1))
  })

  it('lets one of two clients add an item that neither has seen, and the other one change it', async () => {
    const { sync, connect } = openSdk()
    const maps = await Promise.all(
      ['alice', 'bob'].map((identity) => connect(sync.accessToken({ identity })).map('players')),
    )
    await Promise.all(maps.map((map) => map.mutate('ann', addOne)))
    expect(sync.maps.items('players').fetch('ann').data).toEqual({ n: 2 })
  })

  it('gets an item whose key has any characters, and none that is not there', async () => {
    const { sync, connect } = openSdk()
    sync.maps.create({ uniqueName: 'players' })
    const keys = ['a/b', '#', '?', '50%', 'é', '..', 'a+b', '🙂']
    for (const key of keys) sync.maps.items('players').create({ key, data: { key } })
    const map = await connect().map('players')
    for (const key of keys) expect((await map.get(key)).data).toEqual({ key })
    await expect(map.get('none')).rejects.toMatchObject({ status: 404, code: 54201 })
  })

  it('brings its items along if it is asked to', async () => {
    const { sync, connect } = openSdk()
    sync.maps.create({ uniqueName: 'players' })
    for (const key of ['b', 'a']) sync.maps.items('players').create({ key, data: { key } })
    const map = await connect().map({ id: 'players', includeItems: true })
    expect((await map.get('a')).data).toEqual({ key: 'a' })
    expect(sync.requests.map(({ operation }) => operation)).toEqual(['maps.fetch'])
  })

  it.each([
    { what: 'over REST', expected: ['removed'] },
    { what: 'by its time', expected: ['removed'] },
    { what: 'by the client itself', expected: ['removed here'] },
  ])('hears once that it is removed $what', async ({ what, expected }) => {
    const { sync, connect } = openSdk()
    const map = await connect().map({ id: 'players', ttl: 60 })
    await map.set('ann', {})
    const heard = hear(map)
    if (what === 'by its time') sync.clock.advance({ minutes: 1 })
    else if (what === 'over REST') sync.maps.remove('players')
    else await map.removeMap()
    await sync.settled()
    expect(heard).toEqual(expected)
  })

  it.each(['eager', 'faithful'] as const)(
    'hears once what happened before its subscription, if subscriptions are %s',
    async (subscribe) => {
      const { sync, connect } = openSdk({ subscribe })
      const asked = subscription(sync)
      const map = await connect().map('players')
      const heard = hear(map)
      const items = sync.maps.items('players')
      items.create({ key: 'a', data: { n: 1 } })
      items.update('a', { data: { n: 2 } })
      items.remove('a')
      await map.set('own', {})
      await map.remove('own')
      await asked
      await sync.settled()
      expect(heard.filter((event) => !event.endsWith('here'))).toEqual([
        'itemAdded a {"n":1}',
        'itemUpdated a {"n":2}',
        'itemRemoved a {"n":2}',
      ])
      expect(heard).toHaveLength(5)
    },
  )

  it('changes and removes an item that it knows by an event alone', async () => {
    const { sync, connect } = openSdk()
    const map = await connect().map('players')
    sync.maps.items('players').create({ key: 'ann', data: { n: 1 } })
    sync.maps.items('players').create({ key: 'bob', data: { n: 1 } })
    await sync.settled()
    await map.setItemTtl('ann', 60)
    await map.update('ann', { also: true })
    await map.remove('bob')
    expect(sync.maps.items('players').all()).toMatchObject([
      { key: 'ann', data: { n: 1, also: true }, dateExpires: Date.UTC(2026, 0, 1, 0, 1) },
    ])
  })

  it('does not hear again, after a lost connection, what it has done itself', async () => {
    const { sync, connect } = openSdk()
    const map = await connect().map('players')
    await sync.settled()
    const heard = hear(map)
    await map.set('ann', {})
    await map.remove('ann')
    sync.clients[0]?.drop()
    sync.maps.items('players').create({ key: 'bob', data: {} })
    await subscription(sync)
    await sync.settled()
    expect(heard).toEqual(['itemAdded ann {} here', 'itemRemoved ann {} here', 'itemAdded bob {}'])
  })

  it('hears in order what has happened while it had no connection', async () => {
    const { sync, connect } = openSdk()
    const map = await connect().map('players')
    const items = sync.maps.items('players')
    items.create({ key: 'before', data: {} })
    await sync.settled()
    const heard = hear(map)
    sync.clients[0]?.drop()
    items.create({ key: 'a', data: { n: 1 } })
    items.remove('before')
    const asked = subscription(sync)
    await asked
    await sync.settled()
    expect(heard).toEqual(['itemAdded a {"n":1}', 'itemRemoved before {}'])
  })

  it('hears of the last changes alone if there were more than are kept', async () => {
    const { sync, connect } = openSdk({ limits: { changesKept: 2 } })
    const map = await connect().map('players')
    await sync.settled()
    const heard = hear(map)
    sync.clients[0]?.drop()
    for (const key of ['a', 'b', 'c']) sync.maps.items('players').create({ key, data: {} })
    await subscription(sync)
    await sync.settled()
    expect(heard).toEqual(['itemAdded b {}', 'itemAdded c {}'])
  })

  it.each([429, 503])('is opened after status %i, as the SDK asks again', async (status) => {
    // It waits for a second or more.
    vi.useFakeTimers().setTimerTickMode('nextTimerAsync')
    onTestFinished(() => void vi.useRealTimers())
    const { sync, connect } = openSdk()
    sync.maps.create({ uniqueName: 'players' })
    sync.faults.add({ on: 'maps.fetch', kind: 'status', status })
    expect((await connect().map('players')).uniqueName).toBe('players')
    const fetches = sync.requests.filter(({ operation }) => operation === 'maps.fetch')
    expect(fetches.map((one) => one.status)).toEqual([status, 200])
  })
})
