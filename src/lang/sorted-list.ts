/** Which items of a {@link SortedList} to read, and in which order. */
export interface SliceOptions<Key> {
  /** Whether keys ascend or descend. Default: `'asc'`. */
  readonly order?: 'asc' | 'desc' | undefined
  /** The key to begin with, whether it is in the list or not. Default: the first in this order. */
  readonly from?: Key | undefined
  /** Whether an item with that key is read itself. Default: `'inclusive'`. */
  readonly bounds?: 'inclusive' | 'exclusive' | undefined
  /** How many to read at most. Default: all. */
  readonly limit?: number | undefined
}

/**
 * Items in the order of their keys: numbers by value, strings by UTF-16 code units.
 *
 * Two sorted arrays, in which a deleted item leaves a gap. Adding at the end takes constant time;
 * finding a key, the logarithm of the size; adding elsewhere moves what comes after, unless there
 * is a gap. Gaps are closed when they are half of the array, or when readers have passed as many of
 * them as it takes steps to close them: on average, deleting and passing cost nothing that grows.
 */
export class SortedList<Key extends number | string, Item extends object> {
  #keys: Key[] = []
  /** The item of each key; `undefined` is a gap. */
  #items: (Item | undefined)[] = []
  #size = 0
  /** How many gaps readers have passed since the gaps were last closed. */
  #passed = 0

  get size(): number {
    return this.#size
  }

  /** Returns the item with this key, if there is one. */
  get(key: Key): Item | undefined {
    const index = this.#indexOf(key)
    return this.#keys[index] === key ? this.#items[index] : undefined
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

  /** Returns items in order. Whoever reads on from the last key misses nothing and repeats nothing. */
  slice({ order = 'asc', from, bounds, limit = Infinity }: SliceOptions<Key> = {}): Item[] {
    if (this.#passed > this.#keys.length) this.#closeGaps()
    const isAscending = order === 'asc'
    const start = isAscending ? 0 : this.#keys.length - 1
    let index = from === undefined ? start : this.#startOf(from, { isAscending, bounds })
    const read: Item[] = []
    while (read.length < limit && index >= 0 && index < this.#items.length) {
      const item = this.#items[index]
      if (item === undefined) this.#passed += 1
      else read.push(item)
      index += isAscending ? 1 : -1
    }
    return read
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
    { isAscending, bounds }: { isAscending: boolean; bounds: SliceOptions<Key>['bounds'] },
  ): number {
    const index = this.#indexOf(key)
    const isThere = this.#keys[index] === key
    if (isThere && bounds !== 'exclusive') return index
    if (isAscending) return isThere ? index + 1 : index
    return index - 1
  }

  #closeGaps(): void {
    this.#keys = this.#keys.filter((_, index) => this.#items[index] !== undefined)
    this.#items = this.#items.filter((item) => item !== undefined)
    this.#passed = 0
  }
}
