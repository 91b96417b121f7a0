import { type OperationName, operationNames } from '../../api/operations.ts'
import { type FaultKind, faultKinds } from '../../api/plan.ts'
import type { Clock } from '../../domain/time/clock.ts'
import type { FakeSync } from '../../fake/fake-sync.ts'
import type { Fault, FaultEffect } from '../../faults/fault.ts'
import { callerOfThis } from '../../lang/call-site.ts'
import { checkOptionNames, isWhole, refuse } from '../../lang/refuse.ts'
import { checkFake } from '../check-fake.ts'
import { fc } from '../fc.ts'
import { ordinal } from '../ordinal.ts'
import { noteFaultPlan } from '../report/run-notes.ts'
import { withEdges } from './with-edges.ts'

/** Options of {@link faultPlan}. All are optional. */
export interface FaultPlanOptions {
  /**
   * The kinds of faults, the one to shrink to first. A `'status'` is 429, 500 or 503, before the
   * write; a `'delay'` is 1, 10 or 100 ms. Default: `'status'`, `'reset'`, `'timeout'` and
   * `'malformed'`; not `'delay'`, which waits through `setTimeout`.
   */
  readonly kinds?: readonly FaultKind[] | undefined
  /**
   * The operations that faults hit, the one to shrink to first. Default: all operations of Streams
   * and their messages.
   */
  readonly operations?: readonly OperationName[] | undefined
  /**
   * Maximum number of faults in a plan, all of which may hit one call and its retries: at most 2
   * for an app that makes three attempts; 6 trip most circuit breakers. Default: 3.
   */
  readonly max?: number | undefined
}

/** Faults to install in a fake, each of which hits a single call. */
export interface FaultPlan {
  /** The faults. Each hits one call of one operation: the first after `skip` others. */
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

const effects: { readonly [Kind in FaultKind]: readonly FaultEffect[] } = {
  status: [429, 500, 503].map((status) => ({ kind: 'status', status })),
  reset: lost('reset'),
  timeout: lost('timeout'),
  malformed: lost('malformed'),
  delay: [1, 10, 100].map((milliseconds) => ({ kind: 'delay', milliseconds })),
}

/** After the write twice as often as before it: that is what breaks most apps. */
function lost(kind: 'reset' | 'timeout' | 'malformed'): readonly FaultEffect[] {
  return [{ kind }, { kind, when: 'after' }, { kind, when: 'after' }]
}

const defaultKinds = ['status', 'reset', 'timeout', 'malformed'] as const
const defaultOperations = operationNames.filter(
  (name) => !/^(?:services|subscriptions)\./.test(name),
)
const defaultMax = 3

/** The most calls of an operation that pass before a fault, other than calls with faults. */
const longestSkip = 6

/** A fault, and how many calls of its operation pass before it at least. */
interface Step {
  readonly effect: FaultEffect
  readonly operation: OperationName
  readonly skip: number
}

/**
 * Generates plans of faults: which call of which operation goes wrong, and how. No two faults of a
 * plan hit the same call. Shrinks to no faults, and each fault to the first call, the first
 * operation, the first kind, and before the write.
 *
 * @throws TypeError when an option is unknown or invalid
 *
 * @example
 * import fc from 'fast-check'
 * import { faultPlan } from 'fake-twilio-sync/fast-check'
 * const sync = createFakeSync()
 * const headers = { authorization: `Basic ${btoa('AC00000000000000000000000000000000:any')}` }
 * const plans = faultPlan({ kinds: ['reset'], operations: ['streams.list'] })
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
  const { kinds = defaultKinds, operations = defaultOperations, max = defaultMax } = options
  const step = fc.record({
    effect: oneOf(kinds.flatMap((kind) => effects[kind])),
    operation: oneOf(operations),
    // Half of them 0: most apps make few calls of an operation.
    skip: withEdges(fc.nat(longestSkip), [0]),
  })
  // Each shrinks to none of itself: a list by itself does not leave out what stands after what
  // matters.
  const stepOrNone = fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.constant(undefined) },
    { weight: 15, arbitrary: step },
  )
  const steps = fc.array(stepOrNone, { maxLength: max, size: 'max' })
  return steps.map((planned) => toPlan(toFaults(planned.flatMap((one) => one ?? []))))
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
  return steps.map(({ effect, operation, skip: least }) => {
    let skip = least
    while (hit.has(`${operation} ${skip}`)) skip += 1
    hit.add(`${operation} ${skip}`)
    return { on: operation, skip, ...effect }
  })
}

function toPlan(unordered: readonly Fault[]): FaultPlan {
  const faults = [...unordered].sort((one, other) => skipOf(one) - skipOf(other))
  const list = faults.length === 0 ? 'no faults' : faults.map(describeFault).join('; ')
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

function describeFault(fault: Fault): string {
  const operation = String(fault.on)
  const call = `${ordinal(skipOf(fault) + 1)} ${operation}`
  if (fault.kind === 'status') return `status ${fault.status} on the ${call}`
  if (fault.kind === 'delay') return `delay of ${fault.milliseconds} ms on the ${call}`
  const done = /\.(fetch|list)$/.test(operation) ? 'read' : 'write'
  return `${fault.kind} on the ${call}${fault.when === 'after' ? `, after the ${done}` : ''}`
}

const action = 'plan faults'

function checkOptions(options: FaultPlanOptions): void {
  checkOptionNames(options, { action, known: { kinds: true, operations: true, max: true } })
  const { kinds, operations, max = defaultMax } = options
  checkNames(kinds, { at: 'kinds', allowed: faultKinds })
  checkNames(operations, { at: 'operations', allowed: operationNames })
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
