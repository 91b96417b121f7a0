import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SidGenerator } from '../../src/domain/rules/sid.ts'
import {
  type Clock,
  createFakeSync,
  FakeClock,
  type FakeSync,
  type FakeSyncOptions,
  installFakeSync,
} from '../../src/index.ts'
import {
  account,
  apiKey,
  as,
  basic,
  get,
  messages,
  orders,
  otherAccount,
  post,
  remove,
  send,
  services,
  someService,
  start,
  streams,
  toHttpRequest,
  type WireRequest,
} from '../rest/cases.ts'

type State = ReturnType<FakeSync['snapshot']>

describe('FakeSync.snapshot', () => {
  it(
    'holds all data, and leads to the same future in a fake that restores it',
    { timeout: 30_000 },
    () => {
      fc.assert(
        fc.property(scripts(), scripts(), scripts(), options(), (past, other, future, given) => {
          const sync = newSync(given)
          const twin = newSync(given)
          const walks = play(sync, past, new Map()).walks
          play(twin, other, new Map())

          const state = sync.snapshot()
          twin.restore(parse(JSON.stringify(state)))

          expect(twin.snapshot()).toEqual(state)
          expect(play(twin, future, walks).answers).toEqual(play(sync, future, walks).answers)
          expect(twin.snapshot()).toEqual(sync.snapshot())
        }),
        { numRuns: 200 },
      )
    },
  )

  it('is plain JSON data', () => {
    const sync = filledSync()
    const state = sync.snapshot()

    expect(parse(JSON.stringify(state))).toEqual(state)
    sync.restore(parse(JSON.stringify(state)))
    expect(sync.snapshot()).toEqual(state)
  })

  it('is independent of later changes in the fake, and vice versa', () => {
    const sync = filledSync()
    const state = sync.snapshot()
    const before = JSON.stringify(state)

    sync.streams.update('orders', { ttl: 5 })
    sync.streams.publish('orders', { more: 1 })
    sync.streams.remove('carts')
    send(sync, post(`${services}/default`, { FriendlyName: 'new' }))
    expect(JSON.stringify(state)).toBe(before)

    const now = JSON.stringify(sync.snapshot())
    overwriteTexts(state)
    expect(JSON.stringify(sync.snapshot())).toBe(now)
  })

  it('is independent of the state it was restored from', () => {
    const sync = filledSync()
    const state = parse(JSON.stringify(sync.snapshot()))
    sync.restore(state)
    const before = JSON.stringify(sync.snapshot())

    overwriteTexts(state)

    expect(JSON.stringify(sync.snapshot())).toBe(before)
  })

  it('expires due streams first', () => {
    let time = 0
    const clock: Clock = { now: () => time }
    const sync = createFakeSync({ clock })
    sync.streams.create({ uniqueName: 'short', ttl: 60 })
    sync.streams.subscribe('short', () => void sync.streams.create({ uniqueName: 'next' }))
    time = 60_000

    const state = sync.snapshot()

    expect(namesIn(state)).toEqual(['next'])
    expect(() => createFakeSync({ state })).not.toThrow()
  })

  it.each([
    { title: 'before 1970', clock: new FakeClock('1905-03-04T05:06:07.890Z') },
    { title: 'between two milliseconds', clock: { now: (): number => 1.25 } },
  ])('can be restored from a clock $title', ({ clock }) => {
    const sync = createFakeSync({ clock })
    sync.streams.create({ uniqueName: 'orders', ttl: 60 })

    const twin = createFakeSync({ clock, state: sync.snapshot() })

    expect(twin.streams.fetch('orders')).toEqual(sync.streams.fetch('orders'))
  })

  it('keeps a message, whatever it contains', () => {
    const sync = createFakeSync()
    const data = JSON.parse(
      '{"__proto__":{"a":1},"text":"\\ud800 ☃","deep":[[[{}]]],"zero":0}',
    ) as object
    sync.streams.create({ uniqueName: 'orders' })
    sync.streams.publish('orders', data)

    const twin = createFakeSync({ state: sync.snapshot() })

    expect(JSON.stringify(twin.streams.messages('orders'))).toBe(
      JSON.stringify(sync.streams.messages('orders')),
    )
  })
})

describe('a snapshot at the limits', () => {
  it('of SIDs can be restored, and no stream gets one that is taken', () => {
    const state = filledSync().snapshot()
    const sync = createFakeSync({ state: { ...state, sidsDrawn: {} } })

    const created = [sync.streams.create(), sync.streams.create()]

    expect(new Set(sync.streams.all().map(({ sid }) => sid)).size).toBe(4)
    expect(sync.snapshot().sidsDrawn.TO).toBeGreaterThan(created.length)
    expect(createFakeSync({ state: sync.snapshot() }).streams.all()).toEqual(sync.streams.all())
  })

  it('of time can be restored', () => {
    const sync = createFakeSync({ clock: new FakeClock(8_640_000_000_000_000 - 1) })
    sync.streams.create({ ttl: 60 })
    sync.streams.create({ uniqueName: 'orders' })
    sync.streams.update('orders', { ttl: 60 })
    const state = sync.snapshot()

    sync.restore(state)
    expect(sync.streams.size).toBe(2)
    sync.clock.advance(1)
    expect(sync.streams.size).toBe(0)
  })

  it('of the debouncing window can be restored', () => {
    const sync = createFakeSync({ limits: { debouncingWindowMost: 10_000_000_000 } })
    const window = { ReachabilityDebouncingWindow: '10000000000' }
    expect(send(sync, post(`${services}/default`, window)).status).toBe(200)
    const state = sync.snapshot()
    sync.restore(state)
    expect(sync.snapshot()).toEqual(state)
  })

  it('of removed services can be restored, and a new one gets its own SID', () => {
    const sids = new SidGenerator()
    const removedServiceSids = Array.from({ length: 20_001 }, () => sids.next('IS')).slice(1)
    const { accounts, ...state } = createFakeSync().snapshot()
    const [home] = accounts
    const sync = createFakeSync()
    sync.restore({
      ...state,
      accounts: home === undefined ? [] : [{ ...home, removedServiceSids }],
    })
    const { sid } = send(sync, post(services)).body as { sid?: string }
    expect(sid).toBe(sids.next('IS'))
  })
})

describe('FakeSync.restore', () => {
  it('notifies no one, and drops subscribers', () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'orders', ttl: 60 })
    const state = sync.snapshot()
    const heard: string[] = []
    sync.streams.subscribe('orders', ({ type }) => heard.push(type))

    sync.restore(state)
    sync.streams.publish('orders', {})
    sync.clock.advance({ hours: 1 })

    expect(heard).toEqual([])
  })

  it('keeps requests and faults', () => {
    const sync = createFakeSync()
    const state = sync.snapshot()
    sync.faults.add({ kind: 'reset' })
    sync.faults.add({ kind: 'status', status: 500 })
    expect(() => sync.handle(toHttpRequest(get(streams)))).toThrow('socket hang up')

    sync.restore(state)

    expect(sync.requests).toHaveLength(1)
    expect(sync.faults.pending).toHaveLength(1)
  })

  it('restarts the rate limits, since their time is in the future again', () => {
    const sync = createFakeSync({ rateLimits: true })
    sync.streams.create({ uniqueName: 'orders' })
    const state = sync.snapshot()
    const publish = (): number => send(sync, post(messages, { Data: '{}' })).status
    sync.clock.advance({ hours: 1 })
    while (publish() === 201);

    sync.restore(state)

    expect(publish()).toBe(201)
  })

  it('keeps a held store as the store of its service', () => {
    const sync = createFakeSync()
    const { streams: held } = sync
    held.create({ uniqueName: 'orders' })
    const state = sync.snapshot()
    held.remove('orders')

    sync.restore(state)

    expect(held.find('orders')).toBeDefined()
    expect(held).toBe(sync.streams)
  })

  it('expires streams at the moment they were due', () => {
    const sync = createFakeSync({ clock: new FakeClock(start) })
    sync.streams.create({ uniqueName: 'orders', ttl: 60 })
    sync.clock.advance({ seconds: 20 })
    const state = sync.snapshot()
    sync.clock.advance({ hours: 1 })
    sync.restore(state)
    const heard: number[] = []
    sync.streams.subscribe('orders', () => heard.push(sync.clock.now()))

    sync.clock.advance({ hours: 1 })

    expect(heard).toEqual([Date.parse(start) + 60_000])
  })

  it('restores the home account, and with it the data an API key sees', () => {
    const sync = createFakeSync()
    send(sync, as(basic(otherAccount), post(streams, { UniqueName: 'orders' })))
    const twin = createFakeSync({ accountSid: account })

    twin.restore(sync.snapshot())

    const { body } = send(twin, as(basic(apiKey), get(orders)))
    expect(body.account_sid).toBe(otherAccount)
    twin.reset()
    expect(send(twin, as(basic(apiKey), post(streams))).body.account_sid).toBe(account)
  })

  it('makes the first account that sends a request the home account, if none was claimed', () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'orders' })
    const state = sync.snapshot()
    send(sync, as(basic(account), get(streams)))

    sync.restore(state)

    const { body } = send(sync, as(basic(otherAccount), get(orders)))
    expect(body.account_sid).toBe(otherAccount)
  })

  it('accepts a stream written by hand', () => {
    const made = `TO${'a'.repeat(32)}`
    const state = edit((draft) => {
      streamAt(draft, 0)['sid'] = made
    })
    const sync = createFakeSync({ state })

    expect(sync.streams.fetch(made).uniqueName).toBe('orders')
  })

  it('takes the system for the creator of a stream in a state without one', () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'orders', createdBy: 'alice' })
    const state = sync.snapshot()
    const json = JSON.stringify(state)

    expect(send(createFakeSync({ state }), get(orders)).body).toMatchObject({ created_by: 'alice' })
    sync.restore(parse(json.replace(',"createdBy":"alice"', '')))
    expect(sync.streams.fetch('orders').createdBy).toBe('system')
  })

  it('restores a state of before there were documents, lists and maps, without any', () => {
    const state = edit((draft) => {
      const all = listAt(draft, 'accounts').flatMap((one) => listAt(one, 'services'))
      for (const service of all) {
        delete service['documents']
        delete service['lists']
        delete service['maps']
      }
      draft['sidsDrawn'] = { IS: 3, TO: 3, TZ: 1 }
    })
    const sync = createFakeSync({ state })

    expect(sync.streams.size).toBe(2)
    expect([sync.documents.size, sync.lists.size, sync.maps.size]).toEqual([0, 0, 0])
    expect(sync.documents.create().revision).toBe('0')
  })

  it('restores what objects, items and permissions go on from', () => {
    const sync = createFakeSync({ state: filledSync().snapshot() })

    expect(sync.documents.update('settings', { data: {} }).revision).toBe('1')
    expect(sync.lists.items('queue').create({ data: {} })).toMatchObject({
      index: 4,
      revision: '4',
    })
    expect(sync.lists.fetch('queue').revision).toBe('5')
    expect(sync.maps.items('players').create({ key: 'zoe', data: {} }).revision).toBe('4')
    expect(sync.maps.items('players').all()).toMatchObject(
      ['ann', 'zoe', 'é/ü'].map((key) => ({ key })),
    )
    expect(sync.documents.permissions('settings').all()).toEqual([
      { identity: 'ann', read: true, write: false, manage: false },
      { identity: 'bob', read: false, write: false, manage: true },
    ])
  })

  it.each([
    { revision: '10', next: '11' },
    { revision: 'a0f', next: 'a10' },
    { revision: 'f'.repeat(13), next: `1${'0'.repeat(13)}` },
  ])('goes on from the revision $revision of a state', ({ revision, next }) => {
    const state = edit((draft) => {
      memberOf(objectAt(draft, 'documents'), 'document')['revision'] = revision
    })
    const sync = createFakeSync({ state })
    const [document = expect.fail()] = sync.documents.all()
    expect(document.revision).toBe(revision)
    expect(sync.documents.update(document.sid, { data: {} }).revision).toBe(next)
  })

  it('restores deeply frozen records', () => {
    const sync = createFakeSync({ state: filledSync().snapshot() })

    for (const held of [
      sync.documents.fetch('settings'),
      sync.documents.fetch('settings').data,
      sync.documents.permissions('settings').fetch('ann'),
      sync.lists.items('queue').fetch(0),
      sync.lists.items('queue').fetch(0).data,
      sync.maps.items('players').fetch('ann'),
    ]) {
      expect(held).toSatisfy(Object.isFrozen)
    }
  })

  it('expires objects and items at the moment they were due, each with the next number', () => {
    const sync = createFakeSync({ clock: new FakeClock(start) })
    sync.restore(filledSync().snapshot())
    const heard: unknown[] = []
    sync.documents.subscribe('settings', ({ type }) => heard.push([type, secondsIn(sync)]))
    sync.lists.subscribe('queue', (event) => {
      if ('item' in event) heard.push([event.type, event.item.revision, secondsIn(sync)])
    })
    sync.maps.subscribe('players', ({ type }) => heard.push([type, secondsIn(sync)]))

    sync.clock.advance({ days: 1 })

    expect(heard).toEqual([
      ['expired', 60],
      ['itemRemoved', '4', 60],
      ['itemRemoved', '5', 120],
      ['expired', 7200],
    ])
  })

  it('refuses a value of the wrong type anywhere', { timeout: 30_000 }, () => {
    const state = filledSync().snapshot()
    fc.assert(
      fc.property(fc.constantFrom(...placesIn(state)), damages(), (path, damage) => {
        expectRefusal(damage(path, parse(JSON.stringify(state))))
      }),
      { numRuns: 500 },
    )
  })

  it('refuses a SID of another kind anywhere', () => {
    const json = JSON.stringify(filledSync().snapshot())
    const kinds = placesIn(parse(json)).flatMap((path) => {
      let kind: string | undefined
      const state = replaceAt(path, parse(json), (found) => {
        const text = typeof found === 'string' ? found : ''
        ;[, kind] = /^([A-Z]{2})[0-9a-f]{32}$/.exec(text) ?? []
        return kind === undefined ? found : `ZZ${text.slice(2)}`
      })
      if (kind === undefined) return []
      expect(expectRefusal(state).message).toMatch(new RegExp(`, expected an? ${kind}… SID$`))
      const names = path.filter((name) => Number.isNaN(Number(name)))
      return [`${kind} of ${String(names.at(-1))}`]
    })
    expect([...new Set(kinds)].sort()).toEqual([
      'AC of sid',
      'ES of sid',
      'ET of sid',
      'IS of defaultServiceSid',
      'IS of removedServiceSids',
      'IS of sid',
      'MP of sid',
      'TO of sid',
      'TZ of sid',
    ])
  })

  it.each<{ found: unknown; message: string }>([
    { found: undefined, message: 'found undefined, expected plain JSON data' },
    { found: null, message: 'found null, expected an object' },
    { found: [], message: 'found [], expected an object' },
    { found: 'text', message: 'found "text", expected an object' },
    { found: { a: 1n }, message: 'found an object, expected plain JSON data' },
    { found: {}, message: 'found undefined for version, expected 1' },
    { found: { version: 2 }, message: 'found 2 for version, expected 1' },
  ])('refuses $found', ({ found, message }) => {
    expect(() => createFakeSync().restore(found as State)).toThrow(
      new TypeError(`Cannot restore the state: ${message}`),
    )
  })

  it.each<{ title: string; change: (draft: Draft) => void; message: string }>([
    {
      title: 'a time beyond the range of Date',
      change: (draft) => (draft['time'] = 2 ** 53 - 1),
      message: 'found 9007199254740991 for time, expected a time in epoch milliseconds',
    },
    {
      title: 'an unknown prefix of SIDs',
      change: (draft) => (draft['sidsDrawn'] = { AC: 1 }),
      message: 'found "AC" for sidsDrawn, expected only IS, TO, TZ, ET, ES, MP, RQ',
    },
    {
      title: 'a sequence number that would be taken again',
      change: (draft) => (draft['nextSequence'] = 2),
      message:
        'found 2 for accounts[0].services[0].streams[1].sequence, expected less than nextSequence',
    },
    {
      title: 'a sequence number twice',
      change: (draft) => (serviceAt(draft, 1)['sequence'] = 1),
      message: 'found 1 for accounts[0].services[1].sequence, expected every sequence number once',
    },
    {
      title: 'no account',
      change: (draft) => (draft['accounts'] = []),
      message: 'found [] for accounts, expected one account or more',
    },
    {
      title: 'an account twice',
      change: (draft) => (accountAt(draft, 1)['sid'] = account),
      message: `found "${account}" for accounts[1].sid, expected every account once`,
    },
    {
      title: 'an unclaimed account beside another',
      change: (draft) => (accountAt(draft, 0)['sid'] = null),
      message:
        'found null for accounts[0].sid, expected an AC… SID, as there is more than one account',
    },
    {
      title: 'an account with another SID',
      change: (draft) => (accountAt(draft, 0)['sid'] = apiKey),
      message: `found "${apiKey}" for accounts[0].sid, expected an AC… SID`,
    },
    {
      title: 'a service twice',
      change: (draft) => (recordAt(draft, 2)['sid'] = someService),
      message: `found "${someService}" for accounts[0].services[2].record.sid, expected every service of an account once, there or removed`,
    },
    {
      title: 'a service that is removed twice',
      change: (draft) => {
        accountAt(draft, 0)['removedServiceSids'] = [`IS${'e'.repeat(32)}`, `IS${'e'.repeat(32)}`]
      },
      message: `found "IS${'e'.repeat(32)}" for accounts[0].removedServiceSids[1], expected every service of an account once, there or removed`,
    },
    {
      title: 'removed services that are no list',
      change: (draft) => (accountAt(draft, 0)['removedServiceSids'] = someService),
      message: `found "${someService}" for accounts[0].removedServiceSids, expected a list`,
    },
    {
      title: 'a service that is removed as well',
      change: (draft) => (accountAt(draft, 0)['removedServiceSids'] = [someService]),
      message: `found "${someService}" for accounts[0].services[1].record.sid, expected every service of an account once, there or removed`,
    },
    {
      title: 'a default service that is removed',
      change: (draft) => {
        accountAt(draft, 0)['removedServiceSids'] = [`IS${'e'.repeat(32)}`]
        accountAt(draft, 0)['defaultServiceSid'] = `IS${'e'.repeat(32)}`
      },
      message: `found "IS${'e'.repeat(32)}" for accounts[0].defaultServiceSid, expected a service that is not removed`,
    },
    {
      title: 'two services named default',
      change: (draft) => (recordAt(draft, 1)['uniqueName'] = 'default'),
      message:
        'found "default" for accounts[0].services[1].record.uniqueName, expected null, as the default service is IS',
    },
    {
      title: 'another default service than the one of that name',
      change: (draft) => (accountAt(draft, 0)['defaultServiceSid'] = someService),
      message: `found "default" for accounts[0].services[0].record.uniqueName, expected null, as the default service is IS`,
    },
    {
      title: 'a stream twice in a service',
      change: (draft) => (streamAt(draft, 1)['sid'] = streamAt(draft, 0)['sid']),
      message: 'for accounts[0].services[0].streams[1].stream.sid, expected every SID of a service',
    },
    {
      title: 'a name twice in a service',
      change: (draft) => (streamAt(draft, 1)['uniqueName'] = 'orders'),
      message:
        'found "orders" for accounts[0].services[0].streams[1].stream.uniqueName, expected every name of a service once',
    },
    {
      title: 'a name that is shaped like a SID',
      change: (draft) => (streamAt(draft, 1)['uniqueName'] = account),
      message: `found "${account}" for accounts[0].services[0].streams[1].stream.uniqueName, expected a string that is not empty and not shaped like a SID`,
    },
    {
      title: 'an empty name',
      change: (draft) => (streamAt(draft, 1)['uniqueName'] = ''),
      message: 'found "" for',
    },
    {
      title: 'a number in the order of creation that nobody could reach',
      change: (draft) => (draft['nextSequence'] = 2 ** 52 + 1),
      message:
        'found 4503599627370497 for nextSequence, expected a whole number from 0 to 4503599627370496',
    },
    {
      title: 'more SIDs drawn than anybody could draw',
      change: (draft) => (memberOf(draft, 'sidsDrawn')['TO'] = 2 ** 52 + 1),
      message:
        'found 4503599627370497 for sidsDrawn.TO, expected a whole number from 0 to 4503599627370496',
    },
    {
      title: 'message data in more levels than Twilio accepts',
      change: (draft) => {
        const [service] = listAt(accountAt(draft, 0), 'services')
        const [entry] = listAt(service, 'streams')
        const [message] = listAt(entry, 'messages')
        memberOf(message, 'data')['deep'] = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`)
      },
      message:
        'for accounts[0].services[0].streams[0].messages[0].data, expected an object in 500 levels at most',
    },
    {
      title: 'a document twice in a service',
      change: (draft) => {
        const [one, other] = [0, 1].map((index) => {
          return memberOf(objectAt(draft, 'documents', index), 'document')
        }) as [Draft, Draft]
        other['sid'] = one['sid']
      },
      message:
        'for accounts[0].services[0].documents[1].document.sid, expected every SID of a service once',
    },
    {
      title: 'a document with the name of another one',
      change: (draft) => {
        memberOf(objectAt(draft, 'documents', 1), 'document')['uniqueName'] = 'settings'
      },
      message:
        'found "settings" for accounts[0].services[0].documents[1].document.uniqueName, expected every name of a service once',
    },
    ...(['list', 'map'] as const).map((noun) => ({
      title: `a ${noun} twice in a service`,
      change: (draft: Draft) => {
        const [service] = listAt(accountAt(draft, 0), 'services')
        const objects = listAt(service, `${noun}s`)
        const sequence = Number(draft['nextSequence'])
        draft['nextSequence'] = sequence + 1
        objects.push({ ...objects[0], sequence })
      },
      message: `for accounts[0].services[0].${noun}s[1].${noun}.sid, expected every SID of a service once`,
    })),
    {
      title: 'the number of a stream in the order of creation for a list',
      change: (draft) => (objectAt(draft, 'lists')['sequence'] = 1),
      message:
        'found 1 for accounts[0].services[0].lists[0].sequence, expected every sequence number once',
    },
    ...['', '01', 'A', 'g', '-1', '0x1', '1'.repeat(14)].map((revision) => ({
      title: `the revision '${revision}'`,
      change: (draft: Draft) => {
        memberOf(objectAt(draft, 'documents'), 'document')['revision'] = revision
      },
      message: `found "${revision}" for accounts[0].services[0].documents[0].document.revision, expected a revision: a whole number in lower-case hex`,
    })),
    {
      title: 'data of a document in too many levels',
      change: (draft) => {
        const document = memberOf(objectAt(draft, 'documents'), 'document')
        memberOf(document, 'data')['deep'] = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`)
      },
      message:
        'for accounts[0].services[0].documents[0].document.data, expected an object in 500 levels at most',
    },
    {
      title: 'a permission of nobody',
      change: (draft) => {
        const [permission] = listAt(objectAt(draft, 'documents'), 'permissions')
        if (permission !== undefined) permission['identity'] = ''
      },
      message:
        'found "" for accounts[0].services[0].documents[0].permissions[0].identity, expected a string that is not empty',
    },
    {
      title: 'permissions that are not in the order of identities',
      change: (draft) => void listAt(objectAt(draft, 'documents'), 'permissions').reverse(),
      message:
        'found "ann" for accounts[0].services[0].documents[0].permissions[1], expected more than the one before it',
    },
    {
      title: 'two permissions of one identity',
      change: (draft) => {
        const permissions = listAt(objectAt(draft, 'maps'), 'permissions')
        permissions.push({ ...permissions[0] })
      },
      message:
        'found "ann" for accounts[0].services[0].maps[0].permissions[1], expected more than the one before it',
    },
    {
      title: 'items that are not in the order of indexes',
      change: (draft) => void listAt(objectAt(draft, 'lists'), 'items').reverse(),
      message:
        'found 1 for accounts[0].services[0].lists[0].items[1], expected more than the one before it',
    },
    {
      title: 'items that are not in the order of keys',
      change: (draft) => void listAt(objectAt(draft, 'maps'), 'items').reverse(),
      message:
        'found "ann" for accounts[0].services[0].maps[0].items[1], expected more than the one before it',
    },
    {
      title: 'a key twice',
      change: (draft) => (itemAt(draft, 'maps', 1)['key'] = 'ann'),
      message:
        'found "ann" for accounts[0].services[0].maps[0].items[1], expected more than the one before it',
    },
    {
      title: 'an empty key',
      change: (draft) => (itemAt(draft, 'maps', 0)['key'] = ''),
      message:
        'found "" for accounts[0].services[0].maps[0].items[0].key, expected a string that is not empty',
    },
    {
      title: 'two items of one revision',
      change: (draft) => (itemAt(draft, 'maps', 1)['revision'] = '1'),
      message:
        'found "1" for accounts[0].services[0].maps[0].items[1].revision, expected every revision once',
    },
    {
      title: 'an item of a revision that its map is yet to give',
      change: (draft) => (itemAt(draft, 'maps', 0)['revision'] = '4'),
      message:
        'found "4" for accounts[0].services[0].maps[0].items[0].revision, expected less than the revision 4 of the whole',
    },
    {
      title: 'an item of a revision that its list is yet to give',
      change: (draft) => (itemAt(draft, 'lists', 0)['revision'] = '4'),
      message:
        'found "4" for accounts[0].services[0].lists[0].items[0].revision, expected less than the revision 4 of the whole',
    },
    {
      title: 'an item that was changed before it was added',
      change: (draft) => (itemAt(draft, 'lists', 2)['index'] = 3),
      message:
        'found 3 for accounts[0].services[0].lists[0].items[2].index, expected at most the number of the revision 2',
    },
    {
      title: 'an unknown member',
      change: (draft) => (streamAt(draft, 1)['ttl'] = 60),
      message:
        'found "ttl" for accounts[0].services[0].streams[1].stream, expected only sid, uniqueName, dateCreated, dateUpdated, dateExpires',
    },
  ])('refuses $title', ({ change, message }) => {
    const error = expectRefusal(edit(change))
    expect(error.message.replace(/(IS|TO|TZ|ET|ES|MP)[0-9a-f]{32}( would|$)/, '$1$2')).toContain(
      message,
    )
  })
})

describe('the option state', () => {
  it('is what a fake starts with, its time included, and what reset returns to', () => {
    const state = filledSync().snapshot()
    const sync = createFakeSync({ state })
    expect(sync.snapshot()).toEqual(state)

    sync.streams.remove('orders')
    sync.clock.advance({ days: 1 })
    sync.reset()

    expect(sync.snapshot()).toEqual(state)
    expect(sync.clock.now()).toBe(state.time)
  })

  it('is what the app sees of an installed fake', () => {
    const state = filledSync().snapshot()
    using sync = installFakeSync({ state })

    expect(send(sync, get(orders)).body.unique_name).toBe('orders')
  })

  it('is copied', () => {
    const state = filledSync().snapshot()
    const before = JSON.stringify(state)
    const sync = createFakeSync({ state })

    overwriteTexts(state)
    sync.reset()

    expect(JSON.stringify(sync.snapshot())).toBe(before)
  })

  it.each([null, {}, { version: 1 }])(
    'refuses %j, and leaves the earlier fake installed',
    (state) => {
      using sync = installFakeSync()
      const options = { state } as unknown as FakeSyncOptions

      expect(() => installFakeSync(options)).toThrow('Cannot restore the state: found')
      expect(() => createFakeSync(options)).toThrow(TypeError)
      expect(sync.installed).toBe(true)
    },
  )
})

/** What a test does to a fake, as data, so that it can be done to another one. */
type Step =
  { readonly request: WireRequest } | { readonly advance: number } | { readonly walk: string }

/** How far each list was walked: its path, and the address of the next page. */
type Walks = ReadonlyMap<string, string>

/** Does to a fake what a script says, and returns what came of it. */
function play(
  sync: FakeSync,
  script: readonly Step[],
  begun: Walks,
): { answers: unknown[]; walks: Walks } {
  const walks = new Map(begun)
  const answers = script.map((step) => {
    if ('advance' in step) {
      sync.clock.advance(step.advance)
      return sync.clock.now()
    }
    if ('request' in step) return sync.handle(toHttpRequest(step.request))
    const request = toHttpRequest(get(step.walk, { PageSize: '1' }))
    const answer = sync.handle({ ...request, url: walks.get(step.walk) ?? request.url })
    const { meta } = JSON.parse(answer.body) as { meta?: { next_page_url: string | null } }
    walks.delete(step.walk)
    if (meta?.next_page_url) walks.set(step.walk, meta.next_page_url)
    return answer
  })
  return { answers, walks }
}

function scripts(): fc.Arbitrary<Step[]> {
  return fc.array(steps(), { maxLength: 25, size: 'max' })
}

function steps(): fc.Arbitrary<Step> {
  const path = fc.constantFrom('default', someService).map((sid) => `${services}/${sid}`)
  const name = fc.constantFrom('a', 'b', 'c')
  const ttl = fc.constantFrom('0', '1', '2', '60')
  const caller = fc.constantFrom(account, otherAccount, apiKey, `AC${'5'.repeat(32)}`)
  const request = fc.oneof(
    fc
      .tuple(path, name, ttl)
      .map(([service, UniqueName, Ttl]) => post(`${service}/Streams`, { UniqueName, Ttl })),
    path.map((service) => post(`${service}/Streams`)),
    fc
      .tuple(path, name, ttl)
      .map(([service, stream, Ttl]) => post(`${service}/Streams/${stream}`, { Ttl })),
    fc
      .tuple(path, name, fc.nat())
      .map(([service, stream, id]) =>
        post(`${service}/Streams/${stream}/Messages`, { Data: `{"id":${id}}` }),
      ),
    fc.tuple(path, name).map(([service, stream]) => remove(`${service}/Streams/${stream}`)),
    fc.tuple(path, name).map(([service, stream]) => get(`${service}/Streams/${stream}`)),
    fc
      .tuple(fc.constantFrom(...objectRequests), path, name, ttl)
      .map(([make, service, parent, Ttl]) => make({ service, name: parent, Ttl })),
    path.map((service) => get(service)),
    path.map((service) => post(service, { FriendlyName: 'new' })),
    path.map((service) => remove(service)),
    fc.constant(post(services)),
  )
  return fc.oneof(
    { arbitrary: steady(request, caller), weight: 8 },
    { arbitrary: fc.nat({ max: 3000 }).map((advance) => ({ advance })), weight: 1 },
    {
      arbitrary: fc
        .oneof(
          fc.constant(services),
          fc
            .tuple(
              path,
              fc.constantFrom(
                'Streams',
                'Documents',
                'Lists',
                'Maps',
                'Lists/a/Items',
                'Maps/a/Items',
              ),
            )
            .map(([service, end]) => `${service}/${end}`),
        )
        .map((walk) => ({ walk })),
      weight: 2,
    },
  )
}

/** What can be done to an object of a name that is no stream. */
const objectRequests: readonly ((
  parts: Record<'service' | 'name' | 'Ttl', string>,
) => WireRequest)[] = [
  ({ service, name, Ttl }) =>
    post(`${service}/Documents`, { UniqueName: name, Data: `{"ttl":${Ttl}}`, Ttl }),
  ({ service, name, Ttl }) => post(`${service}/Documents/${name}`, { Data: `{"changed":${Ttl}}` }),
  ({ service, name }) => remove(`${service}/Documents/${name}`),
  ({ service, name, Ttl }) => post(`${service}/Lists`, { UniqueName: name, Ttl }),
  ({ service, name, Ttl }) => post(`${service}/Lists/${name}/Items`, { Data: '{}', Ttl }),
  ({ service, name }) => post(`${service}/Lists/${name}/Items`, { Data: '{"n":1}' }),
  ({ service, name, Ttl }) =>
    post(`${service}/Lists/${name}/Items/0`, { Data: '{"n":2}', CollectionTtl: Ttl }),
  ({ service, name }) => remove(`${service}/Lists/${name}/Items/1`),
  ({ service, name }) => post(`${service}/Maps`, { UniqueName: name }),
  ({ service, name, Ttl }) => post(`${service}/Maps/${name}/Items`, { Key: Ttl, Data: '{}', Ttl }),
  ({ service, name }) => post(`${service}/Maps/${name}/Items/2`, { Data: '{"n":1}' }),
  ({ service, name }) => remove(`${service}/Maps/${name}/Items/2`),
  ({ service, name }) => remove(`${service}/Maps/${name}`),
  ({ service, name, Ttl }) =>
    post(`${service}/Maps/${name}/Permissions/${Ttl}`, {
      Read: 'true',
      Write: 'false',
      Manage: 'false',
    }),
  ({ service, name }) => remove(`${service}/Maps/${name}/Permissions/0`),
]

function steady(
  requests: fc.Arbitrary<WireRequest>,
  callers: fc.Arbitrary<string>,
): fc.Arbitrary<Step> {
  return fc
    .tuple(requests, callers)
    .map(([request, caller]) => ({ request: as(basic(caller), request) }))
}

function options(): fc.Arbitrary<FakeSyncOptions> {
  return fc.constantFrom<FakeSyncOptions>(
    {},
    { seed: 7 },
    { accountSid: otherAccount },
    { limits: { expiryLagSeconds: 1 } },
    { services: [someService] },
    { limits: { messagesKept: 2 } },
  )
}

function newSync(given: FakeSyncOptions): FakeSync {
  return createFakeSync({ ...given, clock: new FakeClock(start) })
}

/** A fake with something of everything, two streams and documents in its default service, and two accounts. */
function filledSync(): FakeSync {
  const sync = newSync({ accountSid: account })
  sync.streams.create({ uniqueName: 'orders', ttl: 3600 })
  sync.streams.create({ uniqueName: 'carts' })
  sync.streams.publish('orders', { id: 1 })
  sync.service(someService).streams.create()
  send(sync, post(services, { FriendlyName: 'shop', WebhookUrl: 'https://example.com' }))
  const { body } = send(sync, post(services))
  send(sync, remove(`${services}/${body.sid}`))
  send(sync, as(basic(otherAccount), post(streams, { UniqueName: 'orders' })))
  sync.documents.create({ uniqueName: 'settings', data: { theme: 'dark' }, ttl: 60 })
  sync.documents.create({ uniqueName: 'profile' })
  sync.documents.permissions('settings').set('ann', { read: true })
  sync.documents.permissions('settings').set('bob', { manage: true })
  sync.lists.create({ uniqueName: 'queue' })
  for (const n of [0, 1, 2]) sync.lists.items('queue').create({ data: { n }, ttl: n * 60 })
  sync.lists.items('queue').update(0, { data: { n: 'changed' } })
  sync.lists.permissions('queue').set('ann', { write: true })
  sync.maps.create({ uniqueName: 'players', ttl: 7200, createdBy: 'ann' })
  for (const key of ['zoe', 'ann', 'é/ü']) sync.maps.items('players').create({ key, data: {} })
  sync.maps.items('players').remove('zoe')
  sync.maps.permissions('players').set('ann', { read: true, write: true, manage: true })
  return sync
}

/** Expects that a state is refused at a place in it, and that the fake stays as it was. */
function expectRefusal(state: unknown): Error {
  const sync = filledSync()
  const before = sync.snapshot()
  const heard: string[] = []
  sync.streams.subscribe('orders', ({ type }) => heard.push(type))
  let refusal: unknown
  try {
    sync.restore(state as State)
  } catch (error) {
    refusal = error
  }
  expect(refusal).toBeInstanceOf(TypeError)
  expect(String(refusal)).toMatch(/^TypeError: Cannot restore the state: found .*, expected ./)
  expect(sync.snapshot()).toEqual(before)
  sync.streams.publish('orders', {})
  expect(heard).toEqual(['message'])
  return refusal as Error
}

/** A state as it looks to someone who edits it by hand. */
type Draft = Record<string, unknown>
type Path = readonly (string | number)[]

function edit(change: (draft: Draft) => void): State {
  const state = parse(JSON.stringify(filledSync().snapshot()))
  change(state as unknown as Draft)
  return state
}

function listAt(draft: Draft | undefined, name: string): Draft[] {
  return draft?.[name] as Draft[]
}

function memberOf(draft: Draft | undefined, name: string): Draft {
  return draft?.[name] as Draft
}

function accountAt(draft: Draft, index: number): Draft {
  return listAt(draft, 'accounts')[index] as Draft
}

function serviceAt(draft: Draft, index: number): Draft {
  return listAt(accountAt(draft, 0), 'services')[index] as Draft
}

function recordAt(draft: Draft, index: number): Draft {
  return memberOf(serviceAt(draft, index), 'record')
}

/** The state of an object in the default service. */
function objectAt(draft: Draft, kind: string, index = 0): Draft {
  return listAt(serviceAt(draft, 0), kind)[index] as Draft
}

/** An item of the list or the map in the default service. */
function itemAt(draft: Draft, kind: 'lists' | 'maps', index: number): Draft {
  return listAt(objectAt(draft, kind), 'items')[index] as Draft
}

function streamAt(draft: Draft, index: number): Draft {
  return memberOf(listAt(serviceAt(draft, 0), 'streams')[index], 'stream')
}

/** The way to every value in a state but those in message data and the counts by prefix, which may be absent. */
function placesIn(value: unknown, path: Path = []): Path[] {
  const isFree = path.at(-1) === 'data' || path.at(-2) === 'sidsDrawn'
  const inner = typeof value === 'object' && value !== null && !isFree ? Object.entries(value) : []
  return [
    ...(path.length === 0 || path.at(-2) === 'sidsDrawn' ? [] : [path]),
    ...inner.flatMap(([name, item]) => placesIn(item, [...path, name])),
  ]
}

type Damage = (path: Path, state: object) => object

function damages(): fc.Arbitrary<Damage> {
  return fc.constantFrom<Damage>(
    ...[undefined, 1.5, -1, true, 'text', [1], { unknown: 1 }].map(
      (value): Damage =>
        (path, state) =>
          replaceAt(path, state, () => value),
    ),
  )
}

/** Puts a wrong value in a place. What would be right there becomes a list, which is wrong in all of them. */
function replaceAt(path: Path, state: object, change: (found: unknown) => unknown): object {
  const parent = path.slice(0, -1).reduce<unknown>((value, name) => (value as Draft)[name], state)
  const name = path.at(-1) ?? ''
  const found = (parent as Draft)[name]
  const value = change(found)
  const isRight = typeof value === typeof found || found === null || name === 'data'
  const mayBeMissing = ['createdBy', 'documents', 'lists', 'maps'].includes(String(name))
  ;(parent as Draft)[name] = mayBeMissing || (isRight && value !== undefined) ? [[]] : value
  return state
}

function secondsIn(sync: FakeSync): number {
  return (sync.clock.now() - Date.parse(start)) / 1000
}

function namesIn({ accounts }: State): (string | null)[] {
  return accounts.flatMap((one) =>
    one.services.flatMap((service) => service.streams.map(({ stream }) => stream.uniqueName)),
  )
}

/** Writes over every text and number in a value that lets itself be written. */
function overwriteTexts(value: object): void {
  for (const [name, item] of Object.entries(value)) {
    if (typeof item === 'object' && item !== null) overwriteTexts(item as object)
    else Reflect.set(value, name, 'overwritten')
  }
}

function parse(json: string): State {
  return JSON.parse(json) as State
}

describe('FakeSync.restore of a state that lacks a listed service', () => {
  it('creates that service on use all the same', () => {
    const listed = `IS${'1'.repeat(32)}`
    const state = createFakeSync().snapshot()
    const sync = createFakeSync({ services: [listed] })
    sync.restore(state)
    expect(sync.service(listed).sid).toBe(listed)
  })
})
