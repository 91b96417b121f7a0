import { refuse } from '../../lang/refuse.ts'
import { type Actor, system } from '../rules/actor.ts'
import type { FeedEvent, Happening, Listener } from '../rules/feed.ts'
import type { Kind } from '../rules/kinds.ts'
import type { Owner } from '../rules/owner.ts'
import type { ItemPage, PageOptions } from '../rules/page.ts'
import type { SyncObject } from '../rules/records.ts'
import { isSid, type SidPrefix } from '../rules/sid.ts'
import { SyncError } from '../rules/sync-error.ts'
import { checkUniqueName } from '../rules/validate.ts'
import type { Context } from './context.ts'
import type { Ended, EndReason } from './ended.ts'
import { type Clearable, Entry } from './entry.ts'
import { ExpiringList } from './expiring-list.ts'

/** Whose objects a collection holds, and what they share with those of other collections. */
export interface Place {
  readonly context: Context
  readonly owner: Owner
}

/** What the objects of all kinds are created with. */
export interface NewObject {
  readonly uniqueName: string | undefined
  /** In seconds; 0 means never to expire. */
  readonly ttl: number | undefined
  /** Default: whoever creates it. */
  readonly createdBy: string | undefined
  readonly by: Actor
}

/**
 * The objects of one kind in one service, addressed by SID or unique name, in order of creation.
 * What they are, and what belongs to them, is left to the kind; all that lives under a SID and a
 * TTL is here: names, expiry, pages, listeners, events.
 */
export class Collection<
  Prefix extends SidPrefix,
  Item extends SyncObject<Prefix>,
  Content extends Clearable,
> {
  readonly context: Context
  readonly kind: Kind<Prefix>
  readonly owner: Owner
  readonly #bySid = new Map<string, Entry<Item, Content>>()
  readonly #byName = new Map<string, Entry<Item, Content>>()
  readonly #inOrder: ExpiringList<number, Entry<Item, Content>>

  constructor(kind: Kind<Prefix>, { context, owner }: Place) {
    this.kind = kind
    this.context = context
    this.owner = owner
    this.#inOrder = new ExpiringList({
      context,
      keyOf: ({ sequence }) => sequence,
      isKey: (found) => context.timeline.isTaken(found),
    })
  }

  /** How many objects there are. */
  get size(): number {
    this.context.timeline.settle()
    return this.#inOrder.size
  }

  /** All objects in order of creation. */
  get entries(): Entry<Item, Content>[] {
    this.context.timeline.settle()
    return this.#inOrder.items
  }

  /**
   * Creates an object.
   *
   * @param complete adds to the record what only this kind has
   * @throws SyncError 400 / 54302 for a bad name
   * @throws SyncError 400 / 54011 for a bad TTL
   * @throws SyncError 409 / 54301 if the name is taken
   */
  create(options: NewObject, complete: (record: SyncObject<Prefix>) => Item): Item {
    const { timeline, limits, sids } = this.context
    const { uniqueName, ttl, by, createdBy = by.identity } = options
    timeline.settle()
    const name = uniqueName === undefined ? null : checkUniqueName(uniqueName, limits)
    const now = timeline.now()
    const dateExpires = ttl === undefined ? null : this.context.expiryOf(ttl, now)
    if (name !== null && this.#byName.has(name)) {
      throw new SyncError({ kind: 'name-taken', uniqueName: name })
    }
    const record = complete({
      sid: sids.nextUnused(this.kind.prefix, (sid) => this.#bySid.has(sid)),
      uniqueName: name,
      dateCreated: now,
      dateUpdated: now,
      dateExpires,
      createdBy,
    })
    const entry = this.add({ sequence: timeline.takeSequence(), record })
    this.report(entry, { type: 'created', by, at: now })
    return entry.record
  }

  /**
   * Returns the object with this SID or unique name.
   *
   * @throws SyncError 404 / 20404 if there is no such object
   */
  fetch(sidOrName: string): Entry<Item, Content> {
    const entry = this.find(sidOrName)
    if (entry !== undefined) return entry
    throw new SyncError(this.kind.notFound(this.owner.service, sidOrName))
  }

  /** Returns the object with this SID or unique name, or `undefined` if there is none. */
  find(sidOrName: string): Entry<Item, Content> | undefined {
    const found: unknown = sidOrName
    const { noun, prefix } = this.kind
    if (typeof found !== 'string') {
      refuse(`find the ${noun}`, { found, expected: 'its SID or unique name' })
    }
    this.context.timeline.settle()
    // A key shaped like a SID can only be a SID: no name may be shaped like one.
    return isSid(found, prefix) ? this.#bySid.get(found) : this.#byName.get(found)
  }

  /** The time in epoch milliseconds. */
  now(): number {
    return this.context.timeline.now()
  }

  /** Replaces the record of an object by one of the same SID and name. Notifies nobody. */
  replace(entry: Entry<Item, Content>, record: Item): void {
    entry.record = Object.freeze(record)
    this.context.schedule(entry)
  }

  /** The objects that ended last, newest last. */
  get ended(): Ended<Item, Content>[] {
    const { timeline, ended } = this.context
    timeline.settle()
    return ended.items.filter((one): one is Ended<Item, Content> => one.collection === this)
  }

  /** Removes an object and what belongs to it, frees its name, and notifies its listeners. */
  remove(entry: Entry<Item, Content>, by: Actor): void {
    this.#end(entry, { type: 'removed', by, at: this.now() })
  }

  /** The calls that remove all objects, one each: listeners may throw, or act in between. */
  removals(by: Actor): (() => void)[] {
    return this.entries.map((entry) => () => {
      if (this.find(entry.record.sid) === entry) this.remove(entry, by)
    })
  }

  /** Called by an entry that is due. */
  expire(entry: Entry<Item, Content>): void {
    this.#end(entry, { type: 'expired', by: system, at: entry.due })
  }

  /**
   * Returns a page of objects in order of creation (assumed).
   *
   * @throws SyncError 400 / 54454 for a bad page size
   * @throws SyncError 400 / 54453 for a bad token
   */
  page(options: PageOptions): ItemPage<Entry<Item, Content>> {
    this.context.timeline.settle()
    return this.#inOrder.page(options)
  }

  /**
   * Calls `listener` with every event of an object. Returns a function that ends the subscription.
   *
   * @param listener a new function for each subscription: the same one would be added once
   * @throws SyncError 404 / 20404 if there is no such object
   */
  subscribe(sidOrName: string, listener: Listener<FeedEvent<Item>>): () => void {
    const entry = this.fetch(sidOrName)
    const listeners = (entry.listeners ??= new Set())
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  }

  /** Notifies the listeners of an object of what happened to it. */
  report(entry: Entry<Item, Content>, happening: Happening): void {
    const { feed } = this.context
    const { listeners = nobody } = entry
    if (listeners.size === 0 && !feed.hasListeners) return
    feed.notify(listeners, this.eventOf(entry, happening))
  }

  /** Returns the event of something that has happened to an object. */
  eventOf({ record }: Entry<Item, Content>, happening: Happening): FeedEvent<Item> {
    const event = { kind: this.kind, object: record, owner: this.owner, ...happening }
    return Object.freeze(event)
  }

  /** Adds an object with its number in the order of creation. Notifies nobody. */
  add({
    sequence,
    record,
  }: Pick<Entry<Item, Content>, 'sequence' | 'record'>): Entry<Item, Content> {
    const entry = new Entry<Item, Content>({
      sequence,
      record: Object.freeze(record),
      collection: this,
    })
    this.#bySid.set(record.sid, entry)
    if (record.uniqueName !== null) this.#byName.set(record.uniqueName, entry)
    this.#inOrder.add(entry)
    this.context.filled.add(this)
    return entry
  }

  /** Removes everything without notifying anyone. */
  clear(): void {
    for (const entry of this.#bySid.values()) {
      entry.content?.clear()
      entry.listeners?.clear()
    }
    this.#bySid.clear()
    this.#byName.clear()
    this.#inOrder.clear()
    this.context.filled.delete(this)
  }

  #end(entry: Entry<Item, Content>, { type, by, at }: End): void {
    const { record, content } = entry
    const { sid, uniqueName } = record
    const items = content?.drain()
    this.context.ended.add({ collection: this, object: record, items, reason: type, at })
    this.#bySid.delete(sid)
    if (uniqueName !== null) this.#byName.delete(uniqueName)
    this.#inOrder.delete(entry)
    if (this.#bySid.size === 0) this.context.filled.delete(this)
    this.report(entry, { type, by, at })
  }
}

/** How an object ends, and when. */
interface End {
  readonly type: EndReason
  readonly by: Actor
  readonly at: number
}

const nobody: ReadonlySet<never> = new Set<never>()
