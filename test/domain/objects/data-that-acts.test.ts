import { describe, expect, it } from 'vitest'
import { createFakeSync, FakeClock, type FakeSync, SyncError } from '../../../src/core.ts'

// Data whose `toJSON` changes what is being written: it does so before the store looks for it.

interface Case {
  readonly title: string
  readonly act: (sync: FakeSync) => unknown
  readonly write: (sync: FakeSync, data: object) => unknown
  readonly code: number
}

const cases: readonly Case[] = [
  {
    title: 'a message on a stream that it removes',
    act: ({ streams }) => streams.remove('s'),
    write: ({ streams }, data) => streams.publish('s', data),
    code: 20404,
  },
  {
    title: 'an update of a document that it removes',
    act: ({ documents }) => documents.remove('d'),
    write: ({ documents }, data) => documents.update('d', { data, ttl: 60 }),
    code: 20404,
  },
  {
    title: 'an update of a document whose revision it takes',
    act: ({ documents }) => documents.update('d', { data: {} }),
    write: ({ documents }, data) => documents.update('d', { data, ifMatch: '0' }),
    code: 54103,
  },
  {
    title: 'an item of a list that it removes',
    act: ({ lists }) => lists.remove('l'),
    write: ({ lists }, data) => lists.items('l').create({ data }),
    code: 20404,
  },
  {
    title: 'an update of an item that it removes',
    act: ({ lists }) => lists.items('l').remove(0),
    write: ({ lists }, data) => lists.items('l').update(0, { data, ttl: 60 }),
    code: 20404,
  },
  {
    title: 'an item of a map whose key it takes',
    act: ({ maps }) => maps.items('m').create({ key: 'new', data: {} }),
    write: ({ maps }, data) => maps.items('m').create({ key: 'new', data }),
    code: 54208,
  },
  {
    title: 'an item of a map whose revision it takes',
    act: ({ maps }) => maps.items('m').update('k', { data: {} }),
    write: ({ maps }, data) => maps.items('m').set('k', { data, ifMatch: '0' }),
    code: 54205,
  },
]

describe('data that acts', () => {
  it.each(cases)('refuses $title', ({ act, write, code }) => {
    const [sync, expected] = [newWorld(), newWorld()]
    act(expected)
    const data = {
      toJSON() {
        act(sync)
        return {}
      },
    }
    let error: unknown
    try {
      write(sync, data)
    } catch (caught) {
      error = caught
    }
    expect(error).toBeInstanceOf(SyncError)
    expect(error).toMatchObject({ code })
    // What it has done itself stands, and no more.
    expect(sync.snapshot()).toEqual(expected.snapshot())
  })
})

function newWorld(): FakeSync {
  const sync = createFakeSync({ clock: new FakeClock(0) })
  sync.streams.create({ uniqueName: 's' })
  sync.documents.create({ uniqueName: 'd' })
  sync.lists.create({ uniqueName: 'l' })
  sync.lists.items('l').create({ data: {} })
  sync.maps.create({ uniqueName: 'm' })
  sync.maps.items('m').create({ key: 'k', data: {} })
  return sync
}
