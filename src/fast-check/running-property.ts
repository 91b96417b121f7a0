import type { Clock } from '../domain/clock.ts'
import type { FakeSync } from '../fake/fake-sync.ts'
import type { Faults } from '../faults/faults.ts'

/** A property under check. All plugins of one `fc.assert` share it. */
export interface RunningProperty {
  /** Its latest run, until that ends. */
  run: object | undefined
}

/** The property that ran last in a world, until it is over. Keyed by the faults of the world. */
const properties = new WeakMap<Faults, RunningProperty>()

/**
 * Starts a run, which is about to reset the fake.
 *
 * @returns a function that ends the run
 * @throws Error when a run of another property is using the fake
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
    // A run that timed out may end during a later one.
    if (property.run === run) property.run = undefined
  }
}

/** Ends a property, whose runs may never end. Returns `false` if another property has the fake. */
export function endProperty(sync: FakeSync<Clock>, property: RunningProperty): boolean {
  const last = properties.get(sync.faults)
  if (last !== undefined && last !== property) return false
  properties.delete(sync.faults)
  return true
}
