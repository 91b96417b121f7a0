import type { Protocol } from '../api/protocol.ts'
import type { Clock } from '../domain/time/clock.ts'
import type { Leftovers } from './leftovers.ts'
import type { FakeSyncOptions } from './options.ts'
import type { TaggedRun } from './tagged-run.ts'

export interface ScopeOptions<Time extends Clock> {
  readonly options: FakeSyncOptions<Time>
  readonly leftovers: Leftovers
  /** Whether requests may come through sockets, even before any has. */
  readonly usesSockets: boolean
  /** The run of a property that the calling code belongs to. */
  readonly runOf: () => TaggedRun | undefined
  /** Whether the fake was uninstalled. */
  readonly hasEnded: () => boolean
}

export interface DispatchOptions {
  /** Aborts the waiting. */
  readonly givenUp?: AbortSignal | undefined
  /** The run of a property that sends it. */
  readonly run?: TaggedRun | undefined
  /** The words in which it is asked. Default: those of REST. */
  readonly protocol?: Protocol | undefined
}
