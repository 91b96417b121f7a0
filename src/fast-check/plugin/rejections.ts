import type { TaggedRun } from '../../fake/tagged-run.ts'

type Listener = NodeJS.UnhandledRejectionListener

/** A run that fails with the promises that reject while it lasts and that nobody handles. */
export interface RejectionWatch {
  /** The run that a promise belongs to, as far as the calling code can tell. */
  readonly tagged: () => TaggedRun | undefined
  readonly run: TaggedRun
  readonly fail: (reason: unknown) => void
}

/** Watches runs for promises that reject and that nobody handles. */
class Rejections {
  readonly #watches = new Set<RejectionWatch>()
  /** Who listened before the first run began. */
  #others: readonly Listener[] = []
  #host: NodeJS.Process | undefined

  /** Whether unhandled rejections are noticed: only where there is a process of Node. */
  get areNoticed(): boolean {
    return hostOf(globalThis) !== undefined
  }

  /**
   * Begins to watch a run. Meanwhile other listeners, such as those of a test runner, are called only
   * for rejections that are not the app's: they would report each of those of every shrunk run.
   *
   * @returns a function that ends it, after which all is as before
   */
  watch(watch: RejectionWatch): () => void {
    if (this.#watches.size === 0) this.#takeOver()
    this.#watches.add(watch)
    return () => {
      if (this.#watches.delete(watch) && this.#watches.size === 0) this.#giveBack()
    }
  }

  #takeOver(): void {
    this.#host = hostOf(globalThis)
    this.#others = this.#host?.listeners(event) ?? []
    this.#host?.removeAllListeners(event)
    this.#host?.on(event, this.#listen)
  }

  #giveBack(): void {
    this.#host?.off(event, this.#listen)
    const newer = this.#host?.listeners(event) ?? []
    this.#host?.removeAllListeners(event)
    for (const listener of [...this.#others, ...newer]) this.#host?.on(event, listener)
  }

  /** Node calls it in the asynchronous context in which the promise was made. */
  readonly #listen: Listener = (reason, promise) => {
    const all = [...this.#watches]
    const sender = all.map(({ tagged }) => tagged()).find((run) => run !== undefined)
    // The app of an ended run is not to blame for what its late requests have come to.
    if ([sender, ...all.map(({ run }) => run)].some((run) => run?.hasBroken(reason) === true))
      return
    const [watch, ...rest] = all.filter(({ run }) => sender === undefined || run === sender)
    if (watch !== undefined && rest.length === 0) watch.fail(reason)
    else this.#passOn(reason, promise)
  }

  #passOn(reason: unknown, promise: Promise<unknown>): void {
    for (const listener of this.#others) listener.call(process, reason, promise)
    // As Node does where nobody listens.
    if (this.#others.length === 0) throw reason
  }
}

const event = 'unhandledRejection'

/** One for all properties: a process has one list of listeners. */
export const rejections: Rejections = new Rejections()

interface JestState {
  readonly parentProcess?: NodeJS.Process
}

/**
 * jest hands the tests a copy of `process`, which notices nothing, and keeps the real one in the
 * state of its runner.
 */
function hostOf(globals: { readonly process?: NodeJS.Process }): NodeJS.Process | undefined {
  const key = Object.getOwnPropertySymbols(globals).find(
    ({ description }) => description === 'JEST_STATE_SYMBOL',
  )
  const state = key && (globals as { readonly [Key in symbol]?: JestState })[key]
  const { process } = globals
  return state?.parentProcess ?? (hasListeners(process) ? process : undefined)
}

/** Bundlers may put a stub in place of `process`. */
function hasListeners(process: NodeJS.Process | undefined): boolean {
  return typeof process?.removeAllListeners === 'function'
}
