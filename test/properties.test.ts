import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StreamPage } from '../src/domain/objects/stream-options.ts'
import { StreamStore } from '../src/domain/objects/stream-store.ts'
import type { Stream, StreamMessage } from '../src/domain/rules/records.ts'
import { SyncError } from '../src/domain/rules/sync-error.ts'
import { FakeClock } from '../src/domain/time/clock.ts'

// A StreamStore against a model too simple to be wrong. Each command looks at its own answer only: to
// look at everything after each of them would make up for whatever one of them forgot to do.

describe('StreamStore', () => {
  it('agrees with the model', () => {
    const runs = fc.commands(commands(), { maxCommands: 80, size: 'max' })
    fc.assert(
      fc.property(runs, (run) => {
        const world = newWorld()
        fc.modelRun(() => world, run)
        checkTheEnd(world)
      }),
      { numRuns: 300 },
    )
  })
})

/** All that ever was, in order of creation. Nothing is ever taken out. */
class Model {
  readonly streams: ModelStream[] = []
  now = 0
  walk: Walk | undefined

  alive(): ModelStream[] {
    return this.streams.filter((stream) => !stream.removed && !this.hasExpired(stream))
  }

  hasExpired({ expires }: ModelStream): boolean {
    return expires !== null && expires <= this.now
  }

  find(sidOrName: string): ModelStream | undefined {
    return this.alive().find(({ sid, name }) => sid === sidOrName || name === sidOrName)
  }

  expiryOf(ttl = 0): number | null {
    return ttl === 0 ? null : this.now + ttl * 1000
  }

  nextExpiry(): number | undefined {
    const expiries = this.alive().flatMap(({ expires }) => expires ?? [])
    return expiries.length === 0 ? undefined : Math.min(...expiries)
  }
}

interface ModelStream {
  readonly sid: string
  readonly name: string | null
  readonly created: number
  updated: number
  expires: number | null
  removed: boolean
  readonly published: StreamMessage[]
}

/** A walk from page to page. It promises to meet, once, whatever lives until its end. */
interface Walk {
  readonly direction: Direction
  readonly promised: readonly ModelStream[]
  readonly met: readonly string[]
  /** What lived on either side of the last page when that was read. */
  readonly beyond: Readonly<Record<Direction, readonly ModelStream[]>>
}

type Direction = 'next' | 'previous'

interface Real {
  readonly clock: FakeClock
  readonly streams: StreamStore
  /** The types of the events of each stream, by SID. */
  readonly heard: Map<string, string[]>
  page: StreamPage | undefined
}

interface World {
  readonly model: Model
  readonly real: Real
}

/** The store cannot watch the clock, so that each of its methods has to notice by itself what expired. */
function newWorld(): World {
  const clock = new FakeClock(0)
  const streams = new StreamStore({ clock: { now: () => clock.now() } })
  return { model: new Model(), real: { clock, streams, heard: new Map(), page: undefined } }
}

type StreamCommand = fc.Command<Model, Real>

/** Few names, short lives and small pages, so that collisions are likely. */
function commands(): fc.Arbitrary<StreamCommand>[] {
  const name = fc.constantFrom('a', 'b', 'c')
  const ttl = fc.constantFrom(0, 1, 2, 3)
  const target = fc.oneof(name, fc.nat(9))
  const pageSize = fc.integer({ min: 1, max: 4 })
  const creations = fc
    .tuple(fc.option(name, { nil: undefined, freq: 2 }), fc.option(ttl, { nil: undefined }))
    .map(create)
  const steps = fc.tuple(fc.constantFrom('next', 'previous'), pageSize).map(readOn)
  return [
    // What comes twice is tried twice as often.
    creations,
    creations,
    target.map(find),
    target.map(fetch),
    target.map(listMessages),
    target.map(publish),
    target.map(remove),
    fc.tuple(target, ttl).map(update),
    fc.constant(listAll()),
    fc.constantFrom(1, 500, 1000, 3000).map(wait),
    fc.constantFrom(-1, 0, 1).map(waitUntilExpiry),
    pageSize.map(readFirstPage),
    steps,
    steps,
  ]
}

function create([uniqueName, ttl]: [string | undefined, number | undefined]): StreamCommand {
  return {
    toString: () => `create ${uniqueName ?? 'without a name'}, ttl ${ttl ?? 'unset'}`,
    check: () => true,
    run(model, { streams, heard }) {
      const attempt = (): Stream => streams.create({ uniqueName, ttl })
      if (uniqueName !== undefined && model.find(uniqueName) !== undefined) {
        expect(attempt).toThrow(new SyncError({ kind: 'name-taken', uniqueName }))
        return
      }
      const { sid } = attempt()
      const stream: ModelStream = {
        sid,
        name: uniqueName ?? null,
        created: model.now,
        updated: model.now,
        expires: model.expiryOf(ttl),
        removed: false,
        published: [],
      }
      model.streams.push(stream)
      expect(streams.fetch(sid)).toEqual(recordOf(stream))

      const events: string[] = []
      heard.set(sid, events)
      streams.subscribe(sid, ({ type }) => events.push(type))
    },
  }
}

function find(target: Target): StreamCommand {
  return {
    toString: () => `find ${textOf(target)}`,
    check: (model) => hasSid(model, target),
    run(model, { streams }) {
      const key = keyOf(model, target)
      const stream = model.find(key)
      expect(streams.find(key)).toEqual(stream && recordOf(stream))
    },
  }
}

function fetch(target: Target): StreamCommand {
  return address('fetch', target, {
    call: (streams, key) => streams.fetch(key),
    compare: (stream, answer) => expect(answer).toEqual(recordOf(stream)),
  })
}

function listMessages(target: Target): StreamCommand {
  return address('list messages of', target, {
    call: (streams, key) => streams.messages(key),
    compare: (stream, answer) => expect(answer).toEqual(stream.published),
  })
}

function publish(target: Target): StreamCommand {
  return address('publish to', target, {
    call: (streams, key) => streams.publish(key, { id: 1 }),
    compare: (stream, answer) => {
      expect(answer.data).toEqual({ id: 1 })
      stream.published.push(answer)
    },
  })
}

function remove(target: Target): StreamCommand {
  return address('remove', target, {
    call: (streams, key) => streams.remove(key),
    compare: (stream) => {
      stream.removed = true
    },
  })
}

function update([target, ttl]: [Target, number]): StreamCommand {
  return address(`set ttl ${ttl} of`, target, {
    call: (streams, key) => streams.update(key, { ttl }),
    compare: (stream, answer, model) => {
      stream.updated = model.now
      stream.expires = model.expiryOf(ttl)
      expect(answer).toEqual(recordOf(stream))
    },
  })
}

function listAll(): StreamCommand {
  return {
    toString: () => 'list all',
    check: () => true,
    run: (model, { streams }) => expect(streams.all()).toEqual(model.alive().map(recordOf)),
  }
}

function wait(milliseconds: number): StreamCommand {
  return {
    toString: () => `wait ${milliseconds} ms`,
    check: () => true,
    run(model, { clock }) {
      model.now += milliseconds
      clock.advance(milliseconds)
    },
  }
}

function waitUntilExpiry(offset: number): StreamCommand {
  return {
    toString: () =>
      `wait until ${['1 ms before ', '', '1 ms after '][offset + 1] ?? ''}the next expiry`,
    check: (model) => model.nextExpiry() !== undefined,
    run(model, { clock }) {
      model.now = Math.max(model.now, (model.nextExpiry() ?? 0) + offset)
      clock.set(model.now)
    },
  }
}

function readFirstPage(pageSize: number): StreamCommand {
  return {
    toString: () => `read the first page of ${pageSize}`,
    check: () => true,
    run(model, real) {
      const page = real.streams.page({ pageSize })
      meet({ model, real }, page, { direction: 'next', promised: model.alive(), met: [] })
    },
  }
}

/** Goes on with the walk or turns, which begins a new walk at the page that was read last. */
function readOn([direction, pageSize]: [Direction, number]): StreamCommand {
  return {
    toString: () => `read the ${direction} page of ${pageSize}`,
    check: ({ walk }) => walk !== undefined,
    run(model, real) {
      const pageToken = tokenOf(real.page, direction)
      const { walk } = model
      if (pageToken === undefined || walk === undefined) return
      const turned = { direction, promised: walk.beyond[direction], met: sidsOf(real.page) }
      const page = real.streams.page({ pageSize, pageToken })
      meet({ model, real }, page, walk.direction === direction ? walk : turned)
    },
  }
}

/** Takes the step of a walk onto a page, and holds the page and, at its end, the walk to its promise. */
function meet({ model, real }: World, page: StreamPage, walk: Omit<Walk, 'beyond'>): void {
  const { direction, promised } = walk
  const alive = model.alive()
  const sids = sidsOf(page)
  const begin = Math.max(
    0,
    alive.findIndex(({ sid }) => sid === sids[0]),
  )
  const end = begin + sids.length
  expect(page.streams).toEqual(alive.slice(begin, end).map(recordOf))

  // Next to an empty page, in the direction of the previous one, are all streams there are.
  const onEmpty = { next: { previous: alive, next: [] }, previous: { previous: [], next: alive } }
  const beyond =
    sids.length === 0
      ? onEmpty[direction]
      : { previous: alive.slice(0, begin), next: alive.slice(end) }
  expect(page.nextPageToken !== undefined).toBe(beyond.next.length > 0)
  expect(page.previousPageToken !== undefined).toBe(beyond.previous.length > 0)
  if (beyond[direction].length > 0) expect(sids).toHaveLength(page.pageSize)

  const met = [...walk.met, ...sids]
  expect(new Set(met).size).toBe(met.length)
  if (tokenOf(page, direction) === undefined) {
    const missed = promised.filter((stream) => alive.includes(stream) && !met.includes(stream.sid))
    expect(missed).toEqual([])
  }
  model.walk = { direction, promised, met, beyond }
  real.page = page
}

/** Walks to the end and all the way back, then looks at everything once. */
function checkTheEnd({ model, real }: World): void {
  const { streams, heard } = real
  for (const direction of ['next', 'previous'] as const) {
    while (tokenOf(real.page, direction) !== undefined) readOn([direction, 2]).run(model, real)
  }

  expect(streams.size).toBe(model.alive().length)
  listAll().run(model, real)
  for (const stream of model.streams) {
    const ending = stream.removed ? ['removed'] : model.hasExpired(stream) ? ['expired'] : []
    const expected = [...stream.published.map(() => 'message'), ...ending]
    expect(heard.get(stream.sid)).toEqual(expected)
  }
}

/** A stream by its unique name, or by the SID of the stream that was created first (0), second (1)… */
type Target = string | number

interface Verb<Answer> {
  readonly call: (streams: StreamStore, key: string) => Answer
  readonly compare: (stream: ModelStream, answer: Answer, model: Model) => unknown
}

/** A command on one stream, which has to be refused when the stream is not there. */
function address<Answer>(
  name: string,
  target: Target,
  { call, compare }: Verb<Answer>,
): StreamCommand {
  return {
    toString: () => `${name} ${textOf(target)}`,
    check: (model) => hasSid(model, target),
    run(model, { streams }) {
      const key = keyOf(model, target)
      const stream = model.find(key)
      if (stream === undefined) {
        const failure = { kind: 'stream-not-found', service: 'default', stream: key } as const
        expect(() => call(streams, key)).toThrow(new SyncError(failure))
      } else {
        compare(stream, call(streams, key), model)
      }
    },
  }
}

function textOf(target: Target): string {
  return typeof target === 'string' ? target : `stream ${target}`
}

function hasSid(model: Readonly<Model>, target: Target): boolean {
  return typeof target === 'string' || target < model.streams.length
}

function keyOf(model: Model, target: Target): string {
  return typeof target === 'string' ? target : (model.streams[target]?.sid ?? '')
}

function tokenOf(page: StreamPage | undefined, direction: Direction): string | undefined {
  return direction === 'next' ? page?.nextPageToken : page?.previousPageToken
}

function sidsOf(page: StreamPage | undefined): string[] {
  return page?.streams.map(({ sid }) => sid) ?? []
}

function recordOf({ sid, name, created, updated, expires }: ModelStream): unknown {
  return {
    sid,
    uniqueName: name,
    dateCreated: created,
    dateUpdated: updated,
    dateExpires: expires,
    createdBy: 'system',
  }
}
