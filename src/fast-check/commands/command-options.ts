import { checkOptionNames, isWhole, refuse } from '../../domain/refuse.ts'
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

const action = 'make stream commands'

/**
 * Validates the options of commands.
 *
 * @throws TypeError when an option is unknown or cannot be used
 */
export function checkCommandOptions(options: CommandOptions & OtherOptions): void {
  checkOptionNames(action, options, optionNames)
  const { over = 'client', maxCommands = 0, commands = [], names, only, exclude, weights } = options
  if (over !== 'client' && over !== 'store') {
    refuse(action, { found: over, at: 'over', expected: "'client' or 'store'" })
  }
  checkCount('maxCommands', maxCommands)
  for (const [at, found] of Object.entries({ only, exclude })) {
    if (found !== undefined) checkCommandNames(at, listAt(at, found))
  }
  if (weights !== undefined) checkWeights(weights)
  if (names !== undefined) checkNames(listAt('names', names))
  if (!Array.isArray(commands) || !commands.every(isArbitrary)) {
    const expected = 'a list of arbitraries: fc.constant(command)'
    refuse(action, { found: commands, at: 'commands', expected })
  }
  if (weightsOf(options).length + commands.length === 0) {
    throw new TypeError(`Cannot ${action}: found no command left, expected one or more`)
  }
}

function listAt(at: string, found: unknown): readonly unknown[] {
  if (Array.isArray(found)) return found
  return refuse(action, { found, at, expected: 'a list' })
}

function checkCommandNames(at: string, names: readonly unknown[]): void {
  const unknown = names.find((name) => !streamCommandNames.some((known) => known === name))
  if (unknown === undefined) return
  refuse(action, { found: unknown, at, expected: `any of ${streamCommandNames.join(', ')}` })
}

function checkWeights(weights: unknown): void {
  if (typeof weights !== 'object' || weights === null || Array.isArray(weights)) {
    const expected = 'an object of numbers by the names of commands'
    refuse(action, { found: weights, at: 'weights', expected })
  }
  checkCommandNames('weights', Object.keys(weights))
  for (const [name, weight = 0] of Object.entries(weights) as [string, unknown][]) {
    checkCount(`weights.${name}`, weight)
  }
}

function isArbitrary(found: unknown): boolean {
  return typeof (Object(found) as Partial<fc.Arbitrary<object>>).generate === 'function'
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

function checkNames(names: readonly unknown[]): void {
  if (names.length === 0) refuse(action, { found: names, at: 'names', expected: 'one or more' })
  for (const name of names) {
    // A path cannot carry these two: URLs resolve them away.
    if (typeof name === 'string' && name !== '.' && name !== '..') continue
    refuse(action, { found: name, at: 'names', expected: 'strings other than . and ..' })
  }
}

function checkCount(at: string, found: unknown): void {
  if (isWhole(found, { least: 0 })) return
  refuse(action, { found, at, expected: 'a whole number of 0 or more' })
}
