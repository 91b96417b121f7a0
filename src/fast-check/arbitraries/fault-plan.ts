import {
  type FaultKind,
  faultKinds,
  type FaultPoint,
  faultPoints,
  type FaultTarget,
  targetOf,
} from '../../api/fault-points.ts'
import { operationNames } from '../../api/operations.ts'
import type { Clock } from '../../domain/time/clock.ts'
import type { FakeSync } from '../../fake/fake-sync.ts'
import { titleOfFault } from '../../faults/describe-faults.ts'
import type {
  ConnectedEffect,
  ConnectEffect,
  DeliveryEffect,
  Fault,
  RequestEffect,
} from '../../faults/fault.ts'
import { callerOfThis } from '../../lang/call-site.ts'
import { anyOf, checkOptionNames, isWhole, refuse } from '../../lang/refuse.ts'
import { checkFake } from '../check-fake.ts'
import { fc } from '../fc.ts'
import { ordinal } from '../ordinal.ts'
import { noteFaultPlan } from '../report/run-notes.ts'
import { withEdges } from './with-edges.ts'

/** Options of {@link faultPlan}. All are optional. */
export interface FaultPlanOptions {
  /**
   * Where faults strike, the place to shrink to first: operations such as `'streams.create'`,
   * `'messages.deliver'`, `'webhooks.deliver'`, `'clients.connect'`, `'clients.connected'`. Default:
   * all operations of Streams and their messages.
   */
  readonly on?: readonly FaultPoint[] | undefined
  /**
   * The kinds of faults, the one to shrink to first; each place takes those that it has. Of requests,
   * a `'status'` is 429, 500 or 503, before the write; of connections, 429 or 503. A `'close'` is 308
   * or 410, a `'delay'` 1, 10 or 100 ms. Default: all but `'delay'`, which waits through `setTimeout`.
   */
  readonly kinds?: readonly FaultKind[] | undefined
  /**
   * Maximum number of faults in a plan, all of which may hit one call and its retries: at most 2
   * for an app that makes three attempts; 6 trip most circuit breakers. Default: 3.
   */
  readonly max?: number | undefined
}

/** Faults to install in a fake, each of which strikes once. */
export interface FaultPlan {
  /** The faults. Each strikes once in one place: after `skip` others have passed it. */
  readonly faults: readonly Fault[]
  /**
   * Adds the faults to `sync.faults`.
   *
   * @returns a function that removes them
   * @throws TypeError when `sync` is not a fake
   */
  install(sync: FakeSync<Clock>): () => void
  /** The plan in words: `faults: reset on the 2nd streams.create, after the write`. */
  toString(): string
  /** The same text, for fast-check's reports. */
  [fc.toStringMethod](): string
}

type Effects = {
  readonly [Target in FaultTarget]: {
    readonly [Kind in FaultKind<Target>]: readonly EffectByTarget[Target][]
  }
}

interface EffectByTarget {
  readonly request: RequestEffect
  readonly delivery: DeliveryEffect
  readonly webhook: DeliveryEffect
  readonly connect: ConnectEffect
  readonly connected: ConnectedEffect
}

type Effect = EffectByTarget[FaultTarget]

const delays = [1, 10, 100].map((milliseconds) => ({ kind: 'delay', milliseconds }) as const)

const delivery: Effects['delivery'] = {
  drop: [{ kind: 'drop' }],
  duplicate: [{ kind: 'duplicate' }],
  reorder: [{ kind: 'reorder' }],
  delay: delays,
}

const effects: Effects = {
  request: {
    status: [429, 500, 503].map((status) => ({ kind: 'status', status })),
    reset: lost('reset'),
    timeout: lost('timeout'),
    malformed: lost('malformed'),
    delay: delays,
  },
  delivery,
  webhook: delivery,
  connect: {
    refuse: [{ kind: 'refuse' }],
    // One that the SDK gets over by itself.
    status: [429, 503].map((status) => ({ kind: 'status', status })),
  },
  connected: {
    drop: [{ kind: 'drop' }],
    close: [
      { kind: 'close', code: 308 },
      { kind: 'close', code: 410 },
    ],
  },
}

/** After the write twice as often as before it: that is what breaks most apps. */
function lost(kind: 'reset' | 'timeout' | 'malformed'): readonly RequestEffect[] {
  return [{ kind }, { kind, when: 'after' }, { kind, when: 'after' }]
}

const defaultPoints: readonly FaultPoint[] = operationNames.filter((name) =>
  /^(?:streams|messages)\./.test(name),
)
const defaultMax = 3

/** The most that pass a place before a fault, other than those that faults hit. */
const longestSkip = 6

/** A fault, and how many pass its place before it at least. */
interface Step {
  readonly effect: Effect
  readonly point: FaultPoint
  readonly skip: number
}

/**
 * Generates plans of faults: which call of which operation goes wrong, or which delivery or
 * connection, and how. No two faults of a plan hit the same one. Shrinks to no faults, and each fault
 * to the first call, the first place, the first kind, and before the write.
 *
 * @throws TypeError when an option is unknown or invalid
 *
 * @example
 * import fc from 'fast-check'
 * import { faultPlan } from 'fake-twilio-sync/fast-check'
 * const sync = createFakeSync()
 * const headers = { authorization: `Basic ${btoa('AC00000000000000000000000000000000:any')}` }
 * const plans = faultPlan({ on: ['streams.list'], kinds: ['reset'] })
 * const property = fc.asyncProperty(plans, async (plan) => {
 *   sync.reset()
 *   plan.install(sync)
 *   await sync.fetch('https://sync.twilio.com/v1/Services/default/Streams', { headers })
 * })
 * const { counterexample } = await fc.check(property)
 * String(counterexample) //=> 'faults: reset on the 1st streams.list'
 */
export function faultPlan(options: FaultPlanOptions = {}): fc.Arbitrary<FaultPlan> {
  checkOptions(options)
  const { on = defaultPoints, kinds, max = defaultMax } = options
  const mostEffects = Math.max(...on.map((point) => effectsAt(point, kinds).length))
  const step = fc
    .record({
      effect: fc.nat(mostEffects - 1),
      point: oneOf(on),
      // Half of them 0: most apps make few calls of an operation.
      skip: withEdges(fc.nat(longestSkip), [0]),
    })
    .map(({ effect: number, point, skip }): Step => {
      const there = effectsAt(point, kinds)
      return { effect: there[number % there.length] as Effect, point, skip }
    })
  // Each shrinks to none of itself: a list by itself does not leave out what stands after what
  // matters.
  const stepOrNone = fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.constant(undefined) },
    { weight: 15, arbitrary: step },
  )
  const planned = fc.array(stepOrNone, { maxLength: max, size: 'max' })
  return planned.map((all) => toPlan(toFaults(all.flatMap((one) => one ?? []))))
}

/** What can go wrong at a point, the kinds in the order asked for. */
function effectsAt(point: FaultPoint, kinds: FaultPlanOptions['kinds']): readonly Effect[] {
  const target = targetOf(point)
  const byKind: Readonly<Partial<Record<FaultKind, readonly Effect[]>>> = effects[target]
  const wanted: readonly FaultKind[] = kinds ?? faultKinds[target].filter((one) => one !== 'delay')
  return wanted.flatMap((kind) => byKind[kind] ?? [])
}

/** One of some items. Shrinks to any before it; one of `fc.constantFrom` to the first only. */
function oneOf<Item>(items: readonly Item[]): fc.Arbitrary<Item> {
  return fc.nat(items.length - 1).map((index) => items[index] as Item)
}

/**
 * Moves faults to the next call that no other fault hits. They are not counted from each other: then
 * one that does not matter could not be left out without moving the one that does.
 */
function toFaults(steps: readonly Step[]): readonly Fault[] {
  const hit = new Set<string>()
  return steps.map(({ effect, point, skip: least }) => {
    let skip = least
    while (hit.has(`${point} ${skip}`)) skip += 1
    hit.add(`${point} ${skip}`)
    // An effect of what happens there.
    return { on: point, skip, ...effect } as Fault
  })
}

function toPlan(unordered: readonly Fault[]): FaultPlan {
  const faults = [...unordered].sort((one, other) => skipOf(one) - skipOf(other))
  const list = faults.length === 0 ? 'no faults' : faults.map(describeStep).join('; ')
  const text = faults.length === 0 ? list : `faults: ${list}`
  return {
    faults,
    install(sync) {
      checkFake('install a fault plan', sync)
      const installedAt = callerOfThis()
      noteFaultPlan(sync, list)
      // Latest first: a call that one fault hits is not counted by the faults added after it.
      const undos = [...faults].reverse().map((fault) => sync.faults.addAt(installedAt, fault))
      return () => {
        for (const undo of undos) undo()
      }
    },
    toString: () => text,
    [fc.toStringMethod]: () => text,
  }
}

function skipOf({ skip = 0 }: Fault): number {
  return skip
}

function describeStep(fault: Fault): string {
  const point = String(fault.on)
  const call = `${ordinal(skipOf(fault) + 1)} ${point}`
  const done = /\.(fetch|list)$/.test(point) ? 'read' : 'write'
  const moment = 'when' in fault && fault.when === 'after' ? `, after the ${done}` : ''
  return `${titleOfFault(fault)} on the ${call}${moment}`
}

const action = 'plan faults'

function checkOptions(options: FaultPlanOptions): void {
  checkOptionNames(options, { action, known: { on: true, kinds: true, max: true } })
  const { on = defaultPoints, kinds, max = defaultMax } = options
  checkNames(on, { at: 'on', allowed: faultPoints })
  checkNames(kinds, { at: 'kinds', allowed: [...new Set(Object.values(faultKinds).flat())] })
  for (const point of on) {
    if (effectsAt(point, kinds).length > 0) continue
    const expected = `one for ${point} among them: ${anyOf(faultKinds[targetOf(point)])}`
    refuse(action, { found: kinds, at: 'kinds', expected })
  }
  if (isWhole(max, { least: 0 })) return
  refuse(action, { found: max, at: 'max', expected: 'a whole number of 0 or more' })
}

interface AllowedNames {
  readonly at: string
  readonly allowed: readonly string[]
}

function checkNames(names: unknown, { at, allowed }: AllowedNames): void {
  if (names === undefined) return
  const expected = `a list of any of ${allowed.join(', ')}`
  if (!Array.isArray(names) || names.length === 0) refuse(action, { found: names, at, expected })
  for (const [index, name] of names.entries()) {
    if (allowed.some((one) => one === name)) continue
    refuse(action, { found: name, at: `${at}[${index}]`, expected })
  }
}
