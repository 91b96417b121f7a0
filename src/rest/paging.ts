import type { Fields } from '../api/fields.ts'
import { percentEncode } from '../api/percent-encoding.ts'
import type { ItemPage, PageOptions } from '../domain/rules/page.ts'
import { integer, text } from './fields.ts'

/**
 * Documented: `Page` is for the client's own use and has no effect; `PageToken` selects the page.
 */
export function readPageOptions(query: Fields): PageOptions {
  return { pageSize: integer(query, 'PageSize'), pageToken: text(query, 'PageToken') }
}

interface ListParts {
  /** What the items are listed under. */
  readonly key: string
  /** The items as they are sent. */
  readonly items: readonly object[]
  readonly page: Omit<ItemPage<unknown>, 'items'>
  /** The URL of the list, without a query. */
  readonly url: string
  readonly query: Fields
  /** Which parameters of the query say what the list holds: every URL keeps them. Default: none. */
  readonly kept?: readonly string[]
}

/**
 * Returns the body of a list: the items under their key, and `meta` with the URLs of the adjacent
 * pages (documented).
 */
export function pageBody({ key, items, page, url, query, kept = [] }: ListParts): object {
  const index = integer(query, 'Page')
  const number = index !== undefined && Number.isSafeInteger(index) ? index : 0
  const filters = kept.map((name) => parameterOf(query, name)).join('')
  const urlOf = (pageNumber: number, token?: string): string =>
    // Observed in this order; parameters that are kept come first (assumed).
    `${url}?${filters}PageSize=${page.pageSize}${token === undefined ? '' : `&PageToken=${token}`}&Page=${pageNumber}`
  const { nextPageToken: next, previousPageToken: previous } = page
  return {
    [key]: items,
    meta: {
      page: number,
      page_size: page.pageSize,
      first_page_url: urlOf(0),
      previous_page_url: previous === undefined ? null : urlOf(Math.max(0, number - 1), previous),
      url: urlOf(number, text(query, 'PageToken')),
      next_page_url: next === undefined ? null : urlOf(number + 1, next),
      key,
    },
  }
}

function parameterOf(query: Fields, name: string): string {
  const value = text(query, name)
  return value === undefined ? '' : `${name}=${percentEncode(value)}&`
}
