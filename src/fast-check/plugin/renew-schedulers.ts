import { hasMethod } from '../../lang/has-method.ts'
import { isObject } from '../../lang/is-object.ts'
import { fc } from '../fc.ts'

/** The values of a run, with fresh schedulers. */
export interface Renewed {
  readonly value: unknown
  readonly schedulers: readonly fc.Scheduler[]
}

/**
 * Replaces the schedulers in the values of a run with ones that no other run has drawn from,
 * anywhere in lists and plain objects. What leads to a scheduler is copied; everything else stays
 * the same value.
 *
 * fast-check passes a scheduler to later runs as a clone, and all clones draw from one source of
 * randomness. So the order in which a shrunk run releases its tasks depends on the runs before it,
 * which are not repeated when a failure replays from its path. A clone of a clone's clone has
 * another source, and does not affect the original.
 *
 * @param print how fast-check shows a scheduler in a counterexample
 */
export function renewSchedulers(
  value: unknown,
  print: (fresh: fc.Scheduler) => string = fc.stringify,
): Renewed {
  const { schedulers, holders } = findSchedulers(value)
  const renewed = new Map<unknown, fc.Scheduler>()
  for (const scheduler of schedulers) {
    const fresh = clone(clone(clone(scheduler)))
    renewed.set(scheduler, fresh)
    // fast-check prints the original, which does not run.
    Object.defineProperty(scheduler, fc.toStringMethod, {
      value: () => print(fresh),
      configurable: true,
    })
  }
  const pairs = [...holders].map((holder) => [holder, emptyLike(holder)] as const)
  const copies = new Map<unknown, object>([...renewed, ...pairs])
  // Filled only now, since a copy may contain other copies, even itself.
  for (const [holder, copy] of pairs) fill(copy, { holder, copies })
  return { value: copies.get(value) ?? value, schedulers: [...renewed.values()] }
}

type Cloneable = fc.Scheduler & { [fc.cloneMethod](): Cloneable }

interface Found {
  readonly schedulers: ReadonlySet<Cloneable>
  /** The lists and objects that lead to a scheduler. */
  readonly holders: ReadonlySet<object>
}

/** Without recursion, since values may nest deeper than calls can. */
function findSchedulers(value: unknown): Found {
  const schedulers = new Set<Cloneable>()
  const parents = new Map<object, object[]>()
  const pending = isObject(value) ? [value] : []
  for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
    if (isScheduler(one)) {
      schedulers.add(one)
      continue
    }
    for (const member of objectsIn(one)) {
      const others = parents.get(member)
      others?.push(one)
      if (others !== undefined) continue
      parents.set(member, [one])
      pending.push(member)
    }
  }
  const holders = new Set<object>()
  // A loop over a set also visits what is added meanwhile.
  for (const one of [...schedulers])
    for (const parent of parents.get(one) ?? []) holders.add(parent)
  for (const one of holders) for (const parent of parents.get(one) ?? []) holders.add(parent)
  return { schedulers, holders }
}

/** An empty list or object of the same prototype. */
function emptyLike(holder: object): object {
  if (Array.isArray(holder)) return []
  return Object.create(Reflect.getPrototypeOf(holder)) as object
}

interface Copying {
  readonly holder: object
  readonly copies: ReadonlyMap<unknown, object>
}

/** Copies the members of the original, and replaces those that are copied themselves. */
function fill(copy: object, { holder, copies }: Copying): void {
  for (const [key, descriptor] of membersOf(holder)) {
    const value: unknown = descriptor.value
    const renewed = copies.get(value)
    Object.defineProperty(copy, key, renewed ? { ...descriptor, value: renewed } : descriptor)
  }
}

/**
 * Returns the objects in a list or plain object; none if it could not be read and copied without
 * running code in it, such as getters. Every value of every run comes by here.
 */
function objectsIn(holder: object): readonly object[] {
  const prototype: unknown = Object.getPrototypeOf(holder)
  if (!plainPrototypes.has(prototype)) return []
  const found: object[] = []
  for (const key of Reflect.ownKeys(holder)) {
    const member = Reflect.getOwnPropertyDescriptor(holder, key)
    const value: unknown = member?.value
    if (member !== undefined && 'value' in member) {
      if (Object(value) === value) found.push(value as object)
    } else if (key !== fc.cloneMethod) {
      // fast-check defines the clone method of mapped values as a getter.
      return []
    }
  }
  return found
}

const plainPrototypes = new Set<unknown>([Object.prototype, Array.prototype, null])

function membersOf(holder: object): readonly (readonly [string | symbol, PropertyDescriptor])[] {
  return Reflect.ownKeys(holder).flatMap((key) => {
    const descriptor = Reflect.getOwnPropertyDescriptor(holder, key)
    return descriptor === undefined ? [] : [[key, descriptor] as const]
  })
}

function clone(scheduler: Cloneable): Cloneable {
  return scheduler[fc.cloneMethod]()
}

function isScheduler(value: unknown): value is Cloneable {
  return fc.hasCloneMethod(value) && hasMethod(value, 'waitFor') && hasMethod(value, 'report')
}
