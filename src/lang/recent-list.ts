/** A list that keeps the newest items, up to a limit. */
export class RecentList<Item> {
  readonly #limit: number
  #items: Item[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  /** The items kept, newest last. */
  get items(): Item[] {
    return this.#items.slice(Math.max(0, this.#items.length - this.#limit))
  }

  add(item: Item): void {
    this.#items.push(item)
    // Trimmed only now and then, so that adding stays O(1).
    if (this.#items.length > 2 * this.#limit) this.#items = this.items
  }

  /** Returns the items kept, newest last, and forgets them. */
  drain(): Item[] {
    const items = this.#items.length > this.#limit ? this.items : this.#items
    this.clear()
    return items
  }

  clear(): void {
    this.#items = []
  }
}
