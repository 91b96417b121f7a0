import { hasNames } from '../../lang/is-object.ts'
import { isDeeperThan, type JsonObject } from '../../lang/json.ts'
import { isWhole, refuse } from '../../lang/refuse.ts'
import { system } from './actor.ts'
import type { SyncObject } from './records.ts'
import { isSid, type Sid, type SidPrefix } from './sid.ts'
import { deepestData } from './validate.ts'

// What states are read with: each kind of object says with these what its state looks like.

/** Returns what was found at a place in a state, or refuses it. */
export type Read<Value> = (found: unknown, at: string) => Value

export const object: Read<Readonly<Record<string, unknown>>> = rule('an object', hasNames)
export const boolean: Read<boolean> = rule('true or false', (found) => typeof found === 'boolean')
export const text: Read<string> = rule('a string', isText)
export const uniqueName: Read<string> = rule(
  'a string that is not empty and not shaped like a SID',
  (found): found is string => isText(found) && found !== '' && !isSid(found, ''),
)
export const whole: Read<number> = rule('a whole number of 0 or more', (found) =>
  isWhole(found, { least: 0 }),
)
export const data: Read<JsonObject> = rule(
  `an object in ${deepestData} levels at most`,
  (found): found is JsonObject => hasNames(found) && !isDeeperThan(deepestData, found),
)
export const time: Read<number> = rule(
  'a time in epoch milliseconds',
  (found): found is number => typeof found === 'number' && !Number.isNaN(new Date(found).getTime()),
)

/** Where a part of a state is, and what checks its numbers in the order of creation. */
export interface Part {
  readonly at: string
  readonly sequence: Once
}

/** What a state must hold of one kind of objects. */
export interface ObjectRules<State> {
  readonly read: Read<State>
  /** The member that holds the record. */
  readonly noun: string
  readonly recordOf: (state: State) => SyncObject
}

/** The readers of what the objects of all kinds have. */
export function objectShape<Prefix extends SidPrefix>(
  prefix: Prefix,
): { readonly [Name in keyof SyncObject]: Read<SyncObject<Prefix>[Name]> } {
  return {
    sid: sid(prefix),
    uniqueName: orNull(uniqueName),
    dateCreated: time,
    dateUpdated: time,
    dateExpires: orNull(time),
    createdBy: optional(text, system.identity),
  }
}

/** Creates a reader of an object with exactly these members, which keeps their order. */
export function shape<Shape extends object>(members: {
  readonly [Name in keyof Shape]-?: Read<Shape[Name]>
}): Read<Shape> {
  const readers = new Map<string, Read<unknown>>(Object.entries(members))
  const known = [...readers.keys()]
  return (found, at) => {
    const given = object(found, at)
    checkNames(given, { at, known })
    const copy: Record<string, unknown> = { ...given }
    const prefix = at === '' ? '' : `${at}.`
    for (const [name, read] of readers) copy[name] = read(copy[name], prefix + name)
    return copy as Shape
  }
}

export function checkNames(
  given: object,
  { at, known }: { readonly at: string; readonly known: readonly string[] },
): void {
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue
    refuseState(name, { at, expected: `only ${known.join(', ')}` })
  }
}

export function listOf<Value>(read: Read<Value>): Read<readonly Value[]> {
  return (found, at) => {
    if (!Array.isArray(found)) refuseState(found, { at, expected: 'a list' })
    return found.map((item: unknown, index) => read(item, `${at}[${index}]`))
  }
}

export function orNull<Value>(read: Read<Value>): Read<Value | null> {
  return (found, at) => (found === null ? null : read(found, at))
}

/** Creates a reader of a member that states written before it existed lack. */
export function optional<Value>(read: Read<Value>, missing: Value): Read<Value> {
  return (found, at) => (found === undefined ? missing : read(found, at))
}

export function sid<Prefix extends SidPrefix>(prefix: Prefix): Read<Sid<Prefix>> {
  return rule(
    `an ${prefix}… SID`,
    (found): found is Sid<Prefix> => isText(found) && isSid(found, prefix),
  )
}

export function rule<Value>(
  expected: string,
  holds: (found: unknown) => found is Value,
): Read<Value> {
  return (found, at) => {
    if (!holds(found)) refuseState(found, { at, expected })
    return found
  }
}

export function isText(found: unknown): found is string {
  return typeof found === 'string'
}

/** Checks that a value at a place repeats none that it has seen before. */
export type Once = (found: unknown, at: string) => void

export function once(expected: string): Once {
  const seen = new Set<unknown>()
  return (found, at) => {
    if (seen.has(found)) refuseState(found, { at, expected })
    seen.add(found)
  }
}

/** Throws the TypeError for a state that cannot be restored, naming the offending place. */
export function refuseState(
  found: unknown,
  { at, expected }: { readonly at: string; readonly expected: string },
): never {
  refuse('restore the state', { found, at: at === '' ? undefined : at, expected })
}
