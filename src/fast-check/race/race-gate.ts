import type { Gate, GateRequest } from '../../api/gate.ts'
import type { Outcome } from '../../api/outcome.ts'
import { parseUrl } from '../../api/url.ts'
import type { Clock } from '../../domain/time/clock.ts'
import type { World } from '../../domain/world/world.ts'
import type { FakeSync } from '../../fake/fake-sync.ts'
import { hasMethod } from '../../lang/has-method.ts'
import { shorten } from '../../lang/show.ts'
import { checkFake } from '../check-fake.ts'
import type { fc } from '../fc.ts'
import { ordinal } from '../ordinal.ts'
import { type GateNotes, gateNotes } from '../report/run-notes.ts'
import { settle, turn } from './settle.ts'

/** A gate that holds requests and responses until a scheduler releases them. */
export interface RaceGate {
  /**
   * The requests that arrived, in the order in which the service saw them, each in words:
   * `POST /v1/Services/default/Streams UniqueName=orders`. One that looks like another before it
   * ends in `(2nd)`, and so on.
   */
  readonly arrivals: readonly string[]
  /**
   * Releases requests and responses one by one, in the order that the scheduler decides, until a
   * promise settles. Before each release it waits until everything under way has reached the gate.
   * It does not know about the app's own timers, files and requests to other hosts: give those to
   * the scheduler as well.
   *
   * @returns what the promise resolves to
   * @throws what the promise rejects with; TypeError when the argument is not a promise
   */
  waitFor<Result>(promise: Promise<Result>): Promise<Result>
  /** Removes the gate. What it holds is not released: it stays with the scheduler. */
  remove(): void
  /** Removes the gate: `using gate = raceGate(sync, scheduler)` does so at the end of the block. */
  [Symbol.dispose](): void
}

/** By world, the function that removes its current gate. */
const removers = new WeakMap<World, () => void>()

/**
 * Puts up a gate that lets `fc.scheduler()` decide in which order concurrent requests arrive at the
 * service and in which order their responses return, on every transport. A second gate replaces the
 * first; `sync.reset()` removes it.
 *
 * Await the app through the gate's own `waitFor`: the scheduler's does not see requests that are
 * still on their way through sockets, releases what has arrived without them, and so explores fewer
 * orders. A request that arrives while nobody waits at the gate fails after 50 quiet turns of the
 * event loop, with an error that says so.
 *
 * Do not send requests from items of `scheduler.scheduleSequence`: the scheduler releases nothing
 * else until an item is over, so its request would wait at the gate forever. Await such work one
 * step after the other inside `waitFor` instead.
 *
 * @throws TypeError when `sync` is not a fake or `scheduler` is not a value of `fc.scheduler()`
 *
 * @example
 * import fc from 'fast-check'
 * import { raceGate } from 'fake-twilio-sync/fast-check'
 * const client = twilio(`AC${'0'.repeat(32)}`, 'any token', { httpClient: sync.httpClient })
 * const { syncStreams } = client.sync.v1.services('default')
 * const ends = new Set<string>()
 * const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
 *   sync.reset()
 *   using gate = raceGate(sync, scheduler)
 *   const create = () => syncStreams.create({ uniqueName: 'orders' })
 *   const both = await gate.waitFor(Promise.allSettled([create(), create()]))
 *   ends.add(both.map(({ status }) => status).join())
 * })
 * await fc.assert(property)
 * Array.from(ends).sort() //=> ['fulfilled,rejected', 'rejected,fulfilled']
 */
export function raceGate(sync: FakeSync<Clock>, scheduler: fc.Scheduler): RaceGate {
  checkFake('put up a race gate', sync)
  checkScheduler('put up a race gate', scheduler)
  removers.get(sync.world)?.()
  const queue = new RaceQueue(scheduler, gateNotes(sync))
  const remove = sync.gate(queue)
  removers.set(sync.world, remove)
  return {
    arrivals: queue.arrivals,
    waitFor: (promise) => queue.waitFor(promise),
    remove,
    [Symbol.dispose]: remove,
  }
}

function checkScheduler(action: string, found: unknown): void {
  if (hasMethod(found, 'waitFor')) return
  throw new TypeError(`Cannot ${action}: found ${typeof found}, expected a value of fc.scheduler()`)
}

/** How many quiet turns of the event loop pass before requests that nobody waits for fail. */
const turnsUntilStuck = 50

/** A request or a response at the gate. */
interface Held {
  readonly label: string
  readonly fail: (error: Error) => void
}

/** Holds requests and responses until it is their turn. */
class RaceQueue implements Gate {
  readonly arrivals: string[] = []
  readonly #scheduler: fc.Scheduler
  readonly #notes: GateNotes
  readonly #labels = new WeakMap<GateRequest, string>()
  readonly #timesSeen = new Map<string, number>()
  readonly #held = new Set<Held>()
  #joined = 0
  #waits = 0
  #waiting = 0
  #isRemoved = false
  #isWatching = false
  #usesSockets = false

  constructor(scheduler: fc.Scheduler, notes: GateNotes) {
    this.#scheduler = scheduler
    this.#notes = notes
  }

  async arrival(request: GateRequest): Promise<void> {
    // Only requests through sockets, nock's included, have a host header.
    this.#usesSockets ||= request.headers['host'] !== undefined
    const label = this.#label(request)
    await this.#join(`${label} arrives`)
    this.arrivals.push(label)
  }

  async delivery(request: GateRequest, outcome: Outcome): Promise<void> {
    const label = this.#labels.get(request) ?? describe(request)
    await this.#join(
      'connectionError' in outcome
        ? `${outcome.connectionError} ends ${label}`
        : `${outcome.response.status} returns for ${label}`,
    )
  }

  removed(): void {
    this.#isRemoved = true
  }

  async waitFor<Result>(promise: Promise<Result>): Promise<Result> {
    if (!hasMethod(promise, 'then')) {
      const found = typeof promise
      throw new TypeError(`Cannot wait at the race gate: found ${found}, expected a promise`)
    }
    // Resolved once: some thenables start their work again at every `then`.
    const settled = Promise.resolve(promise)
    let isSettled = false
    const noteEnd = (): void => {
      isSettled = true
      this.#waiting -= 1
      void this.#watch()
    }
    this.#waits += 1
    this.#waiting += 1
    settled.then(noteEnd, noteEnd)
    return this.#scheduler.waitFor(settled, async (release) => {
      await settle({
        activity: () => this.#joined + this.#scheduler.count(),
        usesSockets: () => this.#usesSockets,
        isOver: () => isSettled,
      })
      if (!isSettled) await release()
    })
  }

  async #join(label: string): Promise<void> {
    this.#joined += 1
    this.#notes.noteTask(label)
    const pass = this.#scheduler.schedule(Promise.resolve(), label)
    await new Promise<void>((resolve, fail) => {
      const held = { label, fail }
      this.#held.add(held)
      void pass.then(() => {
        this.#held.delete(held)
        resolve()
      })
      void this.#watch()
    })
    this.#notes.noteRelease(label)
  }

  /** Fails requests that nobody waits for: the test would time out without an explanation. */
  async #watch(): Promise<void> {
    if (this.#isWatching) return
    this.#isWatching = true
    let seen = this.#joined + this.#waits
    for (let quiet = 0; quiet < turnsUntilStuck && this.#isStuck(); quiet += 1) {
      await turn(true)
      const now = this.#joined + this.#waits
      if (now !== seen) quiet = 0
      seen = now
    }
    this.#isWatching = false
    if (!this.#isStuck()) return
    for (const { label, fail } of this.#held) fail(stuckError(label))
    this.#held.clear()
  }

  /** Whether requests are held and nobody waits for them. */
  #isStuck(): boolean {
    return this.#waiting === 0 && !this.#isRemoved && this.#held.size > 0
  }

  /** Numbers requests that look alike. */
  #label(request: GateRequest): string {
    const text = describe(request)
    const times = (this.#timesSeen.get(text) ?? 0) + 1
    this.#timesSeen.set(text, times)
    const label = times === 1 ? text : `${text} (${ordinal(times)})`
    this.#labels.set(request, label)
    return label
  }
}

function stuckError(label: string): Error {
  return new Error(
    `Cannot let a request pass the race gate (${label}): found nobody waiting there, expected the app in gate.waitFor(promise); prepare and inspect through sync.streams, or call gate.remove() first`,
  )
}

/** How much of a request's parameters to show, in characters. */
const longestText = 60

function describe({ method, url, params }: GateRequest): string {
  const { path } = parseUrl(url)
  const pairs = Object.entries(params).map(([name, value]) => `${name}=${value}`)
  const shown = pairs.length === 0 ? [] : [shorten(pairs.join(', '), longestText)]
  return [`${method} ${path}`, ...shown].join(' ')
}
