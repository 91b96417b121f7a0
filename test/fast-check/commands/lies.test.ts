import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeSync, FakeClock, type FakeSync } from '../../../src/core.ts'
import type { ClientStream } from '../../../src/fast-check/commands/client.ts'
import type { StreamCommandName } from '../../../src/fast-check/commands/command-options.ts'
import { streamCommands } from '../../../src/fast-check/commands/stream-commands.ts'
import { StreamModel } from '../../../src/fast-check/commands/stream-model.ts'
import { type BreakClient, clientWorld, lying } from './client-world.ts'

// A service that lies about one thing, and the command that finds it out.

interface Lie {
  readonly lie: string
  readonly found: StreamCommandName
  /** Commands that it takes besides. */
  readonly besides?: readonly StreamCommandName[]
  readonly breakClient: BreakClient
  readonly message: RegExp
}

const lies: readonly Lie[] = [
  {
    lie: 'changes the name of a stream',
    found: 'create',
    breakClient: (streams) =>
      lying(streams, {
        create: async (params) => ({ ...detailsOf(await streams.create(params)), uniqueName: 'x' }),
      }),
    message:
      /^Cannot create .+: found "x" TO\w+, .+, expected (unnamed|"\S+") TO\w+, never expires$/,
  },
  {
    lie: 'gives two streams the same SID',
    found: 'create',
    breakClient: (streams) => {
      const first: ClientStream[] = []
      return lying(streams, {
        create: async (params) => {
          const stream = await streams.create(params)
          first.push(stream)
          return { ...detailsOf(stream), sid: first[0]?.sid ?? '' }
        },
      })
    },
    message: /^Cannot create .+: found TO\w+, expected a new TO… SID$/,
  },
  {
    lie: 'drops the TTL',
    found: 'create',
    breakClient: (streams) =>
      lying(streams, { create: (params) => streams.create({ ...params, ttl: 0 }) }),
    message: /^Cannot create unnamed ttl 1: found .+, never expires, expected .+, expires at .+$/,
  },
  {
    lie: 'returns the existing stream instead of 409',
    found: 'createTaken',
    besides: ['create'],
    breakClient: (streams) =>
      lying(streams, {
        create: (params) =>
          streams
            .create(params)
            .catch(() => streams(encodeURIComponent(params.uniqueName ?? '')).fetch()),
      }),
    message: /^Cannot create .+: found .+, expected 409 \/ 54301$/,
  },
  {
    lie: 'accepts invalid names and TTLs',
    found: 'createInvalid',
    breakClient: (streams) =>
      lying(streams, {
        create: (params) => streams.create(params).catch(() => streams.create({})),
      }),
    message: /^Cannot create with .+: found unnamed TO.+, expected 400 \/ 540?\d\d\d?$/,
  },
  {
    lie: 'reports no expiry',
    found: 'fetch',
    besides: ['create'],
    breakClient: (streams) =>
      lying(streams, {
        at: (key) => ({
          fetch: async () => ({ ...detailsOf(await streams(key).fetch()), dateExpires: null }),
        }),
      }),
    message: /^Cannot fetch the newest stream by SID: found .+, never expires, expected .+$/,
  },
  {
    lie: 'does not update the TTL',
    found: 'update',
    besides: ['create'],
    breakClient: (streams) =>
      lying(streams, {
        at: (key) => ({
          update: (params) =>
            params.ttl === undefined ? streams(key).update(params) : streams(key).fetch(),
        }),
      }),
    message: /^Cannot update the newest stream by SID to ttl \d+: found .+, expected .+$/,
  },
  {
    lie: 'accepts an update with no parameter',
    found: 'update',
    besides: ['create'],
    breakClient: (streams) =>
      lying(streams, {
        at: (key) => ({
          update: (params) =>
            streams(key)
              .update(params)
              .catch(() => streams(key).fetch()),
        }),
      }),
    message: /^Cannot update the newest stream by SID with nothing: .+ expected 400 \/ 54010$/,
  },
  {
    lie: 'accepts any number as a TTL',
    found: 'updateInvalid',
    besides: ['create'],
    breakClient: (streams) =>
      lying(streams, {
        at: (key) => ({ update: () => streams(key).update({ ttl: 60 }) }),
      }),
    message: /^Cannot update .+ to ttl (-1|1\.5|10000000001): found .+, expected 400 \/ 54011$/,
  },
  {
    lie: 'reports 404 for a successful removal',
    found: 'remove',
    besides: ['create'],
    breakClient: (streams) =>
      lying(streams, {
        at: (key) => ({
          remove: async () => {
            await streams(key).remove()
            return streams(key).remove()
          },
        }),
      }),
    message: /^Cannot remove the newest stream by SID: found 404 \/ 20404, expected no error$/,
  },
  {
    lie: 'loses a message',
    found: 'publish',
    besides: ['create'],
    breakClient: (streams) =>
      lying(streams, {
        at: () => ({ streamMessages: { create: (params) => Promise.resolve(params) } }),
      }),
    message: /^Cannot publish .+ on the newest stream by SID: found 0 messages on it, expected 1$/,
  },
  {
    lie: 'keeps other data than published',
    found: 'publish',
    besides: ['create'],
    breakClient: (streams) =>
      lying(streams, {
        at: (key) => ({
          streamMessages: {
            create: async (params) => {
              await streams(key).streamMessages.create({ data: { lost: true } })
              return params
            },
          },
        }),
      }),
    message: /^Cannot publish .+: found a message \{"lost":true\}, expected a message .+$/,
  },
  {
    lie: 'returns other data than published',
    found: 'publish',
    besides: ['create'],
    breakClient: (streams) =>
      lying(streams, {
        at: (key) => ({
          streamMessages: {
            create: async (params) => {
              await streams(key).streamMessages.create(params)
              return { data: { lost: true } }
            },
          },
        }),
      }),
    message: /^Cannot publish .+: found a message \{"lost":true\}, expected a message .+$/,
  },
  {
    lie: 'drops data that is too large',
    found: 'publishInvalid',
    besides: ['create'],
    breakClient: (streams) =>
      lying(streams, {
        at: (key) => ({
          streamMessages: {
            create: ({ data }) =>
              streams(key).streamMessages.create({ data: Array.isArray(data) ? data : {} }),
          },
        }),
      }),
    message: /^Cannot publish a message that is .+: found a message \{\}, expected 413 \/ 54006$/,
  },
  {
    lie: 'accepts a list as data',
    found: 'publishInvalid',
    besides: ['create'],
    breakClient: (streams) =>
      lying(streams, {
        at: (key) => ({
          streamMessages: {
            create: ({ data }) => streams(key).streamMessages.create({ data: { ...data } }),
          },
        }),
      }),
    message: /^Cannot publish a list .+: found a message \{"0":1\}, expected 400 \/ 54008$/,
  },
  {
    lie: 'caches streams by SID',
    found: 'useEnded',
    besides: ['create', 'remove', 'fetch'],
    breakClient: (streams) => {
      const cache = new Map<string, ClientStream>()
      return lying(streams, {
        at: (key) => ({
          fetch: async () => {
            const stream = cache.get(key) ?? (await streams(key).fetch())
            if (key === stream.sid) cache.set(key, stream)
            return stream
          },
        }),
      })
    },
    message: /^Cannot fetch the newest ended stream by SID: found .+, expected 404 \/ 20404$/,
  },
  {
    lie: 'removes nothing',
    found: 'useEnded',
    besides: ['create', 'remove'],
    breakClient: (streams) =>
      lying(streams, { at: () => ({ remove: () => Promise.resolve(true) }) }),
    message: /^Cannot (create|fetch|update|publish|remove) .+, expected (a new stream|404 .+)$/,
  },
  {
    lie: 'reports the removal of an unknown stream',
    found: 'useUnknown',
    breakClient: (streams) =>
      lying(streams, { at: () => ({ remove: () => Promise.resolve(true) }) }),
    message: /^Cannot remove an unknown stream by SID: found no error, expected 404 \/ 20404$/,
  },
  {
    lie: 'lists only the first page',
    found: 'list',
    besides: ['create'],
    breakClient: (streams) =>
      lying(streams, { list: async (params) => (await streams.page(params)).instances }),
    message: /^Cannot list all in pages of 1: found 1 stream \(.+\), expected 2 streams \(.+\)$/,
  },
  {
    lie: 'starts every page one stream too late',
    found: 'walk',
    besides: ['create'],
    breakClient: (streams) =>
      lying(streams, {
        getPage: async (url) => {
          const { instances, nextPageUrl } = await streams.getPage(url)
          return { instances: instances.slice(1), nextPageUrl }
        },
      }),
    message: /^Cannot walk in pages of 1: found (a walk past|an empty page) .+, expected .+$/,
  },
  {
    lie: 'pages by offset',
    found: 'walk',
    besides: ['create'],
    breakClient: (streams) =>
      lying(streams, {
        page: async (params) => pageFrom(await streams.list({}), { ...params, offset: 0 }),
        getPage: async (url) => pageFrom(await streams.list({}), JSON.parse(url) as Offset),
      }),
    message:
      /^Cannot walk in pages of \d, meanwhile .+: found (a walk past .+|.+ twice), expected .+$/,
  },
  {
    lie: 'lists a stream that does not exist',
    found: 'walk',
    besides: ['create'],
    breakClient: (streams) =>
      lying(streams, {
        getPage: async (url) => ({
          instances: [ghost],
          nextPageUrl: (await streams.getPage(url)).nextPageUrl,
        }),
      }),
    message: /^Cannot walk in pages of 1: found unnamed TOf+, .+, expected streams that live$/,
  },
  {
    lie: 'returns larger pages than requested',
    found: 'walk',
    besides: ['create'],
    breakClient: (streams) => lying(streams, { page: () => streams.page({ pageSize: 50 }) }),
    message: /^Cannot walk in pages of 1: found 2 streams, expected 1 at most$/,
  },
]

const ghost: ClientStream = { sid: `TO${'f'.repeat(32)}`, uniqueName: null, dateExpires: null }

interface Offset {
  readonly offset: number
  readonly pageSize?: number
}

describe('streamCommands over a client', () => {
  it.each(lies)('find a client that $lie, by $found', async ({ found, besides = [], ...lie }) => {
    const commands = streamCommands({ only: [found, ...besides] })
    const property = fc.asyncProperty(commands, (list) =>
      fc.asyncModelRun(() => clientWorld(lie.breakClient), list),
    )
    const { errorInstance } = await fc.check(property, { numRuns: 1000, seed: 1 })
    expect((errorInstance as Error | undefined)?.message).toMatch(lie.message)
  })
})

interface BrokenStore {
  readonly lie: string
  readonly commands: readonly StreamCommandName[]
  readonly breakSync: (
    sync: FakeSync,
  ) => Pick<FakeSync, 'clock' | 'expiryLag' | 'limits' | 'streams'>
  readonly message: RegExp
}

const brokenStores: readonly BrokenStore[] = [
  {
    lie: 'expires streams a millisecond too late',
    commands: ['create', 'expire'],
    breakSync: () => {
      const sync = createFakeSync({ expiryLag: 0.001, clock: new FakeClock() })
      return { clock: sync.clock, expiryLag: 0, limits: sync.limits, streams: sync.streams }
    },
    message: /^Cannot advance to the next expiry: found .+, expected 404 \/ 20404$/,
  },
  {
    lie: 'expires streams a millisecond too early',
    commands: ['create', 'expire'],
    breakSync: ({ clock, expiryLag, limits, streams }) => ({
      clock,
      expiryLag,
      limits,
      streams: withMethods(streams, {
        fetch: (key) => {
          const stream = streams.fetch(key)
          return streams.fetch(stream.dateExpires === clock.now() + 1 ? 'gone' : key)
        },
      }),
    }),
    message: /^Cannot advance to 1 ms before the next expiry: found 404 .+, expected .+$/,
  },
  {
    lie: 'moves the clock too far',
    commands: ['advance'],
    breakSync: ({ clock, expiryLag, limits, streams }) => ({
      clock: withMethods(clock, { advance: (step) => clock.advance(Number(step) + 1) }),
      expiryLag,
      limits,
      streams,
    }),
    message: /^Cannot advance 1 ms: found \S+\.002Z, expected \S+\.001Z$/,
  },
  {
    lie: 'reports times in whole seconds',
    commands: ['create', 'advance'],
    breakSync: ({ clock, expiryLag, limits, streams }) => ({
      clock,
      expiryLag,
      limits,
      streams: withMethods(streams, {
        create: (options) => {
          const { dateExpires, ...stream } = streams.create(options)
          const seconds = Math.floor((dateExpires ?? 0) / 1000)
          return { ...stream, dateExpires: dateExpires && seconds * 1000 }
        },
      }),
    }),
    message: /^Cannot create .+: found .+\.000Z, expected .+\.001Z$/,
  },
  {
    lie: 'returns the same page again',
    commands: ['create', 'walk'],
    breakSync: ({ clock, expiryLag, limits, streams }) => ({
      clock,
      expiryLag,
      limits,
      streams: withMethods(streams, {
        page: (options) => streams.page({ ...options, pageToken: undefined }),
      }),
    }),
    message: /^Cannot walk in pages of 1: found .+ twice, expected each stream once$/,
  },
  {
    lie: 'removes another stream than requested',
    commands: ['create', 'remove', 'list'],
    breakSync: ({ clock, expiryLag, limits, streams }) => ({
      clock,
      expiryLag,
      limits,
      streams: withMethods(streams, { remove: () => streams.remove(streams.all()[0]?.sid ?? '') }),
    }),
    message: /^Cannot list all in pages of 1: found 1 stream .+, expected 1 stream .+$/,
  },
]

describe('streamCommands over a store', () => {
  it.each(brokenStores)('find a store that $lie', ({ commands, breakSync, message }) => {
    const property = fc.property(streamCommands({ over: 'store', only: commands }), (list) => {
      const sync = breakSync(createFakeSync({ clock: new FakeClock() }))
      fc.modelRun(() => ({ model: new StreamModel(sync), real: { sync } }), list)
    })
    const { errorInstance } = fc.check(property, { numRuns: 1000, seed: 1 })
    expect((errorInstance as Error | undefined)?.message).toMatch(message)
  })
})

/** An object of which some methods are replaced. */
function withMethods<Target extends object>(target: Target, methods: Partial<Target>): Target {
  return new Proxy(target, {
    get(_, name) {
      const found: unknown = Reflect.get(
        Object.hasOwn(methods, name) ? methods : target,
        name,
        target,
      )
      return typeof found === 'function' ? (found.bind(target) as unknown) : found
    },
  })
}

/** A client's stream as plain data. */
function detailsOf({ sid, uniqueName, dateExpires }: ClientStream): ClientStream {
  return { sid, uniqueName, dateExpires }
}

/** A page that begins after so many streams, however many have gone meanwhile. */
function pageFrom(
  streams: readonly ClientStream[],
  { offset, pageSize = 50 }: Offset,
): { instances: readonly ClientStream[]; nextPageUrl: string | undefined } {
  const end = offset + pageSize
  const next = end < streams.length ? JSON.stringify({ offset: end, pageSize }) : undefined
  return { instances: streams.slice(offset, end), nextPageUrl: next }
}
