import { callEach } from '../../lang/call-each.ts'
import type { Actor } from './actor.ts'
import type { Kind } from './kinds.ts'
import type { Owner } from './owner.ts'
import type { ListItem, MapItem, StreamMessage, SyncObject } from './records.ts'
import { SyncError } from './sync-error.ts'

/** Who did something, and when. */
export interface Deed {
  readonly by: Actor
  /** In epoch milliseconds. */
  readonly at: number
}

/** What can happen to an object, who did it, and when. A kind uses those that it has. */
export type Happening = Deed &
  (
    | { readonly type: 'created' | 'updated' | 'removed' | 'expired' }
    | { readonly type: 'message'; readonly message: StreamMessage }
    | ItemChange
  )

/** An item of a list or a map. */
export type CollectionItem = ListItem | MapItem

/** What can happen to an item of a list or a map: its revision holds the number of the change. */
export type ItemChange<Item = CollectionItem> =
  | { readonly type: 'itemAdded' | 'itemUpdated'; readonly item: Item }
  /** The item as it was last, but with the revision and the date of its removal. */
  | {
      readonly type: 'itemRemoved'
      readonly item: Item
      readonly reason: 'removed' | 'expired'
    }

/** One change of one object; frozen. */
export type FeedEvent<Item extends SyncObject = SyncObject> = Happening & {
  readonly kind: Kind
  /** The object after the change, or as it was last. */
  readonly object: Item
  readonly owner: Owner
}

/** Receives events. Called synchronously. */
export type Listener<Event> = (event: Event) => void

/** Stops listeners that keep causing events for each other. */
const mostNestedEvents = 10_000

/**
 * What happens in one world, in one queue: every listener receives an event before any receives one
 * that happened later, also if the listener of one event causes another.
 */
export class Feed {
  readonly #listeners = new Set<Listener<FeedEvent>>()
  readonly #deliveries = new Set<() => void>()
  #isDelivering = false
  /** How many events listeners have caused since the queue was last empty. */
  #nestedEvents = 0

  /** Whether anybody listens to everything. */
  get hasListeners(): boolean {
    return this.#listeners.size > 0
  }

  /** Adds a listener to everything that happens. Returns a function that removes it. */
  subscribe(listener: Listener<FeedEvent>): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /**
   * Notifies the listeners of an object, then those of everything, even if some throw; their errors
   * are rethrown. If listeners are being notified of another event, this one waits for its turn,
   * and errors go to whoever caused the first event. A listener removed in the meantime receives
   * nothing more.
   */
  notify<Item extends SyncObject>(
    listeners: ReadonlySet<Listener<FeedEvent<Item>>>,
    event: FeedEvent<Item>,
  ): void {
    if (this.#isDelivering) this.#countNested(event)
    this.#enqueue(listeners, event)
    this.#enqueue(this.#listeners, event)
    // An expiry is reported at its moment, also if a listener moves the clock: whatever waits comes
    // before it, so the order is the same.
    if (!this.#isDelivering || isExpiry(event)) this.#deliver()
  }

  /** Drops all events that are yet to be delivered. Listeners to everything remain. */
  clear(): void {
    this.#deliveries.clear()
  }

  #enqueue<Event extends FeedEvent>(listeners: ReadonlySet<Listener<Event>>, event: Event): void {
    for (const listener of listeners) {
      this.#deliveries.add(() => {
        if (listeners.has(listener)) callOne(listener, event)
      })
    }
  }

  #deliver(): void {
    const isNested = this.#isDelivering
    this.#isDelivering = true
    try {
      callEach(this.#takeDeliveries())
    } finally {
      this.#isDelivering = isNested
      if (!isNested) this.#nestedEvents = 0
    }
  }

  *#takeDeliveries(): Generator<() => void> {
    for (const delivery of this.#deliveries) {
      this.#deliveries.delete(delivery)
      yield delivery
    }
  }

  #countNested({ object }: FeedEvent): void {
    this.#nestedEvents += 1
    if (this.#nestedEvents <= mostNestedEvents) return
    throw new Error(
      `Cannot notify the subscribers of ${object.sid}: found ${mostNestedEvents} events that they caused themselves, expected an end`,
    )
  }
}

function isExpiry(event: FeedEvent): boolean {
  return event.type === 'itemRemoved' ? event.reason === 'expired' : event.type === 'expired'
}

/**
 * A SyncError thrown by a listener must not be mistaken for the service's answer to the request
 * that caused the event.
 */
function callOne<Event extends FeedEvent>(listener: Listener<Event>, event: Event): void {
  try {
    listener(event)
  } catch (cause) {
    if (!(cause instanceof SyncError)) throw cause
    throw new Error(`A subscriber of ${event.object.sid} threw: ${cause.message}`, { cause })
  }
}
