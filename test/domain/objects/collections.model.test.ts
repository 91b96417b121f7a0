import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SyncError } from '../../../src/domain/rules/sync-error.ts'
import { newWorld, type ObjectWorld } from './object-world.ts'

// Lists and Maps against a model that shares no code with them: a log of changes, from which all
// numbers follow. Each command looks at its own answer only.

type Noun = 'lists' | 'maps'
type Key = number | string

interface ModelItem {
  readonly key: Key
  data: object
  revision: number
  readonly created: number
  updated: number
  expires: number | null
}

interface ModelCollection {
  readonly name: string
  /** How many changes of items there were. */
  changes: number
  updated: number
  expires: number | null
  items: ModelItem[]
  /** What a listener must have heard. */
  readonly heard: string[]
}

class Model {
  now = 0
  collections: ModelCollection[] = []
  walk: Walk | undefined

  find(name: string): ModelCollection | undefined {
    return this.collections.find((one) => one.name === name)
  }

  expiryOf(ttl: number): number | null {
    return ttl === 0 ? null : this.now + ttl * 1000
  }

  /** Moves time, from one end to the next. */
  moveTo(time: number): void {
    for (;;) {
      const dues = this.collections.flatMap(({ expires, items }) => [
        expires ?? Infinity,
        ...items.map((item) => item.expires ?? Infinity),
      ])
      const due = Math.min(Infinity, ...dues)
      if (due > time) break
      this.#expire(due)
    }
    this.now = time
  }

  #expire(due: number): void {
    for (const collection of this.collections.filter(({ expires }) => expires === due)) {
      this.end(collection, 'expired')
    }
    for (const collection of this.collections) {
      const ended = collection.items.filter(({ expires }) => expires === due)
      for (const item of ended.sort((one, other) => one.revision - other.revision)) {
        this.drop(collection, item, { reason: 'expired', at: due })
      }
    }
  }

  end(collection: ModelCollection, how: 'removed' | 'expired'): void {
    collection.heard.push(how)
    this.collections = this.collections.filter((one) => one !== collection)
  }

  drop(
    collection: ModelCollection,
    item: ModelItem,
    { reason, at }: { readonly reason: 'removed' | 'expired'; readonly at: number },
  ): void {
    collection.items = collection.items.filter((one) => one !== item)
    collection.heard.push(`itemRemoved ${item.key} ${hex(collection.changes)} ${reason}`)
    collection.changes += 1
    collection.updated = at
  }
}

/** A walk through the items of one collection, which promises to meet all that live throughout. */
interface Walk {
  readonly name: string
  readonly collection: ModelCollection
  readonly order: 'asc' | 'desc'
  readonly from: Key | undefined
  readonly bounds: 'inclusive' | 'exclusive' | undefined
  readonly promised: readonly ModelItem[]
  readonly met: Key[]
  token: string
}

interface Real {
  readonly world: ObjectWorld
  readonly noun: Noun
  readonly heard: Map<ModelCollection, string[]>
  readonly codes: Set<number>
  /** Called at the end of a walk that met more than four items. */
  readonly onLongWalk: () => void
}

type Command = fc.Command<Model, Real>

/** Every code of a refusal that each store has. */
const codesOf = {
  lists: [
    20404, 54003, 54006, 54008, 54010, 54011, 54155, 54156, 54301, 54302, 54451, 54452, 54453,
    54454, 54458,
  ],
  maps: [
    20404, 54003, 54006, 54008, 54010, 54011, 54205, 54206, 54208, 54209, 54301, 54302, 54451,
    54452, 54453, 54454,
  ],
} as const

describe.each(['lists', 'maps'] as const)('the items of %s', (noun) => {
  it('agree with the model, and are refused in every way that there is', () => {
    const codes = new Set<number>()
    let longWalks = 0
    fc.assert(
      fc.property(fc.commands(commandsFor(noun), { maxCommands: 150, size: 'max' }), (run) => {
        // The store has to notice by itself what expired: nobody tells it that time goes by.
        const world = newWorld({ clockOf: (clock) => ({ now: () => clock.now() }) })
        const model = new Model()
        const onLongWalk = (): number => (longWalks += 1)
        const real: Real = { world, noun, heard: new Map(), codes, onLongWalk }
        create('a', undefined).run(model, real)
        fc.modelRun(() => ({ model, real }), run)
        checkTheEnd(model, real)
      }),
      { numRuns: 300 },
    )
    expect([...codes].sort((one, other) => one - other)).toEqual(codesOf[noun])
    expect(longWalks).toBeGreaterThan(30)
  }, 60_000)
})

function commandsFor(noun: Noun): fc.Arbitrary<Command>[] {
  // One collection that is mostly there, so that it fills.
  const name = fc.constantFrom('a', 'a', 'a', 'a', 'a', 'a', 'b', 'none')
  const key: fc.Arbitrary<Key> =
    noun === 'lists'
      ? fc.nat({ max: 20 })
      : fc.constantFrom('', 'B', 'F', 'a', 'b', 'c', 'd', 'e', 'f', 'ab', 'é', '😀', '\uffff')
  const odd = <Value>(good: fc.Arbitrary<Value>, ...bad: unknown[]): fc.Arbitrary<Value> =>
    fc.oneof(
      { arbitrary: good, weight: 12 },
      { arbitrary: fc.constantFrom(...bad), weight: 1 },
    ) as fc.Arbitrary<Value>
  const ttl = odd(fc.constantFrom(undefined, undefined, undefined, 0, 1, 5), -1, 0.5)
  const longTtl = odd(fc.constantFrom(undefined, undefined, undefined, undefined, 0, 0, 9), -1, 0.5)
  const data = odd(
    fc.nat({ max: 9 }).map((n): object => ({ n })),
    [],
    null,
    { text: 'x'.repeat(16_384) },
  )
  const ifMatch = fc.constantFrom(undefined, undefined, 'current', 'current', 'old', '*', 'X', '-1')
  const change = fc.record({
    name,
    key: odd(key, noun === 'lists' ? -1 : 'x'.repeat(321)),
    data,
    ttl,
    collectionTtl: longTtl,
    ifMatch,
  })
  const add = change.map((parts) => addItem(noun, parts))
  const update = fc
    .tuple(change, fc.boolean())
    .map(([parts, keepsData]) => updateItem(keepsData ? { ...parts, data: undefined } : parts))
  return [
    odd(name, '', `MP${'0'.repeat(32)}`).chain((one) => longTtl.map((time) => create(one, time))),
    fc.tuple(name, longTtl).map(([one, time]) => updateCollection(one, time)),
    fc.constantFrom('b', 'b', 'b', 'b', 'none', 'a').map((one) => remove(one)),
    ...Array.from({ length: 6 }, () => add),
    update,
    update,
    ...(noun === 'maps' ? [change.map((parts) => setItem(parts))] : []),
    change.map((parts) => removeItem(parts)),
    change.map((parts) => fetchItem(parts)),
    fc.constantFrom(100, 500, 1000).map((time) => wait(time)),
    fc
      .record({
        name,
        order: odd(fc.constantFrom<'asc' | 'desc'>('asc', 'desc'), 'up'),
        from: odd(fc.option(key, { nil: undefined, freq: 1 }), ...(noun === 'lists' ? [-1] : [''])),
        bounds: odd(fc.constantFrom(undefined, 'inclusive' as const, 'exclusive' as const), 'open'),
        pageSize: odd(fc.integer({ min: 1, max: 2 }), 0),
      })
      .map((options) => beginWalk(options)),
    odd(fc.constant(''), 'PTx').map((token) => readOn(token)),
    ...Array.from({ length: 6 }, () => fc.constant(readOn(''))),
  ]
}

interface Change {
  readonly name: string
  readonly key: Key
  readonly data: object | undefined
  readonly ttl: number | undefined
  readonly collectionTtl: number | undefined
  readonly ifMatch: string | undefined
}

function create(name: string, ttl: number | undefined): Command {
  return command(`create ${name} ttl ${ttl}`, (model, real) => {
    const { noun, world } = real
    const code =
      (!/^[a-z]+$/.test(name) && 54302) ||
      (isBadTtl(ttl) && 54011) ||
      (model.find(name) !== undefined && 54301)
    const made = attempt(real, code, () => world[noun].create({ uniqueName: name, ttl }))
    if (made === undefined) return
    const collection: ModelCollection = {
      name,
      changes: 0,
      updated: model.now,
      expires: model.expiryOf(ttl ?? 0),
      items: [],
      heard: [],
    }
    model.collections.push(collection)
    const heard: string[] = []
    real.heard.set(collection, heard)
    listen(real, name, heard)
    expect(made).toMatchObject(collectionOf(collection))
  })
}

function updateCollection(name: string, ttl: number | undefined): Command {
  return command(`set ttl ${ttl} of ${name}`, (model, real) => {
    const { noun, world } = real
    const collection = model.find(name)
    const code =
      (collection === undefined && 20404) ||
      (ttl === undefined && 54010) ||
      (isBadTtl(ttl) && 54011)
    const made = attempt(real, code, () => world[noun].update(name, { ttl }))
    if (made === undefined || collection === undefined) return
    collection.expires = model.expiryOf(ttl ?? 0)
    expect(made).toMatchObject(collectionOf(collection))
  })
}

function remove(name: string): Command {
  return command(`remove ${name}`, (model, real) => {
    const { noun, world } = real
    const collection = model.find(name)
    attempt(real, collection === undefined && 20404, () => world[noun].remove(name))
    if (collection !== undefined) model.end(collection, 'removed')
  })
}

function addItem(noun: Noun, { name, key, data, ttl, collectionTtl }: Change): Command {
  return command(`add ${key} to ${name} ${textOf({ data, ttl, collectionTtl })}`, (model, real) => {
    const { lists, maps } = real.world
    const collection = model.find(name)
    const given = { data: data as object, ttl, collectionTtl }
    const code =
      (collection === undefined && 20404) ||
      badData(noun, data) ||
      ((isBadTtl(ttl) || isBadTtl(collectionTtl)) && 54011) ||
      (noun === 'maps' && (key === '' || String(key).length > 320) && 54209) ||
      (noun === 'maps' && collection?.items.some((item) => item.key === key) && 54208)
    const made = attempt(real, code, () =>
      noun === 'lists'
        ? lists.items(name).create(given)
        : maps.items(name).create({ key: String(key), ...given }),
    )
    if (made === undefined || collection === undefined) return
    expect(made).toEqual(addTo(collection, { model, noun, key, given }))
  })
}

function updateItem({ name, key, data, ttl, collectionTtl, ifMatch }: Change): Command {
  const text = textOf({ data, ttl, collectionTtl, ifMatch })
  return command(`update ${key} of ${name} ${text}`, (model, real) => {
    const { collection, item } = lookUp(model, name, key)
    const revision = revisionFor(ifMatch, item)
    const code =
      missing(real.noun, { collection, item, key }) ||
      mismatch(real.noun, revision, item) ||
      (data === undefined && ttl === undefined && 54010) ||
      (data !== undefined && badData(real.noun, data)) ||
      ((isBadTtl(ttl) || isBadTtl(collectionTtl)) && 54011)
    const options = { data, ttl, collectionTtl, ifMatch: revision }
    const made = attempt(real, code, () => itemsOf(real, name).update(key, options))
    if (made === undefined || collection === undefined || item === undefined) return
    expect(made).toEqual(change(collection, { model, item, given: options, noun: real.noun }))
  })
}

function setItem({ name, key, data, ttl, collectionTtl, ifMatch }: Change): Command {
  const text = textOf({ data, ttl, collectionTtl, ifMatch })
  return command(`set ${key} of ${name} ${text}`, (model, real) => {
    const { collection, item } = lookUp(model, name, key)
    const revision = revisionFor(ifMatch, item)
    const asksForNone = revision === '-1'
    const code =
      (collection === undefined && 20404) ||
      (asksForNone && item !== undefined && 54205) ||
      (!asksForNone && mismatch('maps', revision, item)) ||
      badData('maps', data) ||
      ((isBadTtl(ttl) || isBadTtl(collectionTtl)) && 54011) ||
      (item === undefined && (key === '' || String(key).length > 320) && 54209)
    const given = { data: data as object, ttl, collectionTtl, ifMatch: revision }
    const { maps } = real.world
    const made = attempt(real, code, () => maps.items(name).set(String(key), given))
    if (made === undefined || collection === undefined) return
    const expected =
      item === undefined
        ? addTo(collection, { model, noun: 'maps', key, given })
        : change(collection, { model, item, given, noun: 'maps' })
    expect(made).toEqual(expected)
  })
}

function removeItem({ name, key, ifMatch }: Change): Command {
  return command(`remove ${key} of ${name} ${textOf({ ifMatch })}`, (model, real) => {
    const { collection, item } = lookUp(model, name, key)
    const revision = revisionFor(ifMatch, item)
    const code =
      missing(real.noun, { collection, item, key }) || mismatch(real.noun, revision, item)
    attempt(real, code, () => itemsOf(real, name).remove(key, { ifMatch: revision }))
    if (code !== false || collection === undefined || item === undefined) return
    model.drop(collection, item, { reason: 'removed', at: model.now })
  })
}

function fetchItem({ name, key }: Change): Command {
  return command(`fetch ${key} of ${name}`, (model, real) => {
    const { collection, item } = lookUp(model, name, key)
    const code = missing(real.noun, { collection, item, key })
    const found = attempt(real, code, () => itemsOf(real, name).fetch(key))
    if (item !== undefined) expect(found).toEqual(itemOf(real.noun, item))
  })
}

function wait(time: number): Command {
  return command(`wait ${time} ms`, (model, { world }) => {
    world.clock.advance(time)
    model.moveTo(model.now + time)
  })
}

interface WalkOptions {
  readonly name: string
  readonly order: 'asc' | 'desc'
  readonly from: Key | undefined
  readonly bounds: 'inclusive' | 'exclusive' | undefined
  readonly pageSize: number
}

function beginWalk({ name, order, from, bounds, pageSize }: WalkOptions): Command {
  const text = textOf({ order, from, bounds, pageSize })
  return command(`read ${name} ${text}`, (model, real) => {
    const collection = model.find(name)
    const code =
      (collection === undefined && 20404) ||
      (!['asc', 'desc'].includes(order) && 54451) ||
      (![undefined, 'inclusive', 'exclusive'].includes(bounds) && 54452) ||
      (from === -1 && 54458) ||
      (pageSize === 0 && 54454)
    const options = { order, from, bounds, pageSize }
    const page = attempt(real, code, () => itemsOf(real, name).page(options))
    if (page === undefined || collection === undefined) return
    const range = { order, from, bounds }
    const promised = inRange(collection.items, range)
    const walk = { name, collection, ...range, promised, met: [], token: '' }
    meet({ model, real, walk }, page)
  })
}

/** @param bad a token to read with in place of the right one */
function readOn(bad: string): Command {
  return command(`read on ${bad}`, (model, real) => {
    const { walk } = model
    if (walk === undefined || (walk.token === '' && bad === '')) return
    const code = (model.find(walk.name) === undefined && 20404) || (bad !== '' && 54453)
    // A collection of the same name is another one: whether it knows the token depends on its items.
    if (code === false && model.find(walk.name) !== walk.collection) return
    const pageToken = bad === '' ? walk.token : bad
    const page = attempt(real, code, () => {
      return itemsOf(real, walk.name).page({ pageToken, pageSize: 2 })
    })
    if (page !== undefined) meet({ model, real, walk }, page)
  })
}

interface Page {
  readonly items: readonly unknown[]
  readonly pageSize: number
  readonly nextPageToken?: string
}

/** Holds a page, and at its end the walk, to what was promised. */
function meet(
  { model, real, walk }: { readonly model: Model; readonly real: Real; readonly walk: Walk },
  { items, pageSize, nextPageToken }: Page,
): void {
  const last = walk.met.at(-1)
  const all = inRange(walk.collection.items, walk)
  const ahead = all.filter(({ key }) => last === undefined || isAfter(key, last, walk.order))
  // The page begins where the token says, which may be behind what was added since it was given.
  const keys = items.map((item) => keyIn(item))
  const isBeyond = keys.length === 0 && last !== undefined
  const first = ahead.findIndex(({ key }) => key === keys[0])
  const begin = isBeyond ? ahead.length : Math.max(0, first)
  const expected = ahead.slice(begin, begin + pageSize)
  expect(items).toEqual(expected.map((item) => itemOf(real.noun, item)))
  expect(nextPageToken !== undefined).toBe(ahead.length > begin + pageSize)
  walk.met.push(...keys)
  walk.token = nextPageToken ?? ''
  model.walk = walk
  if (nextPageToken !== undefined) return
  if (walk.met.length > 4) real.onLongWalk()
  const missed = walk.promised.filter((item) => {
    return walk.collection.items.includes(item) && !walk.met.includes(item.key)
  })
  expect(missed).toEqual([])
  expect(new Set(walk.met).size).toBe(walk.met.length)
}

function inRange(
  items: readonly ModelItem[],
  { order, from, bounds }: Pick<Walk, 'order' | 'from' | 'bounds'>,
): ModelItem[] {
  const sorted = [...items].sort((one, other) => (isAfter(one.key, other.key, order) ? 1 : -1))
  if (from === undefined) return sorted
  return sorted.filter(({ key }) => {
    return key === from ? bounds !== 'exclusive' : isAfter(key, from, order)
  })
}

/** Compares strings by the numbers of their code units, one by one. */
function isAfter(one: Key, other: Key, order: 'asc' | 'desc'): boolean {
  if (one === other) return false
  return isGreater(one, other) === (order === 'asc')
}

function isGreater(one: Key, other: Key): boolean {
  if (typeof one === 'number') return one > Number(other)
  const [left, right] = [codeUnits(one), codeUnits(String(other))]
  for (const [place, unit] of left.entries()) {
    const against = right[place]
    if (against === undefined) return true
    if (unit !== against) return unit > against
  }
  return false
}

function codeUnits(text: string): number[] {
  return Array.from({ length: text.length }, (_, place) => text.charCodeAt(place))
}

interface Given {
  readonly data?: object | undefined
  readonly ttl?: number | undefined
  readonly collectionTtl?: number | undefined
}

function addTo(
  collection: ModelCollection,
  {
    model,
    noun,
    key,
    given: { data = {}, ttl = 0, collectionTtl },
  }: { readonly model: Model; readonly noun: Noun; readonly key: Key; readonly given: Given },
): unknown {
  const item: ModelItem = {
    key: noun === 'lists' ? collection.changes : key,
    data,
    revision: collection.changes,
    created: model.now,
    updated: model.now,
    expires: model.expiryOf(ttl),
  }
  collection.items.push(item)
  collection.heard.push(`itemAdded ${item.key} ${hex(item.revision)}`)
  touch(collection, model, collectionTtl)
  return itemOf(noun, item)
}

function change(
  collection: ModelCollection,
  {
    model,
    item,
    noun,
    given: { data = item.data, ttl, collectionTtl },
  }: {
    readonly model: Model
    readonly item: ModelItem
    readonly noun: Noun
    readonly given: Given
  },
): unknown {
  item.data = data
  item.revision = collection.changes
  item.updated = model.now
  if (ttl !== undefined) item.expires = model.expiryOf(ttl)
  collection.heard.push(`itemUpdated ${item.key} ${hex(item.revision)}`)
  touch(collection, model, collectionTtl)
  return itemOf(noun, item)
}

function touch(collection: ModelCollection, model: Model, ttl: number | undefined): void {
  collection.changes += 1
  collection.updated = model.now
  if (ttl !== undefined) collection.expires = model.expiryOf(ttl)
}

function checkTheEnd(model: Model, real: Real): void {
  const { noun, world } = real
  expect(world[noun].all()).toMatchObject(model.collections.map(collectionOf))
  for (const { name, items } of model.collections) {
    const sorted = inRange(items, { order: 'asc', from: undefined, bounds: undefined })
    expect(itemsOf(real, name).all()).toEqual(sorted.map((item) => itemOf(noun, item)))
    expect(itemsOf(real, name).size).toBe(items.length)
  }
  for (const [collection, heard] of real.heard) expect(heard).toEqual(collection.heard)
}

/** What a store of items does, whatever their keys are. */
interface AnyItems {
  readonly size: number
  all(): unknown[]
  fetch(key: Key): unknown
  update(key: Key, options: object): unknown
  remove(key: Key, options: object): void
  page(options: object): Page
}

function itemsOf({ world, noun }: Real, name: string): AnyItems {
  return world[noun].items(name)
}

function listen({ world, noun }: Real, name: string, heard: string[]): void {
  const note = (event: { readonly type: string; readonly item?: unknown }): void => {
    const { type, item, reason } = event as { type: string; item?: object; reason?: string }
    const { revision } = (item ?? {}) as { revision?: string }
    const parts = item === undefined ? [] : [String(keyIn(item)), revision]
    heard.push([type, ...parts, ...(reason === undefined ? [] : [reason])].join(' '))
  }
  if (noun === 'lists') world.lists.subscribe(name, note)
  else world.maps.subscribe(name, note)
}

function keyIn(item: unknown): Key {
  const { index, key } = item as { index?: number; key?: string }
  return index ?? key ?? ''
}

/** Makes a call that must be refused with a code, or else succeed. */
function attempt<Answer>(
  { codes }: Real,
  code: number | false | undefined,
  call: () => Answer,
): Answer | undefined {
  if (code === false || code === undefined) return call()
  codes.add(code)
  let found: unknown
  try {
    call()
  } catch (error) {
    found = error instanceof SyncError ? error.code : error
  }
  expect(found).toBe(code)
  return undefined
}

function lookUp(
  model: Model,
  name: string,
  key: Key,
): { collection: ModelCollection | undefined; item: ModelItem | undefined } {
  const collection = model.find(name)
  return { collection, item: collection?.items.find((item) => item.key === key) }
}

function missing(
  noun: Noun,
  {
    collection,
    item,
    key,
  }: {
    readonly collection: ModelCollection | undefined
    readonly item: ModelItem | undefined
    readonly key: Key
  },
): number | false {
  if (collection === undefined) return 20404
  if (noun === 'lists' && key === -1) return 54458
  return item === undefined && 20404
}

function revisionFor(ifMatch: string | undefined, item: ModelItem | undefined): string | undefined {
  if (ifMatch === 'current') return hex(item?.revision ?? 0)
  if (ifMatch === 'old') return hex((item?.revision ?? 0) + 1)
  return ifMatch
}

function mismatch(
  noun: Noun,
  revision: string | undefined,
  item: ModelItem | undefined,
): number | false {
  if (revision === undefined || (revision === '*' && item !== undefined)) return false
  if (revision === 'X' || revision === '-1') return 54003
  if (item !== undefined && revision === hex(item.revision)) return false
  return noun === 'lists' ? 54155 : 54205
}

function badData(noun: Noun, data: object | null | undefined): number | false {
  if (data === null || data === undefined) return noun === 'lists' ? 54156 : 54206
  if (Array.isArray(data)) return 54008
  return 'text' in data && 54006
}

function isBadTtl(ttl: number | undefined): boolean {
  return ttl === -1 || ttl === 0.5
}

function hex(number: number): string {
  const digits = '0123456789abcdef'
  const rest = digits.charAt(number % 16)
  return number < 16 ? rest : hex(Math.floor(number / 16)) + rest
}

function collectionOf({ name, changes, updated, expires }: ModelCollection): object {
  return {
    uniqueName: name,
    revision: hex(changes),
    dateUpdated: updated,
    dateExpires: expires,
    createdBy: 'system',
  }
}

function itemOf(noun: Noun, { key, data, revision, created, updated, expires }: ModelItem): object {
  return {
    [noun === 'lists' ? 'index' : 'key']: key,
    data,
    revision: hex(revision),
    dateCreated: created,
    dateUpdated: updated,
    dateExpires: expires,
    createdBy: 'system',
  }
}

function textOf(parts: object): string {
  const given = Object.entries(parts).filter(([, value]) => value !== undefined)
  return given.map(([name, value]) => `${name} ${JSON.stringify(value).slice(0, 40)}`).join(', ')
}

function command(text: string, run: Command['run']): Command {
  return {
    toString: () => text,
    check: () => true,
    run: (model, real) => run(model, real),
  }
}
