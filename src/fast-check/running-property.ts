import type { Clock } from '../domain/clock.ts'
import type { FakeSync } from '../fake/fake-sync.ts'
import type { Faults } from '../faults/faults.ts'

/** A property that is checked. All plugins of one `fc.assert` share it. */
export interface RunningProperty {
  /** Its latest run, as long as that goes on. */
  run: object | undefined
}

/** The property that ran last in a world, until it is over. Each `sync.run` has a world of its own. */
const properties = new WeakMap<Faults, RunningProperty>()

/**
 * Begins a run, which is about to reset the fake.
 *
 * @returns what ends the run
 * @throws Error when that would pull the fake from under the run of another property
 */
export function beginRun(sync: FakeSync<Clock>, property: RunningProperty): () => void {
  const other = properties.get(sync.faults)
  if (other !== property && other?.run !== undefined) {
    throw new Error(
      'Cannot begin a run: found another property running on this fake, expected one at a time; run each in sync.run(() => fc.assert(…)) or give each a fake of its own',
    )
  }
  properties.set(sync.faults, property)
  const run = {}
  property.run = run
  return () => {
    // A run that took too long may end during a later one.
    if (property.run === run) property.run = undefined
  }
}

/** Ends a property, of which a run may never end. Returns whether the fake is not another property's by now. */
export function endProperty(sync: FakeSync<Clock>, property: RunningProperty): boolean {
  const last = properties.get(sync.faults)
  if (last !== undefined && last !== property) return false
  properties.delete(sync.faults)
  return true
}
