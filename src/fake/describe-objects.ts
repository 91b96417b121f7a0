import type { KindName } from '../domain/rules/kinds.ts'
import type { ListItem, MapItem, Permission, SyncObject } from '../domain/rules/records.ts'
import { numberOf } from '../domain/rules/revision.ts'
import { objectRules } from '../domain/world/parse-state.ts'
import type { ObjectStates } from '../domain/world/state.ts'
import { toJson } from '../lang/json.ts'
import { quote, shorten, showDuration } from '../lang/show.ts'

/** How many characters of a name are shown: those of the longest unique name, in quotes. */
const longestName = 322

/** How many characters of a message, or of other data, are shown. */
const longestText = 60

/** Says in parts what an object holds. */
type Contents<State> = (state: State, now: number) => readonly string[]

const contents: { readonly [Kind in KindName]: Contents<ObjectStates[Kind]> } = {
  streams: ({ messages }) => [describeMessages(messages)],
  documents: ({ document: { revision, data }, permissions }) => [
    `revision ${revision}`,
    ...describePermissions(permissions),
    dataOf(data),
  ],
  lists: ({ list: { revision }, items, permissions }, now) => [
    `revision ${revision}`,
    ...describePermissions(permissions),
    ...describeItems(items, { now, keyOf: ({ index }) => String(index) }),
  ],
  maps: ({ map: { revision }, items, permissions }, now) => [
    `revision ${revision}`,
    ...describePermissions(permissions),
    ...describeItems(items, { now, keyOf: ({ key }) => cut(quote(key)) }),
  ],
}

/** Describes an object in one line: its name, its SID, its age, when it expires, and what it holds. */
export function describeObject<Kind extends KindName>(
  kind: Kind,
  { state, now }: { readonly state: ObjectStates[Kind]; readonly now: number },
): string {
  const object = objectRules[kind].recordOf(state)
  const age = `${showDuration(now - object.dateCreated)} old`
  const parts = [age, lifeOf(object, now), ...contents[kind](state, now)]
  return `${titleOfObject(object)}: ${parts.join(', ')}`
}

/** Names an object: `"orders" TO…`. */
export function titleOfObject({ sid, uniqueName }: SyncObject): string {
  return `${uniqueName === null ? 'unnamed' : cut(quote(uniqueName))} ${sid}`
}

/** Cuts what an app may make as long as it likes. */
export function cut(name: string): string {
  return shorten(name, longestName)
}

/** Counts things: `1 stream`, `2 streams`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function lifeOf({ dateExpires }: Pick<SyncObject, 'dateExpires'>, now: number): string {
  if (dateExpires === null) return 'never expires'
  if (dateExpires > now) return `expires in ${showDuration(dateExpires - now)}`
  return `expired ${showDuration(now - dateExpires)} ago, but still there`
}

function describeMessages(messages: ObjectStates['streams']['messages']): string {
  const last = messages.at(-1)
  if (last === undefined) return 'no messages'
  const many = messages.length === 1 ? '1 message:' : `${messages.length} messages, last`
  return `${many} ${dataOf(last.data)}`
}

/** Nothing where nothing was set: few apps set any. */
function describePermissions({ length }: readonly Permission[]): readonly string[] {
  return length === 0 ? [] : [count(length, 'permission')]
}

interface ItemWords<Item> {
  readonly now: number
  readonly keyOf: (item: Item) => string
}

/** Counts items, says which of them ends next, and shows the one that changed last. */
function describeItems<Item extends ListItem | MapItem>(
  items: readonly Item[],
  { now, keyOf }: ItemWords<Item>,
): readonly string[] {
  const last = latest(items)
  if (last === undefined) return ['no items']
  const expiries = items.flatMap(({ dateExpires }) => dateExpires ?? [])
  const next = expiries.reduce((one, other) => Math.min(one, other), Infinity)
  const life = next === Infinity ? [] : [lifeOf({ dateExpires: next }, now)]
  const shown = `${keyOf(last)}: ${dataOf(last.data)}`
  if (items.length === 1) return [`1 item ${shown}`, ...life.map((text) => `which ${text}`)]
  return [
    count(items.length, 'item'),
    ...life.map((text) => `the next ${text}`),
    `last changed ${shown}`,
  ]
}

function latest<Item extends ListItem | MapItem>(items: readonly Item[]): Item | undefined {
  const [first, ...others] = items
  if (first === undefined) return undefined
  return others.reduce(
    (one, other) => (numberOf(other.revision) > numberOf(one.revision) ? other : one),
    first,
  )
}

function dataOf(data: object): string {
  return shorten(toJson(data) ?? '', longestText)
}
