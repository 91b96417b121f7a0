import type { ItemPage, PageOptions } from '../domain/page.ts'
import type { Form } from './form.ts'

/**
 * Documented: `Page` is for the client's own use and has no effect; `PageToken` selects the page.
 */
export function readPageOptions(query: Form): PageOptions {
  return { pageSize: query.integer('PageSize'), pageToken: query.text('PageToken') }
}

interface PageContext {
  /** The URL of the list, without a query. */
  readonly url: string
  readonly page: Omit<ItemPage<unknown>, 'items'>
  readonly query: Form
}

/**
 * Returns the body of a list: the items under their key, and `meta` with the URLs of the adjacent
 * pages (documented).
 */
export function pageBody(key: string, items: readonly object[], context: PageContext): object {
  const { page, query } = context
  const index = query.integer('Page')
  const number = index !== undefined && Number.isSafeInteger(index) ? index : 0
  const urlOf = (pageNumber: number, token?: string): string =>
    `${context.url}?PageSize=${page.pageSize}&Page=${pageNumber}${token === undefined ? '' : `&PageToken=${token}`}`
  const { nextPageToken: next, previousPageToken: previous } = page
  return {
    [key]: items,
    meta: {
      page: number,
      page_size: page.pageSize,
      first_page_url: urlOf(0),
      previous_page_url: previous === undefined ? null : urlOf(Math.max(0, number - 1), previous),
      url: urlOf(number, query.text('PageToken')),
      next_page_url: next === undefined ? null : urlOf(number + 1, next),
      key,
    },
  }
}
