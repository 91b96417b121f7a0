import { describe, expect, it } from 'vitest'
import type { StreamPage } from '../../../src/domain/objects/stream-options.ts'
import { StreamStore } from '../../../src/domain/objects/stream-store.ts'
import { SyncError } from '../../../src/domain/rules/sync-error.ts'
import { FakeClock } from '../../../src/domain/time/clock.ts'

describe('StreamStore.page', () => {
  it('is empty and without tokens when there are no streams', () => {
    expect(storeOf(0).page()).toEqual({ streams: [], pageSize: 50 })
  })

  it('holds 50 streams in order of creation by default', () => {
    const streams = storeOf(60)

    expect(streams.page().streams).toEqual(streams.all().slice(0, 50))
  })

  it('holds 100 at most', () => {
    expect(storeOf(120).page({ pageSize: 1000 })).toMatchObject({ pageSize: 100 })
    expect(storeOf(120).page({ pageSize: 1000 }).streams).toHaveLength(100)
  })

  it('leads forward and back by its tokens', () => {
    const streams = storeOf(5)

    const first = streams.page({ pageSize: 2 })
    const second = streams.page({ pageSize: 2, pageToken: first.nextPageToken })
    const third = streams.page({ pageSize: 2, pageToken: second.nextPageToken })

    expect([first, second, third].map(namesOf)).toEqual([['0', '1'], ['2', '3'], ['4']])
    expect(first.previousPageToken).toBeUndefined()
    expect(third.nextPageToken).toBeUndefined()
    expect(streams.page({ pageSize: 2, pageToken: third.previousPageToken })).toEqual(second)
  })

  it('shows streams as they are when it is read', () => {
    const streams = storeOf(1)
    const before = streams.page()

    streams.update('0', { ttl: 60 })

    expect(before.streams[0]?.dateExpires).toBeNull()
    expect(streams.page().streams[0]?.dateExpires).toBe(60_000)
  })

  it('skips and repeats nothing when streams read before are removed', () => {
    const streams = storeOf(6)
    const { nextPageToken } = streams.page({ pageSize: 2 })

    streams.remove('0')
    streams.remove('1')

    expect(namesOf(streams.page({ pageSize: 2, pageToken: nextPageToken }))).toEqual(['2', '3'])
  })

  it('skips and repeats nothing when the streams at its edges expire', () => {
    const clock = new FakeClock(0)
    const streams = new StreamStore({ clock })
    for (const [name, ttl] of [0, 60, 60, 0, 0].entries()) {
      streams.create({ uniqueName: `${name}`, ttl })
    }
    const { nextPageToken } = streams.page({ pageSize: 2 })

    clock.advance({ seconds: 60 })

    expect(namesOf(streams.page({ pageSize: 2, pageToken: nextPageToken }))).toEqual(['3', '4'])
  })

  it('puts a new stream with an old name at the end', () => {
    const streams = storeOf(4)
    const { nextPageToken } = streams.page({ pageSize: 2 })

    streams.remove('0')
    streams.create({ uniqueName: '0' })

    expect(namesOf(streams.page({ pageToken: nextPageToken }))).toEqual(['2', '3', '0'])
  })

  it('rejects a bad size and a bad token', () => {
    expect(() => storeOf(1).page({ pageSize: 0 })).toThrow(
      new SyncError({ kind: 'page-size-invalid', found: 0, largest: 1000 }),
    )
    expect(() => storeOf(1).page({ pageToken: 'nonsense' })).toThrow(
      new SyncError({ kind: 'page-token-invalid', found: 'nonsense' }),
    )
  })

  it('rejects a token from a store that had more streams', () => {
    const found = storeOf(5).page({ pageSize: 4 }).nextPageToken ?? ''

    expect(() => storeOf(3).page({ pageToken: found })).toThrow(
      new SyncError({ kind: 'page-token-invalid', found }),
    )
  })
})

/** Streams named '0', '1', '2'… */
function storeOf(count: number): StreamStore {
  const streams = new StreamStore({ clock: new FakeClock(0) })
  for (let name = 0; name < count; name += 1) streams.create({ uniqueName: `${name}` })
  return streams
}

function namesOf({ streams }: StreamPage): (string | null)[] {
  return streams.map(({ uniqueName }) => uniqueName)
}
