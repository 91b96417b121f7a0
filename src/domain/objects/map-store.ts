import { deepFreeze, type JsonObject } from '../../lang/json.ts'
import { refuse } from '../../lang/refuse.ts'
import { type Actor, system } from '../rules/actor.ts'
import { kinds } from '../rules/kinds.ts'
import type { Limits } from '../rules/limits.ts'
import type { PageOptions } from '../rules/page.ts'
import type { MapItem, MapState, SyncItem, SyncMap } from '../rules/records.ts'
import { isText } from '../rules/state-shapes.ts'
import { SyncError } from '../rules/sync-error.ts'
import { readData } from '../rules/validate.ts'
import { type CollectionEvent, CollectionStore } from './collection-store.ts'
import { Collection, type Place } from './collection.ts'
import { ItemChanges } from './item-changes.ts'
import { type ItemPlace, ItemStore } from './item-store.ts'
import type { Items } from './items.ts'
import { checkOptions, type PageTokens } from './object-options.ts'
import { restorePermissions } from './permissions.ts'

/** The options of an item of a Map that is set, whether it is there or not. */
export interface SetMapItemOptions {
  /** A JSON object of at most 16 KiB (documented). */
  readonly data: object
  /**
   * Time to live of the item in seconds from now; 0: never. Default: never for a new one, whatever
   * the map has (observed); any other ends when it would.
   */
  readonly ttl?: number | undefined
  /** Time to live of the map in seconds from now; 0: never. Default: as it is. */
  readonly collectionTtl?: number | undefined
  /** The revision to change, `-1` for none (observed); anything else is refused with 412. */
  readonly ifMatch?: string | undefined
}

/** The options of a new item of a Map. */
export interface CreateMapItemOptions {
  /** 1…320 characters of any sort (documented). */
  readonly key: string
  /** A JSON object of at most 16 KiB (documented). */
  readonly data: object
  /** Time to live of the item in seconds; 0: never. Default: 0, whatever the map has (observed). */
  readonly ttl?: number | undefined
  /** Time to live of the map in seconds from now; 0: never. Default: as it is. */
  readonly collectionTtl?: number | undefined
  /** Who creates it. Default: `'system'`. */
  readonly createdBy?: string | undefined
}

/** One page of maps, with the tokens of the adjacent pages, if any. */
export interface MapPage extends PageTokens {
  /** In order of creation (assumed). */
  readonly maps: readonly SyncMap[]
}

type MapChanges = ItemChanges<'MP', SyncMap, string, MapItem>

/**
 * The Maps of one service, addressed by SID or unique name.
 *
 * @example
 * const { maps } = createFakeSync()
 * maps.create({ uniqueName: 'players' })
 * maps.items('players').create({ key: 'ann', data: { score: 1 } })
 * maps.items('players').fetch('ann').data //=> { score: 1 }
 */
export class MapStore extends CollectionStore<'MP', SyncMap, string, MapItem> {
  readonly #changes: MapChanges
  readonly #by: Actor

  /** @internal */
  constructor(changes: MapChanges, by: Actor = system) {
    super(changes, by)
    this.#changes = changes
    this.#by = by
  }

  /** Returns the store of these maps in whose name somebody else changes them. @internal */
  as(actor: Actor): MapStore {
    return storeOf(this.#changes, actor)
  }

  /**
   * Returns a page of maps in order of creation (assumed).
   *
   * @throws SyncError 400 / 54454 for a bad page size
   * @throws SyncError 400 / 54453 for a bad token
   */
  page(options: PageOptions = {}): MapPage {
    const { items: maps, ...page } = this.readPage(options)
    return { maps, ...page }
  }

  /** Returns the items of a map, which is looked up at every call. */
  items(sidOrName: string): MapItems {
    return new MapItems({ changes: this.#changes, object: sidOrName, by: this.#by })
  }

  /**
   * Calls `listener` for every change of an item, and once when the map is removed or expires; with
   * a `FakeClock`, at that very moment.
   *
   * @typeParam Data what the app keeps; it is not checked
   * @returns a function that ends the subscription
   * @throws SyncError 404 / 20404 if there is no such map
   */
  subscribe<Data extends object = JsonObject>(
    sidOrName: string,
    listener: (event: MapEvent<Data>) => void,
  ): () => void {
    return this.listen(sidOrName, (event, map) => {
      listener(Object.freeze({ ...event, map }) as MapEvent<never>)
    })
  }

  /** Returns all maps, as plain data. @internal */
  snapshot(): MapState[] {
    return this.#changes.parents.entries.map(({ sequence, record, content, permissions }) => ({
      sequence,
      map: record,
      items: content?.items ?? [],
      permissions: permissions?.slice() ?? [],
    }))
  }

  /** Adds what `snapshot` returned to an empty store. @internal */
  restore(states: readonly MapState[]): void {
    for (const { sequence, map, items, permissions } of states) {
      const entry = this.#changes.parents.add({ sequence, record: deepFreeze({ ...map }) })
      this.#changes.restore(entry, items)
      restorePermissions(entry, permissions)
    }
  }
}

/** What a subscriber of a Map is notified of. */
export type MapEvent<Data extends object = JsonObject> = CollectionEvent<MapItem<Data>> & {
  /** As it is after the event, or as it was last. */
  readonly map: SyncMap
}

/** The items of one Map, by key. */
export class MapItems extends ItemStore<'MP', SyncMap, string, MapItem> {
  readonly #limits: Limits

  /** @internal */
  constructor(place: ItemPlace<'MP', SyncMap, string, MapItem>) {
    super(place)
    this.#limits = place.changes.parents.context.limits
  }

  /**
   * Returns an item.
   *
   * @typeParam Data what the app keeps, as in `fetch<Order>('ann')`; it is not checked
   * @throws SyncError 404 / 20404 if there is no such item or map
   */
  override fetch<Data extends object = JsonObject>(key: string): MapItem<Data> {
    return super.fetch(key) as MapItem<never>
  }

  /**
   * Returns an item, or `undefined` if there is none.
   *
   * @throws SyncError 404 / 20404 if there is no such map
   */
  override find<Data extends object = JsonObject>(key: string): MapItem<Data> | undefined {
    return super.find(key) as MapItem<never> | undefined
  }

  /** Returns all, in the order of their keys. */
  override all<Data extends object = JsonObject>(): MapItem<Data>[] {
    return super.all() as MapItem<never>[]
  }

  /**
   * Adds an item.
   *
   * @throws SyncError 404 / 20404 if there is no such map
   * @throws SyncError 400 / 54209 for a bad key
   * @throws SyncError 400 / 54206 if `data` is missing
   * @throws SyncError 400 / 54008 if `data` is not a JSON object, or is nested too deep
   * @throws SyncError 413 / 54006 if `data` is too large
   * @throws SyncError 400 / 54011 for a bad TTL
   * @throws SyncError 409 / 54208 if the key is taken
   */
  create(options: CreateMapItemOptions): MapItem {
    const known = { key: true, data: true, ttl: true, collectionTtl: true, createdBy: true }
    checkOptions(options, { action: 'create the item', known })
    const { key: found, data, ...item } = options
    const given = readData(data)
    const { parent } = this
    return this.add(parent, {
      ...item,
      given,
      complete: (made) => {
        const key = checkNewKey(found, this.#limits)
        if (parent.content?.find(key) !== undefined) throw new SyncError({ kind: 'key-taken', key })
        return { key, ...made }
      },
    })
  }

  /**
   * Adds an item, or changes the one with its key: what the SDK's `set` and `mutate` do.
   *
   * @throws SyncError 404 / 20404 if there is no such map
   * @throws SyncError 400 / 54003 if `ifMatch` is no revision
   * @throws SyncError 412 / 54205 if the item has another revision, or is not there (assumed)
   * @throws SyncError as `create` and `update` do
   */
  set(key: string, options: SetMapItemOptions): MapItem {
    return this.put(key, options).item
  }

  /** Adds or changes an item. Returns whether it is new, too. @internal */
  put(key: string, options: SetMapItemOptions): { item: MapItem; isNew: boolean } {
    const known = { data: true, ttl: true, collectionTtl: true, ifMatch: true }
    checkOptions(options, { action: 'set the item', known })
    const { ifMatch, data, ...item } = options
    // What is set has data, also if there is data already.
    const given = readData(data)
    const { parent } = this
    const checked = checkKey(key)
    const there = parent.content?.find(checked)
    this.checkRevision({ ifMatch, current: there?.revision, mayBeAbsent: true })
    if (there === undefined) {
      const complete = (made: SyncItem): MapItem => {
        return { key: checkNewKey(checked, this.#limits), ...made }
      }
      return { item: this.add(parent, { ...item, given, complete }), isNew: true }
    }
    return { item: this.rewrite({ parent, item: there }, { ...item, given }), isNew: false }
  }
}

/** Returns the store of the maps of a service. */
export function mapsWithin(place: Place): MapStore {
  const maps = new Collection<'MP', SyncMap, Items<string, MapItem>>(kinds.maps, place)
  const changes: MapChanges = new ItemChanges(maps, {
    keyOf: ({ key }) => key,
    isKey: isText,
    checkKey,
    checkFrom: checkKey,
    notFound: ({ service, object: map, key }) => ({
      kind: 'map-item-not-found',
      service,
      map,
      key,
    }),
    mismatch: (parts) => ({ kind: 'map-item-revision-mismatch', ...parts }),
    dataMissing: { kind: 'map-item-data-missing' },
  })
  return storeOf(changes)
}

function storeOf(changes: MapChanges, by?: Actor): MapStore {
  return new MapStore(changes, by)
}

/** A key that no item can have is the key of none. */
function checkKey(found: unknown): string {
  if (!isText(found)) refuse('find the item', { found, expected: 'its key, a string' })
  return found
}

/** Documented: 1…320 characters. */
function checkNewKey(found: unknown, { keyLength: longest }: Limits): string {
  if (isText(found) && found.length >= 1 && found.length <= longest) return found
  throw new SyncError({ kind: 'key-invalid', found, longest })
}
