/** A list that keeps the newest of what is added, as many as a limit says. */
export class RecentList<Item> {
  readonly #limit: number
  #items: Item[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  /** What is kept, newest last. */
  get items(): Item[] {
    return this.#items.slice(Math.max(0, this.#items.length - this.#limit))
  }

  add(item: Item): void {
    this.#items.push(item)
    // Cut only now and then, so that adding stays O(1).
    if (this.#items.length > 2 * this.#limit) this.#items = this.items
  }
}
