import { describe, expect, it } from 'vitest'
import { addOne, hear, mutation, openSdk, subscription } from './sdk-world.ts'

// Documents by the real SDK, unmodified.

describe('a document of the SDK', () => {
  it('is created if it is not there, with data and a time to live, and opened if it is', async () => {
    const { sync, connect } = openSdk()
    const created = await connect().document({ id: 'order', data: { state: 'new' }, ttl: 60 })
    const opened = await connect(sync.accessToken({ identity: 'bob' })).document('order')
    expect(sync.documents.all()).toMatchObject([
      { sid: created.sid, uniqueName: 'order', revision: '0', createdBy: 'alice' },
    ])
    expect([opened.sid, opened.data, opened.dateExpires]).toEqual([
      created.sid,
      { state: 'new' },
      '2026-01-01T00:01:00.000Z',
    ])
  })

  it('begins as an empty object', async () => {
    const { connect } = openSdk()
    const document = await connect().document()
    expect(document.data).toEqual({})
  })

  it('hears of changes over REST, by other clients and of a time to live alone', async () => {
    const { sync, connect } = openSdk()
    const alice = await connect().document('order')
    const bob = await connect(sync.accessToken({ identity: 'bob' })).document('order')
    const [toAlice, toBob] = [hear(alice), hear(bob)]
    sync.documents.update('order', { data: { n: 1 } })
    await sync.settled()
    await bob.set({ n: 2 })
    await sync.settled()
    sync.documents.update('order', { ttl: 60 })
    await sync.settled()
    expect(toAlice).toEqual(['updated {"n":1}', 'updated {"n":2}', 'updated {"n":2}'])
    expect(toBob).toEqual(['updated {"n":1}', 'updated {"n":2} here', 'updated {"n":2}'])
    expect(sync.documents.fetch('order')).toMatchObject({ revision: '3', data: { n: 2 } })
  })

  it('is mutated again if somebody else has changed it in between', async () => {
    const { sync, connect } = openSdk()
    const document = await connect().document({ id: 'counter', data: { n: 0 } })
    let isFirst = true
    await document.mutate(
      mutation(({ n = 0 }) => {
        if (isFirst) sync.documents.update('counter', { data: { n: 10 } })
        isFirst = false
        return { n: n + 1 }
      }),
    )
    expect(sync.documents.fetch('counter').data).toEqual({ n: 11 })
    const writes = sync.requests.filter(({ operation }) => operation === 'documents.update')
    expect(writes.map(({ status, code }) => [status, code])).toEqual([
      [412, 54103],
      [200, undefined],
    ])
  })

  it('loses the time to live of a mutation that is tried again, as the SDK has it', async () => {
    const { sync, connect } = openSdk()
    const document = await connect().document({ id: 'counter', data: { n: 0 } })
    sync.documents.update('counter', { data: { n: 10 } })
    await document.mutate(addOne, { ttl: 60 })
    expect(sync.documents.fetch('counter')).toMatchObject({ data: { n: 11 }, dateExpires: null })
  })

  it('is not waited for if each update causes the next', async () => {
    const { sync, connect } = openSdk()
    const document = await connect().document('counter')
    let goesOn = true
    document.on('updated', () => {
      if (goesOn) void document.update({ at: sync.requests.length })
    })
    await document.update({ at: 0 })
    await expect(sync.settled()).rejects.toThrow(
      'found something happening in more than 1000 turns',
    )
    goesOn = false
    await sync.settled()
  })

  it('counts right if many clients mutate it at once', async () => {
    const { sync, connect } = openSdk()
    sync.documents.create({ uniqueName: 'counter', data: { n: 0 } })
    const documents = await Promise.all(
      ['alice', 'bob', 'cleo'].map((identity) =>
        connect(sync.accessToken({ identity })).document('counter'),
      ),
    )
    await Promise.all(documents.flatMap((document) => [1, 2, 3].map(() => document.mutate(addOne))))
    expect(sync.documents.fetch('counter')).toMatchObject({ revision: '9', data: { n: 9 } })
  })

  it('sets and takes away its time to live', async () => {
    const { sync, connect } = openSdk()
    const document = await connect().document('order')
    await document.setTtl(60)
    expect(document.dateExpires).toBe('2026-01-01T00:01:00.000Z')
    await document.setTtl(0)
    expect(sync.documents.fetch('order')).toMatchObject({ dateExpires: null, revision: '2' })
  })

  it.each([
    { what: 'over REST', expected: ['removed'] },
    { what: 'by its time', expected: ['removed'] },
    { what: 'by the client itself', expected: ['removed here'] },
  ])('hears once that it is removed $what', async ({ what, expected }) => {
    const { sync, connect } = openSdk()
    const document = await connect().document({ id: 'order', ttl: 60 })
    const heard = hear(document)
    if (what === 'by its time') sync.clock.advance({ minutes: 1 })
    else if (what === 'over REST') sync.documents.remove('order')
    else await document.removeDocument()
    await sync.settled()
    expect(heard).toEqual(expected)
    expect(sync.documents.size).toBe(0)
  })

  it.each(['eager', 'faithful'] as const)(
    'hears once what happened before its subscription, if subscriptions are %s',
    async (subscribe) => {
      const { sync, connect } = openSdk({ subscribe })
      const asked = subscription(sync)
      const document = await connect().document('order')
      const heard = hear(document)
      sync.documents.update('order', { data: { n: 1 } })
      sync.documents.update('order', { data: { n: 2 } })
      await asked
      await sync.settled()
      expect(heard.at(-1)).toBe('updated {"n":2}')
      // There is no history: who comes late is told of the newest alone.
      expect(heard).toHaveLength(subscribe === 'eager' ? 2 : 1)
    },
  )

  it('hears what has happened while it had no connection', async () => {
    const { sync, connect } = openSdk()
    const client = connect()
    const document = await client.document('order')
    await sync.settled()
    const heard = hear(document)
    sync.clients[0]?.drop()
    sync.documents.update('order', { data: { n: 1 } })
    const asked = subscription(sync)
    await asked
    await sync.settled()
    expect(heard).toEqual(['updated {"n":1}'])
  })
})
