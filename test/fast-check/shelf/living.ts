import fc from 'fast-check'
import { expect } from 'vitest'
import type { FakeClock } from '../../../src/core.ts'
import { type TimeStep, timeStep, ttl } from '../../../src/fast-check.ts'
import { type Exhibit, exhibit, expectCode, type SyncStreams } from './exhibit.ts'

// Apps that keep streams alive, or let them end.

/** In seconds: no round number, which a step in time might hit by chance. */
const lifetime = 137

/** Publishes to a room that lives for a while from its beginning. */
type Say = (syncStreams: SyncStreams, data: object) => Promise<void>

const say: Say = async (syncStreams, data) => {
  await syncStreams('room').streamMessages.create({ data })
}

export const expiryNotHandled: Exhibit = exhibit<Say>({
  bug: '404 from expiry not handled',
  promise: ({ sync, syncStreams }, speak) =>
    fc.asyncProperty(steps(), async (taken) => {
      await syncStreams.create({ uniqueName: 'room', ttl: lifetime })
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
      await syncStreams.create({ uniqueName: 'room', ttl: lifetime })
      await say(syncStreams, data)
    })
  },
})

/** Whether a stream is still there, by the date that was heard of it. */
type IsAlive = (dateExpires: Date, clock: FakeClock) => boolean

export const clockBoundary: Exhibit = exhibit<IsAlive>({
  bug: 'clock boundary: stream taken for live at the moment of expiry',
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
    return await syncStreams.create({ uniqueName: 'room', ttl: lifetime })
  } catch (error) {
    expectCode(error, 54301)
    return syncStreams('room').fetch()
  }
}

/** Lets a stream live for so many seconds from now on, 0 for ever; as before when none are given. */
type Prolong = (syncStreams: SyncStreams, seconds: number | undefined) => Promise<void>

export const zeroTakenForNone: Exhibit = exhibit<Prolong>({
  bug: 'a TTL of 0, which means never, taken for an expired one',
  promise: ({ sync, syncStreams }, prolong) =>
    fc.asyncProperty(ttl(), async (seconds) => {
      const { dateCreated, dateExpires } = sync.streams.create({
        uniqueName: 'room',
        ttl: lifetime,
      })
      await prolong(syncStreams, seconds)
      const prolonged = seconds === 0 ? null : dateCreated + Number(seconds) * 1000
      const expected = seconds === undefined ? dateExpires : prolonged
      expect(sync.streams.fetch('room').dateExpires).toBe(expected)
    }),
  buggy: async (syncStreams, seconds) => {
    if (seconds) await syncStreams('room').update({ ttl: seconds })
  },
  correct: async (syncStreams, seconds) => {
    if (seconds !== undefined) await syncStreams('room').update({ ttl: seconds })
  },
})

/** A screen on which the lifetime of a room is set, and which shows when it ends. */
interface Screen {
  readonly setLifetime: (seconds: number) => Promise<void>
  readonly shown: () => Date | null | undefined
}

export const lateAnswerWins: Exhibit = exhibit<(syncStreams: SyncStreams) => Screen>({
  bug: 'screen that shows the last response instead of that of the last request',
  hides: true,
  promise: ({ sync, syncStreams, race }, open) => {
    const lifetimes = fc.array(ttl(), { maxLength: 3 })
    return fc.asyncProperty(fc.scheduler(), lifetimes, async (scheduler, chosen) => {
      sync.streams.create({ uniqueName: 'room' })
      const { waitFor } = race(scheduler)
      const { setLifetime, shown } = open(syncStreams)
      await waitFor(Promise.all(chosen.map((seconds = 0) => setLifetime(seconds))))
      const { dateExpires } = sync.streams.fetch('room')
      expect(shown()?.getTime() ?? null).toBe(dateExpires)
    })
  },
  buggy: (syncStreams) => {
    const answers: (Date | null)[] = []
    return {
      async setLifetime(seconds) {
        const { dateExpires } = await syncStreams('room').update({ ttl: seconds })
        answers.push(dateExpires)
      },
      shown: () => answers.at(-1),
    }
  },
  // One after the other.
  correct: (syncStreams) => {
    let last: Promise<Date | null> = Promise.resolve(null)
    let shown: Date | null = null
    return {
      async setLifetime(ttl) {
        last = last.then(async () => (await syncStreams('room').update({ ttl })).dateExpires)
        shown = await last
      },
      shown: () => shown,
    }
  },
})

function steps(): fc.Arbitrary<readonly TimeStep[]> {
  return fc.array(timeStep(), { maxLength: 6 })
}
