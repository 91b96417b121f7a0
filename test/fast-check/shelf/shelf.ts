import {
  cachedAcrossRemoval,
  firstPageOfItems,
  hashAloneNotEscaped,
  indexTakenForPosition,
  itemTtlTakenForTheCollections,
  keyNotEscaped,
  revisionTakenForDecimal,
  upsertAssumed,
} from './collecting.ts'
import { checkThenCreate, conflictIsFailure, rememberedForEver } from './creating.ts'
import type { Exhibit } from './exhibit.ts'
import {
  goneTakenForSent,
  oneOfManyForgotten,
  refusedCountedAsSent,
  secondFailureUnhandled,
} from './failing.ts'
import { closedByHalf, leftBehind, restartedFromTheStart, undoneTooMuch } from './finishing.ts'
import {
  arrivalTakenForOrder,
  duplicateCountedTwice,
  fetchedBeforeListening,
  lossNotNoticed,
} from './hearing.ts'
import { lateFill, sharedSandbox } from './judging.ts'
import {
  firstPageOnly,
  goneWhileSweeping,
  shortPageIsLast,
  skippedWhileDeleting,
} from './listing.ts'
import { clockBoundary, expiryNotHandled, lateAnswerWins, zeroTakenForNone } from './living.ts'
import { everyNumberTried, sweptUntilEmpty, walkedInCircles } from './looping.ts'
import {
  cutToLength,
  decodedOnceTooOften,
  keyTakenForName,
  nameNotEscaped,
  namesFolded,
  prefixOfAnother,
  splitAtEverySlash,
} from './naming.ts'
import { latestByForeignClocks, publishedTogether, refusedToldLast } from './ordering.ts'
import { checkedBeforeWriting, releasedByName, renewedByName } from './owning.ts'
import { charactersCounted, publishedTwice, throttledNotRetried } from './publishing.ts'
import {
  lostUpdate,
  ownWriteTakenForAnothers,
  staleIfMatch,
  ttlLostOnRetry,
  writesTakenForSignsOfLife,
} from './sharing.ts'
import { endOfStreamIgnored, reconnectionIgnored, tokenKept } from './staying.ts'

/** Every app with a bug that the kit has to find. */
export const shelf: readonly Exhibit[] = [
  checkThenCreate,
  lateAnswerWins,
  lateFill,
  sharedSandbox,
  goneWhileSweeping,
  conflictIsFailure,
  publishedTwice,
  throttledNotRetried,
  rememberedForEver,
  expiryNotHandled,
  clockBoundary,
  zeroTakenForNone,
  firstPageOnly,
  shortPageIsLast,
  skippedWhileDeleting,
  nameNotEscaped,
  keyTakenForName,
  namesFolded,
  charactersCounted,
  checkedBeforeWriting,
  releasedByName,
  renewedByName,
  closedByHalf,
  leftBehind,
  restartedFromTheStart,
  undoneTooMuch,
  goneTakenForSent,
  oneOfManyForgotten,
  refusedCountedAsSent,
  secondFailureUnhandled,
  latestByForeignClocks,
  publishedTogether,
  refusedToldLast,
  everyNumberTried,
  sweptUntilEmpty,
  walkedInCircles,
  cutToLength,
  decodedOnceTooOften,
  prefixOfAnother,
  splitAtEverySlash,
  arrivalTakenForOrder,
  duplicateCountedTwice,
  lossNotNoticed,
  fetchedBeforeListening,
  endOfStreamIgnored,
  tokenKept,
  reconnectionIgnored,
  lostUpdate,
  ttlLostOnRetry,
  staleIfMatch,
  ownWriteTakenForAnothers,
  writesTakenForSignsOfLife,
  keyNotEscaped,
  hashAloneNotEscaped,
  upsertAssumed,
  indexTakenForPosition,
  firstPageOfItems,
  itemTtlTakenForTheCollections,
  cachedAcrossRemoval,
  revisionTakenForDecimal,
]
