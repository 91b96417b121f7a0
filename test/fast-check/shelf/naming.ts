import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import {
  invalidUniqueName,
  uniqueName,
  uniqueNamePair,
  worldState,
} from '../../../src/fast-check.ts'
import { createOrFetch, type Exhibit, exhibit, type Room, type SyncStreams } from './exhibit.ts'

// Apps that make names of streams from what their users call things.

/** How an app turns the name of a channel into one of a stream, and that into a part of a path. */
interface Naming {
  readonly nameOf: (channel: string) => string
  readonly addressOf: (uniqueName: string) => string
}

const plainNaming: Naming = { nameOf: (channel) => channel, addressOf: encodeURIComponent }

export const nameNotEscaped: Exhibit = exhibit<Naming>({
  bug: 'name not escaped in the path',
  promise: ({ sync, syncStreams }, { nameOf, addressOf }) =>
    fc.asyncProperty(uniqueName(), async (channel) => {
      const uniqueName = nameOf(channel)
      await syncStreams.create({ uniqueName })
      await syncStreams(addressOf(uniqueName)).streamMessages.create({ data: { id: 1 } })
      expect(sync.streams.messages(uniqueName)).toHaveLength(1)
    }),
  buggy: { ...plainNaming, addressOf: (uniqueName) => uniqueName },
  correct: plainNaming,
})

export const keyTakenForName: Exhibit = exhibit<Naming>({
  bug: 'customer key used as a name unchanged',
  promise: ({ sync, syncStreams }, { nameOf }) => {
    const keys = fc.oneof(
      uniqueName(),
      invalidUniqueName().map(({ value }) => value),
    )
    return fc.asyncProperty(keys, async (key) => {
      await syncStreams.create({ uniqueName: nameOf(key) })
      expect(sync.streams.find(nameOf(key))).toBeDefined()
    })
  },
  buggy: plainNaming,
  correct: { ...plainNaming, nameOf: digestOf },
})

export const namesFolded: Exhibit = exhibit<Naming>({
  bug: 'names made lower case, so that two collide',
  promise: ({ sync, syncStreams }, { nameOf }) =>
    fc.asyncProperty(uniqueNamePair(), async (channels) => {
      for (const channel of channels) await createOrFetch(syncStreams, nameOf(channel))
      expect(sync.streams.size).toBe(2)
    }),
  buggy: { ...plainNaming, nameOf: (channel) => channel.toLowerCase() },
  correct: plainNaming,
})

/** Removes the streams of an order: that of the order itself and those of its parts. */
type Close = (syncStreams: SyncStreams, id: number) => Promise<void>

function closeWhere(isOf: (uniqueName: string | null, order: string) => boolean): Close {
  return async (syncStreams, id) => {
    for (const { sid, uniqueName } of await syncStreams.list()) {
      if (isOf(uniqueName, `order:${id}`)) await syncStreams(sid).remove()
    }
  }
}

export const prefixOfAnother: Exhibit = exhibit<Close>({
  bug: 'streams of order 1 found by a prefix that order 10 has as well',
  promise: ({ sync, syncStreams }, close) => {
    const ids = fc.integer({ min: 1, max: 12 })
    const parts = fc.constantFrom('', ':chat')
    const names = fc.tuple(ids, parts).map(([id, part]) => `order:${id}${part}`)
    return fc.asyncProperty(worldState({ names }), fc.uniqueArray(ids), async (state, closed) => {
      sync.restore(state)
      for (const id of closed) {
        const own = [`order:${id}`, `order:${id}:chat`]
        const others = sync.streams.all().filter((stream) => !own.includes(stream.uniqueName ?? ''))
        await close(syncStreams, id)
        expect(sync.streams.all()).toEqual(others)
      }
    })
  },
  buggy: closeWhere((uniqueName, order) => uniqueName?.startsWith(order) === true),
  correct: closeWhere(
    (uniqueName, order) => uniqueName === order || uniqueName?.startsWith(`${order}:`) === true,
  ),
})

/** The name of the stream of a channel in a project. */
type NameIn = (project: string, channel: string) => string

export const cutToLength: Exhibit = exhibit<NameIn>({
  bug: 'names cut to the length of a database column, so that two collide',
  promise: ({ sync, syncStreams }, nameIn) => {
    const channels = fc.subarray(['chat', 'files', 'calls'], { minLength: 2 })
    return fc.asyncProperty(uniqueName(), channels, async (project, opened) => {
      for (const channel of opened) await createOrFetch(syncStreams, nameIn(project, channel))
      expect(sync.streams.size).toBe(opened.length)
    })
  },
  buggy: (project, channel) => `${project}/${channel}`.slice(0, 64),
  correct: (project, channel) => `${digestOf(project)}/${channel}`,
})

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** What users see of the names of streams. */
type Channels = (names: readonly string[]) => readonly string[]

export const splitAtEverySlash: Exhibit = exhibit<Channels>({
  bug: 'name of a channel that ends at the first slash in it',
  promise: listsChannels,
  buggy: (names) => names.map((name) => name.split('/').slice(1, 2).join()),
  correct: (names) => names.map((name) => name.slice('shop/'.length)),
})

export const decodedOnceTooOften: Exhibit = exhibit<Channels>({
  bug: 'names decoded that the client has decoded already',
  promise: listsChannels,
  buggy: (names) => names.map((name) => decodeURIComponent(name).slice('shop/'.length)),
  correct: (names) => names.map((name) => name.slice('shop/'.length)),
})

function listsChannels({ syncStreams }: Room, channelsOf: Channels): fc.IAsyncProperty<unknown> {
  const short = uniqueName().filter((channel) => channel.length < 300)
  return fc.asyncProperty(fc.uniqueArray(short), async (channels) => {
    for (const channel of channels) await syncStreams.create({ uniqueName: `shop/${channel}` })
    const names = (await syncStreams.list()).map(({ uniqueName }) => uniqueName)
    expect(channelsOf(names)).toEqual(channels)
  })
}
