import type { Clock } from '../../domain/clock.ts'
import type { Limits } from '../../domain/limits.ts'
import type { KnownServices } from '../../domain/world-options.ts'
import type { SyncState } from '../../domain/state.ts'
import type { FakeSync } from '../../fake/fake-sync.ts'
import type { Faults } from '../../faults/faults.ts'
import { checkFake } from '../check-fake.ts'
import { checkInvariants, type InvariantOptions } from './check-invariants.ts'
import { copyResult } from './call-result.ts'
import { drawOperations } from './describe-operation.ts'
import {
  type CallOutcome,
  type CallTarget,
  checkTarget,
  copyTarget,
  type HistoryCall,
  outcomeOfError,
} from './history-call.ts'
import type { HistoryData, HistoryOperation } from './history-data.ts'
import { Recorder, type Tick } from './recorder.ts'

/**
 * The recorded history of a fake, as {@link recordHistory} returns it.
 *
 * `start`, `end`, `operations` and `calls` are plain data. While recording, `operations` and
 * `calls` grow, and `end` is a snapshot of the fake at the moment it is read: reading it in another
 * world than the recorded one, such as outside of its `sync.run`, throws an Error.
 */
export interface History extends HistoryData {
  /** The calls of the app that {@link History.call} recorded, in the order in which they began. */
  readonly calls: readonly HistoryCall[]
  /**
   * Runs and records a call of the app, such as one to a wrapper or a cache: when it begins, when
   * it ends and what it returns. That may be a stream, a list of streams, a message, nothing, or an
   * error with `status` and `code`. `checkLinearizable(history.calls, history)` checks the results.
   * After the end of the recording the call runs and is not recorded.
   *
   * @param target the operation that the call stands for
   * @param work makes the call
   * @returns what the call returns
   * @throws what the call throws; TypeError when `target` is invalid
   */
  call<Result>(target: CallTarget, work: () => Promise<Result> | Result): Promise<Result>
  /**
   * Checks what the service answered with {@link checkInvariants}.
   *
   * It finds tests that change the fake unnoticed, such as by `sync.restore` in the middle or, with
   * `onlyRequests`, by publishing through the JS API, and faults of the fake itself. It finds no
   * bug of the app: what that makes of the responses is recorded by {@link History.call} and
   * checked by `checkLinearizable`.
   *
   * @throws InvariantError when a rule is broken
   * @throws TypeError when an option is unknown
   * @throws Error when still recording and called in another world than the recorded one
   */
  check(options?: InvariantOptions): void
  /**
   * Stops recording. What was recorded stays as it is: a request or a call under way remains without
   * an answer.
   *
   * @throws Error when still recording and called in another world than the recorded one
   */
  stop(): void
  /** Stops recording: `using history = recordHistory(sync)` does so at the end of the block. */
  [Symbol.dispose](): void
  /** Draws the requests, with time from left to right: of more than 12 the first and the last 6. */
  toString(): string
}

/**
 * Records every request to a fake on every transport, and its response. It delays none. Requests
 * through `sync.handle` and changes through the JS API are not recorded.
 *
 * It sees responses as the service gives them. Where a cache, a wrapper or a proxy of the app
 * alters, keeps or repeats them, `history.check()` does not notice: record the calls of the app
 * with `history.call` and pass them to `checkLinearizable`.
 *
 * Start recording before other gates are put up, such as that of `raceGate`, so that the history
 * shows when the app sends requests and gets responses. It records the world it is called in;
 * `sync.reset()` ends it.
 *
 * @throws TypeError when `sync` is not a fake
 *
 * @example
 * import { recordHistory } from 'fake-twilio-sync/fast-check'
 * const history = recordHistory(sync)
 * const headers = { authorization: `Basic ${btoa('AC00000000000000000000000000000000:any')}` }
 * await sync.fetch('https://sync.twilio.com/v1/Services/default/Streams/orders', { headers })
 * history.check()
 * String(history) //=> '  A |-| fetch "orders" → 404 / 20404'
 */
export function recordHistory(sync: FakeSync<Clock>): History {
  checkFake('record a history', sync)
  return new LiveHistory(sync)
}

class LiveHistory implements History {
  readonly start: SyncState
  readonly limits: Limits
  readonly expiryLag: number
  readonly services: KnownServices
  readonly calls: HistoryCall[] = []
  readonly #sync: FakeSync<Clock>
  readonly #tick: Tick
  readonly #recorder: Recorder
  #end: SyncState | undefined
  /** The faults of the recorded world: each `sync.run` has its own. */
  readonly #faults: Faults

  constructor(sync: FakeSync<Clock>) {
    this.#sync = sync
    this.#faults = sync.faults
    this.#tick = counter()
    this.#recorder = new Recorder(sync, {
      tick: this.#tick,
      ended: () => void (this.#end ??= this.#snapshot()),
    })
    this.start = sync.snapshot()
    this.limits = sync.limits
    this.expiryLag = sync.expiryLag
    this.services = sync.knownServices
  }

  get operations(): readonly HistoryOperation[] {
    return this.#recorder.operations
  }

  get end(): SyncState {
    return this.#end ?? this.#snapshot()
  }

  async call<Result>(target: CallTarget, work: () => Promise<Result> | Result): Promise<Result> {
    // Fails here, rather than when the history is checked.
    checkTarget(target)
    if (!this.#recorder.isRecording) return work()
    const id = this.calls.length
    const call = {
      id,
      target: copyTarget(target),
      invoked: this.#tick(),
      startedAt: this.#sync.clock.now(),
    }
    this.calls.push({ ...call, returned: undefined, endedAt: undefined, outcome: undefined })
    const { length } = this.operations
    const { open } = this.#recorder
    const end = (outcome: CallOutcome | undefined): void => {
      if (!this.#recorder.isRecording) return
      const endedAt = this.#sync.clock.now()
      const during = [...open, ...this.operations.slice(length)]
      const times = during.flatMap(({ time }) => time ?? [])
      this.calls[id] = { ...call, returned: this.#tick(), endedAt, times, outcome }
    }
    try {
      const result = await work()
      end({ result: copyResult(result) })
      return result
    } catch (error) {
      end(outcomeOfError(error))
      throw error
    }
  }

  check(options?: InvariantOptions): void {
    checkInvariants(this, options)
  }

  stop(): void {
    this.#end ??= this.#snapshot()
    this.#recorder.stop()
  }

  [Symbol.dispose](): void {
    this.stop()
  }

  toString(): string {
    return drawOperations(this.operations)
  }

  #snapshot(): SyncState {
    if (this.#sync.faults === this.#faults) return this.#sync.snapshot()
    throw new Error(
      'Cannot see the end of a history: found another world than the one it was recorded in, expected a look from within sync.run, or stop() called there',
    )
  }
}

function counter(): Tick {
  let count = 0
  return () => (count += 1)
}
