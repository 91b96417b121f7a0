import type { Clock } from '../domain/clock.ts'
import { checkOptionNames, isWhole, refuse } from '../domain/refuse.ts'
import type { FakeSync } from '../fake/fake-sync.ts'
import type { Fault, FaultKind } from '../faults/fault.ts'
import { type OperationName, routes } from '../http/routes.ts'
import { checkFake } from './check-fake.ts'
import { fc } from './fc.ts'
import { ordinal } from './ordinal.ts'
import { noteFaultPlan } from './run-notes.ts'

/** Which faults are planned. Everything is optional. */
export interface FaultPlanOptions {
  /**
   * What may go wrong, the simplest first; all but `'delay'`, which waits by `setTimeout`, when left out.
   * A `status` is 429, 500 or 503.
   */
  readonly kinds?: readonly Fault['kind'][] | undefined
  /** What it may go wrong with, the simplest first; the operations of Streams and their messages when left out. */
  readonly operations?: readonly OperationName[] | undefined
  /** The most faults in a plan; 3 when left out. */
  readonly max?: number | undefined
}

/** Faults that are to hit single calls. It prints as `faults: reset on the 2nd streams.create, after the write`. */
export interface FaultPlan {
  /** Each is for one call of one operation: the first that comes after `skip` others. */
  readonly faults: readonly Fault[]
  /**
   * Adds the faults to those of a fake.
   *
   * @returns the undo
   */
  install(sync: FakeSync<Clock>): () => void
  /** The plan as text. */
  toString(): string
  /** The plan as text, for the reports of fast-check. */
  [fc.toStringMethod](): string
}

const mishaps: { readonly [Kind in Fault['kind']]: readonly FaultKind[] } = {
  status: [429, 500, 503].map((status) => ({ kind: 'status', status })),
  reset: [{ kind: 'reset' }, { kind: 'reset', when: 'after' }],
  timeout: [{ kind: 'timeout' }, { kind: 'timeout', when: 'after' }],
  malformed: [{ kind: 'malformed' }, { kind: 'malformed', when: 'after' }],
  delay: [1, 10, 100].map((milliseconds) => ({ kind: 'delay', milliseconds })),
}
const allKinds: readonly string[] = Object.keys(mishaps)
const allOperations = routes.map(({ operation }) => operation)

const defaultKinds = ['status', 'reset', 'timeout', 'malformed'] as const
const defaultOperations = allOperations.filter((name) => !name.startsWith('services.'))
const defaultMax = 3

/** How many calls of an operation pass at the most before the first fault, and between two. */
const longestGap = 3

/** A fault, and how many calls of its operation pass before it and after the one before. */
interface Step {
  readonly mishap: FaultKind
  readonly operation: OperationName
  readonly gap: number
}

/**
 * Plans of what is to go wrong: an arbitrary that shrinks to no faults, and each fault to the first call
 * and the simplest kind. No two faults of a plan hit the same call.
 *
 * @throws TypeError when an option is unknown or cannot be used
 *
 * @example
 * import fc from 'fast-check'
 * import { faultPlan } from 'fake-twilio-sync/fast-check'
 *
 * const sync = createFakeSync()
 * const plans = faultPlan({ kinds: ['reset'], operations: ['streams.create'], max: 1 })
 * fc.assert(
 *   fc.property(plans, (plan) => {
 *     sync.reset()
 *     plan.install(sync)
 *     return sync.faults.pending.length === plan.faults.length
 *   }),
 * )
 * const { counterexample } = fc.check(fc.property(plans, (plan) => plan.faults.length === 0))
 * String(counterexample) //=> 'faults: reset on the 1st streams.create'
 */
export function faultPlan(options: FaultPlanOptions = {}): fc.Arbitrary<FaultPlan> {
  checkOptions(options)
  const { kinds = defaultKinds, operations = defaultOperations, max = defaultMax } = options
  const choices = kinds.flatMap((kind) => mishaps[kind])
  // By its place in the list, or what shrinks would only ever become the first one.
  const step = fc.record({
    mishap: fc.nat(choices.length - 1).map((index) => choices[index] as FaultKind),
    operation: fc.nat(operations.length - 1).map((index) => operations[index] as OperationName),
    gap: fc.nat(longestGap),
  })
  const steps = fc.array(step, { maxLength: max, size: 'max' })
  return steps.map((planned) => toPlan(toFaults(planned)))
}

/** Counted from fault to fault, so that the others move up when one is shrunk away: no two hit the same call. */
function toFaults(steps: readonly Step[]): readonly Fault[] {
  const calls = new Map<OperationName, number>()
  return steps.map(({ mishap, operation, gap }) => {
    const skip = (calls.get(operation) ?? 0) + gap
    calls.set(operation, skip + 1)
    return { on: operation, skip, ...mishap }
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
      noteFaultPlan(sync, list)
      // The latest first: a call that an earlier fault hits is not counted by the faults behind it.
      const undos = [...faults].reverse().map((fault) => sync.faults.add(fault))
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
  checkOptionNames(action, options, ['kinds', 'operations', 'max'])
  const { kinds, operations, max = defaultMax } = options
  checkNames('kinds', kinds, allKinds)
  checkNames('operations', operations, allOperations)
  if (isWhole(max, { least: 0 })) return
  refuse(action, { found: max, at: 'max', expected: 'a whole number of 0 or more' })
}

function checkNames(at: string, names: unknown, known: readonly string[]): void {
  if (names === undefined) return
  const expected = `a list of any of ${known.join(', ')}`
  if (!Array.isArray(names) || names.length === 0) refuse(action, { found: names, at, expected })
  for (const [index, name] of (names as unknown[]).entries()) {
    if (known.some((one) => one === name)) continue
    refuse(action, { found: name, at: `${at}[${index}]`, expected })
  }
}
