/**
 * Stands for Node's class of this name in a browser, which cannot follow asynchronous work:
 * package.json leads bundlers here.
 */
export class AsyncLocalStorage<Store> {
  /** Returns a function that calls others; without anything to follow, just where it is called. */
  static snapshot(): <Result>(work: () => Result) => Result {
    return (work) => work()
  }

  #store: Store | undefined

  getStore(): Store | undefined {
    return this.#store
  }

  /** @throws Error if the work is asynchronous: its later part would see another store */
  run<Result>(store: Store, work: () => Result): Result {
    const before = this.#store
    this.#store = store
    try {
      const result = work()
      // Any thenable. Without an import: a file that entries share would be one more to load.
      const { then } = Object(result) as { readonly then?: unknown }
      if (typeof then === 'function') refuseAsynchronous()
      return result
    } finally {
      this.#store = before
    }
  }
}

function refuseAsynchronous(): never {
  throw new Error(
    'Cannot run in a separate world: found an asynchronous function in a browser, expected one that returns no promise; use a fake of its own instead: createFakeSync()',
  )
}
