import { fc } from './fc.ts'

/** The values of a run, with schedulers that no other run has drawn from. */
export interface Renewed {
  readonly value: unknown
  readonly schedulers: readonly fc.Scheduler[]
}

/**
 * Gives every run of a property schedulers of its own, wherever in its lists and plain objects they are.
 * What leads to a scheduler is copied; all else stays the very value it was.
 *
 * fast-check hands a scheduler to a second run as a clone, and all clones draw from one source of randomness: the
 * order in which a shrunk run releases its tasks depends on the runs before it, which nobody makes again
 * when it is run again by its path. A clone of a clone's clone has a source of its own, and leaves
 * the one it comes from as it was.
 */
export function renewSchedulers(value: unknown): Renewed {
  const { schedulers, holders } = findSchedulers(value)
  const renewed = new Map<unknown, fc.Scheduler>()
  for (const scheduler of schedulers) renewed.set(scheduler, clone(clone(clone(scheduler))))
  const copies = new Map<unknown, object>(renewed)
  for (const holder of holders) {
    const prototype = Object.getPrototypeOf(holder) as object | null
    copies.set(holder, Array.isArray(holder) ? [] : (Object.create(prototype) as object))
  }
  // Filled only now, since what is in a copy may be another one, even itself.
  for (const holder of holders) fill(copies.get(holder) as object, { holder, copies })
  return { value: copies.get(value) ?? value, schedulers: [...renewed.values()] }
}

type Cloneable = fc.Scheduler & { [fc.cloneMethod](): Cloneable }

interface Found {
  readonly schedulers: ReadonlySet<Cloneable>
  /** The lists and objects that lead to one of them. */
  readonly holders: ReadonlySet<object>
}

/** Without recursion, since values may nest deeper than calls can. */
function findSchedulers(value: unknown): Found {
  const schedulers = new Set<Cloneable>()
  const parents = new Map<object, object[]>()
  const pending: unknown[] = [value]
  while (pending.length > 0) {
    const one = pending.pop()
    if (isScheduler(one)) schedulers.add(one)
    else if (isTransparent(one)) {
      for (const member of objectsIn(one)) {
        const known = parents.get(member)
        known?.push(one)
        if (known !== undefined) continue
        parents.set(member, [one])
        pending.push(member)
      }
    }
  }
  const holders = new Set<object>()
  // A set that is read while it grows is read to the end.
  for (const one of [...schedulers])
    for (const parent of parents.get(one) ?? []) holders.add(parent)
  for (const one of holders) for (const parent of parents.get(one) ?? []) holders.add(parent)
  return { schedulers, holders }
}

interface Copying {
  readonly holder: object
  readonly copies: ReadonlyMap<unknown, object>
}

/** Makes a copy the same as what it is of, but for what is copied too. */
function fill(copy: object, { holder, copies }: Copying): void {
  for (const [key, descriptor] of membersOf(holder)) {
    const value: unknown = descriptor.value
    const renewed = copies.get(value)
    Object.defineProperty(copy, key, renewed ? { ...descriptor, value: renewed } : descriptor)
  }
}

/** Whether all that is in a value can be seen, and copied, without running anybody's code. */
function isTransparent(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  const isPlain = [Object.prototype, Array.prototype, null].some((plain) => plain === prototype)
  if (!isPlain) return false
  // fast-check computes the method by which what it has mapped is cloned.
  return membersOf(value).every(([key, member]) => 'value' in member || key === fc.cloneMethod)
}

function objectsIn(holder: object): readonly object[] {
  const values: unknown[] = membersOf(holder).map(([, { value }]): unknown => value)
  return values.filter((value): value is object => Object(value) === value)
}

function membersOf(holder: object): readonly (readonly [string | symbol, PropertyDescriptor])[] {
  return Reflect.ownKeys(holder).map((key) => {
    return [key, Object.getOwnPropertyDescriptor(holder, key) as PropertyDescriptor]
  })
}

function clone(scheduler: Cloneable): Cloneable {
  return scheduler[fc.cloneMethod]()
}

function isScheduler(value: unknown): value is Cloneable {
  if (!fc.hasCloneMethod(value)) return false
  const { waitFor, report } = value as Partial<fc.Scheduler>
  return typeof waitFor === 'function' && typeof report === 'function'
}
