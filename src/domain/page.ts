import type { SortedList } from '../lang/sorted-list.ts'
import { SyncError } from './failure.ts'
import type { Limits } from './limits.ts'

/** Which page to read. */
export interface PageOptions {
  /** Items wanted, 1…1000; at most 100 are returned (documented). Default: 50. */
  readonly pageSize?: number | undefined
  /** A token from another page. Default: the first page. */
  readonly pageToken?: string | undefined
}

/** One page of items in order of creation, with the tokens of the adjacent pages, if any. */
export interface ItemPage<Item> {
  readonly items: readonly Item[]
  /** The page size in effect, after the limits were applied. */
  readonly pageSize: number
  readonly nextPageToken?: string
  readonly previousPageToken?: string
}

interface Source<Item extends { readonly sequence: number }> {
  readonly items: SortedList<number, Item>
  readonly limits: Limits
  /** Whether a sequence number was ever taken. */
  knows(sequence: number): boolean
}

/**
 * Reads a page by keyset: a token means "from sequence number n on" or "before n", not how many
 * items to skip. So a walk returns every item that exists throughout it exactly once, whatever is
 * created or removed in the meantime.
 *
 * @throws SyncError 400 / 54454 for a bad page size
 * @throws SyncError 400 / 54453 for a bad token
 */
export function readPage<Item extends { readonly sequence: number }>(
  source: Source<Item>,
  { pageSize, pageToken }: PageOptions,
): ItemPage<Item> {
  const size = checkPageSize(pageSize, source.limits)
  const { direction, sequence } = parseToken(pageToken, source)
  const found =
    direction === 'from'
      ? take(source.items.walk({ from: sequence }), size)
      : take(before(source.items, sequence), size).reverse()

  const first = found[0]?.sequence ?? sequence
  const end = lastOf(found) ?? sequence
  const hasPrevious = take(before(source.items, first), 1).length > 0
  const hasNext = take(source.items.walk({ from: end }), 1).length > 0
  return {
    items: found,
    pageSize: size,
    ...(hasNext && { nextPageToken: formatToken('from', end) }),
    ...(hasPrevious && { previousPageToken: formatToken('before', first) }),
  }
}

type TokenDirection = 'from' | 'before'

interface Keyset {
  readonly direction: TokenDirection
  readonly sequence: number
}

/**
 * Documented prefix `PT`; the rest is opaque to clients (assumed; here a direction and a number).
 */
function formatToken(direction: TokenDirection, sequence: number): string {
  return `PT${direction === 'from' ? 'F' : 'B'}${sequence.toString(16).padStart(8, '0')}`
}

function parseToken<Item extends { readonly sequence: number }>(
  token: string | undefined,
  source: Source<Item>,
): Keyset {
  if (token === undefined) return { direction: 'from', sequence: 0 }
  const [, letter, digits] = /^PT([FB])([0-9a-f]{8})$/.exec(token) ?? []
  const sequence = Number.parseInt(digits ?? '', 16)
  // A token can only hold a number that was taken, or the one after it.
  if (!(sequence > 0 && source.knows(sequence - 1))) {
    throw new SyncError({ kind: 'page-token-invalid', found: token })
  }
  return { direction: letter === 'F' ? 'from' : 'before', sequence }
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

function lastOf(items: readonly { readonly sequence: number }[]): number | undefined {
  const last = items.at(-1)
  return last && last.sequence + 1
}

function before<Item extends object>(
  items: SortedList<number, Item>,
  sequence: number,
): Iterable<Item> {
  return items.walk({ order: 'desc', from: sequence, bounds: 'exclusive' })
}

function take<Item>(items: Iterable<Item>, count: number): Item[] {
  const taken: Item[] = []
  for (const item of items) {
    taken.push(item)
    if (taken.length === count) break
  }
  return taken
}
