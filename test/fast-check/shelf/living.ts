import fc from 'fast-check'
import { expect } from 'vitest'
import type { FakeClock } from '../../../src/core.ts'
import { type TimeStep, timeStep } from '../../../src/fast-check.ts'
import { type Exhibit, exhibit, expectCode, type SyncStreams } from './exhibit.ts'

// Apps that keep streams alive, or let them end.

/** Publishes to a room that lives for a minute from its beginning. */
type Say = (syncStreams: SyncStreams, data: object) => Promise<void>

const say: Say = async (syncStreams, data) => {
  await syncStreams('room').streamMessages.create({ data })
}

export const expiryNotHandled: Exhibit = exhibit<Say>({
  bug: '404 from expiry not handled',
  promise: ({ sync, syncStreams }, speak) =>
    fc.asyncProperty(steps(), async (taken) => {
      await syncStreams.create({ uniqueName: 'room', ttl: 60 })
      for (const [index, step] of taken.entries()) {
        step.take(sync)
        await speak(syncStreams, { index })
        expect(sync.streams.messages('room').at(-1)?.data).toEqual({ index })
      }
    }),
  buggy: say,
  correct: async (syncStreams, data) => {
    await say(syncStreams, data).catch(async (error: unknown) => {
      expectCode(error, 20404)
      await syncStreams.create({ uniqueName: 'room', ttl: 60 })
      await say(syncStreams, data)
    })
  },
})

/** Looks after a stream of an hour every ten minutes. */
type KeepAlive = (syncStreams: SyncStreams, now: number) => Promise<void>

/** Refreshes a stream once it has no more than so many minutes left. */
function refreshWithin(minutes: number): KeepAlive {
  return async (syncStreams, now) => {
    const { dateExpires } = await syncStreams('session').fetch()
    const left = dateExpires.getTime() - now
    if (left <= minutes * 60_000) await syncStreams('session').update({ ttl: 3600 })
  }
}

export const refreshedTooLate: Exhibit = exhibit<KeepAlive>({
  bug: 'TTL refreshed too late',
  promise: ({ sync, syncStreams }, keepAlive) =>
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 10 }), { maxLength: 30, size: 'max' }),
      async (pauses) => {
        await syncStreams.create({ uniqueName: 'session', ttl: 3600 })
        for (const minutes of pauses) {
          sync.clock.advance({ minutes })
          expect(sync.streams.find('session')).toBeDefined()
          await keepAlive(syncStreams, sync.clock.now())
        }
      },
    ),
  buggy: refreshWithin(5),
  correct: refreshWithin(10),
})

/** Whether a stream is still there, by the date that was heard of it. */
type IsAlive = (dateExpires: Date, clock: FakeClock) => boolean

export const clockBoundary: Exhibit = exhibit<IsAlive>({
  bug: 'clock boundary: taken for alive at the moment of expiry',
  promise: ({ sync, syncStreams }, isAlive) =>
    fc.asyncProperty(steps(), async (taken) => {
      sync.clock.set(Math.ceil(sync.clock.now() / 1000) * 1000)
      let { dateExpires } = await openRoom(syncStreams)
      for (const step of taken) {
        step.take(sync)
        if (!isAlive(dateExpires, sync.clock)) ({ dateExpires } = await openRoom(syncStreams))
        await say(syncStreams, {})
      }
    }),
  buggy: (dateExpires, clock) => clock.now() <= dateExpires.getTime(),
  correct: (dateExpires, clock) => clock.now() < dateExpires.getTime(),
})

/** Dates come in whole seconds, so that a room may still be there for the rest of one. */
async function openRoom(syncStreams: SyncStreams): Promise<{ readonly dateExpires: Date }> {
  try {
    return await syncStreams.create({ uniqueName: 'room', ttl: 60 })
  } catch (error) {
    expectCode(error, 54301)
    return syncStreams('room').fetch()
  }
}

/** The `ttl` in seconds for a stream that is to last so many milliseconds, not much longer. */
type ToTtl = (milliseconds: number) => number

export const zeroIsForever: Exhibit = exhibit<ToTtl>({
  bug: 'a lifetime below a second rounded to 0, which means for ever',
  promise: ({ sync, syncStreams }, toTtl) =>
    fc.asyncProperty(fc.integer({ min: 1, max: 10_000 }), async (milliseconds) => {
      await syncStreams.create({ ttl: toTtl(milliseconds) })
      sync.clock.advance(milliseconds + 1000)
      expect(await syncStreams.list()).toEqual([])
    }),
  buggy: (milliseconds) => Math.round(milliseconds / 1000),
  correct: (milliseconds) => Math.ceil(milliseconds / 1000),
})

function steps(): fc.Arbitrary<readonly TimeStep[]> {
  return fc.array(timeStep(), { maxLength: 6 })
}
