import type { Clock } from '../../domain/time/clock.ts'
import type { World } from '../../domain/world/world.ts'
import type { FakeSync } from '../../fake/fake-sync.ts'

/** A property under check. All plugins of one `fc.assert` share it. */
export interface RunningProperty {
  /** Its latest run, until that ends. */
  run: object | undefined
}

/** The property that ran last in a world, until it is over. */
const properties = new WeakMap<World, RunningProperty>()

/**
 * Starts a run, which is about to reset the fake.
 *
 * @returns a function that ends the run
 * @throws Error when a run of another property is using the fake
 */
export function beginRun(sync: FakeSync<Clock>, property: RunningProperty): () => void {
  const other = properties.get(sync.world)
  if (other !== property && other?.run !== undefined) {
    throw new Error(
      'Cannot begin a run: found another property running on this fake, expected one at a time; run each in sync.run(() => fc.assert(…)) or give each its own fake',
    )
  }
  properties.set(sync.world, property)
  const run = {}
  property.run = run
  return () => {
    // A run that timed out may end during a later one.
    if (property.run === run) property.run = undefined
  }
}

/** Ends a property, whose runs may never end. Returns `false` if another property has the fake. */
export function endProperty(sync: FakeSync<Clock>, property: RunningProperty): boolean {
  const last = properties.get(sync.world)
  if (last !== undefined && last !== property) return false
  properties.delete(sync.world)
  return true
}
