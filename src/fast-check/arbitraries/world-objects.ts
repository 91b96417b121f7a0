import { withLimits } from '../../domain/rules/limits.ts'
import type { FakeSync } from '../../fake/fake-sync.ts'
import type { JsonObject } from '../../lang/json.ts'
import { fc } from '../fc.ts'
import type { LimitOptions } from './limit-options.ts'
import { mapKey } from './map-key.ts'
import { objectData } from './object-data.ts'
import { ttl } from './ttl.ts'

// What happens to the documents, lists and maps of a world in the making.

/** A world under construction, and the services it puts objects in. */
export interface Making {
  readonly sync: FakeSync
  readonly services: readonly string[]
}

/** Something that is done to a world. */
export type Action = (making: Making) => void

/** Returns a service of a world by its index, which wraps around. */
export function serviceAt({ sync, services }: Making, index: number): Service {
  return sync.service(services[index % services.length])
}

type Service = ReturnType<FakeSync['service']>

interface ObjectActionOptions extends LimitOptions {
  /** Names of new objects, `undefined` for none. */
  readonly uniqueName: fc.Arbitrary<string | undefined>
}

/** Generates what is done to documents, lists and maps, their items and permissions. */
export function objectAction({ limits, uniqueName }: ObjectActionOptions): fc.Arbitrary<Action> {
  const seconds = ttl({ limits })
  const data = dataOf({ limits })
  const place = fc.record({ service: fc.nat(2), object: fc.nat(9), item: fc.nat(9) })
  const created = fc.record({
    service: fc.nat(2),
    kind: fc.constantFrom('documents', 'lists', 'maps'),
    uniqueName,
    ttl: seconds,
  })
  const key = fc.oneof(
    { withCrossShrink: true },
    fc.constantFrom('a', 'A', 'b', 'B'),
    mapKey({ limits }),
  )
  const item = fc.record({ place, data, ttl: seconds })
  const identity = fc.constantFrom('alice', 'bob')
  const rights = fc.record({ read: fc.boolean(), write: fc.boolean(), manage: fc.boolean() })
  return fc.oneof(
    { weight: 3, arbitrary: created.map(create) },
    { weight: 2, arbitrary: item.map(addToList) },
    { weight: 3, arbitrary: fc.tuple(item, key).map(setInMap) },
    { weight: 2, arbitrary: item.map(rewrite) },
    { weight: 2, arbitrary: place.map(removeItem) },
    { weight: 1, arbitrary: place.map(removeObject) },
    { weight: 1, arbitrary: fc.record({ place, identity, rights }).map(permit) },
  )
}

/** Generates a list or a map with one item more than the largest page, or than the default page. */
export function itemCrowd({ limits }: LimitOptions): fc.Arbitrary<Action> {
  const { defaultPageSize, returnedPageSize, keyLength } = withLimits(limits)
  const count = fc.constantFrom(returnedPageSize + 1, returnedPageSize + 1, defaultPageSize + 1)
  const kind = fc.constantFrom('lists', 'maps')
  return fc
    .record({ count, kind, uniqueName: fc.constantFrom('a', undefined) })
    .map(({ count, kind, uniqueName }) => (making) => {
      const service = serviceAt(making, 0)
      const isTaken = uniqueName !== undefined && service[kind].find(uniqueName) !== undefined
      const { sid } = service[kind].create(isTaken ? {} : { uniqueName })
      for (let made = 0; made < count; made += 1) {
        const data = {}
        if (kind === 'lists') service.lists.items(sid).create({ data })
        else if (String(made).length <= keyLength) {
          service.maps.items(sid).create({ key: String(made), data })
        }
      }
    })
}

/** Most of it small: large data takes a hundred times as long, and hides the rest of a world. */
function dataOf({ limits }: LimitOptions): fc.Arbitrary<JsonObject> {
  const { dataBytes } = withLimits(limits)
  const small = dataBytes < '{"id":9}'.length ? fc.constant({}) : fc.record({ id: fc.nat(9) })
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 7, arbitrary: small },
    { weight: 1, arbitrary: objectData({ limits }) },
  )
}

interface Created {
  readonly service: number
  readonly kind: 'documents' | 'lists' | 'maps'
  readonly uniqueName: string | undefined
  readonly ttl: number | undefined
}

function create({ service, kind, uniqueName, ttl }: Created): Action {
  return (making) => {
    const { [kind]: store } = serviceAt(making, service)
    const isTaken = uniqueName !== undefined && store.find(uniqueName) !== undefined
    if (!isTaken) store.create({ uniqueName, ttl })
  }
}

/** Indexes of a service, an object and an item, which wrap around. */
interface Place {
  readonly service: number
  readonly object: number
  readonly item: number
}

/** What an item gets. */
interface Write {
  readonly place: Place
  readonly data: JsonObject
  readonly ttl: number | undefined
}

/** Adds an item, now and then as one that keeps its list alive. */
function addToList({ place, data, ttl }: Write): Action {
  return at('lists', place, ({ lists }, sid) => {
    const collectionTtl = place.item === 0 ? ttl : undefined
    lists.items(sid).create({ data, ttl, collectionTtl })
  })
}

function setInMap([{ place, data, ttl }, key]: [Write, string]): Action {
  return at('maps', place, ({ maps }, sid) => maps.items(sid).set(key, { data, ttl }))
}

/** Changes the data or the time to live of a document and of items, if there are any. */
function rewrite({ place, data, ttl }: Write): Action {
  const change = ttl === undefined ? { data } : { ttl }
  return (making) => {
    at('documents', place, ({ documents }, sid) => documents.update(sid, change))(making)
    atItem(place, {
      lists: (items, index) => items.update(index, change),
      maps: (items, key) => items.update(key, change),
    })(making)
  }
}

function removeItem(place: Place): Action {
  return atItem(place, {
    lists: (items, index) => items.remove(index),
    maps: (items, key) => items.remove(key),
  })
}

function removeObject(place: Place): Action {
  return (making) => {
    for (const kind of kinds) {
      if (place.item % kinds.length !== kinds.indexOf(kind)) continue
      at(kind, place, ({ [kind]: store }, sid) => store.remove(sid))(making)
    }
  }
}

interface Grant {
  readonly place: Place
  readonly identity: string
  readonly rights: { readonly read: boolean; readonly write: boolean; readonly manage: boolean }
}

function permit({ place, identity, rights }: Grant): Action {
  return (making) => {
    for (const kind of kinds) {
      const set = at(kind, place, ({ [kind]: store }, sid) => {
        store.permissions(sid).set(identity, rights)
      })
      set(making)
    }
  }
}

const kinds = ['documents', 'lists', 'maps'] as const

/** Acts on an object of a kind, if there is one. */
function at(
  kind: (typeof kinds)[number],
  { service: index, object }: Place,
  act: (service: Service, sid: string) => void,
): Action {
  return (making) => {
    const service = serviceAt(making, index)
    const { [kind]: store } = service
    const found = store.all()[object % store.size]
    if (found !== undefined) act(service, found.sid)
  }
}

interface ItemActs {
  readonly lists: (items: ReturnType<Service['lists']['items']>, index: number) => void
  readonly maps: (items: ReturnType<Service['maps']['items']>, key: string) => void
}

/** Acts on an item of a list and on one of a map, if there are any. */
function atItem(place: Place, acts: ItemActs): Action {
  return (making) => {
    at('lists', place, ({ lists }, sid) => {
      const items = lists.items(sid)
      const found = items.all()[place.item % items.size]
      if (found !== undefined) acts.lists(items, found.index)
    })(making)
    at('maps', place, ({ maps }, sid) => {
      const items = maps.items(sid)
      const found = items.all()[place.item % items.size]
      if (found !== undefined) acts.maps(items, found.key)
    })(making)
  }
}
