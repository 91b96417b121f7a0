import { describeEnd } from '../api/describe-end.ts'
import { kinds } from '../domain/rules/kinds.ts'
import type { SyncObject } from '../domain/rules/records.ts'
import { keysOf } from '../lang/keys-of.ts'
import { quote, showDuration } from '../lang/show.ts'
import { list } from './candidates.ts'
import { elsewhereText } from './elsewhere.ts'
import type { Given } from './given.ts'

/**
 * Lists the existing names, those most similar to the expected one first. If the object is in
 * another service, or is one of another kind, says so; if it was there before, how it ended.
 */
export function namesText(given: Given, sidOrName: string): string {
  const { sync, kind, store } = given
  const { noun } = kinds[kind]
  const isWanted = ({ sid, uniqueName }: SyncObject): boolean =>
    [sid, uniqueName].includes(sidOrName)
  const elsewhere = elsewhereText(sync, { kind, what: 'one', isMissing: isWanted })
  const notes = `${elsewhere}${otherKindText(given, sidOrName)}${endText(given, isWanted)}`
  if (store.size === 0) {
    const where = elsewhere === '' ? 'at all' : 'in the default service'
    return `no ${kind} ${where}${notes}`
  }
  const all: readonly SyncObject[] = store.all()
  const names = nearestNames(all, { nameIn: ({ uniqueName, sid }) => uniqueName ?? sid, sidOrName })
  return `no such ${noun} among ${all.length}${notes}${list(names.map(nameOf))}`
}

/** Says how the last of such objects ended: `; "orders" expired 1 min ago (ttl 60)`. */
export function endText(
  { store, requests }: Given,
  isWanted: (object: SyncObject) => boolean,
): string {
  const endings: readonly (typeof store.endings)[number][] = store.endings
  const end = [...endings].reverse().find(({ object }) => isWanted(object))
  if (end === undefined) return ''
  const age = showDuration(store.now() - end.at)
  return `; ${nameOf(end.object)} ${describeEnd(end, { requests, age })}`
}

/** Names an object for a message. */
export function nameOf({ sid, uniqueName }: SyncObject): string {
  return uniqueName === null ? sid : quote(uniqueName)
}

interface Wanted<Item> {
  readonly nameIn: (item: Item) => string
  readonly sidOrName: string
}

/** Sorts items by how similar their names are to the one that was expected. */
export function nearestNames<Item>(
  items: readonly Item[],
  { nameIn, sidOrName }: Wanted<Item>,
): Item[] {
  const wanted = sidOrName.toLowerCase()
  const likeness = (item: Item): number => commonLetters(nameIn(item).toLowerCase(), wanted)
  return [...items].sort((one, other) => likeness(other) - likeness(one))
}

/** Says which other kinds have an object of that name: `; a map has this name`. */
function otherKindText({ kind, stores }: Given, sidOrName: string): string {
  const others = keysOf(kinds).filter((one) => one !== kind && stores[one]?.find(sidOrName))
  return others.map((one) => `; a ${kinds[one].noun} has this name`).join('')
}

/** Counts the letters two strings have in common at the beginning or the end. */
function commonLetters(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length)
  let front = 0
  while (front < shorter && one[front] === other[front]) front += 1
  let back = 0
  while (back < shorter && one.at(-1 - back) === other.at(-1 - back)) back += 1
  return Math.max(front, back)
}
