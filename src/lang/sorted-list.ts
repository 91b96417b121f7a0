/** Which items of a {@link SortedList} to visit, and in which order. */
export interface WalkOptions<Key> {
  /** Whether keys ascend or descend. Default: `'asc'`. */
  readonly order?: 'asc' | 'desc' | undefined
  /** The key to begin with, whether it is in the list or not. Default: the first in this order. */
  readonly from?: Key | undefined
  /** Whether an item with that key is visited itself. Default: `'inclusive'`. */
  readonly bounds?: 'inclusive' | 'exclusive' | undefined
}

/**
 * Items in the order of their keys: numbers by value, strings by UTF-16 code units.
 *
 * Two sorted arrays, in which a deleted item leaves a gap. Adding at the end takes constant time;
 * finding a key, the logarithm of the size; adding elsewhere moves what comes after, unless there
 * is a gap. Gaps are closed when they are half of the array, or when walks have passed more of them
 * than closing them takes, so both are constant on average.
 */
export class SortedList<Key extends number | string, Item extends object> {
  #keys: Key[] = []
  /** The item of each key; `undefined` is a gap. */
  #items: (Item | undefined)[] = []
  #size = 0
  /** How many gaps walks have passed since they were last closed. */
  #passed = 0

  get size(): number {
    return this.#size
  }

  /** Adds an item, in place of the one with the same key, if any. */
  set(key: Key, item: Item): void {
    const index = this.#indexOf(key)
    const isFree = this.#items[index] === undefined
    const isReplaced = !isFree && this.#keys[index] === key
    if (!isReplaced) this.#size += 1
    if (isFree || isReplaced) {
      this.#keys[index] = key
      this.#items[index] = item
    } else {
      this.#keys.splice(index, 0, key)
      this.#items.splice(index, 0, item)
    }
  }

  /** Deletes the item with this key, if there is one. */
  delete(key: Key): void {
    const index = this.#indexOf(key)
    if (this.#keys[index] !== key || this.#items[index] === undefined) return
    this.#items[index] = undefined
    this.#size -= 1
    if (this.#size < this.#keys.length / 2) this.#closeGaps()
  }

  clear(): void {
    this.#keys = []
    this.#items = []
    this.#size = 0
    this.#passed = 0
  }

  /**
   * The items in order. The list may change meanwhile: a walk remembers the last key, not where it
   * was, so it visits everything that is there throughout exactly once.
   */
  *walk({ order = 'asc', from, bounds }: WalkOptions<Key> = {}): Generator<Item> {
    if (this.#passed > this.#keys.length) this.#closeGaps()
    const isAscending = order === 'asc'
    const start = isAscending ? 0 : this.#keys.length - 1
    let index = from === undefined ? start : this.#startOf(from, { isAscending, bounds })
    for (;;) {
      index = this.#passGaps(index, isAscending ? 1 : -1)
      const key = this.#keys[index]
      const item = this.#items[index]
      if (key === undefined || item === undefined) return
      yield item
      // Usually nothing has moved.
      if (this.#keys[index] === key) index += isAscending ? 1 : -1
      else index = this.#startOf(key, { isAscending, bounds: 'exclusive' })
    }
  }

  /** The index of this key, or of the next one above it. */
  #indexOf(key: Key): number {
    let low = 0
    let high = this.#keys.length
    // Most keys are added in order.
    if (high > 0 && (this.#keys[high - 1] as Key) < key) return high
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#keys[middle] as Key) < key) low = middle + 1
      else high = middle
    }
    return low
  }

  #startOf(
    key: Key,
    { isAscending, bounds }: { isAscending: boolean; bounds: WalkOptions<Key>['bounds'] },
  ): number {
    const index = this.#indexOf(key)
    const isThere = this.#keys[index] === key
    if (isThere && bounds !== 'exclusive') return index
    if (isAscending) return isThere ? index + 1 : index
    return index - 1
  }

  /** The index of the first item at or beyond an index; outside of the list, if there is none. */
  #passGaps(start: number, step: 1 | -1): number {
    let index = start
    while (index >= 0 && index < this.#items.length && this.#items[index] === undefined) {
      index += step
    }
    this.#passed += Math.abs(index - start)
    return index
  }

  #closeGaps(): void {
    this.#keys = this.#keys.filter((_, index) => this.#items[index] !== undefined)
    this.#items = this.#items.filter((item) => item !== undefined)
    this.#passed = 0
  }
}
