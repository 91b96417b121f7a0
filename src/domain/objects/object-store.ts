import { type Actor, system } from '../rules/actor.ts'
import type { FeedEvent, Listener } from '../rules/feed.ts'
import type { ItemPage, PageOptions } from '../rules/page.ts'
import type { SyncObject } from '../rules/records.ts'
import type { SidPrefix } from '../rules/sid.ts'
import type { Collection } from './collection.ts'
import type { Ended } from './ended.ts'
import type { Clearable, Entry } from './entry.ts'
import {
  checkListener,
  checkOptions,
  checkPageOptions,
  type CreateObjectOptions,
} from './object-options.ts'
import { allowAll } from './permissions.ts'

/**
 * What the stores of all kinds do with the objects of one service, addressed by SID or unique name.
 * Whatever Twilio would refuse throws a SyncError with Twilio's status and code and changes nothing;
 * misuse in JavaScript, such as an unknown option, throws a TypeError.
 */
export abstract class ObjectStore<
  Prefix extends SidPrefix,
  Item extends SyncObject<Prefix>,
  Content extends Clearable,
> {
  readonly #objects: Collection<Prefix, Item, Content>
  readonly #by: Actor

  /** @internal */
  constructor(objects: Collection<Prefix, Item, Content>, by: Actor = system) {
    this.#objects = objects
    this.#by = by
  }

  /** How many there are. */
  get size(): number {
    return this.#objects.size
  }

  /**
   * Returns the one with this SID or unique name.
   *
   * @throws SyncError 404 / 20404 if there is none
   */
  fetch(sidOrName: string): Item {
    return this.#objects.fetch(sidOrName).record
  }

  /** Returns the one with this SID or unique name, or `undefined` if there is none. */
  find(sidOrName: string): Item | undefined {
    return this.#objects.find(sidOrName)?.record
  }

  /**
   * Removes it and what belongs to it, frees its name, and notifies its subscribers.
   *
   * @throws SyncError 404 / 20404 if there is none
   */
  remove(sidOrName: string): void {
    this.#objects.remove(this.#objects.fetch(sidOrName), this.#by)
  }

  /** Returns all, in order of creation. */
  all(): Item[] {
    return this.#objects.entries.map(recordOf)
  }

  /**
   * Returns the identities of the clients that are subscribed to it, in order of connection;
   * `undefined` for one whose token has none. Subscribers of `subscribe` do not count.
   *
   * @throws SyncError 404 / 20404 if there is none
   */
  subscribers(sidOrName: string): (string | undefined)[] {
    return this.#objects.context.audience(this.#objects.fetch(sidOrName).record.sid)
  }

  /** Reads a page in order of creation (assumed). @internal */
  readPage(options: PageOptions): ItemPage<Item> {
    const { items, ...page } = this.#objects.page(checkPageOptions(options))
    return { items: items.map(recordOf), ...page }
  }

  /** The ones that ended last, newest last. @internal */
  get endings(): readonly Ended<Item, Content>[] {
    return this.#objects.ended
  }

  /** Returns what stands for an object as long as it is there. @internal */
  entry(sidOrName: string): Entry<Item, Content> | undefined {
    return this.#objects.find(sidOrName)
  }

  /** What has happened to an object since the change with a number, oldest first. @internal */
  abstract eventsAfter(sidOrName: string, number: number): FeedEvent[]

  /** Lets the one who creates an object do everything with it. @internal */
  allowCreator(sid: string): void {
    allowAll(this.#objects.fetch(sid), this.#by.identity)
  }

  /** The time on the clock, in epoch milliseconds. @internal */
  now(): number {
    return this.#objects.now()
  }

  /** The calls that remove all objects, one each. @internal */
  removals(): (() => void)[] {
    return this.#objects.removals(this.#by)
  }

  /** Removes everything without notifying anyone. @internal */
  clear(): void {
    this.#objects.clear()
  }
}

/** The names of the options that all objects are created with. */
export const createOptions = { uniqueName: true, ttl: true, createdBy: true } as const

/** Checks the options of a new object that has no others. */
export function checkCreateOptions<Options extends CreateObjectOptions>(
  noun: string,
  options: Options,
): Options {
  return checkOptions<CreateObjectOptions>(options, {
    action: `create the ${noun}`,
    known: createOptions,
  }) as Options
}

/** Where the events of objects are to be had. */
interface Source<Item extends SyncObject> {
  subscribe(sidOrName: string, listener: Listener<FeedEvent<Item>>): () => void
}

/** Who wants to hear of an object, and in which words. */
interface Listening<Item extends SyncObject, Event> {
  readonly sidOrName: string
  readonly noun: string
  readonly read: (event: FeedEvent<Item>) => Event | undefined
  readonly listener: (event: Event) => void
}

/** Calls `listener` with what `read` makes of the events of an object, but for `undefined`. */
export function listenTo<Item extends SyncObject, Event>(
  objects: Source<Item>,
  { sidOrName, noun, read, listener }: Listening<Item, Event>,
): () => void {
  checkListener(noun, listener)
  return objects.subscribe(sidOrName, (event) => {
    const reported = read(event)
    if (reported !== undefined) listener(reported)
  })
}

function recordOf<Item extends SyncObject>({ record }: { readonly record: Item }): Item {
  return record
}
