import fc from 'fast-check'
import { expect } from 'vitest'
import { timeStep } from '../../../src/fast-check.ts'
import { type Exhibit, exhibit, expectCode, type SyncStreams } from './exhibit.ts'

// Apps in which a stream belongs to somebody for as long as it lives.

/** In seconds. */
const lease = 30

/** Takes what a name stands for; resolves to the SID, or to `undefined` if somebody else has it. */
async function take(syncStreams: SyncStreams, uniqueName: string): Promise<string | undefined> {
  try {
    const { sid } = await syncStreams.create({ uniqueName, ttl: lease })
    return sid
  } catch (error) {
    expectCode(error, 54301)
    return undefined
  }
}

/** Does something once it has the lock; returns how to give the lock back. */
type Enter = (syncStreams: SyncStreams) => Promise<() => Promise<void>>

function enterAndRelease(addressOf: (sid: string) => string): Enter {
  return async (syncStreams) => {
    const sid = await take(syncStreams, 'lock')
    return async () => {
      if (sid === undefined) return
      const release = syncStreams(addressOf(sid)).remove()
      await release.catch((error: unknown) => expectCode(error, 20404))
    }
  }
}

export const releasedByName: Exhibit = exhibit<Enter>({
  bug: 'lock released by name, which is the lock of another once the own has expired',
  promise: ({ sync, syncStreams }, enter) =>
    fc.asyncProperty(timeStep(), async (step) => {
      const leave = await enter(syncStreams)
      const { sid } = sync.streams.fetch('lock')
      step.take(sync)
      await enter(syncStreams)
      const others = sync.streams.all().filter((lock) => lock.sid !== sid)
      await leave()
      expect(sync.streams.all()).toEqual(others)
    }),
  buggy: enterAndRelease(() => 'lock'),
  correct: enterAndRelease((sid) => sid),
})

/** Called now and then by a worker; resolves to whether it leads the others until the next call. */
type Beat = () => Promise<boolean>

function candidate(addressOf: (sid: string) => string): (syncStreams: SyncStreams) => Beat {
  return (syncStreams) => {
    let sid: string | undefined
    return async () => {
      try {
        if (sid !== undefined) await syncStreams(addressOf(sid)).update({ ttl: lease })
      } catch (error) {
        expectCode(error, 20404)
        sid = undefined
      }
      sid ??= await take(syncStreams, 'leader')
      return sid !== undefined
    }
  }
}

export const renewedByName: Exhibit = exhibit<(syncStreams: SyncStreams) => Beat>({
  bug: 'lease renewed by name, so that two workers lead',
  promise: ({ sync, syncStreams }, newCandidate) => {
    const beats = fc.array(fc.record({ worker: fc.nat(1), step: timeStep() }), { maxLength: 8 })
    return fc.asyncProperty(beats, async (taken) => {
      const workers = [newCandidate(syncStreams), newCandidate(syncStreams)]
      const leaders = new Map<string, number>()
      for (const { worker, step } of taken) {
        step.take(sync)
        if ((await workers[worker]?.()) !== true) continue
        const { sid } = sync.streams.fetch('leader')
        expect(leaders.get(sid) ?? worker).toBe(worker)
        leaders.set(sid, worker)
      }
    })
  },
  buggy: candidate(() => 'leader'),
  correct: candidate((sid) => sid),
})

/** Does a job if nobody else does, and notes in the stream of the job who did it. */
type Work = (syncStreams: SyncStreams, worker: string) => Promise<void>

const parts = [1, 2]

export const checkedBeforeWriting: Exhibit = exhibit<Work>({
  bug: 'lease that may end between the check and the write',
  promise: ({ sync, syncStreams, race }, work) => {
    const steps = fc.array(timeStep(), { maxLength: 30, size: 'medium' })
    return fc.asyncProperty(fc.scheduler(), steps, async (scheduler, taken) => {
      const { waitFor } = race(scheduler, { steps: taken })
      const workAgain = async (worker: string): Promise<void> => {
        for (let round = 0; round < 3; round += 1) await work(syncStreams, worker)
      }
      await waitFor(Promise.all(['a', 'b'].map(workAgain)))
      const ended = sync.streams.ended<{ worker: string }>().map(({ messages }) => messages)
      const all = sync.streams
        .all()
        .map(({ sid }) => sync.streams.messages<{ worker: string }>(sid))
      for (const messages of [...ended, ...all]) {
        expect(new Set(messages.map(({ data }) => data.worker)).size).toBeLessThan(2)
      }
    })
  },
  buggy: async (syncStreams, worker) => {
    const sid = await take(syncStreams, 'job')
    for (const part of parts) {
      const current = await fetchIfThere(syncStreams, 'job')
      if (sid === undefined || current?.sid !== sid) return
      await note(syncStreams, { job: 'job', worker, part })
    }
  },
  correct: async (syncStreams, worker) => {
    const sid = await take(syncStreams, 'job')
    if (sid === undefined) return
    for (const part of parts) await note(syncStreams, { job: sid, worker, part })
  },
})

async function fetchIfThere(
  syncStreams: SyncStreams,
  uniqueName: string,
): Promise<{ readonly sid: string } | undefined> {
  try {
    return await syncStreams(uniqueName).fetch()
  } catch (error) {
    expectCode(error, 20404)
    return undefined
  }
}

interface Done {
  /** The SID of its stream, or the name. */
  readonly job: string
  readonly worker: string
  readonly part: number
}

async function note(syncStreams: SyncStreams, { job, worker, part }: Done): Promise<void> {
  const noting = syncStreams(job).streamMessages.create({ data: { worker, part } })
  await noting.catch((error: unknown) => expectCode(error, 20404))
}
