import type { Clock } from '../../domain/clock.ts'
import type { Limits } from '../../domain/limits.ts'
import type { KnownServices } from '../../domain/services.ts'
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
 * What happened to a fake, for as long as it is recorded. `start`, `operations` and `calls` are plain
 * data, and so is `end`: the contents of the fake at the moment, or when the recording stopped.
 */
export interface History extends HistoryData {
  /** The calls of the app, in the order in which they began. */
  readonly calls: readonly HistoryCall[]
  /**
   * Records a call of the app, such as one of a wrapper or a cache, by when it begins, when it ends and what
   * it returns: a stream, a list of streams, a message, nothing, or an error with `status` and `code`.
   * `checkLinearizable(history.calls)` judges it by what the service might have answered.
   *
   * @returns what the call returns
   * @throws what the call throws; TypeError when the target is nothing that a call can do
   */
  call<Result>(target: CallTarget, work: () => Promise<Result> | Result): Promise<Result>
  /**
   * Checks what is recorded by {@link checkInvariants}, before `sync.reset()`.
   *
   * @throws InvariantError when a rule is broken
   */
  check(options?: InvariantOptions): void
  /** Ends the recording. What is recorded stays. */
  stop(): void
  /** `using history = recordHistory(sync)` stops at the end of the block. */
  [Symbol.dispose](): void
  /** The requests, drawn from left to right: the first and the last, if they are many. */
  toString(): string
}

/**
 * Records every request that passes a fake by whatever way in, and what became of it. It holds none.
 * Requests of `sync.handle` and what is done through the JS API are no part of a history.
 *
 * Put it up before other gates, such as that of `raceGate`: then it sees when the app sends and hears. It is
 * for the world in which it was called, and `sync.reset()` takes it away.
 *
 * @example
 * import { recordHistory } from 'fake-twilio-sync/fast-check'
 * const history = recordHistory(sync)
 * const headers = { authorization: `Basic ${btoa('AC00000000000000000000000000000000:any')}` }
 * await sync.fetch('https://sync.twilio.com/v1/Services/default/Streams/orders', { headers })
 * history.check()
 * history.operations.map(({ operation, status }) => [operation, status]) //=> [['streams.fetch', 404]]
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
  /** Those of the world in which it is recorded: each `sync.run` has its own. */
  readonly #faults: Faults

  constructor(sync: FakeSync<Clock>) {
    this.#sync = sync
    this.#faults = sync.faults
    this.#tick = counter()
    this.#recorder = new Recorder(sync, this.#tick)
    this.start = sync.snapshot()
    this.limits = sync.limits
    this.expiryLag = sync.expiryLag
    this.services = sync.services
  }

  get operations(): readonly HistoryOperation[] {
    return this.#recorder.operations
  }

  get end(): SyncState {
    return this.#end ?? this.#snapshot()
  }

  async call<Result>(target: CallTarget, work: () => Promise<Result> | Result): Promise<Result> {
    // Said here, and not when the history is judged.
    checkTarget(target)
    const id = this.calls.length
    const call = {
      id,
      target: copyTarget(target),
      invoked: this.#tick(),
      startedAt: this.#sync.clock.now(),
    }
    this.calls.push({ ...call, returned: undefined, endedAt: undefined, outcome: undefined })
    const end = (outcome: CallOutcome | undefined): void => {
      const endedAt = this.#sync.clock.now()
      const times = this.operations.flatMap(({ time, returned = Infinity }) =>
        time !== undefined && returned > call.invoked ? [time] : [],
      )
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
