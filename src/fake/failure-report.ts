import { RecentList } from '../lang/recent-list.ts'

/** A fake that describes what it has seen. */
export interface Reporter {
  /** From now on, keeps what `reset` and `uninstall` would take away. */
  watch(): void
  /**
   * Returns what the fake has seen since it was told to forget, as `describe()` says it: up to now,
   * or up to a `reset` or `uninstall` after which it was not used. `undefined` if it was not used.
   */
  description(): string | undefined
  forget(): void
}

/** How many fakes are remembered. A property test may use any number of them. */
const mostRemembered = 3

/** The fakes that were used since all was forgotten, if anybody has asked for them. */
class UsedFakes {
  readonly #used = new RecentList<Reporter>(mostRemembered)
  #isAsked = false

  /** Begins to remember which fakes are used. */
  ask(): void {
    this.#isAsked = true
  }

  /** Notes that a fake is used. */
  note(reporter: Reporter): void {
    if (!this.#isAsked || this.#used.items.includes(reporter)) return
    reporter.watch()
    this.#used.add(reporter)
  }

  /** Returns what they have seen. */
  descriptions(): string[] {
    return this.#used.items.flatMap((reporter) => reporter.description() ?? [])
  }

  forget(): void {
    for (const reporter of this.#used.items) reporter.forget()
    this.#used.clear()
  }
}

/** One for all fakes: the runner knows which test runs, but not which fakes there are. */
export const usedFakes: UsedFakes = new UsedFakes()

/** Every description begins with it. An error that has it already says enough. */
export const reportTitle = 'Fake Twilio Sync'

/** The part of an error that people read. */
export interface Readable {
  message: string
  stack?: string | undefined
}

/** Whether a value is an error, or has the parts of one that people read. */
export function isReadable(found: unknown): found is Readable {
  return found === Object(found) && typeof (found as Partial<Readable>).message === 'string'
}

/** Adds a description to an error, unless it has one. */
export function addReport(error: Readable, description: string): void {
  const { message, stack } = error
  if (message.includes(reportTitle)) return
  error.message = `${message}\n\n${description}`
  // Most runners print the stack, which begins with the message.
  const [firstLine = ''] = stack?.split('\n', 1) ?? []
  const title = message === '' ? firstLine : message
  if (stack?.includes(title) === true) {
    error.stack = stack.replace(title, () => `${title}\n\n${description}`)
  }
}
