import fc from 'fast-check'
import { expect } from 'vitest'
import { raceGate, worldState } from '../../../src/fast-check.ts'
import { type Exhibit, exhibit, expectCode, type SyncStreams } from './exhibit.ts'

// Apps that look through all streams.

type Names = (syncStreams: SyncStreams) => Promise<readonly string[]>

export const firstPageOnly: Exhibit = exhibit<Names>({
  bug: 'first page only',
  promise: ({ sync, syncStreams }, names) =>
    fc.asyncProperty(worldState(), async (state) => {
      sync.restore(state)
      const found = await names(syncStreams)
      expect(found).toEqual(sync.streams.all().map(({ sid }) => sid))
    }),
  buggy: async (syncStreams) => {
    const { instances } = await syncStreams.page({ pageSize: 5 })
    return instances.map(({ sid }) => sid)
  },
  correct: async (syncStreams) => {
    const streams = await syncStreams.list({ pageSize: 5 })
    return streams.map(({ sid }) => sid)
  },
})

type Count = (syncStreams: SyncStreams) => Promise<number>

export const fiftyForgotten: Exhibit = exhibit<Count>({
  bug: 'limit of 50 forgotten',
  promise: ({ sync, syncStreams }, count) =>
    fc.asyncProperty(fc.nat(120), async (size) => {
      for (let index = 0; index < size; index += 1) sync.streams.create()
      expect(await count(syncStreams)).toBe(size)
    }),
  buggy: async (syncStreams) => (await syncStreams.page()).instances.length,
  correct: async (syncStreams) => (await syncStreams.list()).length,
})

export const pageSizeRefused: Exhibit = exhibit<Count>({
  bug: 'list({ limit }) without a page size, which asks for pages that Twilio refuses',
  promise: ({ sync, syncStreams }, count) =>
    fc.asyncProperty(fc.nat(20), async (size) => {
      for (let index = 0; index < size; index += 1) sync.streams.create()
      expect(await count(syncStreams)).toBe(size)
    }),
  buggy: async (syncStreams) => (await syncStreams.list({ limit: 1500 })).length,
  correct: async (syncStreams) => (await syncStreams.list({ limit: 1500, pageSize: 100 })).length,
})

type Sweep = (syncStreams: SyncStreams) => Promise<void>

/** Lists the streams page by page and removes them, while others may do the same. */
function sweepWith(remove: (syncStreams: SyncStreams, sid: string) => Promise<unknown>): Sweep {
  return async (syncStreams) => {
    for (const { sid } of await syncStreams.list({ pageSize: 2 })) await remove(syncStreams, sid)
  }
}

export const goneWhileSweeping: Exhibit = exhibit<Sweep>({
  bug: 'sweep that fails when somebody else removed a stream first',
  promise: ({ sync, syncStreams }, sweep) =>
    fc.asyncProperty(fc.scheduler(), fc.nat(3), async (scheduler, size) => {
      for (let index = 0; index < size; index += 1) sync.streams.create()
      const gate = raceGate(sync, scheduler)
      await gate.waitFor(Promise.all([sweep(syncStreams), sweep(syncStreams)]))
      expect(sync.streams.size).toBe(0)
    }),
  buggy: sweepWith((syncStreams, sid) => syncStreams(sid).remove()),
  correct: sweepWith((syncStreams, sid) =>
    syncStreams(sid)
      .remove()
      .catch((error: unknown) => expectCode(error, 20404)),
  ),
})

export const walkWhileDeleting: Exhibit = exhibit<Sweep>({
  bug: 'page walk by how many to skip, while deleting',
  promise: ({ sync, syncStreams }, sweep) =>
    fc.asyncProperty(fc.nat(9), async (size) => {
      for (let index = 0; index < size; index += 1) sync.streams.create()
      await sweep(syncStreams)
      expect(sync.streams.size).toBe(0)
    }),
  buggy: async (syncStreams) => {
    for (let skip = 0; ; skip += 2) {
      const page = (await syncStreams.list({ limit: skip + 2, pageSize: 100 })).slice(skip)
      if (page.length === 0) return
      for (const { sid } of page) await syncStreams(sid).remove()
    }
  },
  correct: sweepWith((syncStreams, sid) => syncStreams(sid).remove()),
})
