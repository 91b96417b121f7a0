import fc from 'fast-check'
import { expect } from 'vitest'
import type { FakeSync } from '../../../src/core.ts'
import { createOrFetch, type Exhibit, exhibit, expectCode, type SyncStreams } from './exhibit.ts'

// Apps with a state that others change.

/** A cache before the service. */
interface Cache {
  readonly fetch: () => Promise<{ readonly sid: string }>
  readonly remove: () => Promise<void>
}

export const lateFill: Exhibit = exhibit<(syncStreams: SyncStreams) => Cache>({
  bug: 'cache that a late response fills with a removed stream',
  hides: true,
  promise: ({ sync, syncStreams, race }, open) => {
    const asked = fc.array(fc.constantFrom<keyof Cache>('fetch', 'remove'), { maxLength: 5 })
    return fc.asyncProperty(fc.scheduler(), asked, async (scheduler, together) => {
      sync.streams.create({ uniqueName: 'orders' })
      const { waitFor } = race(scheduler)
      const cache = open(syncStreams)
      await waitFor(Promise.all(together.map((verb) => orGone<unknown>(cache[verb]()))))
      const found = await waitFor(orGone(cache.fetch()))
      expect(found?.sid).toBe(sync.streams.find('orders')?.sid)
    })
  },
  buggy: (syncStreams) => {
    let known: { readonly sid: string } | undefined
    return {
      async fetch() {
        known ??= await syncStreams('orders').fetch()
        return known
      },
      async remove() {
        await removeBySid(syncStreams)
        known = undefined
      },
    }
  },
  // What is fetched while something is removed is given out, but not kept.
  correct: (syncStreams) => {
    let known: { readonly sid: string } | undefined
    let underWay = 0
    let beginsAndEnds = 0
    return {
      async fetch() {
        if (known !== undefined) return known
        const before = beginsAndEnds
        const found = await syncStreams('orders').fetch()
        if (beginsAndEnds === before && underWay === 0) known = found
        return found
      },
      async remove() {
        known = undefined
        underWay += 1
        beginsAndEnds += 1
        await removeBySid(syncStreams).finally(() => {
          underWay -= 1
          beginsAndEnds += 1
        })
      },
    }
  },
})

/** What a cache resolves to, `undefined` if the stream is gone. */
async function orGone<Found>(call: Promise<Found>): Promise<Found | undefined> {
  try {
    return await call
  } catch (error) {
    expectCode(error, 20404)
    return undefined
  }
}

async function removeBySid(syncStreams: SyncStreams): Promise<void> {
  const { sid } = await syncStreams('orders').fetch()
  await syncStreams(sid).remove()
}

/** Runs a test on the fake, and leaves the fake as it was before. */
type Sandbox = (sync: FakeSync, test: () => Promise<void>) => Promise<void>

export const sharedSandbox: Exhibit = exhibit<Sandbox>({
  bug: 'test helper that restores what another test left behind',
  promise: ({ sync, syncStreams, race }, sandbox) => {
    const count = fc.integer({ min: 1, max: 3 })
    return fc.asyncProperty(fc.scheduler(), count, async (scheduler, rounds) => {
      const { waitFor } = race(scheduler)
      const worker = async (name: string): Promise<void> => {
        for (let round = 0; round < rounds; round += 1) {
          await sandbox(sync, () => testOf(name, { sync, syncStreams }))
        }
      }
      await waitFor(Promise.all(['a', 'b'].map(worker)))
    })
  },
  buggy: async (sync, test) => {
    const before = sync.snapshot()
    await test().finally(() => {
      sync.restore(before)
    })
  },
  correct: (sync, test) => sync.run(test),
})

interface Tested {
  readonly sync: FakeSync
  readonly syncStreams: SyncStreams
}

interface Said {
  readonly name: string
  readonly id: number
}

/** A test of an app that creates its stream again whenever it is gone, and so loses messages. */
async function testOf(name: string, { sync, syncStreams }: Tested): Promise<void> {
  for (const id of [1, 2]) await say(syncStreams, { name, id })
  expect(sync.streams.messages(name)).toMatchObject([{ data: { id: 1 } }, { data: { id: 2 } }])
}

async function say(syncStreams: SyncStreams, data: Said): Promise<void> {
  try {
    await syncStreams(data.name).streamMessages.create({ data })
  } catch (error) {
    expectCode(error, 20404)
    await createOrFetch(syncStreams, data.name)
    await say(syncStreams, data)
  }
}
