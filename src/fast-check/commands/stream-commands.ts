import { hasMethod } from '../../lang/has-method.ts'
import type { JsonObject } from '../../lang/json.ts'
import { checkOptionNames, isWhole, refuse } from '../../lang/refuse.ts'
import { isNameList, namesFrom, type NameSource } from '../arbitraries/name-source.ts'
import { type TimeStep, timeStep } from '../arbitraries/time-step.ts'
import { withEdges } from '../arbitraries/with-edges.ts'
import { fc } from '../fc.ts'
import { advance, create, publish, remove, type StreamCommand, update } from './client-commands.ts'
import type { ClientReal } from './client.ts'
import type { StreamModel } from './stream-model.ts'

/** Options of {@link streamCommands}. All are optional. */
export interface StreamCommandOptions<Model extends StreamModel, Real extends ClientReal> {
  /**
   * The unique names to draw from, best those that your app uses: a list of one or more, other than
   * `.` and `..`, which you should keep few, so that they collide; or an arbitrary, of which each
   * list of commands uses up to four. Default: `orders`, `Orders`, `kitchen` and `a/b%2F ü?#`.
   */
  readonly names?: NameSource | undefined
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
 * move the clock, often to around an expiry. Half of the streams they create have a name that was
 * freed before, by removal or expiry, if there is one. Each throws an Error if the service accepts what the
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
  const ttl = withEdges(fc.integer({ min: 0, max: 3600 }), [0, 1, 60])
  const name = fc.nat(isNameList(names) ? names.length - 1 : mostNames - 1)
  const draft = fc.oneof<fc.Arbitrary<Draft<fc.AsyncCommand<Model, Real>>>[]>(
    fc.record({ kind: fc.constant('create'), name, ttl, isAgain: fc.boolean() }),
    fc.record({ kind: fc.constant('update'), name, ttl }),
    fc.record({ kind: fc.constant('remove'), name, isCreated: fc.boolean() }),
    fc.record({ kind: fc.constant('publish'), name, data: fc.record({ id: fc.nat(99) }) }),
    fc.record({ kind: fc.constant('advance'), step: timeStep() }),
    ...commands.map((own) => fc.record({ kind: fc.constant('own'), command: own })),
  )
  const drafts = fc.array(draft, { maxLength: maxCommands, size: 'max' })
  return fc.tuple(namesOfList(names), drafts).map(([given, drawn]) => {
    return toReadable(finish(drawn, given))
  })
}

/** The most names that a list of commands draws from an arbitrary. */
const mostNames = 4

/** The names of one list of commands. */
function namesOfList(names: NameSource): fc.Arbitrary<readonly string[]> {
  if (isNameList(names)) return fc.constant(names)
  return fc.array(namesFrom(names, { action }), { minLength: 1, maxLength: mostNames, size: 'max' })
}

/** A command before it is known which names there are, and which of them are free again. */
type Draft<Own> =
  | {
      readonly kind: 'create'
      /** An index of the names, as in the others. */
      readonly name: number
      readonly ttl: number
      /** Whether to create a name that was freed instead, if there is one. */
      readonly isAgain: boolean
    }
  | { readonly kind: 'update'; readonly name: number; readonly ttl: number }
  | {
      readonly kind: 'remove'
      readonly name: number
      /** Whether to remove the name that was created last instead, if there is one. */
      readonly isCreated: boolean
    }
  | { readonly kind: 'publish'; readonly name: number; readonly data: JsonObject }
  | { readonly kind: 'advance'; readonly step: TimeStep }
  | { readonly kind: 'own'; readonly command: Own }

/**
 * Makes commands of drafts. What they free follows from the commands alone and not from the
 * model when they run, so that they print the names they will use.
 */
function finish<Own>(
  drafts: readonly Draft<Own>[],
  names: readonly string[],
): readonly (Own | StreamCommand)[] {
  const created = new Set<string>()
  const mortal = new Set<string>()
  const freed: string[] = []
  return drafts.map((draft) => {
    if (draft.kind === 'own') return draft.command
    if (draft.kind === 'advance') {
      freed.push(...mortal)
      mortal.clear()
      return advance(draft.step)
    }
    const name = String(names[draft.name % names.length])
    if (draft.kind === 'publish') return publish(name, draft.data)
    if (draft.kind === 'remove') {
      const removed = draft.isCreated ? ([...created].at(-1) ?? name) : name
      if (created.delete(removed)) freed.push(removed)
      mortal.delete(removed)
      return remove(removed)
    }
    if (draft.kind === 'update') return update(name, draft.ttl)
    const given = draft.isAgain ? (freed.pop() ?? name) : name
    created.add(given)
    if (draft.ttl > 0) mortal.add(given)
    return create(given, draft.ttl)
  })
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
  namesFrom(names, { action })
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

function isArbitrary(found: unknown): boolean {
  return hasMethod(found, 'generate')
}
