import fc from 'fast-check'
import { expect } from 'vitest'
import { faultPlan, timeStep } from '../../../src/fast-check.ts'
import {
  type Exhibit,
  exhibit,
  expectCode,
  retryBroken,
  type Room,
  type SyncService,
} from './exhibit.ts'

// Apps that several of which write the same document.

type Count = (service: SyncService) => Promise<void>

/** A document as an app reads it: what is in it, nobody knows. */
async function read(
  service: SyncService,
  uniqueName: string,
): Promise<{ readonly data: unknown; readonly revision: string }> {
  return service.documents(uniqueName).fetch()
}

/** Reads, counts and writes until nobody was faster. */
async function countIfMatching(service: SyncService): Promise<void> {
  const { data, revision } = await read(service, 'counter')
  try {
    await service.documents('counter').update({ data: next(data), ifMatch: revision })
  } catch (error) {
    expectCode(error, 54103)
    await countIfMatching(service)
  }
}

function next(data: unknown): { readonly count: number } {
  return { count: (data as { readonly count: number }).count + 1 }
}

export const lostUpdate: Exhibit = exhibit<Count>({
  bug: 'document read and written back without If-Match, so that one of two updates is lost',
  promise: ({ sync, service, race }, count) =>
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 3 }), async (scheduler, workers) => {
      sync.documents.create({ uniqueName: 'counter', data: { count: 0 } })
      const { waitFor } = race(scheduler)
      await waitFor(Promise.all(Array.from({ length: workers }, () => count(service))))
      expect(sync.documents.fetch('counter').data).toEqual({ count: workers })
    }),
  buggy: async (service) => {
    const { data } = await read(service, 'counter')
    await service.documents('counter').update({ data: next(data) })
  },
  correct: countIfMatching,
})

/** In seconds. */
const lease = 60

type Renew = (service: SyncService) => Promise<void>

function renewWith(again: { readonly ttl?: number }): Renew {
  return async (service) => {
    const renew = async (change: { readonly ttl?: number }): Promise<void> => {
      const { data, revision } = await read(service, 'lease')
      const renewed = { ...(data as object), renewed: true }
      try {
        await service.documents('lease').update({ data: renewed, ifMatch: revision, ...change })
      } catch (error) {
        expectCode(error, 54103)
        await renew(again)
      }
    }
    await renew({ ttl: lease })
  }
}

export const ttlLostOnRetry: Exhibit = exhibit<Renew>({
  bug: 'time to live that is lost when a write is tried again after 412',
  promise: ({ sync, service, race }, renew) =>
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      sync.documents.create({ uniqueName: 'lease' })
      const { waitFor } = race(scheduler)
      const rival = service.documents('lease')
      await waitFor(Promise.all([renew(service), rival.update({ data: { rival: true } })]))
      const { dateExpires } = sync.documents.fetch('lease')
      expect(dateExpires).toBe(sync.clock.now() + lease * 1000)
    }),
  buggy: renewWith({}),
  correct: renewWith({ ttl: lease }),
})

/** An editor of a document that somebody else may write as well. */
type Edit = (service: SyncService) => (text: string) => Promise<void>

/** Saves what is written, whatever others wrote; keeps the revision that it has heard of. */
function editor(heardOf: (saved: string, sent: string) => string): Edit {
  return (service) => {
    let known: string | undefined
    const save = async (text: string): Promise<void> => {
      const document = service.documents('draft')
      const ifMatch = known ?? (await document.fetch()).revision
      const { revision } = await document.update({ data: { text }, ifMatch })
      known = heardOf(revision, ifMatch)
    }
    return async (text) => {
      await save(text).catch(async (error: unknown) => {
        expectCode(error, 54103)
        if (known === undefined) throw error
        const { data } = await read(service, 'draft')
        // What others wrote is shown, and nothing of the own text is saved.
        if ((data as { readonly by?: string }).by !== undefined) return
        throw new Error('Nobody else has written')
      })
    }
  }
}

export const staleIfMatch: Exhibit = exhibit<Edit>({
  bug: 'If-Match from the first read, which the own writes have outdated',
  promise: ({ sync, service }, open) => {
    const texts = fc.array(fc.string({ maxLength: 5 }), { maxLength: 5 })
    return fc.asyncProperty(texts, fc.boolean(), async (written, isDisturbed) => {
      sync.documents.create({ uniqueName: 'draft' })
      const save = open(service)
      for (const text of written) {
        await save(text)
        expect(sync.documents.fetch('draft').data).toEqual({ text })
      }
      if (isDisturbed) sync.documents.update('draft', { data: { by: 'somebody else' } })
      if (isDisturbed && written.length > 0) await save('too late')
    })
  },
  buggy: editor((_, sent) => sent),
  correct: editor((saved) => saved),
})

/** Adds an entry to a document that only this app writes, over a connection that may break. */
type Append = (service: SyncService, id: number) => Promise<void>

interface Log {
  readonly ids: readonly number[]
}

function appendUnless(isDone: (log: Log, id: number) => boolean): Append {
  return async (service, id) => {
    const append = async (): Promise<void> => {
      const { data, revision } = await retryBroken(() => read(service, 'log'))
      const log = data as Log
      if (isDone(log, id)) return
      const change = { data: { ids: [...log.ids, id] }, ifMatch: revision }
      try {
        await retryBroken(() => service.documents('log').update(change))
      } catch (error) {
        expectCode(error, 54103)
        await append()
      }
    }
    await append()
  }
}

export const ownWriteTakenForAnothers: Exhibit = exhibit<Append>({
  bug: '412 for the own write, whose answer was lost, taken for that of somebody else',
  promise: ({ sync, service }, append) => {
    const plans = faultPlan({ on: ['documents.update'], kinds: ['reset', 'timeout'], max: 2 })
    return fc.asyncProperty(plans, fc.integer({ min: 1, max: 3 }), async (plan, count) => {
      sync.documents.create({ uniqueName: 'log', data: { ids: [] } })
      plan.install(sync)
      const ids = Array.from({ length: count }, (_, id) => id)
      for (const id of ids) await append(service, id)
      expect(sync.documents.fetch('log').data).toEqual({ ids })
    })
  },
  buggy: appendUnless(() => false),
  correct: appendUnless(({ ids }, id) => ids.includes(id)),
})

/** Keeps a document as long as anything is written to it. */
type Touch = (service: SyncService, data: object) => Promise<void>

export const writesTakenForSignsOfLife: Exhibit = exhibit<Touch>({
  bug: 'document whose writes are taken to keep it alive',
  promise: livesOn,
  buggy: async (service, data) => {
    await service.documents('room').update({ data })
  },
  correct: async (service, data) => {
    await service.documents('room').update({ data, ttl: lease })
  },
})

function livesOn({ sync, service }: Room, touch: Touch): fc.IAsyncProperty<unknown> {
  const steps = fc.array(timeStep({ longest: { seconds: lease - 1 } }), { size: 'medium' })
  return fc.asyncProperty(steps, async (taken) => {
    sync.documents.create({ uniqueName: 'room', ttl: lease })
    for (const [index, step] of taken.entries()) {
      step.take(sync)
      await touch(service, { index })
      expect(sync.documents.fetch('room').data).toEqual({ index })
    }
  })
}
