import type { Clock } from '../../domain/time/clock.ts'
import type { World } from '../../domain/world/world.ts'
import type { FakeSync } from '../../fake/fake-sync.ts'
import type { fc } from '../fc.ts'

/** What the kit did with a fake during one run of a property, for the report if that run fails. */
export interface RunNotes {
  /** The fake's time at the start of the run, as ISO 8601. */
  readonly startedAt: string
  /** The fault plans that were installed, each in words. */
  readonly faultPlans: readonly string[]
  /** The labels of the tasks that race gates scheduled. */
  readonly gateTasks: ReadonlySet<string>
  /** The labels of what race gates released, in that order. */
  readonly releases: readonly string[]
  /** The requests of earlier runs that arrived during this one, each in words. */
  readonly lateRequests: readonly string[]
  /** The schedulers among the values of the run. */
  readonly schedulers: readonly fc.Scheduler[]
}

/** Notes that are still being taken. */
export interface OpenNotes extends RunNotes {
  readonly faultPlans: string[]
  readonly gateTasks: Set<string>
  readonly releases: string[]
  readonly lateRequests: string[]
  readonly schedulers: fc.Scheduler[]
}

/** By world and not by fake, since each `sync.run` has a world behind the same `FakeSync`. */
const notesByWorld = new WeakMap<World, OpenNotes>()

/** Starts taking notes of a run. Without it, nothing is noted. */
export function beginRunNotes(sync: FakeSync<Clock>): OpenNotes {
  const startedAt = new Date(sync.clock.now()).toISOString()
  const notes: OpenNotes = {
    startedAt,
    faultPlans: [],
    gateTasks: new Set(),
    releases: [],
    lateRequests: [],
    schedulers: [],
  }
  notesByWorld.set(sync.world, notes)
  return notes
}

/** Notes that a fault plan was installed. */
export function noteFaultPlan(sync: FakeSync<Clock>, plan: string): void {
  notesByWorld.get(sync.world)?.faultPlans.push(plan)
}

/** Takes notes of the requests and responses at a race gate. */
export interface GateNotes {
  /** Notes that one was given to the scheduler. */
  noteTask(label: string): void
  /** Notes that one was released. */
  noteRelease(label: string): void
}

/** The notes for a gate: always those of the run in which the gate was put up. */
export function gateNotes(sync: FakeSync<Clock>): GateNotes {
  const notes = notesByWorld.get(sync.world)
  return {
    noteTask: (label) => void notes?.gateTasks.add(label),
    noteRelease: (label) => void notes?.releases.push(label),
  }
}
