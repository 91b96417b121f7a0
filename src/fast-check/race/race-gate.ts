import type { Clock } from '../../domain/time/clock.ts'
import type { World } from '../../domain/world/world.ts'
import type { FakeSync } from '../../fake/fake-sync.ts'
import { hasMethod } from '../../lang/has-method.ts'
import { checkOptionNames, refuse } from '../../lang/refuse.ts'
import { checkTarget, type TimeStep } from '../arbitraries/time-step.ts'
import { checkFake } from '../check-fake.ts'
import type { fc } from '../fc.ts'
import { gateNotes } from '../report/run-notes.ts'
import { RaceQueue } from './race-queue.ts'

/** Options of {@link raceGate}. */
export interface RaceGateOptions {
  /**
   * Steps in time, such as those of `fc.array(timeStep())`, to take one after the other while the
   * gate is waited at. The scheduler decides when: also between the arrival of a request and its
   * response. Default: none.
   */
  readonly steps?: readonly TimeStep[] | undefined
}

/** A gate that holds requests and responses until a scheduler releases them. */
export interface RaceGate {
  /**
   * What the service saw, in order and in words: requests that arrived, such as
   * `POST /v1/Services/default/Streams (UniqueName=orders)`, and steps in time, such as
   * `the clock moves by 30 s`. One that looks like another before it ends in `(2nd)`, and so on.
   */
  readonly order: readonly string[]
  /**
   * Releases requests and responses one by one, and takes the steps in time among them, in the order
   * that the scheduler decides, until a promise settles. Before each release it waits until
   * everything under way has reached the gate. It does not know about the app's own timers, files
   * and requests to other hosts: give those to the scheduler as well.
   *
   * @returns what the promise resolves to
   * @throws what the promise rejects with; what a step in time threw; TypeError when the argument is
   *   not a promise; Error when the promise is still pending though there has been nothing to release
   *   for 2 s of real time
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
 * service and in which order their responses return, on every transport, and when between them the
 * clock moves. A second gate replaces the first; `sync.reset()` removes it.
 *
 * Await the app through the gate's own `waitFor`: the scheduler's does not see requests that are
 * still on their way through sockets, releases what has arrived without them, and so explores fewer
 * orders. A request that arrives while nobody waits at the gate fails after 50 quiet turns of the
 * event loop, with an error that says so.
 *
 * Requests of `twilio-sync` clients are held like all others. What the SDK asks for by itself, a
 * random while after it has opened something, passes: its subscriptions.
 *
 * Do not send requests from items of `scheduler.scheduleSequence`: the scheduler releases nothing
 * else until an item is over, so its request would wait at the gate forever. Await such work one
 * step after the other inside `waitFor` instead.
 *
 * @throws TypeError when `sync` is not a fake, `scheduler` is not a value of `fc.scheduler()`, an
 *   option is unknown or invalid, or there are steps and no `FakeClock`
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
export function raceGate(
  sync: FakeSync<Clock>,
  scheduler: fc.Scheduler,
  options: RaceGateOptions = {},
): RaceGate {
  checkFake(action, sync)
  checkScheduler(action, scheduler)
  const steps = stepsOf(options)
  removers.get(sync.world)?.()
  const queue = new RaceQueue({ scheduler, notes: gateNotes(sync), worlds: sync.worlds })
  if (steps.length > 0) {
    checkTarget(sync)
    void queue.takeSteps(steps, sync)
  }
  const remove = sync.gate(queue)
  removers.set(sync.world, remove)
  return {
    order: queue.order,
    waitFor: (promise) => queue.waitFor(promise),
    remove,
    [Symbol.dispose]: remove,
  }
}

const action = 'put up a race gate'

function stepsOf(options: RaceGateOptions): readonly TimeStep[] {
  checkOptionNames(options, { action, known: { steps: true } })
  const { steps = [] } = options
  if (Array.isArray(steps) && steps.every((step) => hasMethod(step, 'take'))) return steps
  const expected = 'a list of values of timeStep()'
  if ([steps].flat().some(isArbitrary)) refuseArbitrary({ at: 'steps', expected })
  refuse(action, { found: steps, at: 'steps', expected })
}

function checkScheduler(action: string, found: unknown): void {
  if (hasMethod(found, 'waitFor')) return
  const expected = 'a value of fc.scheduler()'
  if (isArbitrary(found)) refuseArbitrary({ at: 'the scheduler', expected })
  throw new TypeError(`Cannot ${action}: found ${typeof found}, expected ${expected}`)
}

function isArbitrary(found: unknown): boolean {
  return hasMethod(found, 'generate')
}

function refuseArbitrary({
  at,
  expected,
}: {
  readonly at: string
  readonly expected: string
}): never {
  throw new TypeError(
    `Cannot ${action}: found an arbitrary for ${at}, expected ${expected}: give the arbitrary to fc.asyncProperty(), whose runs get the values`,
  )
}
