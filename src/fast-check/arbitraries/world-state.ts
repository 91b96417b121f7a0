import type { StreamStore } from '../../domain/objects/stream-store.ts'
import { withLimits } from '../../domain/rules/limits.ts'
import { FakeClock } from '../../domain/time/clock.ts'
import type { SyncState } from '../../domain/world/state.ts'
import { describeState } from '../../fake/describe.ts'
import { createFakeSync, type FakeSync } from '../../fake/fake-sync.ts'
import type { JsonObject } from '../../lang/json.ts'
import { fc } from '../fc.ts'
import { type LimitOptions, limitsOf } from './limit-options.ts'
import { messageData } from './message-data.ts'
import { sid } from './sid.ts'
import { timeAfter, timeMove, type TimeStep, timeStep } from './time-step.ts'
import { ttl } from './ttl.ts'
import { uniqueName } from './unique-name.ts'

/** Options of {@link worldState}: they should be those of the fake that restores the state. */
export interface WorldStateOptions extends LimitOptions {
  /** The `seed` of that fake, a safe integer. Default: 0. */
  readonly seed?: number | undefined
  /** The `AC…` SID of the account that owns everything. Default: the first account that calls. */
  readonly accountSid?: string | undefined
}

/**
 * Generates whole worlds to start a test in, for `sync.restore(state)` or
 * `createFakeSync({ state })`. Shrinks to an empty world. A state is plain JSON; as a counterexample
 * it is printed as `sync.describe()` would.
 *
 * A world has up to three services, streams with and without names, names that differ only by case,
 * messages, and gaps where streams were removed. A quarter of the worlds have more than a page of
 * streams. At the time of the state, which is 2026 or later, some streams have expired unnoticed
 * and some expire within 1 ms.
 *
 * @throws TypeError when an option is unknown or `limits` are invalid or allow no name or no message; from the arbitrary,
 *   when `seed` or `accountSid` are invalid
 *
 * @example
 * import fc from 'fast-check'
 * import { worldState } from 'fake-twilio-sync/fast-check'
 * const sync = createFakeSync()
 * const { failed } = fc.check(
 *   fc.property(worldState(sync), (state) => {
 *     sync.restore(state)
 *     const streams = sync.streams.all()
 *     return streams.every(({ dateExpires }) => (dateExpires ?? Infinity) > sync.clock.now())
 *   }),
 * )
 * failed //=> false
 */
export function worldState(options: WorldStateOptions = {}): fc.Arbitrary<SyncState> {
  const limits = limitsOf(options, {
    action: 'make world states',
    others: { seed: true, accountSid: true },
  })
  const { seed, accountSid } = options
  const services = fc.array(sid('IS'), { maxLength: 2 })
  const actions = fc.array(action({ limits }), { maxLength: 30, size: 'medium' })
  const noCrowd = fc.constant<Action>(() => undefined)
  const many = fc.oneof(
    { withCrossShrink: true },
    { weight: 3, arbitrary: noCrowd },
    { weight: 1, arbitrary: crowd({ limits }) },
  )
  const end = fc.option(timeMove(), { nil: undefined, freq: 2 })
  return fc.tuple(many, actions, services, end).map(([first, taken, others, move]) => {
    const sync = createFakeSync({ clock: new FakeClock(), limits, seed, accountSid })
    for (const act of [first, ...taken]) act({ sync, services: ['default', ...others] })
    const state = sync.snapshot()
    // No clock moves here, so streams that expire meanwhile are still in the state.
    return printable(move === undefined ? state : { ...state, time: timeAfter(move, { state }) })
  })
}

/** Lets fast-check print a state in words; it remains plain data. */
function printable(state: SyncState): SyncState {
  return Object.defineProperty(state, fc.toStringMethod, { value: () => describeState(state) })
}

/** A world under construction, and the services it puts streams in. */
interface Making {
  readonly sync: FakeSync
  readonly services: readonly string[]
}

type Action = (making: Making) => void

/** Indexes of a service and a stream, which wrap around. */
interface Place {
  readonly service: number
  readonly stream: number
}

function action(options: LimitOptions): fc.Arbitrary<Action> {
  const place = fc.record({ service: fc.nat(2), stream: fc.nat(9) })
  return fc.oneof(
    { weight: 4, arbitrary: creation(options) },
    { weight: 3, arbitrary: fc.tuple(place, messageData(options)).map(publish) },
    { weight: 1, arbitrary: fc.tuple(place, ttl(options)).map(update) },
    { weight: 1, arbitrary: place.map(remove) },
    { weight: 1, arbitrary: timeStep().map(wait) },
  )
}

/** Short enough for any limit, in pairs that differ only by case. */
const twins = ['a', 'A', 'b', 'B']

function creation(options: LimitOptions): fc.Arbitrary<Action> {
  const any = fc.oneof({ withCrossShrink: true }, uniqueName(options), fc.constantFrom(...twins))
  const name = fc.option(any, { nil: undefined, freq: 3 })
  return fc
    .record({ service: fc.nat(2), uniqueName: name, ttl: ttl(options) })
    .map(({ service, ...stream }): Action => {
      return (making) => {
        const streams = storeAt(making, service)
        const isTaken = streams.all().some(({ uniqueName: taken }) => taken === stream.uniqueName)
        if (!isTaken) streams.create(stream)
      }
    })
}

/** One stream more than the default page, or than the largest page. */
function crowd({ limits }: LimitOptions): fc.Arbitrary<Action> {
  const { defaultPageSize, returnedPageSize } = withLimits(limits)
  const count = fc.constantFrom(defaultPageSize + 1, returnedPageSize + 1)
  return fc
    .record({ service: fc.nat(2), count, ttl: ttl({ limits }) })
    .map(({ service, count, ...stream }): Action => (making) => {
      const streams = storeAt(making, service)
      for (let created = 0; created < count; created += 1) streams.create(stream)
    })
}

function publish([place, data]: [Place, JsonObject]): Action {
  return atStream(place, (streams, streamSid) => streams.publish(streamSid, data))
}

function update([place, seconds = 0]: [Place, number | undefined]): Action {
  return atStream(place, (streams, streamSid) => streams.update(streamSid, { ttl: seconds }))
}

function remove(place: Place): Action {
  return atStream(place, (streams, streamSid) => streams.remove(streamSid))
}

function wait(step: TimeStep): Action {
  return ({ sync }) => step.take(sync)
}

/** Acts on a stream, if there is one. */
function atStream(
  { service, stream }: Place,
  act: (streams: StreamStore, streamSid: string) => void,
): Action {
  return (making) => {
    const streams = storeAt(making, service)
    const found = streams.all()[stream % streams.size]
    if (found !== undefined) act(streams, found.sid)
  }
}

function storeAt({ sync, services }: Making, index: number): StreamStore {
  return sync.service(services[index % services.length]).streams
}
