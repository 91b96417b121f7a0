import { callEach } from '../../lang/call-each.ts'
import { isWhole } from '../../lang/refuse.ts'
import { type Clock, type ClockWatcher, readClock } from './clock.ts'

/** Something that expires at a known time. The timeline keeps its place in `position`. */
export interface Expiring {
  /** Its number in the order of creation. */
  readonly sequence: number
  /** Its place among those of the same number. Default: 0, the first. */
  readonly rank?: number
  /** When it expires, in epoch milliseconds. */
  due: number
  /** The timeline's own: the index in its queue; -1 at first, and outside of the queue. */
  position: number
  expire(): void
}

/**
 * Time and order in one world: the clock, the sequence in which things are created, and the queue
 * of what will expire. All stores of a world share one, so that streams expire in order of due time
 * across services; those due at the same moment, in order of creation.
 */
export class Timeline implements ClockWatcher {
  readonly #clock: Clock
  #nextSequence = 0
  /** A binary heap: no item comes before its parent at (index - 1) >> 1. */
  readonly #queue: Expiring[] = []
  #unwatch: (() => void) | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @throws TypeError if the clock shows no time */
  now(): number {
    return readClock(this.#clock)
  }

  /** Returns the next number in the order of creation, and takes it. */
  takeSequence(): number {
    return this.#nextSequence++
  }

  /** The number to be taken next. */
  get nextSequence(): number {
    return this.#nextSequence
  }

  /** Continues where another timeline left off. */
  restore(nextSequence: number): void {
    this.#nextSequence = nextSequence
  }

  /** Whether a value is a number that was taken in the order of creation. */
  isTaken(found: unknown): found is number {
    return isWhole(found, { least: 0, most: this.#nextSequence - 1 })
  }

  /** Puts an item into the queue, or moves it to match its new `due`. */
  schedule(item: Expiring): void {
    if (item.position < 0) {
      item.position = this.#queue.length
      this.#queue.push(item)
    }
    this.#siftUp(item)
    this.#siftDown(item)
    // Watched only while something can expire.
    this.#unwatch ??= this.#clock.watch?.(this)
  }

  cancel(item: Expiring): void {
    if (item.position < 0) return
    const last = this.#queue.pop() as Expiring
    if (last !== item) {
      this.#place(last, item.position)
      this.#siftUp(last)
      this.#siftDown(last)
    }
    item.position = -1
    if (this.#queue.length === 0) this.#stopWatching()
  }

  nextDue(): number | undefined {
    return this.#queue[0]?.due
  }

  settle(): void {
    const due = this.nextDue()
    if (due === undefined) return
    const now = this.now()
    if (due <= now) callEach(this.#endsUntil(now))
  }

  /** Empties the queue and restarts the sequence. */
  clear(): void {
    for (const item of this.#queue) item.position = -1
    this.#queue.length = 0
    this.#nextSequence = 0
    this.#stopWatching()
  }

  *#endsUntil(end: number): Generator<() => void> {
    for (;;) {
      const item = this.#queue[0]
      // A listener may have restored a state of an earlier time.
      if (item === undefined || item.due > Math.min(end, this.now())) return
      this.cancel(item)
      yield () => item.expire()
    }
  }

  #stopWatching(): void {
    this.#unwatch?.()
    this.#unwatch = undefined
  }

  #siftUp(item: Expiring): void {
    while (item.position > 0) {
      const parent = this.#queue[(item.position - 1) >> 1] as Expiring
      if (!isBefore(item, parent)) return
      this.#swap(item, parent)
    }
  }

  #siftDown(item: Expiring): void {
    for (;;) {
      const left = this.#queue[2 * item.position + 1]
      const right = this.#queue[2 * item.position + 2]
      const child =
        left !== undefined && right !== undefined && isBefore(right, left) ? right : left
      if (child === undefined || !isBefore(child, item)) return
      this.#swap(child, item)
    }
  }

  #swap(one: Expiring, other: Expiring): void {
    const { position } = one
    this.#place(one, other.position)
    this.#place(other, position)
  }

  #place(item: Expiring, position: number): void {
    this.#queue[position] = item
    item.position = position
  }
}

function isBefore(one: Expiring, other: Expiring): boolean {
  if (one.due !== other.due) return one.due < other.due
  if (one.sequence !== other.sequence) return one.sequence < other.sequence
  return (one.rank ?? 0) < (other.rank ?? 0)
}
