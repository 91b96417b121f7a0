import fc from 'fast-check'
import { expect } from 'vitest'
import { invalidUniqueName, uniqueName, worldState } from '../../../src/fast-check.ts'
import { type Exhibit, exhibit, expectCode, type SyncStreams } from './exhibit.ts'

// Apps with a loop that has to end.

/** Removes the streams of closed orders, and no other. */
type Sweep = (syncStreams: SyncStreams) => Promise<void>

const isClosed = (uniqueName: string | null): boolean => uniqueName?.startsWith('closed:') === true

export const sweptUntilEmpty: Exhibit = exhibit<Sweep>({
  bug: 'sweep that asks for the first page until it is empty, though it keeps some streams',
  promise: ({ sync, syncStreams }, sweep) => {
    const names = ['closed:1', 'closed:2', 'open:3', 'open:4']
    return fc.asyncProperty(worldState({ names }), async (state) => {
      sync.restore(state)
      const kept = sync.streams.all().filter(({ uniqueName }) => !isClosed(uniqueName))
      await sweep(syncStreams)
      expect(sync.streams.all()).toEqual(kept)
    })
  },
  buggy: async (syncStreams) => {
    for (;;) {
      const { instances } = await syncStreams.page()
      if (instances.length === 0) return
      await removeClosed(syncStreams, instances)
    }
  },
  correct: async (syncStreams) => removeClosed(syncStreams, await syncStreams.list()),
})

interface Listed {
  readonly sid: string
  readonly uniqueName: string | null
}

async function removeClosed(syncStreams: SyncStreams, found: readonly Listed[]): Promise<void> {
  for (const { sid, uniqueName } of found) {
    if (isClosed(uniqueName)) await syncStreams(sid).remove()
  }
}

/** The SIDs of the first so many streams, or of all if there are fewer. */
type First = (syncStreams: SyncStreams, wanted: number) => Promise<readonly string[]>

export const walkedInCircles: Exhibit = exhibit<First>({
  bug: 'walk that starts again at the end until it has found enough',
  promise: ({ sync, syncStreams }, first) =>
    fc.asyncProperty(worldState(), fc.nat(20), async (state, wanted) => {
      sync.restore(state)
      const sids = sync.streams.all().map(({ sid }) => sid)
      expect(await first(syncStreams, wanted)).toEqual(sids.slice(0, wanted))
    }),
  buggy: async (syncStreams, wanted) => {
    const sids = new Set<string>()
    for (let url: string | undefined; sids.size < wanted;) {
      const page = url === undefined ? await syncStreams.page() : await syncStreams.getPage(url)
      for (const { sid } of page.instances) sids.add(sid)
      url = page.nextPageUrl
    }
    return [...sids].slice(0, wanted)
  },
  correct: async (syncStreams, wanted) => {
    const found = wanted === 0 ? [] : await syncStreams.list({ limit: wanted })
    return found.map(({ sid }) => sid)
  },
})

/** Opens a room under the first name that is free: `chat-1`, `chat-2`; resolves to that name. */
type Open = (syncStreams: SyncStreams, title: string) => Promise<string>

export const everyNumberTried: Exhibit = exhibit<Open>({
  bug: 'search for a free name that takes every failure for a name in use',
  promise: ({ sync, syncStreams }, open) => {
    const titles = fc.oneof(
      uniqueName(),
      invalidUniqueName().map(({ value }) => value),
    )
    return fc.asyncProperty(titles, async (title) => {
      try {
        const names = [await open(syncStreams, title), await open(syncStreams, title)]
        expect(sync.streams.all().map(({ uniqueName }) => uniqueName)).toEqual(names)
      } catch (error) {
        expectCode(error, 54302)
      }
    })
  },
  buggy: openWith(() => undefined),
  correct: openWith((error) => expectCode(error, 54301)),
})

/** @param pass throws the failures that a further number does not help */
function openWith(pass: (error: unknown) => void): Open {
  return async (syncStreams, title) => {
    for (let number = 1; ; number += 1) {
      try {
        const { uniqueName } = await syncStreams.create({ uniqueName: `${title}-${number}` })
        return uniqueName
      } catch (error) {
        pass(error)
      }
    }
  }
}
