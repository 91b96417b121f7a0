import { fc } from '../fc.ts'
import { ordinal } from '../ordinal.ts'
import type { ModelStream } from './stream-model.ts'

/** Which of the streams there are to use, and how to address it. */
export interface Target {
  readonly index: number
  readonly by: 'SID' | 'name'
}

export function targets(): fc.Arbitrary<Target> {
  return fc.record({ index: indexes(), by: fc.constantFrom('SID', 'name') })
}

/** Counts from the newest, so an index keeps its meaning when shrinking drops an older stream. */
export function indexes(): fc.Arbitrary<number> {
  return fc.nat({ max: 4 })
}

/** The item at an index from the newest. Beyond the oldest, counting wraps around to the newest. */
export function pick<Item>(items: readonly Item[], index: number): Item | undefined {
  return items[items.length - 1 - (index % items.length)]
}

/** The key of a stream: its name if that is asked for and there is one, otherwise its SID. */
export function keyOf({ sid, uniqueName }: ModelStream, { by }: Target): string {
  return by === 'name' ? (uniqueName ?? sid) : sid
}

/** `the newest`, `the 2nd newest`, … */
export function newest(index: number): string {
  return index === 0 ? 'the newest' : `the ${ordinal(index + 1)} newest`
}
