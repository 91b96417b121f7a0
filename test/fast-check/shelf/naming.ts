import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { invalidUniqueName, uniqueName, uniqueNamePair } from '../../../src/fast-check.ts'
import { createOrFetch, type Exhibit, exhibit } from './exhibit.ts'

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
  correct: { ...plainNaming, nameOf: (key) => createHash('sha256').update(key).digest('hex') },
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
