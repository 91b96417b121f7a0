import { expect } from 'vitest'
import { Context } from '../../../src/domain/objects/context.ts'
import { type DocumentStore, documentsWithin } from '../../../src/domain/objects/document-store.ts'
import { type ListStore, listsWithin } from '../../../src/domain/objects/list-store.ts'
import { type MapStore, mapsWithin } from '../../../src/domain/objects/map-store.ts'
import type { Failure } from '../../../src/domain/rules/failure.ts'
import type { LimitOverrides } from '../../../src/domain/rules/limits.ts'
import { SyncError } from '../../../src/domain/rules/sync-error.ts'
import { type Clock, FakeClock } from '../../../src/domain/time/clock.ts'

/** The stores of one service, on one clock that starts at 0. */
export interface ObjectWorld {
  readonly clock: FakeClock
  readonly context: Context
  readonly documents: DocumentStore
  readonly lists: ListStore
  readonly maps: MapStore
  /** How many events there were. */
  readonly count: { events: number }
}

/** @param given the clock that the stores read, if it is not the world's; and limits */
export function newWorld({
  clockOf = (clock) => clock,
  limits,
}: {
  readonly clockOf?: (clock: FakeClock) => Clock
  readonly limits?: LimitOverrides
} = {}): ObjectWorld {
  const clock = new FakeClock(0)
  const context = new Context({ clock: clockOf(clock), limits })
  const place = { context, owner: { account: `AC${'0'.repeat(32)}`, service: 'default' as const } }
  const count = { events: 0 }
  context.feed.subscribe(() => {
    count.events += 1
  })
  return {
    clock,
    context,
    documents: documentsWithin(place),
    lists: listsWithin(place),
    maps: mapsWithin(place),
    count,
  }
}

/** Expects that a call is refused, and that nothing changes: no record, no number, no event. */
export function expectRefusal(world: ObjectWorld, call: () => unknown, failure: Failure): void {
  const before = stateOf(world)
  expect(call).toThrow(new SyncError(failure))
  expect(failureOf(call)).toEqual(failure)
  expect(stateOf(world)).toEqual(before)
}

/** Expects that a call is taken for misuse, and that nothing changes. */
export function expectMisuse(world: ObjectWorld, call: () => unknown, message: string): void {
  const before = stateOf(world)
  expect(call).toThrow(new TypeError(message))
  expect(stateOf(world)).toEqual(before)
}

function failureOf(call: () => unknown): unknown {
  try {
    call()
  } catch (error) {
    return error instanceof SyncError ? error.failure : error
  }
  return undefined
}

function stateOf({ context, documents, lists, maps, count }: ObjectWorld): unknown {
  return {
    documents: documents.snapshot(),
    lists: lists.snapshot(),
    maps: maps.snapshot(),
    sidsDrawn: context.sids.snapshot(),
    nextSequence: context.timeline.nextSequence,
    nextDue: context.timeline.nextDue(),
    events: count.events,
  }
}

/** Data whose JSON has this many bytes. */
export function dataOf(bytes: number): object {
  return { text: 'x'.repeat(bytes - '{"text":""}'.length) }
}

/** Values that are no data: not a JSON object, or one in too many levels. */
export const noData: readonly unknown[] = [
  [],
  [1],
  'text',
  '{}',
  5,
  true,
  () => ({}),
  1n,
  new Date(0),
  JSON.parse(`${'{"a":'.repeat(500)}{}${'}'.repeat(500)}`),
]

/** Values that are no time to live. */
export const noTtls: readonly unknown[] = [
  -1,
  0.5,
  31_536_001,
  Number.NaN,
  Infinity,
  '60',
  null,
  [],
]
