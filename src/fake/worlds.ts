import { AsyncLocalStorage } from 'node:async_hooks'
import { anotherClock, type Clock, isFakeClock } from '../domain/time/clock.ts'
import { refuse } from '../lang/refuse.ts'
import { usedFakes, type Reporter } from './failure-report.ts'
import { describeScope } from './describe.ts'
import { Leftovers } from './leftovers.ts'
import { clockOf, copyOptions, type FakeSyncOptions } from './options.ts'
import { Scope } from './scope.ts'

/** How requests come to a fake. */
export interface Ways {
  /** Whether they may come through sockets, even before any has. */
  readonly usesSockets: boolean
}

/** The worlds of one fake: the one it begins with, and one for each `run` under way. */
export class Worlds<Time extends Clock> implements Reporter {
  readonly options: FakeSyncOptions<Time>
  /** What all worlds leave behind, to be reported at uninstall. */
  readonly leftovers: Leftovers = new Leftovers()
  readonly #root: Scope<Time>
  readonly #runs = new AsyncLocalStorage<Scope<Time>>()
  readonly #ways: Ways
  #isUsed = false
  #isWatched = false
  #lastDescription: string | undefined

  constructor(options: FakeSyncOptions<Time>, ways: Ways) {
    this.#ways = ways
    this.options = copyOptions(options)
    this.#root = this.#newScope(clockOf(options))
  }

  /** The world that the calling code runs in. */
  get current(): Scope<Time> {
    const own = this.#runs.getStore()
    if (own !== undefined) return own
    if (!this.#isUsed) {
      this.#isUsed = true
      usedFakes.note(this)
    }
    return this.#root
  }

  watch(): void {
    this.#isWatched = true
  }

  description(): string | undefined {
    return this.#isUsed ? describeScope(this.#root) : this.#lastDescription
  }

  forget(): void {
    this.#lastDescription = undefined
    this.#isUsed = false
  }

  /** Returns the current world, which is about to be emptied. Of the outer one, keeps the description. */
  leave(): Scope<Time> {
    const own = this.#runs.getStore()
    if (own !== undefined) return own
    if (this.#isUsed && this.#isWatched) this.#lastDescription = describeScope(this.#root)
    this.#isUsed = false
    return this.#root
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
    const { options, leftovers } = this
    return new Scope(clock, { options, leftovers, ...this.#ways })
  }
}
