import type { Clock } from '../../domain/time/clock.ts'
import type { FakeSync } from '../../fake/fake-sync.ts'
import { turn } from '../../fake/settle.ts'
import { type RequestLimit, TaggedRun } from '../../fake/tagged-run.ts'
import { hasMethod } from '../../lang/has-method.ts'
import { fc } from '../fc.ts'
import type { FailedRun } from '../report/report.ts'
import { beginRunNotes, type OpenNotes } from '../report/run-notes.ts'
import { rejections } from './rejections.ts'
import { renewSchedulers } from './renew-schedulers.ts'
import { beginRun, endProperty, type RunningProperty } from './running-property.ts'

/** What a run of a property may take. */
export interface RunWatchOptions {
  readonly property: RunningProperty
  /** Default: 1000, or 250 through sockets. */
  readonly maxRequests: number | undefined
}

/**
 * A loop that never ends must fail well before the runner's timeout of 5 seconds. Measured on a busy
 * machine: a request takes up to 10 ms through nock 14, and 0.7 ms through `sync.fetch`.
 */
const usualLimit: RequestLimit = { direct: 1000, bySockets: 250 }

/**
 * How many requests the runs of one property may spend on such loops. Through sockets, where one
 * counts as many, the first run spends them all: it is not shrunk.
 */
const mostSpent = 5000
const costBySockets = 20

/** Starts every run with a reset fake, and keeps the last run that failed. */
export class RunWatch {
  /** Whether runs return promises, so that hooks may too. */
  isAsync = false
  /** Whether runs were left out that might have been simpler. */
  isCutShort = false
  readonly #sync: FakeSync<Clock>
  readonly #property: RunningProperty
  readonly #maxRequests: RequestLimit
  #notes: OpenNotes | undefined
  #failed: FailedRun | undefined
  #reported: FailedRun | undefined
  #spent = 0
  #latest: TaggedRun | undefined
  /** What arrived late while no run was under way: part of the report on the next one. */
  readonly #lateBetween: string[] = []
  /** Ends the latest run, which may never end by itself. */
  #endLatest: () => void = () => undefined

  constructor(sync: FakeSync<Clock>, { property, maxRequests }: RunWatchOptions) {
    this.#sync = sync
    this.#property = property
    this.#maxRequests =
      maxRequests === undefined ? usualLimit : { direct: maxRequests, bySockets: maxRequests }
  }

  decorate<Run extends (value: never) => unknown>(nestedRun: Run): Run {
    const run = (value: never): unknown => {
      if (this.#spent >= mostSpent) {
        this.isCutShort = true
        return null
      }
      const watched = this.#begin()
      const { value: renewed, schedulers } = renewSchedulers(value, (one) => this.#print(one))
      watched.notes.schedulers.push(...schedulers)
      try {
        const { worlds } = this.#sync
        const result = worlds.tag(watched.tagged, () => nestedRun(renewed as never))
        if (isPromise(result)) return this.#finish(result, watched)
        watched.end()
        return this.#conclude(result, watched)
      } catch (error) {
        // Hooks of the property may throw.
        watched.end()
        throw error
      }
    }
    return run as Run
  }

  /**
   * The last failed run if this is its error; else, of a run that never ended, the current state.
   * From now on it counts as reported.
   */
  failedRun(error: unknown): FailedRun {
    const failed = this.#failed
    this.#reported = failed !== undefined && failed.error === error ? failed : this.#describe(error)
    return this.#reported
  }

  /** A report says in which order the schedulers of its run released what they hold. */
  #print(scheduler: fc.Scheduler): string {
    const isReported = this.#reported?.notes.schedulers.includes(scheduler) === true
    const isUsed = scheduler.report().length > 0
    return isReported && isUsed ? 'schedulerFor()`its order: see below`' : fc.stringify(scheduler)
  }

  /** Ends the property, after which the fake is empty unless another property has begun to use it. */
  afterAll(): Promise<void> | void {
    this.#endLatest()
    if (!this.isAsync || !rejections.areNoticed) {
      this.#leave()
      return
    }
    return this.#awaitLate()
  }

  /** Gates and faults of the last run would affect whatever comes next. */
  #leave(): void {
    if (endProperty(this.#sync, this.#property)) resetFake(this.#sync)
  }

  /** What is on its way to the fake breaks while no runner notices that nobody handles it. */
  async #awaitLate(): Promise<void> {
    const { worlds } = this.#sync
    const run = new TaggedRun({ maxRequests: usualLimit, tooMany: ignore, late: ignore })
    const stop = rejections.watch({ run, fail: ignore, tagged: () => worlds.tagged })
    await worlds.current.quiet()
    stop()
    this.#leave()
  }

  #begin(): WatchedRun {
    const endRun = beginRun(this.#sync, this.#property)
    this.#endLatest()
    resetFake(this.#sync)
    const notes = beginRunNotes(this.#sync)
    notes.lateRequests.push(...this.#lateBetween.splice(0))
    this.#notes = notes
    const failure = new FirstFailure()
    const tagged = new TaggedRun({
      maxRequests: this.#maxRequests,
      tooMany: (error) => {
        this.#spend(tagged)
        failure.note(error)
      },
      late: (request) => this.#noteLate(request),
    })
    this.#latest = tagged
    const end = (): void => {
      tagged.end()
      endRun()
    }
    this.#endLatest = end
    return { notes, failure, tagged, end }
  }

  #noteLate(request: string): void {
    const isBetween = this.#latest?.hasEnded === true
    const requests = isBetween ? this.#lateBetween : this.#notes?.lateRequests
    requests?.push(request)
  }

  /** Waits for the end of an async run, or for what fails it meanwhile. */
  async #finish(result: Promise<unknown>, watched: WatchedRun): Promise<unknown> {
    this.isAsync = true
    const { failure, tagged, end } = watched
    const { worlds } = this.#sync
    const fail = (error: unknown): void => failure.note(error)
    const stop = rejections.watch({ run: tagged, fail, tagged: () => worlds.tagged })
    this.#endLatest = () => {
      end()
      stop()
    }
    try {
      const first = await Promise.race([result, failure.promise])
      tagged.end()
      // Node reports rejections when all microtasks are done.
      if (rejections.areNoticed) await turn(false)
      return this.#conclude(first, watched)
    } finally {
      end()
      stop()
    }
  }

  /** Returns fast-check's result of a run. */
  #conclude(result: unknown, { notes, failure }: WatchedRun): unknown {
    const end = isFailure(result) ? result : (failure.found ?? result)
    // A run that timed out may end during another one, and no longer counts.
    if (notes === this.#notes && isFailure(end)) this.#failed = this.#describe(end.error)
    return end
  }

  #spend(run: TaggedRun): void {
    const { requests, bySockets } = run.sent
    this.#spent += requests + bySockets * (costBySockets - 1)
  }

  #describe(error: unknown): FailedRun {
    // There are no notes when another plugin failed instead of the first run.
    const notes = this.#notes ?? beginRunNotes(this.#sync)
    return { error, description: this.#sync.describe(), notes }
  }
}

/** A run under way. */
interface WatchedRun {
  readonly notes: OpenNotes
  readonly failure: FirstFailure
  readonly tagged: TaggedRun
  readonly end: () => void
}

/** fast-check's result of a failed run. */
interface Failure {
  readonly error: unknown
}

/** What fails a run from outside of its own code: the first one counts. */
class FirstFailure {
  found: Failure | undefined
  readonly promise: Promise<Failure>
  #resolve: (failure: Failure) => void = ignore

  constructor() {
    this.promise = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  note(error: unknown): void {
    this.found ??= { error }
    this.#resolve(this.found)
  }
}

/**
 * Resets a fake. Faults are cleared first, so that unfired ones do not count as missed; what else
 * strict mode has to report must not fall on the next run.
 */
function resetFake(sync: FakeSync<Clock>): void {
  sync.faults.clear()
  sync.worlds.current.reset()
}

function isPromise(result: unknown): result is Promise<unknown> {
  return hasMethod(result, 'then')
}

/** Whether the result is fast-check's for a failed run. A failed precondition has no `error`. */
function isFailure(result: unknown): result is Failure {
  return typeof result === 'object' && result !== null && 'error' in result
}

function ignore(): void {
  // On purpose.
}
