import {
  checkThenCreate,
  conflictIsFailure,
  namedLikeASid,
  nameNotEscaped,
  namesFolded,
} from './creating.ts'
import type { Exhibit } from './exhibit.ts'
import {
  fiftyForgotten,
  firstPageOnly,
  goneWhileSweeping,
  pageSizeRefused,
  walkWhileDeleting,
} from './listing.ts'
import { clockBoundary, expiryNotHandled, refreshedTooLate, zeroIsForever } from './living.ts'
import {
  burst,
  fanOutStops,
  publishedTwice,
  throttledNotRetried,
  tooLargeDropped,
} from './publishing.ts'

/** Every app with a bug that the kit has to find. */
export const shelf: readonly Exhibit[] = [
  checkThenCreate,
  conflictIsFailure,
  publishedTwice,
  expiryNotHandled,
  refreshedTooLate,
  firstPageOnly,
  walkWhileDeleting,
  goneWhileSweeping,
  fiftyForgotten,
  pageSizeRefused,
  nameNotEscaped,
  namedLikeASid,
  namesFolded,
  tooLargeDropped,
  throttledNotRetried,
  burst,
  fanOutStops,
  clockBoundary,
  zeroIsForever,
]
