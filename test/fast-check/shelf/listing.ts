import fc from 'fast-check'
import { expect } from 'vitest'
import { pageSize, worldState } from '../../../src/fast-check.ts'
import { type Exhibit, exhibit, expectCode, type SyncStreams } from './exhibit.ts'

// Apps that look through all streams.

type Sids = (syncStreams: SyncStreams) => Promise<readonly string[]>

export const firstPageOnly: Exhibit = exhibit<Sids>({
  bug: 'first page only',
  promise: ({ sync, syncStreams }, sidsOf) =>
    fc.asyncProperty(worldState(), async (state) => {
      sync.restore(state)
      expect(await sidsOf(syncStreams)).toEqual(sync.streams.all().map(({ sid }) => sid))
    }),
  buggy: async (syncStreams) => {
    const { instances } = await syncStreams.page()
    return instances.map(({ sid }) => sid)
  },
  correct: async (syncStreams) => {
    const streams = await syncStreams.list()
    return streams.map(({ sid }) => sid)
  },
})

type SidsByPages = (syncStreams: SyncStreams, pageSize: number) => Promise<readonly string[]>

/** Reads page after page to the last one, if it does not stop before. */
function readWhile(goesOn: (found: number, asked: number) => boolean): SidsByPages {
  return async (syncStreams, pageSize) => {
    const sids: string[] = []
    for (let page = await syncStreams.page({ pageSize }); ;) {
      const { instances, nextPageUrl } = page
      sids.push(...instances.map(({ sid }) => sid))
      if (nextPageUrl === undefined || !goesOn(instances.length, pageSize)) return sids
      page = await syncStreams.getPage(nextPageUrl)
    }
  }
}

export const shortPageIsLast: Exhibit = exhibit<SidsByPages>({
  bug: 'page shorter than requested taken for the last one',
  promise: ({ sync, syncStreams }, sidsOf) =>
    fc.asyncProperty(worldState(), pageSize(), async (state, size) => {
      sync.restore(state)
      expect(await sidsOf(syncStreams, size)).toEqual(sync.streams.all().map(({ sid }) => sid))
    }),
  buggy: readWhile((found, asked) => found === asked),
  correct: readWhile(() => true),
})

type Sweep = (syncStreams: SyncStreams) => Promise<void>

/** Lists the streams and removes them, while others may do the same. */
function sweepWith(remove: (syncStreams: SyncStreams, sid: string) => Promise<unknown>): Sweep {
  return async (syncStreams) => {
    for (const { sid } of await syncStreams.list()) await remove(syncStreams, sid)
  }
}

export const skippedWhileDeleting: Exhibit = exhibit<Sweep>({
  bug: 'page walk by offset while deleting',
  promise: ({ sync, syncStreams }, sweep) =>
    fc.asyncProperty(worldState(), async (state) => {
      sync.restore(state)
      await sweep(syncStreams)
      expect(sync.streams.size).toBe(0)
    }),
  buggy: async (syncStreams) => {
    for (let skip = 0; ; skip += 10) {
      const page = (await syncStreams.list({ limit: skip + 10 })).slice(skip)
      if (page.length === 0) return
      for (const { sid } of page) await syncStreams(sid).remove()
    }
  },
  correct: sweepWith((syncStreams, sid) => syncStreams(sid).remove()),
})

export const goneWhileSweeping: Exhibit = exhibit<Sweep>({
  bug: 'sweep that fails when another client removed a stream first',
  promise: ({ sync, syncStreams, race }, sweep) =>
    fc.asyncProperty(fc.scheduler(), fc.nat(3), async (scheduler, size) => {
      for (let index = 0; index < size; index += 1) sync.streams.create()
      const { waitFor } = race(scheduler)
      await waitFor(Promise.all([sweep(syncStreams), sweep(syncStreams)]))
      expect(sync.streams.size).toBe(0)
    }),
  buggy: sweepWith((syncStreams, sid) => syncStreams(sid).remove()),
  correct: sweepWith((syncStreams, sid) =>
    syncStreams(sid)
      .remove()
      .catch((error: unknown) => expectCode(error, 20404)),
  ),
})
