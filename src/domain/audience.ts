import { callEach } from './call-each.ts'
import { SyncError } from './failure.ts'
import type { StreamEvent } from './records.ts'
import { refuse } from './refuse.ts'

/** Receives the events of one Stream. Called synchronously. */
export type StreamListener = (event: StreamEvent) => void

/** Stops listeners that keep causing events for each other. */
const mostCaused = 10_000

/** The subscribers of one stream. All of them receive the same events in the same order. */
export class Audience {
  readonly #listeners = new Set<StreamListener>()
  readonly #pending: (() => void)[] = []
  /** How many events the listeners have caused since they were last at rest. */
  #caused = 0

  /**
   * Adds a listener. Returns a function that removes it.
   *
   * @throws TypeError if the listener is not a function
   */
  add(listener: StreamListener): () => void {
    if (typeof listener !== 'function') {
      refuse('subscribe to the stream', { found: listener, at: 'listener', expected: 'a function' })
    }
    // A wrapper of its own, so that the same listener can subscribe twice and be removed once.
    const own: StreamListener = (event) => listener(event)
    this.#listeners.add(own)
    return () => {
      this.#listeners.delete(own)
    }
  }

  /** Drops all listeners without notifying them. */
  clear(): void {
    this.#listeners.clear()
  }

  /**
   * Notifies every listener, even if some throw. Events that a listener causes in the meantime are
   * delivered after everyone has received this one. A listener removed in the meantime receives
   * nothing more.
   */
  tell(event: StreamEvent): void {
    // All listeners receive the same object.
    Object.freeze(event)
    const isTelling = this.#pending.length > 0
    if (isTelling) this.#countCaused(event)
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
      this.#caused = 0
    }
  }

  #countCaused({ stream }: StreamEvent): void {
    this.#caused += 1
    if (this.#caused <= mostCaused) return
    throw new Error(
      `Cannot notify the subscribers of ${stream.sid}: found ${mostCaused} events that they caused themselves, expected an end`,
    )
  }
}

/**
 * A SyncError thrown by a listener must not be mistaken for the service's answer to the request
 * that caused the event.
 */
function callOne(listener: StreamListener, event: StreamEvent): void {
  try {
    listener(event)
  } catch (cause) {
    if (!(cause instanceof SyncError)) throw cause
    throw new Error(`A subscriber of ${event.stream.sid} threw: ${cause.message}`, { cause })
  }
}
