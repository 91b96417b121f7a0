import { checkOptionNames, refuse } from '../../lang/refuse.ts'
import type { PageOptions, Range } from '../rules/page.ts'

/** The options of a new object of any kind. */
export interface CreateObjectOptions {
  /** 1…320 characters, not shaped like a SID, unique within the service. Default: no name. */
  readonly uniqueName?: string | undefined
  /** Time to live in seconds, 0…31 536 000; 0 means it never expires. Default: 0. */
  readonly ttl?: number | undefined
  /** Who creates it, as `createdBy` and `created_by` show. Default: `'system'`. */
  readonly createdBy?: string | undefined
}

/** The changes to an object that has nothing but its time to live. */
export interface UpdateObjectOptions {
  /**
   * Time to live in seconds from now, 0…31 536 000; 0 means it never expires. Required, or the
   * update is refused with 400 / 54010.
   */
  readonly ttl?: number | undefined
}

/** What a page has besides its items: the page size in effect, and the tokens of adjacent pages. */
export interface PageTokens {
  /** The page size in effect, after the limits were applied. */
  readonly pageSize: number
  /** `PT…` (documented; the rest is opaque); missing on the last page. */
  readonly nextPageToken?: string
  /** `PT…` (documented; the rest is opaque); missing on the first page. */
  readonly previousPageToken?: string
}

/** Which items to read, and in which order. */
export interface ItemPageOptions<Key extends number | string> extends PageOptions, Range<Key> {}

// Misuse by the caller is not a refusal by the service: it throws a TypeError, not a SyncError.

/** What a caller is about to do, and the options for it. */
interface Known<Options extends object> {
  readonly action: string
  readonly known: { readonly [Name in keyof Options]-?: unknown }
}

/** Checks the names of options, and that `createdBy` is a string. */
export function checkOptions<Options extends object>(
  options: Options,
  { action, known }: Known<NoInfer<Options>>,
): Options {
  checkOptionNames(options, { action, known })
  const { createdBy: found = '' }: { readonly createdBy?: unknown } = options
  if (typeof found !== 'string') refuse(action, { found, at: 'createdBy', expected: 'a string' })
  return options
}

/** Checks the options of a page of objects. */
export function checkPageOptions(options: PageOptions): PageOptions {
  const known = { pageSize: true, pageToken: true }
  checkOptionNames(options, { action: 'read the page', known })
  return options
}

/** Checks the names of the options of a page of items. */
export function checkItemPageOptions<Key extends number | string>(
  options: ItemPageOptions<Key>,
): ItemPageOptions<Key> {
  const known = { pageSize: true, pageToken: true, order: true, from: true, bounds: true }
  checkOptionNames(options, { action: 'read the page', known })
  return options
}

/** Checks that a listener can be called. */
export function checkListener(noun: string, listener: unknown): void {
  if (typeof listener === 'function') return
  refuse(`subscribe to the ${noun}`, { found: listener, at: 'listener', expected: 'a function' })
}
