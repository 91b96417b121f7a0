import { RecentList } from '../lang/recent-list.ts'

/** A fake that can say what it has seen. */
export interface Witness {
  /** From now on, keeps what `reset` and `uninstall` would take away. */
  watch(): void
  /**
   * Returns what the fake has seen since it was told to forget, as `describe()` says it: up to now,
   * or up to a `reset` or `uninstall` after which it was not used. `undefined` if it was not used.
   */
  account(): string | undefined
  forget(): void
}

/** How many fakes are remembered. A property test may use any number of them. */
const mostWitnesses = 3

/** The fakes that were used since all was forgotten, if anybody has asked for them. */
class UsedWitnesses {
  readonly #used = new RecentList<Witness>(mostWitnesses)
  #isAsked = false

  /** Begins to remember which fakes are used. */
  ask(): void {
    this.#isAsked = true
  }

  /** Notes that a fake is used. */
  note(witness: Witness): void {
    if (!this.#isAsked || this.#used.items.includes(witness)) return
    witness.watch()
    this.#used.add(witness)
  }

  /** Returns what they have seen. */
  accounts(): string[] {
    return this.#used.items.flatMap((witness) => witness.account() ?? [])
  }

  forget(): void {
    for (const witness of this.#used.items) witness.forget()
    this.#used.clear()
  }
}

/** One for all fakes: the runner knows which test runs, but not which fakes there are. */
export const usedWitnesses: UsedWitnesses = new UsedWitnesses()

/** Every account begins with it. An error that has it already says enough. */
export const accountTitle = 'Fake Twilio Sync'

/** The part of an error that people read. */
export interface Readable {
  message: string
  stack?: string | undefined
}

/** Whether a value is an error, or has the parts of one that people read. */
export function isReadable(found: unknown): found is Readable {
  return found === Object(found) && typeof (found as Partial<Readable>).message === 'string'
}

/** Adds an account to an error, unless it has one. */
export function addAccount(error: Readable, account: string): void {
  const { message, stack } = error
  if (message.includes(accountTitle)) return
  error.message = `${message}\n\n${account}`
  // Most runners print the stack, which begins with the message.
  const [firstLine = ''] = stack?.split('\n', 1) ?? []
  const title = message === '' ? firstLine : message
  if (stack?.includes(title) === true) {
    error.stack = stack.replace(title, () => `${title}\n\n${account}`)
  }
}
