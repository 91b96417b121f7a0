import fc from 'fast-check'
import { expect } from 'vitest'
import { mapKey, timeStep, worldState } from '../../../src/fast-check.ts'
import { type Exhibit, exhibit, expectCode, type SyncService } from './exhibit.ts'

// Apps that keep things in lists and maps.

type SyncMap = ReturnType<SyncService['syncMaps']>

/** Writes an item that is there. */
type Write = (map: SyncMap, key: string, data: object) => Promise<void>

function writeAt(addressOf: (key: string) => string): Write {
  return async (map, key, data) => {
    await map.syncMapItems(addressOf(key)).update({ data })
  }
}

export const keyNotEscaped: Exhibit = exhibit<Write>({
  bug: 'key of an item not escaped in the path',
  promise: ({ sync, service }, write) =>
    fc.asyncProperty(mapKey(), async (key) => {
      sync.maps.create({ uniqueName: 'players' })
      sync.maps.items('players').create({ key, data: {} })
      await write(service.syncMaps('players'), key, { score: 1 })
      expect(sync.maps.items('players').fetch(key).data).toEqual({ score: 1 })
    }),
  buggy: writeAt((key) => key),
  correct: writeAt(encodeURIComponent),
})

export const hashAloneNotEscaped: Exhibit = exhibit<Write>({
  bug: 'key escaped by encodeURI, so that the path ends at a hash and the wrong item is written',
  promise: ({ sync, service }, write) => {
    const keys = fc.uniqueArray(mapKey({ keys: ['a', 'a#1', 'a#2'] }), { minLength: 1 })
    return fc.asyncProperty(keys, async (all) => {
      sync.maps.create({ uniqueName: 'players' })
      for (const key of all) sync.maps.items('players').create({ key, data: {} })
      for (const key of all) await write(service.syncMaps('players'), key, { key })
      for (const { key, data } of sync.maps.items('players').all()) expect(data).toEqual({ key })
    })
  },
  buggy: writeAt((key) => encodeURI(key).replaceAll('/', '%2F').replaceAll('?', '%3F')),
  correct: writeAt(encodeURIComponent),
})

/** Puts data under a key, whether there is any or not. */
type Put = (map: SyncMap, key: string, data: object) => Promise<void>

export const upsertAssumed: Exhibit = exhibit<Put>({
  bug: 'item created again under a key that is taken, as if that replaced it',
  promise: ({ sync, service }, put) => {
    const keys = fc.array(mapKey({ keys: ['ann', 'bob', 'cy'] }), { maxLength: 6 })
    return fc.asyncProperty(keys, async (all) => {
      sync.maps.create({ uniqueName: 'players' })
      const expected = new Map<string, object>()
      for (const [score, key] of all.entries()) {
        await put(service.syncMaps('players'), key, { score })
        expected.set(key, { score })
      }
      const found = sync.maps.items('players').all()
      expect(new Map(found.map(({ key, data }) => [key, data]))).toEqual(expected)
    })
  },
  buggy: async (map, key, data) => {
    await map.syncMapItems.create({ key, data })
  },
  correct: async (map, key, data) => {
    try {
      await map.syncMapItems.create({ key, data })
    } catch (error) {
      expectCode(error, 54208)
      await map.syncMapItems(encodeURIComponent(key)).update({ data })
    }
  },
})

/** What tasks there are, by what removes them. */
type Tasks = (service: SyncService) => Promise<readonly number[]>

export const indexTakenForPosition: Exhibit = exhibit<Tasks>({
  bug: 'index of an item of a list taken for its position',
  promise: ({ sync, service }, tasksOf) => {
    const positions = fc.array(fc.nat(5), { maxLength: 6 })
    return fc.asyncProperty(fc.nat(6), positions, async (count, removed) => {
      sync.lists.create({ uniqueName: 'tasks' })
      const items = sync.lists.items('tasks')
      for (let id = 0; id < count; id += 1) items.create({ data: { id } })
      for (const position of removed) {
        const before = items.all()
        const { [position]: index } = await tasksOf(service)
        if (index === undefined) continue
        await service.syncLists('tasks').syncListItems(index).remove()
        expect(items.all()).toEqual(before.filter((_, at) => at !== position))
      }
    })
  },
  buggy: async (service) => {
    const items = await service.syncLists('tasks').syncListItems.list()
    return items.map((_, position) => position)
  },
  correct: async (service) => {
    const items = await service.syncLists('tasks').syncListItems.list()
    return items.map(({ index }) => index)
  },
})

/** The keys of a map. */
type Keys = (map: SyncMap) => Promise<readonly string[]>

export const firstPageOfItems: Exhibit = exhibit<Keys>({
  bug: 'first page of the items of a map only',
  promise: ({ sync, service }, keysOf) =>
    fc.asyncProperty(worldState(), async (state) => {
      sync.restore(state)
      for (const { sid } of sync.maps.all()) {
        const keys = sync.maps.items(sid).all()
        expect(await keysOf(service.syncMaps(sid))).toEqual(keys.map(({ key }) => key))
      }
    }),
  buggy: async (map) => {
    const { instances } = await map.syncMapItems.page()
    return instances.map(({ key }) => key)
  },
  correct: async (map) => {
    const items = await map.syncMapItems.list()
    return items.map(({ key }) => key)
  },
})

/** In seconds. */
const lifetime = 137

/** Keeps a session for a while, each as long as the others. */
type Open = (map: SyncMap, key: string) => Promise<unknown>

export const itemTtlTakenForTheCollections: Exhibit = exhibit<Open>({
  bug: 'time to live of an item given to its whole map',
  promise: ({ sync, service }, open) => {
    const steps = fc.array(timeStep(), { maxLength: 8, size: 'medium' })
    return fc.asyncProperty(steps, async (taken) => {
      sync.maps.create({ uniqueName: 'sessions' })
      const ends = new Map<string, number>()
      for (const [number, step] of taken.entries()) {
        await open(service.syncMaps('sessions'), `session ${number}`)
        ends.set(`session ${number}`, sync.clock.now() + lifetime * 1000)
        step.take(sync)
        const alive = [...ends].filter(([, end]) => end > sync.clock.now()).map(([key]) => key)
        const found = sync.maps.items('sessions').all()
        expect(found.map(({ key }) => key)).toEqual(alive.sort())
      }
    })
  },
  buggy: (map, key) => map.syncMapItems.create({ key, data: {}, collectionTtl: lifetime }),
  correct: (map, key) => map.syncMapItems.create({ key, data: {}, itemTtl: lifetime }),
})

/** Reads the items of a map, from memory while nothing has changed. */
type Reader = (service: SyncService) => () => Promise<readonly string[]>

function cachedBy(stampOf: (map: { sid: string; revision: string }) => string): Reader {
  return (service) => {
    const cached = new Map<string, readonly string[]>()
    return async () => {
      const stamp = stampOf(await service.syncMaps('players').fetch())
      const known = cached.get(stamp)
      if (known !== undefined) return known
      const items = await service.syncMaps('players').syncMapItems.list()
      const keys = items.map(({ key }) => key)
      cached.set(stamp, keys)
      return keys
    }
  }
}

export const cachedAcrossRemoval: Exhibit = exhibit<Reader>({
  bug: 'items cached by the revision of their map, which begins again when it is created again',
  promise: ({ sync, service }, newReader) => {
    const action = fc.constantFrom('set ann', 'set bob', 'remove ann', 'begin again')
    return fc.asyncProperty(fc.array(action, { maxLength: 12, size: 'medium' }), async (taken) => {
      sync.maps.create({ uniqueName: 'players' })
      const read = newReader(service)
      for (const act of taken) {
        const [verb, key = ''] = act.split(' ')
        const items = sync.maps.items('players')
        if (verb === 'set') items.set(key, { data: {} })
        else if (verb === 'begin') {
          sync.maps.remove('players')
          sync.maps.create({ uniqueName: 'players' })
        } else if (items.find(key) !== undefined) items.remove(key)
        expect(await read()).toEqual(items.all().map((item) => item.key))
      }
    })
  },
  buggy: cachedBy(({ revision }) => revision),
  correct: cachedBy(({ sid, revision }) => `${sid} ${revision}`),
})

/** Reads the number of a revision. */
type NumberOf = (revision: string) => number

export const revisionTakenForDecimal: Exhibit = exhibit<NumberOf>({
  bug: 'revisions compared as decimal numbers',
  promise: ({ sync, service }, numberOf) =>
    fc.asyncProperty(fc.array(fc.nat(3), { size: 'medium', maxLength: 30 }), async (touched) => {
      sync.lists.create({ uniqueName: 'queue' })
      const items = sync.lists.items('queue')
      for (let id = 0; id < 4; id += 1) items.create({ data: {} })
      for (const index of touched) items.update(index, { data: { touched: true } })
      const found = await service.syncLists('queue').syncListItems.list()
      const [latest] = found.sort((one, two) => numberOf(two.revision) - numberOf(one.revision))
      expect(latest?.index).toBe(touched.at(-1) ?? 3)
    }),
  buggy: (revision) => Number.parseInt(revision, 10),
  correct: (revision) => Number.parseInt(revision, 16),
})
