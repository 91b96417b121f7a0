import { fc } from '../fc.ts'
import { ordinal } from '../ordinal.ts'
import type { ModelStream } from './stream-model.ts'

/** One of some streams, and how to address it. */
export interface Target {
  readonly index: number
  readonly by: 'SID' | 'name'
}

export function targets(): fc.Arbitrary<Target> {
  return fc.record({ index: indexes(), by: fc.constantFrom('SID', 'name') })
}

/** Counts from the newest, so that it still means the same when the creation of an older stream is shrunk away. */
export function indexes(): fc.Arbitrary<number> {
  return fc.nat({ max: 4 })
}

/** What an index means among those that are there: beyond the oldest it begins again at the newest. */
export function pick<Item>(items: readonly Item[], index: number): Item | undefined {
  return items[items.length - 1 - (index % items.length)]
}

/** By what a stream is addressed; one without a name has its SID alone. */
export function keyOf({ sid, uniqueName }: ModelStream, { by }: Target): string {
  return by === 'name' ? (uniqueName ?? sid) : sid
}

/** `the 2nd newest`. */
export function newest(index: number): string {
  return index === 0 ? 'the newest' : `the ${ordinal(index + 1)} newest`
}
