import { describeParams } from '../../api/describe-request.ts'
import type { Gate, GateRequest } from '../../api/gate.ts'
import type { Outcome } from '../../api/outcome.ts'
import { parseUrl } from '../../api/url.ts'
import type { Clock } from '../../domain/time/clock.ts'
import type { Scope } from '../../fake/scope.ts'
import { type AdvanceTimers, turn } from '../../fake/settle.ts'
import type { Worlds } from '../../fake/worlds.ts'
import { hasMethod } from '../../lang/has-method.ts'
import { showDuration } from '../../lang/show.ts'
import type { TimeStep, TimeStepTarget } from '../arbitraries/time-step.ts'
import type { fc } from '../fc.ts'
import { ordinal } from '../ordinal.ts'
import type { GateNotes } from '../report/run-notes.ts'
import { longestSilence, watchForHang } from './hang-watch.ts'

/** How many quiet turns of the event loop pass before requests that nobody waits for fail. */
const turnsUntilStuck = 50

export interface RaceQueueOptions {
  readonly scheduler: fc.Scheduler
  readonly notes: GateNotes
  /** The current one of which the gate stands in. */
  readonly worlds: Worlds<Clock>
}

/** A request or a response at the gate. */
interface Held {
  readonly label: string
  readonly fail: (error: Error) => void
}

/** Holds requests, responses and steps in time until it is their turn. */
export class RaceQueue implements Gate {
  readonly order: string[] = []
  readonly #scheduler: fc.Scheduler
  readonly #notes: GateNotes
  readonly #world: Scope<Clock>
  readonly #advanceTimers: AdvanceTimers | undefined
  readonly #labels = new WeakMap<GateRequest, string>()
  readonly #timesSeen = new Map<string, number>()
  readonly #held = new Set<Held>()
  readonly #rejectWaits = new Set<(error: unknown) => void>()
  #joined = 0
  #released = 0
  #isReleasing = false
  /** How long the app may wait for its last response after the gate has let it pass, in ms. */
  #delay = 0
  #waits = 0
  #waiting = 0
  #isRemoved = false
  #isWatching = false
  #usesSockets = false

  constructor({ scheduler, notes, worlds }: RaceQueueOptions) {
    this.#scheduler = scheduler
    this.#notes = notes
    this.#world = worlds.current
    this.#advanceTimers = worlds.options.advanceTimers
  }

  async arrival(request: GateRequest): Promise<void> {
    // At the gate it would come at another moment in every run.
    if (this.#world.clients.sendsByItself(request)) return
    // Only requests through sockets, nock's included, have a host header.
    this.#usesSockets ||= request.headers['host'] !== undefined
    const label = this.#number(describe(request))
    this.#labels.set(request, label)
    await this.#join(`${label} arrives`)
    this.order.push(label)
  }

  async delivery(request: GateRequest, outcome: Outcome): Promise<void> {
    if (this.#world.clients.sendsByItself(request)) return
    const label = this.#labels.get(request) ?? describe(request)
    await this.#join(
      'connectionError' in outcome
        ? `${outcome.connectionError} ends ${label}`
        : `${outcome.response.status} returns for ${label}`,
    )
    this.#delay = outcome.delay
  }

  /** Takes steps in time one after the other, each when the scheduler says so. */
  async takeSteps(steps: readonly TimeStep[], sync: TimeStepTarget): Promise<void> {
    for (const step of steps) {
      const label = this.#number(`the clock moves ${String(step)}`)
      this.#notes.noteTask(label)
      await this.#scheduler.schedule(Promise.resolve(), label)
      if (this.#isRemoved) return
      this.#noteRelease(label)
      this.order.push(label)
      try {
        step.take(sync)
      } catch (error) {
        for (const reject of this.#rejectWaits) reject(error)
      }
    }
  }

  removed(): void {
    this.#isRemoved = true
  }

  async waitFor<Result>(promise: Promise<Result>): Promise<Result> {
    if (!hasMethod(promise, 'then')) {
      const found = typeof promise
      throw new TypeError(`Cannot wait at the race gate: found ${found}, expected a promise`)
    }
    const { settled, reject } = rejectable(promise)
    let isSettled = false
    const endWatch = watchForHang({
      activity: () => this.#joined + this.#released,
      isBusy: () => this.#isReleasing,
      allowance: () => this.#delay,
      onHang: () => {
        reject(hangError())
      },
    })
    const noteEnd = (): void => {
      isSettled = true
      endWatch()
      this.#rejectWaits.delete(reject)
      this.#waiting -= 1
      void this.#watch()
    }
    this.#waits += 1
    this.#waiting += 1
    this.#rejectWaits.add(reject)
    settled.then(noteEnd, noteEnd)
    return this.#scheduler.waitFor(settled, async (release) => {
      await this.#world.quiet({
        activity: () => this.#joined + this.#scheduler.count(),
        // The SDK hands on what it hears by timers of the shortest delay.
        usesSockets: () => this.#usesSockets || this.#world.clients.hasSockets,
        isOver: () => isSettled,
        advanceTimers: this.#advanceTimers,
      })
      if (isSettled) return
      this.#isReleasing = true
      await release()
      this.#isReleasing = false
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
    this.#noteRelease(label)
  }

  #noteRelease(label: string): void {
    this.#released += 1
    this.#delay = 0
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

  /** Numbers requests and steps that look alike. */
  #number(text: string): string {
    const times = (this.#timesSeen.get(text) ?? 0) + 1
    this.#timesSeen.set(text, times)
    return times === 1 ? text : `${text} (${ordinal(times)})`
  }
}

interface Rejectable<Result> {
  readonly settled: Promise<Result>
  readonly reject: (error: unknown) => void
}

/** A promise that settles like another, unless it is rejected before. */
function rejectable<Result>(promise: Promise<Result>): Rejectable<Result> {
  let reject: (error: unknown) => void = () => undefined
  const settled = new Promise<Result>((resolve, fail) => {
    reject = fail
    // Once: some thenables start their work again at every `then`.
    promise.then(resolve, fail)
  })
  return { settled, reject }
}

function hangError(): Error {
  const silence = showDuration(longestSilence)
  return new Error(
    `Cannot wait at the race gate any longer: found a promise still pending ${silence} after the last request or response, expected the app to send a request or to end; if it waits for a timer, move the fake timers inside gate.waitFor(promise), or replace the timer by scheduler.schedule(Promise.resolve()); give files and other hosts to the scheduler as well`,
  )
}

function stuckError(label: string): Error {
  return new Error(
    `Cannot let a request pass the race gate (${label}): found nobody waiting there, expected the app in gate.waitFor(promise); prepare and inspect through sync.streams, or call gate.remove() first`,
  )
}

function describe({ method, url, headers, params }: GateRequest): string {
  return `${method} ${parseUrl(url).path}${describeParams(params, headers['if-match'])}`
}
