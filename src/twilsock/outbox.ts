import { callEach } from '../lang/call-each.ts'

/** A frame on its way to a client. */
export interface Letter {
  /** Hands it over. */
  readonly deliver: () => void
  /** Whether it tells of the world as it is: it must not arrive once that was replaced. */
  readonly isNews: boolean
}

/**
 * Frames to all clients of a world, in one queue. They are handed over a turn later: the SDK takes
 * note of a request only once it has sent it.
 */
export class Outbox {
  #letters: Letter[] = []
  #isWaiting = false

  get isEmpty(): boolean {
    return this.#letters.length === 0
  }

  add(letter: Letter): void {
    this.#letters.push(letter)
    if (this.#isWaiting) return
    this.#isWaiting = true
    // A promise: fake timers do not hold it.
    void Promise.resolve().then(() => this.#deliver())
  }

  /** Drops the news. Answers, goodbyes and what says that something is gone must arrive. */
  clear(): void {
    this.#letters = this.#letters.filter(({ isNews }) => !isNews)
  }

  #deliver(): void {
    const letters = this.#letters
    this.#letters = []
    this.#isWaiting = false
    callEach(letters.map(({ deliver }) => deliver))
  }
}
