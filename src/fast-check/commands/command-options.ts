import { toJson } from '../../domain/json.ts'
import type { fc } from '../fc.ts'

/** The commands by name. */
export type StreamCommandName =
  | 'create'
  | 'createTaken'
  | 'createInvalid'
  | 'fetch'
  | 'update'
  | 'updateInvalid'
  | 'remove'
  | 'publish'
  | 'publishInvalid'
  | 'useEnded'
  | 'useUnknown'
  | 'list'
  | 'walk'
  | 'advance'
  | 'expire'

/** How often each comes, beside the others. */
export const defaultWeights: Readonly<Record<StreamCommandName, number>> = {
  create: 6,
  createTaken: 2,
  createInvalid: 1,
  fetch: 2,
  update: 2,
  updateInvalid: 1,
  remove: 2,
  publish: 2,
  publishInvalid: 1,
  useEnded: 3,
  useUnknown: 1,
  list: 1,
  walk: 6,
  advance: 1,
  expire: 2,
}

/** All names of commands. */
export const streamCommandNames: readonly StreamCommandName[] = Object.keys(
  defaultWeights,
) as StreamCommandName[]

/** Few, so that they collide; two differ in case, and one is all that is hard on URLs. */
export const defaultNames: readonly string[] = ['orders', 'Orders', 'kitchen', 'a/b%2F ü?#']

/** Which commands, and how many. Everything is optional. */
export interface CommandOptions {
  /** Longest list; 20 when left out. */
  readonly maxCommands?: number | undefined
  /** The commands to have, all when left out. */
  readonly only?: readonly StreamCommandName[] | undefined
  /** The commands not to have. */
  readonly exclude?: readonly StreamCommandName[] | undefined
  /** How often a command comes, beside the others: whole numbers, 1…6 when left out. */
  readonly weights?: { readonly [Name in StreamCommandName]?: number | undefined } | undefined
  /** The unique names to draw from: few, so that they collide. */
  readonly names?: readonly string[] | undefined
}

const optionNames = ['over', 'commands', 'maxCommands', 'only', 'exclude', 'weights', 'names']

/** The options whose types depend on what the commands run over. */
interface OtherOptions {
  readonly over?: string | undefined
  readonly commands?: readonly object[] | undefined
}

/** Refuses what is no option and what an option cannot be. */
export function checkCommandOptions(options: CommandOptions & OtherOptions): void {
  for (const name of Object.keys(options)) {
    if (!optionNames.includes(name)) refuse('options', name, `any of ${optionNames.join(', ')}`)
  }
  const { over = 'client', maxCommands = 0, commands = [], names } = options
  const { only = [], exclude = [], weights = {} } = options
  if (over !== 'client' && over !== 'store') refuse('over', over, `'client' or 'store'`)
  if (!isCount(maxCommands)) refuse('maxCommands', maxCommands, 'a whole number of 0 or more')
  for (const [option, found] of Object.entries({ only, exclude, weights: Object.keys(weights) })) {
    const unknown = found.find((name) => !Object.hasOwn(defaultWeights, name))
    if (unknown !== undefined) refuse(option, unknown, `any of ${streamCommandNames.join(', ')}`)
  }
  for (const [name, weight = 0] of Object.entries(weights)) {
    if (!isCount(weight)) refuse(`weights.${name}`, weight, 'a whole number of 0 or more')
  }
  if (names !== undefined) checkNames(names)
  if (!Array.isArray(commands) || !commands.every(isArbitrary)) {
    refuse('commands', 'what is no arbitrary', 'a list of arbitraries: fc.constant(command)')
  }
  if (weightsOf(options).length + commands.length === 0) {
    refuse('commands', 'none', 'one or more that are not excluded')
  }
}

function isArbitrary(found: object): boolean {
  return typeof (found as Partial<fc.Arbitrary<object>> | undefined)?.generate === 'function'
}

/** The commands that are asked for, and how often each is to come. */
export function weightsOf({
  only,
  exclude,
  weights,
}: CommandOptions): [StreamCommandName, number][] {
  return streamCommandNames
    .filter((name) => (only?.includes(name) ?? true) && exclude?.includes(name) !== true)
    .map((name): [StreamCommandName, number] => [name, weights?.[name] ?? defaultWeights[name]])
    .filter(([, weight]) => weight > 0)
}

function checkNames(names: readonly string[]): void {
  if (names.length === 0) refuse('names', 'none', 'one or more')
  for (const name of names) {
    // A path cannot carry these two: URLs resolve them away.
    const isAddressable = typeof name === 'string' && name !== '.' && name !== '..'
    if (!isAddressable) refuse('names', name, 'texts other than . and ..')
  }
}

function isCount(found: number): boolean {
  return Number.isSafeInteger(found) && found >= 0
}

function refuse(option: string, found: unknown, expected: string): never {
  const text = found instanceof Object ? (toJson(found) ?? typeof found) : String(found)
  throw new TypeError(
    `Cannot make stream commands: found ${text} for ${option}, expected ${expected}`,
  )
}
