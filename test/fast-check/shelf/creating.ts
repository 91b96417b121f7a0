import fc from 'fast-check'
import { expect } from 'vitest'
import { type ClientReal, faultPlan, streamCommands, StreamModel } from '../../../src/fast-check.ts'
import {
  createOrFetch,
  type Exhibit,
  exhibit,
  expectCode,
  retryBroken,
  type SyncStreams,
} from './exhibit.ts'

// Apps that create streams and find them again.

type Ensure = (syncStreams: SyncStreams, uniqueName: string) => Promise<{ readonly sid: string }>

export const checkThenCreate: Exhibit = exhibit<Ensure>({
  bug: 'check-then-create race',
  promise: ({ race, syncStreams }, ensure) =>
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const { waitFor } = race(scheduler)
      const both = [ensure(syncStreams, 'orders'), ensure(syncStreams, 'orders')]
      const [one, other] = await waitFor(Promise.all(both))
      expect(one?.sid).toBe(other?.sid)
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
  bug: 'conflict taken for failure after a lost response',
  promise: ({ sync, syncStreams }, ensure) =>
    fc.asyncProperty(faultPlan({ kinds: ['reset', 'timeout'] }), async (plan) => {
      plan.install(sync)
      const { sid } = await ensure(syncStreams, 'orders')
      expect(sync.streams.fetch('orders').sid).toBe(sid)
    }),
  buggy: (syncStreams, uniqueName) => retryBroken(() => syncStreams.create({ uniqueName })),
  correct: (syncStreams, uniqueName) => retryBroken(() => createOrFetch(syncStreams, uniqueName)),
})

/** Opens streams by their names; resolves to the SID. */
type Desk = (uniqueName: string) => Promise<string>

interface DeskReal extends ClientReal {
  readonly open: Desk
}

/** The app as a command among those of the kit. */
function openCommand(uniqueName: string): fc.AsyncCommand<StreamModel, DeskReal> {
  return {
    check: () => true,
    async run(model, { open, sync }) {
      const sid = await open(uniqueName)
      if (model.find(uniqueName) === undefined) model.add({ sid, uniqueName })
      expect(sync.streams.find(sid)?.uniqueName).toBe(uniqueName)
    },
    toString: () => `open "${uniqueName}"`,
  }
}

export const rememberedForEver: Exhibit = exhibit<(syncStreams: SyncStreams) => Desk>({
  bug: 'cached SID of a stream that is gone',
  promise: ({ sync, syncStreams }, newDesk) => {
    const names = ['orders', 'kitchen']
    const opens = fc.constantFrom(...names).map(openCommand)
    const lists = streamCommands<StreamModel, DeskReal>({ names, commands: [opens] })
    return fc.asyncProperty(lists, async (commands) => {
      const open = newDesk(syncStreams)
      const setup = (): { model: StreamModel; real: DeskReal } => {
        return { model: new StreamModel(sync), real: { sync, syncStreams, open } }
      }
      await fc.asyncModelRun(setup, commands)
    })
  },
  buggy: (syncStreams) => {
    const known = new Map<string, string>()
    return async (uniqueName) => {
      const sid = known.get(uniqueName) ?? (await createOrFetch(syncStreams, uniqueName)).sid
      known.set(uniqueName, sid)
      return sid
    }
  },
  correct: (syncStreams) => async (uniqueName) =>
    (await createOrFetch(syncStreams, uniqueName)).sid,
})
