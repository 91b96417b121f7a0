import type { SyncList, SyncMap } from '../domain/rules/records.ts'
import { refuse } from '../lang/refuse.ts'
import {
  checkData,
  checkItemIndex,
  checkItemKey,
  checkObjectLike,
  checkSidOrName,
} from './check-arguments.ts'
import { isLike } from './differences.ts'
import { givenOf } from './given.ts'
import { listItemsText, listItemText, mapItemText } from './item-messages.ts'
import type { Like } from './like.ts'
import type { MatcherContext, MatcherResult } from './matcher.ts'
import { objectText } from './messages.ts'

/** The matchers for Documents, Lists and Maps. */
export const objectMatchers = {
  /** Passes if the document with this SID or unique name exists and its data contains `data`. */
  toHaveDocument(
    this: MatcherContext,
    sync: unknown,
    sidOrName: string,
    data: object = {},
  ): MatcherResult {
    const given = givenOf(sync, 'documents')
    checkSidOrName(sidOrName, 'documents')
    checkData(data)
    const found = given.store.find(sidOrName)?.data
    return {
      pass: found !== undefined && isLike(this, { found, expected: data }),
      message: () => objectText(this, { given, sidOrName, found, expected: data }),
    }
  },

  /** Passes if the list with this SID or unique name exists and contains `expected`. */
  toHaveList(
    this: MatcherContext,
    sync: unknown,
    sidOrName: string,
    expected: Like<SyncList> = {},
  ): MatcherResult {
    const given = givenOf(sync, 'lists')
    checkSidOrName(sidOrName, 'lists')
    checkObjectLike(expected, 'lists')
    const found = given.store.find(sidOrName)
    return {
      pass: found !== undefined && isLike(this, { found, expected }),
      message: () => objectText(this, { given, sidOrName, found, expected }),
    }
  },

  /**
   * Passes if the list has an item whose data contains `data`; with an index, if that item is there
   * and does.
   */
  toHaveListItem(
    this: MatcherContext,
    sync: unknown,
    list: string,
    indexOrData: number | object,
    data?: object,
  ): MatcherResult {
    const given = givenOf(sync, 'lists')
    checkSidOrName(list, 'lists')
    const isThere = given.store.find(list) !== undefined
    if (typeof indexOrData === 'object') {
      checkAlone(data)
      checkData(indexOrData)
      const items = isThere ? given.store.items(list).all() : []
      const expected = indexOrData
      return {
        pass: items.some((one) => isLike(this, { found: one.data, expected })),
        message: () => listItemsText(this, { given, sidOrName: list, expected }),
      }
    }
    checkItemIndex(indexOrData)
    const expected = data ?? {}
    checkData(expected)
    const found = isThere ? given.store.items(list).find(indexOrData) : undefined
    return {
      pass: found !== undefined && isLike(this, { found: found.data, expected }),
      message: () => listItemText(this, { given, sidOrName: list, key: indexOrData, expected }),
    }
  },

  /** Passes if the map with this SID or unique name exists and contains `expected`. */
  toHaveMap(
    this: MatcherContext,
    sync: unknown,
    sidOrName: string,
    expected: Like<SyncMap> = {},
  ): MatcherResult {
    const given = givenOf(sync, 'maps')
    checkSidOrName(sidOrName, 'maps')
    checkObjectLike(expected, 'maps')
    const found = given.store.find(sidOrName)
    return {
      pass: found !== undefined && isLike(this, { found, expected }),
      message: () => objectText(this, { given, sidOrName, found, expected }),
    }
  },

  /** Passes if the map has an item with this key whose data contains `data`. */
  toHaveMapItem(
    this: MatcherContext,
    sync: unknown,
    map: string,
    key: string,
    data: object = {},
  ): MatcherResult {
    const given = givenOf(sync, 'maps')
    checkSidOrName(map, 'maps')
    checkItemKey(key)
    checkData(data)
    const isThere = given.store.find(map) !== undefined
    const found = isThere ? given.store.items(map).find(key) : undefined
    return {
      pass: found !== undefined && isLike(this, { found: found.data, expected: data }),
      message: () => mapItemText(this, { given, sidOrName: map, key, expected: data }),
    }
  },
} as const

/** Data without an index comes alone. */
function checkAlone(found: unknown): void {
  if (found === undefined) return
  refuse('match', {
    found,
    at: 'what follows the data',
    expected: 'nothing, or an index before it',
  })
}
