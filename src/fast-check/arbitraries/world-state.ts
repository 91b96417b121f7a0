import type { StreamStore } from '../../domain/objects/stream-store.ts'
import { withLimits } from '../../domain/rules/limits.ts'
import { FakeClock } from '../../domain/time/clock.ts'
import type { SyncState } from '../../domain/world/state.ts'
import { describeState } from '../../fake/describe.ts'
import { createFakeSync } from '../../fake/fake-sync.ts'
import type { JsonObject } from '../../lang/json.ts'
import { fc } from '../fc.ts'
import { type LimitOptions, limitsOf } from './limit-options.ts'
import { messageData } from './message-data.ts'
import { namesFrom, type NameSource } from './name-source.ts'
import { sid } from './sid.ts'
import { timeAfter, timeMove, type TimeStep, timeStep } from './time-step.ts'
import { ttl } from './ttl.ts'
import { uniqueName } from './unique-name.ts'
import { type Action, itemCrowd, type Making, objectAction, serviceAt } from './world-objects.ts'

/** Options of {@link worldState}: they should be those of the fake that restores the state. */
export interface WorldStateOptions extends LimitOptions {
  /** The `seed` of that fake, a safe integer. Default: 0. */
  readonly seed?: number | undefined
  /** The `AC…` SID of the account that owns everything. Default: the first account that calls. */
  readonly accountSid?: string | undefined
  /**
   * The unique names that your app uses: a list, or an arbitrary such as
   * `fc.nat(9).map((id) => `order:${id}`)`. Most named objects have one of them. Default: none, so
   * that names are arbitrary.
   */
  readonly names?: NameSource | undefined
}

/**
 * Generates whole worlds to start a test in, for `sync.restore(state)` or
 * `createFakeSync({ state })`. Shrinks to an empty world. A state is plain JSON; as a counterexample
 * it is printed as `sync.describe()` would.
 *
 * A world has up to three services, streams with and without names, names that differ only by case,
 * messages, and gaps where streams were removed. Some streams have the name of an earlier one. A
 * quarter of the worlds have more streams than the largest page, mostly in the default service, and
 * some have more than the default page. There are documents, lists and maps as well, with items that
 * have times to live of their own, with gaps where items were removed, and with permissions; a few
 * have more items than a page. At the time of the state, which is 2026 or later, some objects and
 * items have expired unnoticed and some expire within 1 ms.
 *
 * @throws TypeError when an option is unknown or `limits` are invalid or allow no name or no message, or
 *   `names` are no source of names; from the arbitrary, when `seed` or `accountSid` are invalid
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
    action,
    others: { seed: true, accountSid: true, names: true },
  })
  const { seed, accountSid, names } = options
  const services = fc.array(sid('IS'), { maxLength: 2 })
  const one = anyAction({
    limits,
    names: names === undefined ? [] : [namesFrom(names, { action })],
  })
  const actions = fc.array(one, { maxLength: 60, size: 'medium' })
  const many = fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.constant<Action>(() => undefined) },
    { weight: 1, arbitrary: crowd({ limits }) },
  )
  const items = fc.oneof(
    { withCrossShrink: true },
    { weight: 5, arbitrary: fc.constant<Action>(() => undefined) },
    { weight: 1, arbitrary: itemCrowd({ limits }) },
  )
  const end = fc.option(timeMove(), { nil: undefined, freq: 2 })
  const parts = fc.tuple(many, items, actions, services, end)
  return parts.map(([first, second, taken, others, move]) => {
    const sync = createFakeSync({ clock: new FakeClock(), limits, seed, accountSid })
    for (const act of [first, second, ...taken]) act({ sync, services: ['default', ...others] })
    const state = sync.snapshot()
    // No clock moves here, so what expires meanwhile is still in the state.
    const now = state.time
    const time = move === undefined ? now : timeAfter(move, { now, state: () => state })
    return printable({ ...state, time })
  })
}

const action = 'make world states'

/** Lets fast-check print a state in words; it remains plain data. */
function printable(state: SyncState): SyncState {
  return Object.defineProperty(state, fc.toStringMethod, { value: () => describeState(state) })
}

/** Indexes of a service and a stream, which wrap around. */
interface Place {
  readonly service: number
  readonly stream: number
}

interface ActionOptions extends LimitOptions {
  /** The names of the app: one arbitrary, or none. */
  readonly names: readonly fc.Arbitrary<string>[]
}

function anyAction({ limits, names }: ActionOptions): fc.Arbitrary<Action> {
  const place = fc.record({ service: fc.nat(2), stream: fc.nat(9) })
  const seconds = ttl({ limits })
  return fc.oneof(
    { weight: 4, arbitrary: creation({ limits, names }) },
    { weight: 3, arbitrary: fc.tuple(place, data({ limits })).map(publish) },
    { weight: 1, arbitrary: fc.tuple(place, seconds).map(update) },
    { weight: 1, arbitrary: place.map(remove) },
    { weight: 1, arbitrary: fc.tuple(place, seconds).map(createAgain) },
    { weight: 1, arbitrary: timeStep().map(wait) },
    { weight: 9, arbitrary: objectAction({ limits, uniqueName: nameOf({ limits, names }) }) },
  )
}

/** Most of it small: large data takes a hundred times as long, and hides the rest of a world. */
function data({ limits }: LimitOptions): fc.Arbitrary<JsonObject> {
  const { messageBytes } = withLimits(limits)
  const small = messageBytes < '{"id":9}'.length ? fc.constant({}) : fc.record({ id: fc.nat(9) })
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 3, arbitrary: small },
    { weight: 1, arbitrary: messageData({ limits }) },
  )
}

/** Short enough for any limit, in pairs that differ only by case. */
const twins = ['a', 'A', 'b', 'B']

/** The name of a new object, `undefined` for none. */
function nameOf({ limits, names }: ActionOptions): fc.Arbitrary<string | undefined> {
  const any = fc.oneof(
    { withCrossShrink: true },
    ...names.map((arbitrary) => ({ weight: 6, arbitrary })),
    uniqueName({ limits }),
    fc.constantFrom(...twins),
  )
  return fc.option(any, { nil: undefined, freq: 3 })
}

function creation({ limits, names }: ActionOptions): fc.Arbitrary<Action> {
  const uniqueName = nameOf({ limits, names })
  return fc
    .record({ service: fc.nat(2), uniqueName, ttl: ttl({ limits }) })
    .map(({ service, ...stream }): Action => {
      return (making) => {
        const streams = storeAt(making, service)
        const { uniqueName } = stream
        const isTaken = uniqueName !== undefined && streams.find(uniqueName) !== undefined
        if (!isTaken) streams.create(stream)
      }
    })
}

/** One stream more than the largest page, or than the default page. */
function crowd({ limits }: LimitOptions): fc.Arbitrary<Action> {
  const { defaultPageSize, returnedPageSize } = withLimits(limits)
  const count = fc.constantFrom(returnedPageSize + 1, returnedPageSize + 1, defaultPageSize + 1)
  // Most in the default service, which most apps use, and most to last.
  const service = fc.constantFrom(0, 0, 0, 0, 1, 2)
  const life = fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: ttl({ limits }) },
  )
  return fc
    .record({ service, count, ttl: life })
    .map(({ service, count, ...stream }): Action => (making) => {
      const streams = storeAt(making, service)
      for (let created = 0; created < count; created += 1) streams.create(stream)
    })
}

/** Creates a stream of a name that was freed, by removal or expiry, if there is one. */
function createAgain([{ service, stream }, seconds]: [Place, number | undefined]): Action {
  return (making) => {
    const streams = storeAt(making, service)
    const freed = streams
      .ended()
      .flatMap(({ stream: ended }) => ended.uniqueName ?? [])
      .filter((name) => streams.find(name) === undefined)
    const { [stream % freed.length]: uniqueName } = freed
    if (uniqueName !== undefined) streams.create({ uniqueName, ttl: seconds })
  }
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

function storeAt(making: Making, index: number): StreamStore {
  return serviceAt(making, index).streams
}
