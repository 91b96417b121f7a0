import fc from 'fast-check'
import { expect } from 'vitest'
import { faultPlan, timeStep } from '../../../src/fast-check.ts'
import {
  type Exhibit,
  exhibit,
  expectCode,
  isRefusedForNow,
  retryRefused,
  type SyncStreams,
} from './exhibit.ts'
import { type Tell, tellInTurn, tellLine, toldInOrder } from './ordering.ts'

// Apps that need several calls for one thing, and what becomes of it when they stop half-way.

export const restartedFromTheStart: Exhibit = exhibit<Tell>({
  bug: 'batch that is retried from the start, with what had been published already',
  promise: toldInOrder,
  buggy: (syncStreams, lines) =>
    retryRefused(async () => {
      for (const line of lines) await tellLine(syncStreams, line)
    }),
  correct: tellInTurn,
})

type Close = (syncStreams: SyncStreams) => Promise<void>

export const closedByHalf: Exhibit = exhibit<Close>({
  bug: 'first of two streams has expired, so the second is never removed',
  promise: ({ sync, syncStreams }, close) =>
    fc.asyncProperty(timeStep(), async (step) => {
      sync.streams.create({ uniqueName: 'typing', ttl: 60 })
      sync.streams.create({ uniqueName: 'chat' })
      step.take(sync)
      await close(syncStreams)
      expect(sync.streams.all()).toEqual([])
    }),
  buggy: async (syncStreams) => {
    try {
      for (const name of ['typing', 'chat']) await syncStreams(name).remove()
    } catch (error) {
      expectCode(error, 20404)
    }
  },
  correct: async (syncStreams) => {
    for (const name of ['typing', 'chat']) await removeIfThere(syncStreams, name)
  },
})

async function removeIfThere(syncStreams: SyncStreams, sidOrName: string): Promise<void> {
  await syncStreams(sidOrName)
    .remove()
    .catch((error: unknown) => expectCode(error, 20404))
}

const streamsOfOrder: readonly string[] = ['order', 'order/chat', 'order/files']

/** Creates all streams of an order, or none; resolves to whether they are there. */
type Open = (syncStreams: SyncStreams) => Promise<boolean>

export const undoneTooMuch: Exhibit = exhibit<Open>({
  bug: 'compensation that removes what somebody else had created',
  promise: ({ sync, syncStreams }, open) =>
    fc.asyncProperty(fc.subarray([...streamsOfOrder]), async (taken) => {
      for (const uniqueName of taken) sync.streams.create({ uniqueName })
      const before = sync.streams.all()
      if (await open(syncStreams)) expect(sync.streams.size).toBe(streamsOfOrder.length)
      else expect(sync.streams.all()).toEqual(before)
    }),
  buggy: (syncStreams) =>
    createAll(syncStreams, async () => {
      for (const name of streamsOfOrder) {
        await removeIfThere(syncStreams, encodeURIComponent(name))
      }
    }),
  correct: (syncStreams) =>
    createAll(syncStreams, async (created) => {
      for (const sid of created) await removeIfThere(syncStreams, sid)
    }),
})

async function createAll(
  syncStreams: SyncStreams,
  undo: (created: readonly string[]) => Promise<void>,
): Promise<boolean> {
  const created: string[] = []
  try {
    for (const uniqueName of streamsOfOrder) {
      created.push((await syncStreams.create({ uniqueName })).sid)
    }
    return true
  } catch (error) {
    expectCode(error, 54301)
    await undo(created)
    return false
  }
}

/** Publishes a question on a stream that is there for this question only. */
type Ask = (syncStreams: SyncStreams) => Promise<void>

export const leftBehind: Exhibit = exhibit<Ask>({
  bug: 'stream of one request left behind when the publish fails',
  promise: ({ sync, syncStreams }, ask) => {
    const plans = faultPlan({ on: ['messages.create'], kinds: ['status'] })
    return fc.asyncProperty(plans, async (plan) => {
      plan.install(sync)
      await ask(syncStreams).catch((error: unknown) => {
        if (!isRefusedForNow(error)) throw error
      })
      expect(sync.streams.all()).toEqual([])
    })
  },
  buggy: async (syncStreams) => {
    const { sid } = await syncStreams.create()
    await syncStreams(sid).streamMessages.create({ data: { question: 'Ready?' } })
    await syncStreams(sid).remove()
  },
  correct: async (syncStreams) => {
    const { sid } = await syncStreams.create()
    const asking = syncStreams(sid).streamMessages.create({ data: { question: 'Ready?' } })
    await asking.finally(() => syncStreams(sid).remove())
  },
})
