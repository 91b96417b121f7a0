import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeSync, type FakeSync, type LimitOverrides } from '../../../src/core.ts'
import {
  type DataOwner,
  invalidObjectData,
  objectData,
} from '../../../src/fast-check/arbitraries/object-data.ts'
import { expectEdges, expectRefusal, serviceOf, simplestOf } from './expectations.ts'

const everyLimit = [2, 3, 6, 7, 30, 16_384].map((dataBytes): { limits: LimitOverrides } => ({
  limits: { dataBytes },
}))
const limit = 16_384

describe('objectData', () => {
  it.each(everyLimit)('survives a round trip to the service: $limits', async (options) => {
    const sync = open(options)
    const { documents, syncLists, syncMaps } = serviceOf(sync)
    await fc.assert(
      fc.asyncProperty(objectData(sync), async (data) => {
        const document = await documents('order').update({ data })
        expect(document.data).toStrictEqual(data)
        const { index } = await syncLists('queue').syncListItems.create({ data })
        expect(sync.lists.items('queue').fetch(index).data).toStrictEqual(data)
        await syncMaps('players').syncMapItems('ann').update({ data })
        expect(sync.maps.items('players').fetch('ann').data).toStrictEqual(data)
      }),
      { numRuns: 50 },
    )
  })

  it('generates the edges', () => {
    expectEdges(objectData(), {
      empty: (data) => JSON.stringify(data) === '{}',
      'the limit': (data) => bytesOf(data) === limit,
      'the limit in fewer characters': (data) =>
        bytesOf(data) === limit && JSON.stringify(data).length < limit,
      'a byte less': (data) => bytesOf(data) === limit - 1,
    })
  })

  it('has exactly the requested size', () => {
    for (const bytes of [2, 6, 7, 4097, limit]) {
      for (const data of fc.sample(objectData({ bytes }), 20)) expect(bytesOf(data)).toBe(bytes)
    }
  })

  it('refuses a size that no object can have', () => {
    expect(() => objectData({ bytes: 16_385 })).toThrow(
      new TypeError(
        'Cannot make data of objects: found 16385 bytes, expected 2 or a whole number from 6, and no more than the limit of 16384',
      ),
    )
  })

  it.each(everyLimit)('shrinks to an empty object: $limits', (options) => {
    expect(simplestOf(objectData(options))).toEqual([{}])
  })
})

describe('invalidObjectData', () => {
  it.each(everyLimit)('is refused with the given status and code: $limits', async (options) => {
    const sync = open(options)
    const { documents, syncLists, syncMaps } = serviceOf(sync)
    const writes: Readonly<Record<DataOwner, readonly ((data: object) => unknown)[]>> = {
      documents: [
        (data) => sync.documents.create({ data }),
        (data) => sync.documents.update('order', { data }),
        (data) => documents.create({ data }),
        (data) => documents('order').update({ data }),
      ],
      listItems: [
        (data) => sync.lists.items('queue').create({ data }),
        (data) => sync.lists.items('queue').update(0, { data }),
        (data) => syncLists('queue').syncListItems(0).update({ data }),
      ],
      mapItems: [
        (data) => sync.maps.items('players').create({ key: 'bob', data }),
        (data) => sync.maps.items('players').set('ann', { data }),
        (data) => sync.maps.items('players').set('bob', { data }),
        (data) => syncMaps('players').syncMapItems('ann').update({ data }),
      ],
    }
    const before = sync.snapshot().accounts[0]?.services
    for (const of of ['documents', 'listItems', 'mapItems'] as const) {
      await fc.assert(
        fc.asyncProperty(invalidObjectData(of, sync), async (invalid) => {
          for (const write of writes[of]) {
            await expectRefusal(() => write(invalid.value as object), invalid)
          }
        }),
        { numRuns: 60 },
      )
    }
    expect(sync.snapshot().accounts[0]?.services).toEqual(before)
  })

  it('generates the edges', () => {
    expectEdges(invalidObjectData('mapItems'), {
      'a byte too large': ({ value, code }) => code === 54006 && bytesOf(value) === limit + 1,
      'too large in bytes, not in code units': ({ value, code }) =>
        code === 54006 && JSON.stringify(value).length < limit,
      'a text': ({ value, code }) => code === 54008 && typeof value === 'string',
      'a list': ({ value, code }) => code === 54008 && Array.isArray(value),
      null: ({ value, status, code }) => status === 400 && code === 54206 && value === null,
    })
  })

  it('refuses what has no data', () => {
    expect(() => invalidObjectData('maps' as never)).toThrow(
      new TypeError(
        'Cannot make data of objects: found "maps" for of, expected any of documents, listItems, mapItems',
      ),
    )
  })

  it('shrinks to an empty string', () => {
    expect(simplestOf(invalidObjectData('documents'))).toEqual([
      { value: '', status: 400, code: 54008 },
    ])
  })
})

function open(options: { readonly limits: LimitOverrides }): FakeSync {
  const sync = createFakeSync(options)
  sync.documents.create({ uniqueName: 'order' })
  sync.lists.create({ uniqueName: 'queue' })
  sync.lists.items('queue').create({ data: {} })
  sync.maps.create({ uniqueName: 'players' })
  sync.maps.items('players').create({ key: 'ann', data: {} })
  return sync
}

function bytesOf(data: unknown): number {
  return new TextEncoder().encode(JSON.stringify(data)).length
}
