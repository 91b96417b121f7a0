import { describeItemEnd } from '../api/describe-end.ts'
import type { CollectionItem } from '../domain/rules/feed.ts'

import type { ListItem, MapItem } from '../domain/rules/records.ts'
import { quote, showDuration } from '../lang/show.ts'
import { candidatesText, list } from './candidates.ts'
import { isLike, nearest } from './differences.ts'
import type { Given } from './given.ts'
import type { MatcherContext } from './matcher.ts'
import { foundText, likeText } from './messages.ts'
import { namesText, nearestNames } from './names.ts'
import { textOf } from './text-of.ts'

/** An item that a matcher looked for by its index or key, in a list or a map. */
interface ItemCase<Kind extends 'lists' | 'maps'> {
  readonly given: Given<Kind>
  readonly sidOrName: string
  readonly key: Kind extends 'lists' ? number : string
  readonly expected: object
}

/** Returns the failure message of `toHaveListItem` with an index. */
export function listItemText(context: MatcherContext, item: ItemCase<'lists'>): string {
  const { given, sidOrName, key: index, expected } = item
  const wanted = `item ${index}${likeText(expected)} in the list ${quote(sidOrName)}`
  if (given.store.find(sidOrName) === undefined) return noCollectionText(item, `the ${wanted}`)
  const items = given.store.items(sidOrName)
  const found = items.find(index)
  if (found !== undefined) return itemFoundText(context, { wanted, found, expected })
  const distance = (one: ListItem): number => Math.abs(one.index - index)
  const all = items.all().sort((one, other) => distance(one) - distance(other))
  const end = endText(item, (one) => 'index' in one && one.index === index)
  return `Expected the ${wanted}, found ${missingText(all, { what: 'index', end })}`
}

/** Returns the failure message of `toHaveMapItem`. */
export function mapItemText(context: MatcherContext, item: ItemCase<'maps'>): string {
  const { given, sidOrName, key, expected } = item
  const wanted = `item ${quote(key)}${likeText(expected)} in the map ${quote(sidOrName)}`
  if (given.store.find(sidOrName) === undefined) return noCollectionText(item, `the ${wanted}`)
  const items = given.store.items(sidOrName)
  const found = items.find(key)
  if (found !== undefined) return itemFoundText(context, { wanted, found, expected })
  const all = nearestNames(items.all(), { nameIn: (one) => one.key, sidOrName: key })
  const end = endText(item, (one) => 'key' in one && one.key === key)
  return `Expected the ${wanted}, found ${missingText(all, { what: 'key', end })}`
}

/** Returns the failure message of `toHaveListItem` without an index. */
export function listItemsText(
  context: MatcherContext,
  items: Omit<ItemCase<'lists'>, 'key'>,
): string {
  const { given, sidOrName, expected } = items
  const article = context.isNot ? 'no' : 'an'
  const wanted = `${article} item like ${textOf(expected)} in the list ${quote(sidOrName)}`
  if (given.store.find(sidOrName) === undefined) return noCollectionText(items, wanted)
  const candidates = nearest(context, {
    items: given.store.items(sidOrName).all(),
    expected: { data: expected },
  }).map(({ item, differences }) => ({
    item,
    differences: differences.map(({ path, found }) => ({ path: path.slice(1), found })),
  }))
  const isWanted = ({ data }: CollectionItem): boolean => isLike(context, { found: data, expected })
  const isFound = candidates.some(({ differences }) => differences.length === 0)
  const end = isFound ? '' : endText(items, isWanted)
  return `Expected ${wanted}, found ${candidatesText(context, {
    candidates,
    noun: 'item',
    note: end,
    describe: (item) => `${nameOf(item)}: ${textOf(item.data)}`,
  })}`
}

function noCollectionText(
  { given, sidOrName }: Omit<ItemCase<'lists' | 'maps'>, 'key'>,
  wanted: string,
): string {
  return `Expected ${wanted}, found ${namesText(given, sidOrName)}`
}

interface FoundItem {
  readonly wanted: string
  readonly found: CollectionItem
  readonly expected: object
}

function itemFoundText(context: MatcherContext, { wanted, found, expected }: FoundItem): string {
  return foundText(context, { wanted, article: 'the', found: found.data, expected })
}

interface Missing {
  readonly what: string
  readonly end: string
}

/** Lists the items that there are, those nearest to the expected one first. */
function missingText(items: readonly CollectionItem[], { what, end }: Missing): string {
  if (items.length === 0) return `no items at all${end}`
  return `no such ${what} among ${items.length}${end}${list(items.map(nameOf))}`
}

/** Says how the last of such items ended: `; "ann" expired 1 min ago (1 h old)`. */
function endText(
  { given, sidOrName }: Omit<ItemCase<'lists' | 'maps'>, 'key'>,
  isWanted: (item: CollectionItem) => boolean,
): string {
  const changes = [...given.store.eventsAfter(sidOrName, -1)].reverse()
  for (const change of changes) {
    if (change.type !== 'itemRemoved' || !isWanted(change.item)) continue
    const { item: object, reason, at } = change
    const age = showDuration(given.store.now() - at)
    const { requests } = given
    return `; ${nameOf(object)} ${describeItemEnd({ object, reason, at }, { requests, age })}`
  }
  return ''
}

function nameOf(item: ListItem | MapItem): string {
  return 'key' in item ? quote(item.key) : `item ${item.index}`
}
