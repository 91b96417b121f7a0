import { type Actor, system } from '../rules/actor.ts'
import type { CollectionItem, FeedEvent, ItemChange } from '../rules/feed.ts'
import type { SyncCollection } from '../rules/records.ts'
import { numberOf, revisionOf } from '../rules/revision.ts'
import type { SidPrefix } from '../rules/sid.ts'
import { SyncError } from '../rules/sync-error.ts'
import type { Collection } from './collection.ts'
import type { ItemChanges } from './item-changes.ts'
import type { Items } from './items.ts'
import {
  checkOptions,
  type CreateObjectOptions,
  type UpdateObjectOptions,
} from './object-options.ts'
import { checkCreateOptions, listenTo, ObjectStore } from './object-store.ts'
import { type Permissions, permissionsOf } from './permissions.ts'

/** What can happen to a list or a map. */
export type CollectionEvent<Item = CollectionItem> =
  ItemChange<Item> | { readonly type: 'removed' | 'expired' }

/** What the stores of lists and of maps have in common. */
export abstract class CollectionStore<
  Prefix extends SidPrefix,
  Parent extends SyncCollection<Prefix>,
  Key extends number | string,
  Item extends CollectionItem,
> extends ObjectStore<Prefix, Parent, Items<Key, Item>> {
  readonly #parents: Collection<Prefix, Parent, Items<Key, Item>>
  readonly #by: Actor

  /** @internal */
  constructor({ parents }: ItemChanges<Prefix, Parent, Key, Item>, by: Actor = system) {
    super(parents, by)
    this.#parents = parents
    this.#by = by
  }

  /**
   * Creates one without items.
   *
   * @throws SyncError 400 / 54302 for a bad name
   * @throws SyncError 400 / 54011 for a bad TTL
   * @throws SyncError 409 / 54301 if the name is taken
   */
  create(options: CreateObjectOptions = {}): Parent {
    const { uniqueName, ttl, createdBy } = checkCreateOptions(this.#parents.kind.noun, options)
    const complete = (record: object): Parent => ({ ...record, revision: revisionOf(0) }) as Parent
    return this.#parents.create({ uniqueName, ttl, createdBy, by: this.#by }, complete)
  }

  /**
   * Sets a new time to live, which starts now. Its revision and date stay (assumed).
   *
   * @throws SyncError 404 / 20404 if there is none
   * @throws SyncError 400 / 54010 if `ttl` is missing
   * @throws SyncError 400 / 54011 for a bad TTL
   */
  update(sidOrName: string, options: UpdateObjectOptions): Parent {
    const { noun } = this.#parents.kind
    checkOptions(options, { action: `update the ${noun}`, known: { ttl: true } })
    const { ttl } = options
    const entry = this.#parents.fetch(sidOrName)
    if (ttl === undefined) throw new SyncError({ kind: 'nothing-to-update' })
    const at = this.#parents.now()
    const dateExpires = this.#parents.context.expiryOf(ttl, at)
    const updated = Object.freeze({ ...entry.record, dateExpires })
    this.#parents.replace(entry, updated)
    this.#parents.report(entry, { type: 'updated', by: this.#by, at })
    return updated
  }

  /** Returns the permissions for one, which is looked up at every call. */
  permissions(sidOrName: string): Permissions {
    return permissionsOf(this.#parents, sidOrName)
  }

  /** Documented: the changes of items are kept, here as many as the limit says. @internal */
  override eventsAfter(sid: string, number: number): FeedEvent[] {
    const entry = this.#parents.find(sid)
    if (entry === undefined) return []
    return (entry.content?.changes ?? [])
      .filter(({ item }) => numberOf(item.revision) > number)
      .map((change) => {
        // As the list or map was right after the change.
        const revision = revisionOf(numberOf(change.item.revision) + 1)
        return { ...this.#parents.eventOf(entry, change), object: { ...entry.record, revision } }
      })
  }

  /** Calls `listener` with every event of one. @internal */
  protected listen(
    sidOrName: string,
    listener: (event: CollectionEvent<Item>, object: Parent) => void,
  ): () => void {
    return listenTo<Parent, FeedEvent<Parent>>(this.#parents, {
      sidOrName,
      noun: this.#parents.kind.noun,
      read: (event) => event,
      listener: (event) => {
        const told = toldOf<Item>(event)
        if (told !== undefined) listener(told, event.object)
      },
    })
  }
}

/** What subscribers are notified of: not of what the object itself shows. */
function toldOf<Item extends CollectionItem>(event: FeedEvent): CollectionEvent<Item> | undefined {
  switch (event.type) {
    case 'itemAdded':
    case 'itemUpdated':
      return { type: event.type, item: event.item as Item }
    case 'itemRemoved':
      return { type: event.type, item: event.item as Item, reason: event.reason }
    case 'removed':
    case 'expired':
      return { type: event.type }
    default:
      return undefined
  }
}
