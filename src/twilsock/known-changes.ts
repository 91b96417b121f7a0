/** More than a client is told again after a lost connection. */
const mostKept = 10_000

/** The changes of items that clients have learned of by answers, over all their connections. */
export class KnownChanges {
  readonly #byClient = new Map<string, Set<string>>()

  has(client: string, change: string): boolean {
    return this.#byClient.get(client)?.has(change) ?? false
  }

  /** Adds one. Of a client that knows very many, it forgets the oldest. */
  add(client: string, change: string): void {
    const known = this.#byClient.get(client) ?? new Set()
    this.#byClient.set(client, known.add(change))
    const [oldest] = known
    if (known.size > mostKept && oldest !== undefined) known.delete(oldest)
  }

  clear(): void {
    this.#byClient.clear()
  }
}
