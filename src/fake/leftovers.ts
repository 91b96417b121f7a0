import type { NotFakedError } from '../api/not-faked-error.ts'
import { describeUnfired } from '../faults/describe-faults.ts'
import type { UnfiredFault } from '../faults/faults.ts'

/** For how many worlds it is noted what they asked for that is not faked. */
const mostNotes = 1000

/** What the worlds of a fake have left behind since it was reported last. */
export class Leftovers {
  /** The faults that have not fired as often as planned. */
  readonly unfired: Set<UnfiredFault> = new Set<UnfiredFault>()
  readonly #notFaked = new Map<object, NotFakedError>()

  /** Notes that a world was asked for something that is not faked. Of each, the first is reported. */
  note(error: NotFakedError, owner: object): void {
    if (this.#notFaked.has(owner) || this.#notFaked.size === mostNotes) return
    this.#notFaked.set(owner, error)
  }

  /**
   * Reports and forgets everything.
   *
   * @throws NotFakedError the first one noted
   * @throws Error in strict mode, if faults have not fired as often as planned
   */
  report({ strict }: { readonly strict: boolean }): void {
    const unfired = strict ? [...this.unfired] : []
    const [notFaked] = this.#notFaked.values()
    this.unfired.clear()
    this.#notFaked.clear()
    fail('uninstall', { notFaked, unfired })
  }

  /**
   * Reports and forgets what one world has left behind, in strict mode.
   *
   * @throws as `report` does
   */
  reportOf(owner: object): void {
    const unfired = [...this.unfired].filter((fault) => fault.owner === owner)
    const notFaked = this.#notFaked.get(owner)
    for (const fault of unfired) this.unfired.delete(fault)
    this.#notFaked.delete(owner)
    fail('reset', { notFaked, unfired })
  }
}

interface Report {
  readonly notFaked: NotFakedError | undefined
  readonly unfired: readonly UnfiredFault[]
}

function fail(action: string, { notFaked, unfired }: Report): void {
  if (notFaked !== undefined) throw notFaked
  if (unfired.length === 0) return
  throw new Error(
    `Cannot ${action} in strict mode: found faults that never fired as often as planned (${describeUnfired(unfired)}), expected all to fire`,
  )
}
