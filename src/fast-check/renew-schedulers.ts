import { fc } from './fc.ts'

/** The values of a run, with schedulers that no other run has drawn from. */
export interface Renewed {
  readonly value: unknown
  readonly schedulers: readonly fc.Scheduler[]
}

/**
 * Gives every run of a property schedulers of its own.
 *
 * fast-check hands a scheduler to a second run as a clone, and all clones draw from one source of randomness: the
 * order in which a shrunk run releases its tasks depends on the runs before it, which nobody makes again
 * when it is run again by its path. A clone of a clone's clone has a source of its own, and leaves
 * the one it comes from as it was.
 */
export function renewSchedulers(value: unknown): Renewed {
  const schedulers: fc.Scheduler[] = []
  const renew = (one: unknown): unknown => {
    if (!isScheduler(one)) return one
    const renewed = clone(clone(clone(one)))
    schedulers.push(renewed)
    return renewed
  }
  const renewMembers = (one: unknown): unknown => {
    if (!isRecord(one) || !Object.values(one).some(isScheduler)) return renew(one)
    return Object.fromEntries(Object.entries(one).map(([name, member]) => [name, renew(member)]))
  }
  // The arguments of a property come as a list; some of them may be records of values.
  const found = Array.isArray(value) ? value.map(renewMembers) : renewMembers(value)
  return schedulers.length === 0 ? { value, schedulers } : { value: found, schedulers }
}

type Cloneable = fc.Scheduler & { [fc.cloneMethod](): Cloneable }

function clone(scheduler: Cloneable): Cloneable {
  return scheduler[fc.cloneMethod]()
}

function isScheduler(value: unknown): value is Cloneable {
  const { waitFor, report } = Object(value) as Partial<fc.Scheduler>
  return waitFor !== undefined && report !== undefined && fc.hasCloneMethod(value)
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
