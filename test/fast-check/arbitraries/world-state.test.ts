import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeSync, FakeClock, type StreamState, type SyncState } from '../../../src/core.ts'
import type { ListItem, ListState, MapItem, MapState } from '../../../src/domain/rules/records.ts'
import type { ServiceState } from '../../../src/domain/world/state.ts'
import { worldState } from '../../../src/fast-check/arbitraries/world-state.ts'
import { show } from '../../../src/lang/show.ts'
import { expectEdges, simplestOf } from './expectations.ts'

describe('worldState', () => {
  it('can be restored by a fake that then goes on', () => {
    fc.assert(
      fc.property(worldState(), (state) => {
        const sync = createFakeSync()
        sync.restore(state)
        expect(sync.clock.now()).toBe(state.time)
        expect(createFakeSync({ state }).snapshot()).toEqual(sync.snapshot())

        const alive = streamsIn(state).filter((stream) => !hasExpired(stream, state))
        expect(streamsIn(sync.snapshot())).toEqual(alive)
      }),
    )
  })

  it('survives a round trip through JSON', () => {
    fc.assert(
      fc.property(worldState(), (state) => {
        expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state)
      }),
    )
  })

  it('is printed in words', () => {
    const print = (holds: (state: SyncState) => boolean): string => {
      const [state] = fc.sample(worldState().filter(holds), { seed: 1, numRuns: 1 })
      return fc.stringify([state])
    }
    expect(print((state) => streamsIn(state).length === 0)).toMatchInlineSnapshot(`
      "[world at 2026-01-01T00:00:00.000Z
      Service "default" IS7d9d6bd27cbb3095566cc51a88ee1374
        no streams]"
    `)
    expect(
      print((state) => streamsIn(state).length < 5 && some(state, (one) => hasExpired(one, state))),
    ).toMatchInlineSnapshot(`
      "[world at 2026-01-01T00:00:26.250Z
      Service "default" IS7d9d6bd27cbb3095566cc51a88ee1374
        "qkxongyn7m6" TO2ead605d30ca3be9f43332f0fb0e1352: 26.25 s old, expires in 3.75 s, no messages
        unnamed TO79018d15d6e6f33052d19d372500a4d5: 26.25 s old, expired 25.25 s ago, but still there, no messages
        "a#b" TOcc9432891673a44b9b3221860ad7fcf7: 26.25 s old, expires in 308 d 2 h 38 min 8.75 s, 1 message: {"id":5}
        unnamed ET367ec103e1c81bc656a42c5508685a6d: 26.25 s old, expires in 8.75 s, revision 0, {}
        unnamed ES948218faf8843eb066438b92a1ccc1b3: 26.25 s old, expired 24.25 s ago, but still there, revision 0, no items]"
    `)
    expect(print((state) => largestService(state) > 100)).toMatch(
      /^\[world at .*\n(?:.*\n)*? {2}… and \d+ more streams/,
    )
  })

  it('is plain data however it is printed', () => {
    const [state] = fc.sample(worldState(), { seed: 1, numRuns: 1 })
    const copy = JSON.parse(JSON.stringify(state)) as SyncState
    expect({ ...state }).toStrictEqual(copy)
    expect(Object.keys(state ?? {})).toEqual(Object.keys(copy))
    expect(fc.stringify(copy)).toContain('"accounts":')
    const sync = createFakeSync({ state: copy })
    if (state !== undefined) sync.restore(state)
    expect(fc.stringify(sync.snapshot())).toContain('"accounts":')
  })

  it('leaves unused SIDs to be drawn', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [state] = fc.sample(worldState({ seed }), 1)
        const sync = createFakeSync({ seed, state })
        const { sid } = sync.streams.create()
        const known = state === undefined ? [] : streamsIn(state).map(({ stream }) => stream.sid)
        expect(known).not.toContain(sid)
      }),
    )
  })

  it('follows the limits', () => {
    const limits = { uniqueNameLength: 5, ttlSeconds: 10, messageBytes: 9, messagesKept: 2 }
    const sync = createFakeSync({ limits })
    for (const state of fc.sample(worldState(sync), 200)) {
      for (const { stream, messages } of streamsIn(state)) {
        expect(stream.uniqueName?.length ?? 1).toBeLessThanOrEqual(5)
        expect((stream.dateExpires ?? 0) - stream.dateUpdated).toBeLessThanOrEqual(10_000)
        expect(messages.length).toBeLessThanOrEqual(2)
        for (const { data } of messages) {
          expect(new TextEncoder().encode(JSON.stringify(data)).length).toBeLessThanOrEqual(9)
        }
      }
    }
  })

  it('belongs to the given account', () => {
    const accountSid = `AC${'7'.repeat(32)}`
    for (const { accounts } of fc.sample(worldState({ accountSid }))) {
      expect(accounts.map(({ sid }) => sid)).toEqual([accountSid])
    }
  })

  it('belongs to no account by default', () => {
    for (const { accounts } of fc.sample(worldState())) {
      expect(accounts.map(({ sid }) => sid)).toEqual([null])
    }
  })

  it.each([1, 2, 3])(
    'has more than the largest page in a quarter of worlds with seed %i',
    (seed) => {
      const states = fc.sample(worldState(), { seed, numRuns: 300 })
      const sizes = states.map((state) => createFakeSync({ state }).streams.size)
      const share = sizes.filter((size) => size > 100).length / 300
      expect(share).toBeGreaterThan(0.17)
      expect(share).toBeLessThan(0.33)
    },
  )

  it.each([
    { names: ['order:1', 'order:2', 'order:3'] },
    { names: fc.nat(9).map((id) => `order:${id}`) },
  ])('gives most named streams names of the app: $names', (options) => {
    const streams = fc.sample(worldState(options), { seed: 1, numRuns: 300 }).flatMap(streamsIn)
    const named = streams.flatMap(({ stream }) => stream.uniqueName ?? [])
    const own = named.filter((name) => /^order:\d$/.test(name))
    expect(own.length / named.length).toBeGreaterThan(0.6)
    expect(own.length).toBeLessThan(named.length)
  })

  it.each([[[]], [['..']], [[1]], ['abc'], [null]])('refuses %j as names', (names) => {
    expect(() => worldState({ names: names as never })).toThrow(
      new TypeError(
        `Cannot make world states: found ${show(names)} for names, expected an arbitrary of strings, or a list of one or more strings other than . and ..`,
      ),
    )
  })

  it('generates the edges', () => {
    expectEdges(worldState(), {
      'an empty world': ({ accounts }) => accounts[0]?.services.length === 0,
      'three services': ({ accounts }) => (accounts[0]?.services.length ?? 0) === 3,
      'a stream with a name': (state) => some(state, ({ stream }) => stream.uniqueName !== null),
      'a stream without a name': (state) => some(state, ({ stream }) => stream.uniqueName === null),
      'names that differ by case alone': (state) => hasTwins(state),
      'a stream that never expires': (state) =>
        some(state, ({ stream }) => stream.dateExpires === null),
      'a stream that expires now': (state) =>
        some(state, ({ stream }) => stream.dateExpires === state.time),
      'a stream that expired a while ago': (state) =>
        some(state, ({ stream }) => (stream.dateExpires ?? Infinity) < state.time),
      'a stream that expires in 1 ms': (state) =>
        some(state, ({ stream }) => stream.dateExpires === state.time + 1),
      'a stream that was updated': (state) =>
        some(state, ({ stream }) => stream.dateUpdated > stream.dateCreated),
      'several messages': (state) => some(state, ({ messages }) => messages.length > 1),
      'ten streams': (state) => streamsIn(state).length >= 10,
      'one stream more than a page': (state) => largestService(state) === 51,
      'one stream more than the largest page': (state) => largestService(state) === 101,
      'a gap': (state) => streamsIn(state).length < (state.sidsDrawn.TO ?? 0),
    })
  })

  it('generates the edges of documents, lists and maps', () => {
    const objects = (state: SyncState): ServiceState[] =>
      state.accounts.flatMap(({ services }) => services)
    const lists = (state: SyncState): ListState[] => objects(state).flatMap((one) => one.lists)
    const maps = (state: SyncState): MapState[] => objects(state).flatMap((one) => one.maps)
    const items = (state: SyncState): (ListItem | MapItem)[] =>
      [...lists(state), ...maps(state)].flatMap((one): (ListItem | MapItem)[] => [...one.items])
    expectEdges(worldState(), {
      'a document that was changed': (state) =>
        objects(state).some(({ documents }) =>
          documents.some(({ document }) => document.revision !== '0'),
        ),
      'an item of a list': (state) => lists(state).some((one) => one.items.length > 0),
      'a gap in a list': (state) =>
        lists(state).some((one) => one.items.some(({ index }, at) => index > at)),
      'an item that was changed': (state) =>
        lists(state).some((one) =>
          one.items.some(({ index, revision }) => revision !== index.toString(16)),
        ),
      'keys that differ by case alone': (state) =>
        maps(state).some((one) => {
          const keys = one.items.map(({ key }) => key.toLowerCase())
          return new Set(keys).size < keys.length
        }),
      'more items than a page': (state) => maps(state).some((one) => one.items.length > 100),
      'more items of a list than a page': (state) =>
        lists(state).some((one) => one.items.length > 100),
      'an item that expires by itself': (state) =>
        items(state).some(({ dateExpires }) => (dateExpires ?? 0) > state.time),
      'an item that has expired unnoticed': (state) =>
        items(state).some(({ dateExpires }) => (dateExpires ?? Infinity) < state.time),
      'an item that expires within a minute': (state) =>
        items(state).some(({ dateExpires }) => {
          const left = (dateExpires ?? 0) - state.time
          return left > 0 && left <= 60_000
        }),
      'a permission': (state) => maps(state).some((one) => one.permissions.length > 0),
    })
  })

  it('shrinks to an empty world', () => {
    expect(simplestOf(worldState({ seed: 3 }))).toEqual([
      createFakeSync({ seed: 3, clock: new FakeClock() }).snapshot(),
    ])
  })

  it('shrinks to the one stream that matters', () => {
    const failure = fc.property(
      worldState(),
      (state) => !some(state, (one) => hasExpired(one, state)),
    )
    const [state] = fc.check(failure, { seed: 5, numRuns: 1000 }).counterexample ?? []
    expect(state && streamsIn(state)).toMatchObject([
      { stream: { uniqueName: null }, messages: [] },
    ])
  })
})

function streamsIn({ accounts }: SyncState): StreamState[] {
  return accounts.flatMap(({ services }) => services.flatMap(({ streams }) => streams))
}

function hasTwins({ accounts }: SyncState): boolean {
  const services = accounts.flatMap(({ services }) => services)
  return services.some(({ streams }) => {
    const names = streams.flatMap(({ stream }) => stream.uniqueName ?? [])
    return new Set(names.map((name) => name.toLowerCase())).size < names.length
  })
}

function largestService({ accounts }: SyncState): number {
  const services = accounts.flatMap(({ services }) => services)
  return Math.max(0, ...services.map(({ streams }) => streams.length))
}

function some(state: SyncState, holds: (stream: StreamState) => boolean): boolean {
  return streamsIn(state).some(holds)
}

function hasExpired({ stream }: StreamState, { time }: SyncState): boolean {
  return stream.dateExpires !== null && stream.dateExpires <= time
}
