import { fromBase64Url, toBase64Url } from '../../lang/base64url.ts'
import { parseJson } from '../../lang/json.ts'
import type { SortedList } from '../../lang/sorted-list.ts'
import { SyncError } from './failure.ts'
import type { Limits } from './limits.ts'

/** Which page to read. */
export interface PageOptions {
  /** Items wanted, 1…1000; at most 100 are returned (documented). Default: 50. */
  readonly pageSize?: number | undefined
  /** A token from another page. Default: the first page. */
  readonly pageToken?: string | undefined
}

/** One page of items in their order, with the tokens of the adjacent pages, if any. */
export interface ItemPage<Item> {
  readonly items: readonly Item[]
  /** The page size in effect, after the limits were applied. */
  readonly pageSize: number
  readonly nextPageToken?: string
  readonly previousPageToken?: string
}

/** What pages are read from. */
export interface PageSource<Key extends number | string, Item extends object> {
  readonly items: SortedList<Key, Item>
  readonly limits: Limits
  readonly keyOf: (item: Item) => Key
  /** Whether an item has, or may have had, this key. */
  readonly isKey: (found: unknown) => found is Key
}

/** Where a page begins: with the item of this key, or before it. The item may be gone. */
interface Position<Key> {
  readonly key: Key
  readonly direction: 'next' | 'previous'
}

/**
 * Reads a page by keyset: a token means "from this key on" or "before this key", not how many items
 * to skip. So a walk returns every item that exists throughout it exactly once, whatever is created
 * or removed in the meantime.
 *
 * @throws SyncError 400 / 54454 for a bad page size
 * @throws SyncError 400 / 54453 for a bad token
 */
export function readPage<Key extends number | string, Item extends object>(
  source: PageSource<Key, Item>,
  { pageSize, pageToken }: PageOptions,
): ItemPage<Item> {
  const size = checkPageSize(pageSize, source.limits)
  const position = pageToken === undefined ? undefined : parseToken(pageToken, source)
  const { key, direction } = position ?? {}
  const items =
    direction === 'previous'
      ? source.items.slice({ order: 'desc', from: key, bounds: 'exclusive', limit: size }).reverse()
      : source.items.slice({ from: key, limit: size })

  const [first] = items
  const last = items.at(-1)
  const start = first === undefined ? key : source.keyOf(first)
  const hasPrevious = start !== undefined && isAnyBefore(source, start)
  const [next] =
    last === undefined
      ? source.items.slice({ from: key, limit: 1 })
      : source.items.slice({ from: source.keyOf(last), bounds: 'exclusive', limit: 1 })
  return {
    items,
    pageSize: size,
    ...(next !== undefined && {
      nextPageToken: formatToken({ key: source.keyOf(next), direction: 'next' }),
    }),
    ...(hasPrevious && {
      previousPageToken: formatToken({ key: start, direction: 'previous' }),
    }),
  }
}

function isAnyBefore<Key extends number | string, Item extends object>(
  { items }: PageSource<Key, Item>,
  key: Key,
): boolean {
  return items.slice({ order: 'desc', from: key, bounds: 'exclusive', limit: 1 }).length > 0
}

/**
 * Documented prefix `PT`; the rest is opaque to clients. Seen in a log of sync.twilio.com: base64 of
 * JSON with a key.
 */
function formatToken<Key>(position: Position<Key>): string {
  return `PT${toBase64Url(jsonOf(position))}`
}

/** Accepts only what `formatToken` returns, to the letter. */
function parseToken<Key extends number | string, Item extends object>(
  token: string,
  { isKey }: PageSource<Key, Item>,
): Position<Key> {
  const json = token.startsWith('PT') ? fromBase64Url(token.slice(2)) : undefined
  const [, keyJson = '', direction] =
    /^\{"key":(.+),"direction":"(next|previous)"\}$/.exec(json ?? '') ?? []
  const key = parseJson(keyJson)
  if (isKey(key) && (direction === 'next' || direction === 'previous')) {
    const position = { key, direction } as const
    if (jsonOf(position) === json) return position
  }
  throw new SyncError({ kind: 'page-token-invalid', found: token })
}

function jsonOf<Key>({ key, direction }: Position<Key>): string {
  return `{"key":${JSON.stringify(key)},"direction":"${direction}"}`
}

/** Documented: 1…1000 are accepted, at most 100 are returned. */
function checkPageSize(found: number | undefined, limits: Limits): number {
  const { defaultPageSize, acceptedPageSize, returnedPageSize } = limits
  const size = found ?? Math.min(defaultPageSize, acceptedPageSize)
  if (!Number.isInteger(size) || size < 1 || size > acceptedPageSize) {
    throw new SyncError({ kind: 'page-size-invalid', found, largest: acceptedPageSize })
  }
  return Math.min(size, returnedPageSize)
}
