import { checkOptionNames, isWhole, refuse } from '../../domain/refuse.ts'
import type { fc } from '../fc.ts'

/**
 * The name of a built-in command of {@link streamCommands}:
 *
 * - `create`: creates a stream, with or without a name and a TTL
 * - `createTaken`: creates a stream under a name that is in use
 * - `createInvalid`: creates a stream with an invalid name or TTL
 * - `fetch`: fetches a stream
 * - `update`: updates the TTL of a stream, or updates it with no parameter
 * - `updateInvalid`: updates a stream with an invalid TTL
 * - `remove`: removes a stream
 * - `publish`: publishes a message, some of them as large as the limit allows
 * - `publishInvalid`: publishes a message that is too large or a list
 * - `useEnded`: uses a stream that was removed or has expired
 * - `useUnknown`: uses a stream that never existed
 * - `list`: lists all streams, in pages of 1 to 3
 * - `walk`: reads page by page, in pages of 1 to 3, with up to three changes in between
 * - `advance`: moves the clock by 1 ms up to an hour
 * - `expire`: moves the clock to 1 ms before, exactly to, or 1 ms after the next expiry
 *
 * Each checks the response. Where one uses a stream, it does so by SID or by name.
 */
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

/** How often each command occurs, relative to the others. */
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

export const streamCommandNames: readonly StreamCommandName[] = Object.keys(
  defaultWeights,
) as StreamCommandName[]

/** Few, so that they collide. Two differ only by case, and one has everything a URL could break. */
export const defaultNames: readonly string[] = ['orders', 'Orders', 'kitchen', 'a/b%2F ü?#']

/** Options of {@link streamCommands}. All are optional. */
export interface CommandOptions {
  /** Maximum number of commands in a list. Default: 20. */
  readonly maxCommands?: number | undefined
  /** The built-in commands to include. Default: all. */
  readonly only?: readonly StreamCommandName[] | undefined
  /** The built-in commands to leave out. Default: none. */
  readonly exclude?: readonly StreamCommandName[] | undefined
  /**
   * How often each built-in command occurs, relative to the others: whole numbers, 0 for never.
   * Default: from 1, as for `list`, to 6, as for `create` and `walk`.
   */
  readonly weights?: { readonly [Name in StreamCommandName]?: number | undefined } | undefined
  /**
   * The unique names to draw from: one or more, other than `.` and `..`. Keep them few, so that
   * they collide. Default: `orders`, `Orders`, `kitchen` and `a/b%2F ü?#`.
   */
  readonly names?: readonly string[] | undefined
}

const optionNames = ['over', 'commands', 'maxCommands', 'only', 'exclude', 'weights', 'names']

/** The options whose types differ between the client and the JS API. */
interface OtherOptions {
  readonly over?: string | undefined
  readonly commands?: readonly object[] | undefined
}

const action = 'make stream commands'

/** @throws TypeError when an option is unknown or invalid */
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

/** The built-in commands that the options select, with their weights. */
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
    // URLs resolve these two away.
    if (typeof name === 'string' && name !== '.' && name !== '..') continue
    refuse(action, { found: name, at: 'names', expected: 'strings other than . and ..' })
  }
}

function checkCount(at: string, found: unknown): void {
  if (isWhole(found, { least: 0 })) return
  refuse(action, { found, at, expected: 'a whole number of 0 or more' })
}
