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

/** Options of commands over the twilio client. */
export interface ClientCommandOptions<
  Model extends StreamModel,
  Real extends ClientReal,
> extends CommandOptions {
  /** `'client'`, or left out: asynchronous commands over the twilio client. */
  readonly over?: 'client' | undefined
  /** Commands of your own to mix in, each arbitrary as often as creations. */
  readonly commands?: readonly fc.Arbitrary<fc.AsyncCommand<Model, Real>>[] | undefined
}

/** Options of commands over the JS API. */
export interface StoreCommandOptions<
  Model extends StreamModel,
  Real extends StoreReal,
> extends CommandOptions {
  /** Synchronous commands over `sync.streams`. */
  readonly over: 'store'
  /** Commands of your own to mix in, each arbitrary as often as creations. */
  readonly commands?: readonly fc.Arbitrary<fc.Command<Model, Real>>[] | undefined
}

/**
 * Lists of commands for fast-check's model runs. Over the twilio client they are asynchronous, for
 * `fc.asyncModelRun` and `fc.scheduledModelRun`; with `over: 'store'` synchronous, for `fc.modelRun`. Each
 * compares what the service answers with the {@link StreamModel} and throws an error that says what was
 * found and what was expected: SIDs, names, dates of expiry, the data of messages, refusals. They do not
 * look at other dates, at URLs, at SIDs of messages, and ask with no bad page size or page token.
 *
 * They keep no state, so that a failure replays from its seed and path alone: what a command aims at is
 * looked up in the model as it runs. Whatever else changes streams or moves the clock, a command of your
 * own or a job at work beside the commands, has to tell the model. The model knows of no faults; and in a
 * scheduled run, requests of commands cannot wait for the same scheduler, as a race gate would make them.
 *
 * @throws TypeError when an option is unknown or cannot be used
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

/** A list that is printed as what happens one after the other. */
function toReadable(commands: readonly object[]): readonly object[] {
  return Object.defineProperty([...commands], fc.toStringMethod, {
    value: () => (commands.length === 0 ? 'no commands' : commands.map(String).join(' → ')),
  })
}
