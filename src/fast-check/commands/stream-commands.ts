import { fc } from '../fc.ts'
import type { ClientReal } from './client.ts'
import {
  checkCommandOptions,
  type CommandOptions,
  defaultNames,
  defaultWeights,
  type StreamCommandName,
  weightsOf,
} from './command-options.ts'
import { create, createInvalid, createTaken } from './creations.ts'
import { list, walk } from './lists.ts'
import { useEnded, useUnknown } from './missing.ts'
import type { Plan } from './plan.ts'
import { overClient, overStore } from './run-plan.ts'
import type { StoreReal } from './store.ts'
import type { StreamModel } from './stream-model.ts'
import { advance, expire } from './time.ts'
import { fetch, publish, publishInvalid, remove, update, updateInvalid } from './uses.ts'

/** Options of {@link streamCommands} over the twilio client. */
export interface ClientCommandOptions<
  Model extends StreamModel,
  Real extends ClientReal,
> extends CommandOptions {
  /** What the commands run over. Default: `'client'`, for asynchronous commands. */
  readonly over?: 'client' | undefined
  /** Commands of your own to mix in. Each arbitrary is as frequent as `create`. Default: none. */
  readonly commands?: readonly fc.Arbitrary<fc.AsyncCommand<Model, Real>>[] | undefined
}

/** Options of {@link streamCommands} over the JS API. */
export interface StoreCommandOptions<
  Model extends StreamModel,
  Real extends StoreReal,
> extends CommandOptions {
  /** What the commands run over: `'store'` for synchronous commands over `sync.streams`. */
  readonly over: 'store'
  /** Commands of your own to mix in. Each arbitrary is as frequent as `create`. Default: none. */
  readonly commands?: readonly fc.Arbitrary<fc.Command<Model, Real>>[] | undefined
}

/**
 * Generates lists of commands for fast-check's model runs. Over the twilio client the commands are
 * asynchronous, for `fc.asyncModelRun` and `fc.scheduledModelRun`; with `over: 'store'` they are
 * synchronous, for `fc.modelRun`. Shrinks to an empty list.
 *
 * Each command compares the response with the {@link StreamModel}: SIDs, names, expiry dates,
 * message data and refusals. If they differ, it throws an Error that says what was found and what
 * was expected. Other dates, URLs and message SIDs are not compared; bad page sizes and page tokens
 * are not sent.
 *
 * Commands keep no state: their targets are looked up in the model when they run. So a failure
 * replays from its seed and path alone.
 *
 * Anything else that changes streams or moves the clock, such as a command of your own or a job
 * that runs beside the commands, has to update the model. The model does not know about faults.
 *
 * In a scheduled run, do not put up a race gate with the same scheduler: it lets nothing else pass
 * until a command is over, so requests of that command would wait forever.
 *
 * @throws TypeError when an option is unknown or invalid, or when no command is left
 *
 * @example
 * import fc from 'fast-check'
 * import { StreamModel, streamCommands } from 'fake-twilio-sync/fast-check'
 * const { syncStreams } = twilio('AC00000000000000000000000000000000', 'any token', {
 *   httpClient: sync.httpClient,
 * }).sync.v1.services('default')
 * const property = fc.asyncProperty(streamCommands(), async (commands) => {
 *   sync.reset()
 *   const setup = () => ({ model: new StreamModel(sync), real: { sync, syncStreams } })
 *   await fc.asyncModelRun(setup, commands)
 * })
 * const { failed } = await fc.check(property)
 * failed //=> false
 */
export function streamCommands<
  Model extends StreamModel = StreamModel,
  Real extends ClientReal = ClientReal,
>(
  options?: ClientCommandOptions<Model, Real>,
): fc.Arbitrary<readonly fc.AsyncCommand<Model, Real>[]>
/**
 * Generates lists of synchronous commands over `sync.streams`, for `fc.modelRun`. Shrinks to an
 * empty list.
 *
 * @throws TypeError when an option is unknown or invalid, or when no command is left
 */
export function streamCommands<
  Model extends StreamModel = StreamModel,
  Real extends StoreReal = StoreReal,
>(options: StoreCommandOptions<Model, Real>): fc.Arbitrary<readonly fc.Command<Model, Real>[]>
export function streamCommands(
  options:
    | ClientCommandOptions<StreamModel, ClientReal>
    | StoreCommandOptions<StreamModel, StoreReal> = {},
): fc.Arbitrary<readonly object[]> {
  checkCommandOptions(options)
  const convert: (plan: Plan) => object = options.over === 'store' ? overStore : overClient
  const own = (options.commands ?? []).map((arbitrary) => {
    return { arbitrary, weight: defaultWeights.create }
  })
  const plans = plansOver(options.names ?? defaultNames)
  const builtIn = weightsOf(options).map(([name, weight]) => {
    return { arbitrary: plans[name].map(convert), weight }
  })
  const { maxCommands = 20 } = options
  const lists = fc.array(fc.oneof(...builtIn, ...own), { maxLength: maxCommands, size: 'max' })
  return lists.map(toReadable)
}

function plansOver(names: readonly string[]): Record<StreamCommandName, fc.Arbitrary<Plan>> {
  const writes = fc.oneof(create(names), remove(), update(), advance(), expire())
  return {
    create: create(names),
    createTaken: createTaken(),
    createInvalid: createInvalid(),
    fetch: fetch(),
    update: update(),
    updateInvalid: updateInvalid(),
    remove: remove(),
    publish: publish(),
    publishInvalid: publishInvalid(),
    useEnded: useEnded(),
    useUnknown: useUnknown(),
    list: list(),
    walk: walk(writes),
    advance: advance(),
    expire: expire(),
  }
}

/** Makes fast-check print a list as `create "orders" → fetch the newest stream by SID`. */
function toReadable(commands: readonly object[]): readonly object[] {
  return Object.defineProperty([...commands], fc.toStringMethod, {
    value: () => (commands.length === 0 ? 'no commands' : commands.map(String).join(' → ')),
  })
}
