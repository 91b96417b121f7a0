import type { EndReason } from '../domain/objects/ended.ts'
import type { CollectionItem } from '../domain/rules/feed.ts'
import { kinds } from '../domain/rules/kinds.ts'
import type { SyncObject } from '../domain/rules/records.ts'
import { isSid } from '../domain/rules/sid.ts'
import { showDuration } from '../lang/show.ts'
import type { RequestRecord } from './journal.ts'
import { percentDecode } from './percent-encoding.ts'

/** An object, or an item of one, that is no longer there. */
interface End<Thing> {
  readonly object: Thing
  readonly reason: EndReason
  readonly at: number
}

interface DescribeEndOptions {
  /** The requests that may have removed it. */
  readonly requests: readonly RequestRecord[]
  /** How long ago it ended, if that is to be said: `3 s`. */
  readonly age?: string
}

/** Says how an object ended: `expired 1 min ago (ttl 60)`, `was removed by DELETE`. */
export function describeEnd(end: End<SyncObject>, options: DescribeEndOptions): string {
  const { sid, uniqueName, dateExpires, dateUpdated, dateCreated } = end.object
  // All else moves the date of its last update without a new time to live.
  const life = isSid(sid, kinds.streams.prefix)
    ? `ttl ${((dateExpires ?? end.at) - dateUpdated) / 1000}`
    : `${showDuration(end.at - dateCreated)} old`
  return describe(end, { ...options, life, names: [sid, uniqueName], isItem: false })
}

/** Says how an item ended: `expired 1 min ago (1 h old)`, `was removed by DELETE`. */
export function describeItemEnd(end: End<CollectionItem>, options: DescribeEndOptions): string {
  const { object: item, at } = end
  const names = ['key' in item ? item.key : String(item.index)]
  const life = `${showDuration(at - item.dateCreated)} old`
  return describe(end, { ...options, life, names, isItem: true })
}

interface Words extends DescribeEndOptions {
  /** How long something was to live, or did. */
  readonly life: string
  /** What a path that ends with it may end with. */
  readonly names: readonly (string | null)[]
  readonly isItem: boolean
}

function describe(end: End<unknown>, { requests, age, life, ...thing }: Words): string {
  const ago = age === undefined ? '' : ` ${age} ago`
  if (end.reason === 'expired') return `expired${ago} (${life})`
  const isRequested = requests.some((request) => hasRemoved(request, { ...thing, at: end.at }))
  return `was removed${ago}${isRequested ? ' by DELETE' : ''}`
}

interface Removed extends Pick<Words, 'names' | 'isItem'> {
  readonly at: number
}

function hasRemoved(
  { method, path, status, time }: RequestRecord,
  { names, isItem, at }: Removed,
): boolean {
  // Clients of the SDK get 200, and what was removed.
  if (method !== 'DELETE' || (status !== 204 && status !== 200) || time !== at) return false
  const [parent, key = ''] = path.split('/').slice(-2)
  const name = percentDecode(key)
  return (parent === 'Items') === isItem && name !== undefined && names.includes(name)
}
