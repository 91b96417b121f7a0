import type { Clock } from '../domain/clock.ts'
import type { FakeSync } from '../fake/fake-sync.ts'
import type { Faults } from '../faults/faults.ts'
import type { fc } from './fc.ts'

/** What the kit did to a fake during one run of a property, for the report if that run fails. */
export interface RunNotes {
  /** The fake's time when it began, as ISO 8601. */
  readonly startedAt: string
  /** The fault plans that were installed, each as text. */
  readonly faultPlans: readonly string[]
  /** What race gates gave to their schedulers. */
  readonly gateTasks: ReadonlySet<string>
  /** What a race gate let go, in that order. */
  readonly releases: readonly string[]
  /** The schedulers that the run was given. */
  readonly schedulers: readonly fc.Scheduler[]
}

/** Notes that are still being taken. */
export interface OpenNotes extends RunNotes {
  readonly faultPlans: string[]
  readonly gateTasks: Set<string>
  readonly releases: string[]
  readonly schedulers: fc.Scheduler[]
}

/** By the faults of a world, since each `sync.run` has a world of its own behind the same `FakeSync`. */
const notesByWorld = new WeakMap<Faults, OpenNotes>()

/** Begins the notes of a run. Nobody who begins none has to pay for them. */
export function beginRunNotes(sync: FakeSync<Clock>): OpenNotes {
  const startedAt = new Date(sync.clock.now()).toISOString()
  const gateTasks = new Set<string>()
  const notes: OpenNotes = { startedAt, faultPlans: [], gateTasks, releases: [], schedulers: [] }
  notesByWorld.set(sync.faults, notes)
  return notes
}

/** Notes that a fault plan was installed. */
export function noteFaultPlan(sync: FakeSync<Clock>, plan: string): void {
  notesByWorld.get(sync.faults)?.faultPlans.push(plan)
}

/** What a race gate says of the requests and answers at it. */
export interface GateNotes {
  /** It gave one to the scheduler. */
  noteTask(label: string): void
  /** It let one go. */
  noteRelease(label: string): void
}

/** The notes for a gate: those of the run of the call, whenever something happens at it. */
export function gateNotes(sync: FakeSync<Clock>): GateNotes {
  const notes = notesByWorld.get(sync.faults)
  return {
    noteTask: (label) => void notes?.gateTasks.add(label),
    noteRelease: (label) => void notes?.releases.push(label),
  }
}
