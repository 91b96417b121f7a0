import fc from 'fast-check'
import { expect } from 'vitest'
import {
  faultPlan,
  invalidUniqueName,
  raceGate,
  uniqueName,
  uniqueNamePair,
} from '../../../src/fast-check.ts'
import { type Exhibit, exhibit, expectCode, retryBroken, type SyncStreams } from './exhibit.ts'

// Apps that create streams and find them again.

type Ensure = (syncStreams: SyncStreams, uniqueName: string) => Promise<{ readonly sid: string }>

const createOrFetch: Ensure = async (syncStreams, uniqueName) => {
  try {
    return await syncStreams.create({ uniqueName })
  } catch (error) {
    expectCode(error, 54301)
    return syncStreams(uniqueName).fetch()
  }
}

export const checkThenCreate: Exhibit = exhibit<Ensure>({
  bug: 'check-then-create race',
  promise: ({ sync, syncStreams }, ensure) =>
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const gate = raceGate(sync, scheduler)
      const both = Promise.all([ensure(syncStreams, 'orders'), ensure(syncStreams, 'orders')])
      const [one, other] = await gate.waitFor(both)
      expect(one.sid).toBe(other.sid)
    }),
  buggy: async (syncStreams, uniqueName) => {
    try {
      return await syncStreams(uniqueName).fetch()
    } catch (error) {
      expectCode(error, 20404)
      return syncStreams.create({ uniqueName })
    }
  },
  correct: createOrFetch,
})

export const conflictIsFailure: Exhibit = exhibit<Ensure>({
  bug: 'conflict taken for failure after a lost answer',
  promise: ({ sync, syncStreams }, ensure) =>
    fc.asyncProperty(faultPlan({ kinds: ['reset', 'timeout'] }), async (plan) => {
      plan.install(sync)
      const { sid } = await ensure(syncStreams, 'orders')
      expect(sync.streams.fetch('orders').sid).toBe(sid)
    }),
  buggy: (syncStreams, uniqueName) => retryBroken(() => syncStreams.create({ uniqueName })),
  correct: (syncStreams, uniqueName) => retryBroken(() => createOrFetch(syncStreams, uniqueName)),
})

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

export const namedLikeASid: Exhibit = exhibit<Naming>({
  bug: 'key of a customer taken for a name, though it may look like a SID',
  promise: ({ sync, syncStreams }, { nameOf }) =>
    fc.asyncProperty(
      invalidUniqueName().filter(({ value }) => value.length === 34),
      async ({ value: key }) => {
        await syncStreams.create({ uniqueName: nameOf(key) })
        expect(sync.streams.size).toBe(1)
      },
    ),
  buggy: plainNaming,
  correct: { ...plainNaming, nameOf: (key) => `customer-${key}` },
})

export const namesFolded: Exhibit = exhibit<Naming>({
  bug: 'names made lower case, so that two become one',
  promise: ({ sync, syncStreams }, { nameOf }) =>
    fc.asyncProperty(uniqueNamePair(), async (channels) => {
      for (const channel of channels) await createOrFetch(syncStreams, nameOf(channel))
      expect(sync.streams.size).toBe(2)
    }),
  buggy: { ...plainNaming, nameOf: (channel) => channel.toLowerCase() },
  correct: plainNaming,
})
