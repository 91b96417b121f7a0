import { failureTable } from '../../domain/rules/failure-table.ts'
import type { Failure } from '../../domain/rules/failure.ts'
import type { JsonObject } from '../../lang/json.ts'
import { quote } from '../../lang/show.ts'
import type { TimeStep } from '../arbitraries/time-step.ts'
import type { fc } from '../fc.ts'
import type { ClientReal, ClientStreamContext } from './client.ts'
import type { StreamModel } from './stream-model.ts'

/** A command. It keeps no state, so that a failure replays from its seed and path alone. */
export type StreamCommand = fc.AsyncCommand<StreamModel, ClientReal>

/** Creates a stream. Expects a conflict while the model has one of that name. */
export function create(uniqueName: string, ttl: number): StreamCommand {
  const text = `create ${quote(uniqueName)}${ttl === 0 ? '' : ` with ttl ${ttl}`}`
  return toCommand(text, async (model, { syncStreams }) => {
    const refusal = model.find(uniqueName) === undefined ? undefined : 'name-taken'
    const created = await resultOf(syncStreams.create({ uniqueName, ttl }), { text, refusal })
    if (created !== undefined) model.add({ sid: created.sid, uniqueName, ttl })
  })
}

/** Updates the time to live of a stream. */
export function update(uniqueName: string, ttl: number): StreamCommand {
  return onStream(uniqueName, {
    text: `update ${quote(uniqueName)} to ttl ${ttl}`,
    call: (stream) => stream.update({ ttl }),
    note: (model) => model.update(uniqueName, ttl),
  })
}

/** Removes a stream. */
export function remove(uniqueName: string): StreamCommand {
  return onStream(uniqueName, {
    text: `remove ${quote(uniqueName)}`,
    call: (stream) => stream.remove(),
    note: (model) => model.remove(uniqueName),
  })
}

/** Publishes a message on a stream. */
export function publish(uniqueName: string, data: JsonObject): StreamCommand {
  return onStream(uniqueName, {
    text: `publish ${JSON.stringify(data)} on ${quote(uniqueName)}`,
    call: (stream) => stream.streamMessages.create({ data }),
    note: (model) => model.publish(uniqueName, data),
  })
}

/** Moves the clock of the fake. */
export function advance(step: TimeStep): StreamCommand {
  return toCommand(`advance ${String(step)}`, (_, { sync }) => step.take(sync))
}

interface Use {
  readonly text: string
  readonly call: (stream: ClientStreamContext) => Promise<unknown>
  /** Changes the model as the call changes the service. */
  readonly note: (model: StreamModel) => void
}

/** A command on the stream of a name. Expects a 404 while the model has no such stream. */
function onStream(uniqueName: string, { text, call, note }: Use): StreamCommand {
  return toCommand(text, async (model, { syncStreams }) => {
    const refusal = model.find(uniqueName) === undefined ? 'stream-not-found' : undefined
    await resultOf(call(syncStreams(encodeURIComponent(uniqueName))), { text, refusal })
    if (refusal === undefined) note(model)
  })
}

type Run = (model: StreamModel, real: ClientReal) => Promise<void> | void

function toCommand(text: string, run: Run): StreamCommand {
  return {
    check: () => true,
    async run(model, real) {
      await run(model, real)
    },
    toString: () => text,
  }
}

interface Expected {
  readonly text: string
  /** The failure to expect; `undefined` for none. */
  readonly refusal: Failure['kind'] | undefined
}

/**
 * The result of a call, or `undefined` if it was refused as expected.
 *
 * @throws Error if the service accepted or refused it against expectation; whatever else made the
 *   call fail, such as a broken connection
 */
async function resultOf<Result>(
  call: Promise<Result>,
  { text, refusal }: Expected,
): Promise<Result | undefined> {
  const expected = refusal === undefined ? success : codesOf(failureTable[refusal])
  const { found, result } = await call.then(
    (accepted) => ({ found: success, result: accepted }),
    (error: unknown) => ({ found: codesOf(error), result: undefined }),
  )
  if (found === expected) return result
  throw new Error(`Cannot ${text}: found ${found}, expected ${expected}`)
}

const success = 'success'

/** The codes in an error of the service: `404 / 20404`. Rethrows any other error. */
function codesOf(error: unknown): string {
  if (!isRefusal(error)) throw error
  return `${error.status} / ${error.code}`
}

function isRefusal(error: unknown): error is { readonly status: number; readonly code: number } {
  if (typeof error !== 'object' || error === null) return false
  const hasCodes = 'status' in error && 'code' in error
  return hasCodes && typeof error.status === 'number' && typeof error.code === 'number'
}
