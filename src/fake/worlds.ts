import { AsyncLocalStorage } from 'node:async_hooks'
import type { SyncRequest, SyncResponse } from '../api/message.ts'
import type { Outcome } from '../api/outcome.ts'
import { anotherClock, type Clock, isFakeClock } from '../domain/time/clock.ts'
import { hasMethod } from '../lang/has-method.ts'
import { refuse } from '../lang/refuse.ts'
import type { ServerSocket, SocketPeer } from '../twilsock/socket.ts'
import { describeScope } from './describe.ts'
import { usedFakes, type Reporter } from './failure-report.ts'
import { Leftovers } from './leftovers.ts'
import { clockOf, copyOptions, type FakeSyncOptions } from './options.ts'
import { Scope } from './scope.ts'
import type { TaggedRun } from './tagged-run.ts'

/** How requests come to a fake. */
export interface Ways {
  /** Whether they may come through sockets, even before any has. */
  readonly usesSockets: boolean
}

/** Where code runs for some fake: in a separate world, in a run of a property, or both. */
interface AnyPlace {
  readonly scope?: unknown
  readonly run?: TaggedRun | undefined
}

/** The same for one fake. */
interface Place<Time extends Clock> extends AnyPlace {
  readonly scope?: Scope<Time> | undefined
}

/**
 * Each place under its fake. One storage for all: Node lets every promise pay for every storage that
 * was ever used.
 */
const places = new AsyncLocalStorage<ReadonlyMap<object, AnyPlace>>()

/** The worlds of one fake: the one it begins with, and one for each `run` under way. */
export class Worlds<Time extends Clock> implements Reporter {
  readonly options: FakeSyncOptions<Time>
  /** What all worlds leave behind, to be reported at uninstall. */
  readonly leftovers: Leftovers = new Leftovers()
  readonly #root: Scope<Time>
  readonly #ways: Ways
  #hasEnded = false
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
    const own = this.#place?.scope
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
    return this.#isUsed ? this.#describe() : this.#lastDescription
  }

  forget(): void {
    this.#lastDescription = undefined
    this.#isUsed = false
  }

  /** Returns the current world, which is about to be emptied. Of the outer one, keeps the description. */
  leave(): Scope<Time> {
    const own = this.#place?.scope
    if (own !== undefined) return own
    if (this.#isUsed && this.#isWatched) this.#lastDescription = this.#describe()
    this.#isUsed = false
    return this.#root
  }

  /** Leaves the current world for good: what the clients of the fake ask for fails from now on. */
  end(): Scope<Time> {
    const scope = this.leave()
    this.#hasEnded = true
    scope.clients.forget()
    scope.webhooks.drop()
    return scope
  }

  /**
   * Takes a socket that a client has opened, into the world in which it was. What it hears, it hears
   * there, wherever that is caused.
   */
  accept(socket: ServerSocket): SocketPeer {
    checkSocket(socket)
    const there = AsyncLocalStorage.snapshot()
    const bound: ServerSocket = {
      url: socket.url,
      send: (data) => there(() => socket.send(data)),
      drop: (code, reason) => there(() => socket.drop(code, reason)),
    }
    return this.current.accept(bound, () => this.#run)
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
    return this.#runIn({ scope: this.#newScope(own), run: this.#place?.run }, work)
  }

  /** Answers a request as {@link Scope.dispatch} does, in the name of the run that sends it. */
  dispatch(request: SyncRequest, givenUp?: AbortSignal): SyncResponse | Promise<SyncResponse> {
    return this.current.dispatch(request, { givenUp, run: this.#run })
  }

  /**
   * Takes a request to the service at once, in the name of the run that sends it.
   *
   * @throws ConnectionError if that has ended, Error if it is one too many
   */
  exchange(request: SyncRequest): Outcome {
    const tooMany = this.#run?.admit(request)
    if (tooMany !== undefined) throw tooMany
    return this.current.exchange(request)
  }

  /**
   * Calls a function, and tags the requests of all that it starts. Where asynchronous work cannot be
   * followed, those that arrive while the run is the latest in its world count as its own.
   */
  tag<Result>(run: TaggedRun, work: () => Result): Result {
    this.current.run = run
    return canFollow(places) ? this.#runIn({ scope: this.#place?.scope, run }, work) : work()
  }

  /** The run that the calling code was started by, if it is known to be one. */
  get tagged(): TaggedRun | undefined {
    return this.#place?.run
  }

  get #run(): TaggedRun | undefined {
    const latest = (this.#place?.scope ?? this.#root).run
    return this.tagged ?? endedRun() ?? (latest?.hasEnded === false ? latest : undefined)
  }

  /** What a `reset` took away says more than a world in which nothing has happened since. */
  #describe(): string {
    const last = this.#root.isUntouched ? this.#lastDescription : undefined
    return last ?? describeScope(this.#root)
  }

  get #place(): Place<Time> | undefined {
    return places.getStore()?.get(this) as Place<Time> | undefined
  }

  #runIn<Result>(place: Place<Time>, work: () => Result): Result {
    return places.run(new Map([...(places.getStore() ?? []), [this, place]]), work)
  }

  #newScope(clock: Time): Scope<Time> {
    const { options, leftovers } = this
    return new Scope(clock, {
      options,
      leftovers,
      runOf: () => this.#run,
      hasEnded: () => this.#hasEnded,
      ...this.#ways,
    })
  }
}

/** A run that has ended and that the calling code was started by: what it sends reaches no fake. */
function endedRun(): TaggedRun | undefined {
  const all = [...(places.getStore()?.values() ?? [])]
  return all.find(({ run }) => run?.hasEnded === true)?.run
}

function checkSocket(found: ServerSocket): void {
  if (hasMethod(found, 'send') && hasMethod(found, 'drop')) return
  refuse('accept the socket', { found, expected: 'an object with url, send and drop' })
}

/** Whether asynchronous work is followed. What stands for the class in browsers has no `exit`. */
function canFollow(storage: AsyncLocalStorage<unknown>): boolean {
  return hasMethod(storage, 'exit')
}
