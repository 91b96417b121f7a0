import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeSync, type FakeSync, type SyncState } from '../../../src/core.ts'
import { ifMatch, invalidIfMatch, revision } from '../../../src/fast-check/arbitraries/if-match.ts'
import { expectEdges, expectRefusal, serviceOf, simplestOf } from './expectations.ts'

describe('revision', () => {
  it('is lower-case hex that a state can have', () => {
    fc.assert(
      fc.property(revision(), (one) => {
        const sync = createFakeSync()
        sync.documents.create({ uniqueName: 'order' })
        const json = JSON.stringify(sync.snapshot())
        const changed = json.replace('"revision":"0"', `"revision":"${one}"`)
        sync.restore(JSON.parse(changed) as SyncState)
        expect(sync.documents.fetch('order').revision).toBe(one)
      }),
    )
  })

  it('generates the edges', () => {
    expectEdges(revision(), {
      'the first': (one) => one === '0',
      'the first that is no decimal number': (one) => one === 'a',
      'one that a decimal number would be taken for': (one) => one === '10',
      large: (one) => one.length === 5,
    })
  })

  it('shrinks to 0', () => {
    expect(simplestOf(revision())).toEqual(['0'])
  })
})

describe('ifMatch', () => {
  it.each([0, 1, 5, 9, 10, 16, 26])(
    'says whether a write is refused after %i changes',
    async (changes) => {
      const sync = open()
      for (let change = 0; change < changes; change += 1) touchAll(sync)
      const { documents, syncLists, syncMaps } = serviceOf(sync)
      await fc.assert(
        fc.asyncProperty(ifMatch(), async (condition) => {
          const state = sync.snapshot()
          const data = {}
          const writes = [
            documents('order').update({
              data,
              ifMatch: condition.of(sync.documents.fetch('order').revision),
            }),
            syncLists('queue')
              .syncListItems(0)
              .update({
                data,
                ifMatch: condition.of(sync.lists.items('queue').fetch(0).revision),
              }),
            syncMaps('players')
              .syncMapItems('ann')
              .remove({ ifMatch: condition.of(sync.maps.items('players').fetch('ann').revision) }),
          ]
          const codes = (await Promise.allSettled(writes)).map((result) =>
            result.status === 'rejected' ? (result.reason as { code: number }).code : 'done',
          )
          expect(codes).toEqual(condition.holds ? ['done', 'done', 'done'] : [54103, 54155, 54205])
          sync.restore(state)
        }),
      )
    },
  )

  it('is printed in words', () => {
    const texts = fc.sample(ifMatch(), { seed: 1, numRuns: 200 }).map(String)
    expect([...new Set(texts)].sort()).toMatchInlineSnapshot(`
      [
        "any revision",
        "the current revision",
        "the current revision as a decimal number",
        "the current revision as a weak tag",
        "the current revision in quotes",
        "the revision after the current one",
        "the revision before the current one",
        "the revision before the current one, in quotes",
      ]
    `)
    expect(fc.stringify(fc.sample(ifMatch(), { seed: 1, numRuns: 1 })[0])).toMatch(/^(the|any) /)
  })

  it('holds half of the times', () => {
    const held = fc.sample(ifMatch(), { seed: 1, numRuns: 400 }).filter(({ holds }) => holds)
    expect(held.length).toBeGreaterThan(150)
    expect(held.length).toBeLessThan(250)
  })

  it('shrinks to the current revision', () => {
    expect(simplestOf(ifMatch()).map((one) => one?.of('1a'))).toEqual(['1a'])
  })
})

describe('invalidIfMatch', () => {
  it('is refused with the given status and code', async () => {
    const sync = open()
    const { documents, syncLists, syncMaps } = serviceOf(sync)
    const before = sync.snapshot().accounts[0]?.services
    await fc.assert(
      fc.asyncProperty(invalidIfMatch(), async (invalid) => {
        const write = { data: {}, ifMatch: invalid.value }
        await expectRefusal(() => documents('order').update(write), invalid)
        await expectRefusal(() => syncLists('queue').syncListItems(0).update(write), invalid)
        await expectRefusal(() => syncMaps('players').syncMapItems('ann').update(write), invalid)
        await expectRefusal(() => sync.documents.update('order', write), invalid)
        await expectRefusal(
          () => sync.lists.items('queue').remove(0, { ifMatch: write.ifMatch }),
          invalid,
        )
        await expectRefusal(() => sync.maps.items('players').update('ann', write), invalid)
      }),
    )
    expect(sync.snapshot().accounts[0]?.services).toEqual(before)
  })

  it('shrinks to an empty text', () => {
    expect(simplestOf(invalidIfMatch())).toEqual([{ value: '', status: 400, code: 54003 }])
  })
})

function open(): FakeSync {
  const sync = createFakeSync()
  sync.documents.create({ uniqueName: 'order' })
  sync.lists.create({ uniqueName: 'queue' })
  sync.lists.items('queue').create({ data: {} })
  sync.maps.create({ uniqueName: 'players' })
  sync.maps.items('players').create({ key: 'ann', data: {} })
  return sync
}

function touchAll(sync: FakeSync): void {
  sync.documents.update('order', { data: {} })
  sync.lists.items('queue').update(0, { data: {} })
  sync.maps.items('players').update('ann', { data: {} })
}
