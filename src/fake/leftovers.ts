import type { NotFakedError } from '../api/not-faked-error.ts'
import { describeFaults } from '../faults/describe-faults.ts'
import type { PendingFault } from '../faults/faults.ts'

/** What to report when a fake is uninstalled, collected from all its worlds. */
export class Leftovers {
  /** The faults that have not fired as often as planned. */
  readonly unfired: Set<PendingFault> = new Set<PendingFault>()
  #notFaked: NotFakedError | undefined

  /** Notes a request for something that is not faked. The first one is reported. */
  note(error: NotFakedError): void {
    this.#notFaked ??= error
  }

  /**
   * Reports and forgets everything.
   *
   * @throws NotFakedError the first one noted
   * @throws Error in strict mode, if faults have not fired as often as planned
   */
  report({ strict }: { readonly strict: boolean }): void {
    const unfired = strict ? [...this.unfired] : []
    const notFaked = this.#notFaked
    this.unfired.clear()
    this.#notFaked = undefined
    if (notFaked !== undefined) throw notFaked
    if (unfired.length === 0) return
    throw new Error(
      `Cannot uninstall in strict mode: found faults that never fired as often as planned (${describeFaults(unfired)}), expected all to fire`,
    )
  }
}
