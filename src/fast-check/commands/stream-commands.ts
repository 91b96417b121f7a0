import { hasMethod } from '../../lang/has-method.ts'
import { checkOptionNames, isWhole, refuse } from '../../lang/refuse.ts'
import { timeStep } from '../arbitraries/time-step.ts'
import { withEdges } from '../arbitraries/with-edges.ts'
import { fc } from '../fc.ts'
import { advance, create, publish, remove, update } from './client-commands.ts'
import type { ClientReal } from './client.ts'
import type { StreamModel } from './stream-model.ts'

/** Options of {@link streamCommands}. All are optional. */
export interface StreamCommandOptions<Model extends StreamModel, Real extends ClientReal> {
  /**
   * The unique names to draw from, best those that your app uses: one or more, other than `.` and
   * `..`. Keep them few, so that they collide. Default: `orders`, `Orders`, `kitchen` and
   * `a/b%2F ü?#`.
   */
  readonly names?: readonly string[] | undefined
  /** Maximum number of commands in a list. Default: 20. */
  readonly maxCommands?: number | undefined
  /** Your own commands to mix in. Each arbitrary is as frequent as `create`. Default: none. */
  readonly commands?: readonly fc.Arbitrary<fc.AsyncCommand<Model, Real>>[] | undefined
}

/** Two differ only by case, and one has everything a URL could break. */
const defaultNames: readonly string[] = ['orders', 'Orders', 'kitchen', 'a/b%2F ü?#']

/**
 * Generates lists of commands for `fc.asyncModelRun` and `fc.scheduledModelRun`: what other clients
 * do to the `default` service while your app runs, and your app's own actions among it. Shrinks to
 * an empty list.
 *
 * The commands create streams by these names, update their TTL, remove them, publish on them, and
 * move the clock, often to around an expiry. Each throws an Error if the service accepts what the
 * {@link StreamModel} says it must refuse (54301 for a name taken, 20404 for a stream that is gone),
 * or the other way round. Names and TTLs, which are up to an hour, must be within the limits of the
 * fake.
 *
 * Anything else that changes the streams of these names, such as your own commands or a job
 * that runs beside the commands, has to update the model. The model does not know about faults.
 *
 * The lists are plain arrays of commands without state: a failure replays from its seed and path
 * alone.
 *
 * In a scheduled run, do not put up a race gate with the same scheduler: it lets nothing else pass
 * until a command is over, so requests of that command would wait forever.
 *
 * @throws TypeError when an option is unknown or invalid
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
  options: StreamCommandOptions<Model, Real> = {},
): fc.Arbitrary<readonly fc.AsyncCommand<Model, Real>[]> {
  checkOptions(options)
  const { names = defaultNames, maxCommands = 20, commands = [] } = options
  const name = fc.constantFrom(...names)
  const ttl = withEdges(fc.integer({ min: 0, max: 3600 }), [0, 1, 60])
  const data = fc.record({ id: fc.nat(99) })
  const command = fc.oneof<fc.Arbitrary<fc.AsyncCommand<Model, Real>>[]>(
    fc.tuple(name, ttl).map((given) => create(...given)),
    fc.tuple(name, ttl).map((given) => update(...given)),
    name.map(remove),
    fc.tuple(name, data).map((given) => publish(...given)),
    timeStep().map(advance),
    ...commands,
  )
  return fc.array(command, { maxLength: maxCommands, size: 'max' }).map(toReadable)
}

/** Makes fast-check print a list as `create "orders" with ttl 60 → remove "orders"`. */
function toReadable<Command extends object>(commands: readonly Command[]): readonly Command[] {
  return Object.defineProperty([...commands], fc.toStringMethod, {
    value: () => (commands.length === 0 ? 'no commands' : commands.map(String).join(' → ')),
  })
}

const action = 'make stream commands'

function checkOptions(options: StreamCommandOptions<StreamModel, ClientReal>): void {
  checkOptionNames(options, { action, known: { names: true, maxCommands: true, commands: true } })
  const { names = defaultNames, maxCommands = 0, commands = [] } = options
  if (!Array.isArray(names) || names.length === 0 || !names.every(isAddressable)) {
    const expected = 'a list of one or more strings other than . and ..'
    refuse(action, { found: names, at: 'names', expected })
  }
  if (!isWhole(maxCommands, { least: 0 })) {
    refuse(action, {
      found: maxCommands,
      at: 'maxCommands',
      expected: 'a whole number of 0 or more',
    })
  }
  if (!Array.isArray(commands) || !commands.every(isArbitrary)) {
    const expected = 'a list of arbitraries: fc.constant(command)'
    refuse(action, { found: commands, at: 'commands', expected })
  }
}

/** URLs resolve `.` and `..` away. */
function isAddressable(name: unknown): boolean {
  return typeof name === 'string' && name !== '.' && name !== '..'
}

function isArbitrary(found: unknown): boolean {
  return hasMethod(found, 'generate')
}
