import { callEach } from './call-each.ts'
import { SyncError } from './failure.ts'
import type { StreamEvent } from './records.ts'
import { refuse } from './refuse.ts'

/** Hears what happens to one Stream. */
export type StreamListener = (event: StreamEvent) => void

/** Listeners that go on causing events for each other are stopped here. */
const mostPending = 10_000

/** Those who listen to one stream. All of them hear the same events in the same order. */
export class Audience {
  readonly #listeners = new Set<StreamListener>()
  readonly #pending: (() => void)[] = []

  /**
   * Returns the undo.
   *
   * @throws TypeError when the listener is no function
   */
  add(listener: StreamListener): () => void {
    if (typeof listener !== 'function') {
      refuse('subscribe to the stream', { found: listener, at: 'listener', expected: 'a function' })
    }
    // A function of its own, so that one listener can subscribe twice and undo once.
    const own: StreamListener = (event) => listener(event)
    this.#listeners.add(own)
    return () => {
      this.#listeners.delete(own)
    }
  }

  /** Nobody hears any more. */
  clear(): void {
    this.#listeners.clear()
  }

  /**
   * Tells every listener, even when some throw. What a listener causes meanwhile is told when everybody
   * has heard this; whoever undoes meanwhile hears no more.
   */
  tell(event: StreamEvent): void {
    // All hear of the same object.
    Object.freeze(event)
    const isTelling = this.#pending.length > 0
    if (this.#pending.length > mostPending) {
      throw new Error(
        `Cannot tell the subscribers of ${event.stream.sid}: found ${mostPending} events that they caused themselves, expected an end`,
      )
    }
    for (const listener of this.#listeners) {
      this.#pending.push(() => {
        if (this.#listeners.has(listener)) callOne(listener, event)
      })
    }
    if (isTelling) return
    try {
      callEach(this.#pending)
    } finally {
      this.#pending.length = 0
    }
  }
}

/** A refusal that a listener met itself must not pass for the answer to what it heard of. */
function callOne(listener: StreamListener, event: StreamEvent): void {
  try {
    listener(event)
  } catch (cause) {
    if (!(cause instanceof SyncError)) throw cause
    throw new Error(`A subscriber of ${event.stream.sid} threw: ${cause.message}`, { cause })
  }
}
