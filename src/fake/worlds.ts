import { AsyncLocalStorage } from 'node:async_hooks'
import { anotherClock, type Clock, isFakeClock } from '../domain/time/clock.ts'
import { refuse } from '../lang/refuse.ts'
import { Leftovers } from './leftovers.ts'
import { clockOf, copyOptions, type FakeSyncOptions } from './options.ts'
import { Scope } from './scope.ts'

/** The worlds of one fake: the one it begins with, and one for each `run` under way. */
export class Worlds<Time extends Clock> {
  readonly options: FakeSyncOptions<Time>
  /** What all worlds leave behind, to be reported at uninstall. */
  readonly leftovers: Leftovers = new Leftovers()
  readonly #root: Scope<Time>
  readonly #runs = new AsyncLocalStorage<Scope<Time>>()

  constructor(options: FakeSyncOptions<Time>) {
    this.options = copyOptions(options)
    this.#root = this.#newScope(clockOf(options))
  }

  /** The world that the calling code runs in. */
  get current(): Scope<Time> {
    return this.#runs.getStore() ?? this.#root
  }

  /**
   * Runs a function in a new world.
   *
   * @throws TypeError if `work` is not a function
   */
  run<Result>(work: () => Result): Result {
    if (typeof work !== 'function') {
      refuse('run in a separate world', { found: work, expected: 'a function' })
    }
    const { clock, startedAt } = this.#root
    const own = isFakeClock(clock) ? anotherClock(clock, startedAt) : clock
    return this.#runs.run(this.#newScope(own), work)
  }

  #newScope(clock: Time): Scope<Time> {
    return new Scope(clock, { options: this.options, leftovers: this.leftovers })
  }
}
