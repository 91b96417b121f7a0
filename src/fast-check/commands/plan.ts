import { type Failure, failureTable } from '../../domain/failure.ts'
import { toJson } from '../../domain/json.ts'
import { escapeControls, quote } from '../../domain/show.ts'
import type { FakeSync } from '../../fake/fake-sync.ts'
import type { ServiceAnswer, ServiceCall, ToldStream } from './service-call.ts'
import type { ModelStream, StreamModel } from './stream-model.ts'

/**
 * A command, independent of what it runs over. It keeps no state: its target is looked up in the
 * model when it runs.
 */
export interface Plan {
  /** What it does, in the imperative: `remove the newest stream by SID`. */
  readonly text: string
  isPossible(model: Readonly<StreamModel>): boolean
  steps(context: PlanContext): Steps
}

export interface PlanContext {
  readonly model: StreamModel
  readonly sync: Pick<FakeSync, 'clock' | 'limits' | 'streams'>
  /** What is being done, for error messages. */
  readonly text: string
  /** The precision of times in answers, in milliseconds. */
  readonly precision: number
}

/** Yields the calls of a plan, each of which evaluates to its answer. */
export type Steps = Generator<ServiceCall, void, ServiceAnswer>

/** Fails the run unless the service answered what the model expects. */
export function compare(context: PlanContext, found: ServiceAnswer, expected: ServiceAnswer): void {
  const [foundText, expectedText] = [describe(found), describe(expected)]
  if (foundText !== expectedText) fail(context, foundText, expectedText)
}

/** Fails the run: the service and the model differ. */
export function fail({ text }: PlanContext, found: string, expected: string): never {
  throw new Error(`Cannot ${text}: found ${found}, expected ${expected}`)
}

/** The answer that reports a failure. */
export function refusal(kind: Failure['kind']): ServiceAnswer {
  const { status, code } = failureTable[kind]
  return { kind: 'refused', status, code }
}

/** A stream of the model as the service should report it. */
export function toldOf({ precision }: PlanContext, stream: ModelStream): ToldStream {
  const { sid, uniqueName, expires } = stream
  const rounded = expires === null ? null : Math.floor(expires / precision) * precision
  return { sid, uniqueName, expires: rounded }
}

/** An answer in one line. It includes all that counts, so equal texts mean equal answers. */
export function describe(answer: ServiceAnswer): string {
  switch (answer.kind) {
    case 'stream':
      return describeStream(answer.stream)
    case 'streams':
      return describeStreams(answer.streams)
    case 'message':
      return `a message ${escapeControls(toJson(answer.data) ?? 'that is not JSON')}`
    case 'done':
      return 'no error'
    case 'refused':
      return `${answer.status} / ${answer.code}`
  }
}

function describeStreams(streams: readonly ToldStream[]): string {
  if (streams.length === 0) return 'no streams'
  const count = streams.length === 1 ? '1 stream' : `${streams.length} streams`
  return `${count} (${streams.map(describeStream).join('; ')})`
}

export function describeStream({ sid, uniqueName, expires }: ToldStream): string {
  const name = uniqueName === null ? 'unnamed' : quote(uniqueName)
  return `${name} ${sid}, ${expires === null ? 'never expires' : `expires at ${isoOf(expires)}`}`
}

/** A time as ISO 8601, or as the number it is if no date can hold it. */
export function isoOf(time: number): string {
  return Number.isFinite(time) ? new Date(time).toISOString() : String(time)
}
