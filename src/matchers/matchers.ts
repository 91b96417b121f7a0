import type { RequestRecord } from '../api/journal.ts'
import type { Stream } from '../domain/rules/records.ts'
import {
  checkData,
  checkIdentities,
  checkObjectLike,
  checkRequestLike,
  checkSidOrName,
  checkTimes,
} from './check-arguments.ts'
import { isLike } from './differences.ts'
import { givenOf, requestsOf } from './given.ts'
import type { Like } from './like.ts'
import type { MatcherContext, MatcherResult } from './matcher.ts'
import { messagesText, objectText, requestsText, streamsText, subscribersText } from './messages.ts'
import { objectMatchers } from './object-matchers.ts'

/** The matchers of streams and of clients. */
const streamMatchers = {
  /** Passes if the stream with this SID or unique name exists and contains `expected`. */
  toHaveStream(
    this: MatcherContext,
    sync: unknown,
    sidOrName: string,
    expected: Like<Stream> = {},
  ): MatcherResult {
    const given = givenOf(sync, 'streams')
    checkSidOrName(sidOrName, 'streams')
    checkObjectLike(expected, 'streams')
    const found = given.store.find(sidOrName)
    return {
      pass: found !== undefined && isLike(this, { found, expected }),
      message: () => objectText(this, { given, sidOrName, found, expected }),
    }
  },

  /** Passes if there are no streams. */
  toHaveNoStreams(this: MatcherContext, sync: unknown): MatcherResult {
    const given = givenOf(sync, 'streams')
    return { pass: given.store.size === 0, message: () => streamsText(given) }
  },

  /** Passes if a message that contains `data` was published on the stream and is still kept. */
  toHavePublished(
    this: MatcherContext,
    sync: unknown,
    sidOrName: string,
    data: object,
  ): MatcherResult {
    const given = givenOf(sync, 'streams')
    const { store: streams } = given
    checkSidOrName(sidOrName, 'streams')
    checkData(data)
    const messages = streams.find(sidOrName) && streams.messages(sidOrName)
    const found = messages?.map((message) => message.data)
    return {
      pass: found?.some((one) => isLike(this, { found: one, expected: data })) ?? false,
      message: () => messagesText(this, { given, sidOrName, found, expected: data }),
    }
  },

  /**
   * Passes if just these clients are subscribed to the stream, in any order; without a list, if any
   * is.
   */
  toHaveSubscribers(
    this: MatcherContext,
    sync: unknown,
    sidOrName: string,
    identities?: readonly (string | undefined)[],
  ): MatcherResult {
    const given = givenOf(sync, 'streams')
    const { store: streams } = given
    checkSidOrName(sidOrName, 'streams')
    checkIdentities(identities)
    const found = streams.find(sidOrName) && streams.subscribers(sidOrName)
    const isThere = (all: readonly unknown[]): boolean =>
      identities === undefined ? all.length > 0 : this.equals(sorted(all), sorted(identities))
    return {
      pass: found !== undefined && isThere(found),
      message: () => subscribersText(this, { given, sidOrName, found, identities }),
    }
  },
}

/** The matchers of requests. */
const requestMatchers = {
  /** Passes if a request that contains `expected` reached the fake. */
  toHaveReceivedRequest(
    this: MatcherContext,
    sync: unknown,
    expected: Like<RequestRecord>,
  ): MatcherResult {
    const requests = requestsOf(sync)
    checkRequestLike(expected, requests)
    return {
      pass: requests.some((found) => isLike(this, { found, expected })),
      message: () => requestsText(this, { requests, expected }),
    }
  },

  /** Passes if exactly `times` requests that contain `expected` reached the fake. */
  toHaveReceivedRequestTimes(
    this: MatcherContext,
    sync: unknown,
    expected: Like<RequestRecord>,
    times: number,
  ): MatcherResult {
    const requests = requestsOf(sync)
    checkRequestLike(expected, requests)
    checkTimes(times)
    return {
      pass: requests.filter((found) => isLike(this, { found, expected })).length === times,
      message: () => requestsText(this, { requests, expected, times }),
    }
  },
} as const

function sorted(identities: readonly unknown[]): unknown[] {
  return [...identities].sort()
}

/**
 * Matchers for `expect.extend` in vitest and jest. They take the fake, and look at its `default`
 * service: `expect(sync).toHaveStream('orders')`. Those about objects also take a service:
 * `expect(sync.service('IS…')).toHaveStream('orders')`. If the object is in another service or
 * account, the failure of a matcher that took the fake says in which.
 *
 * Each throws a TypeError for an expectation that can never match, such as a misspelt member or a
 * Date for a time, so that `.not` cannot pass by mistake.
 *
 * @example
 * import { expect, test } from 'vitest'
 * import { matchers } from 'fake-twilio-sync/matchers'
 *
 * expect.extend(matchers)
 *
 * test('creates a stream', () => {
 *   const sync = createFakeSync()
 *   sync.streams.create({ uniqueName: 'orders', ttl: 60 })
 *   expect(sync).toHaveStream('orders', { dateExpires: sync.clock.now() + 60_000 })
 * })
 */
export const matchers: typeof streamMatchers & typeof objectMatchers & typeof requestMatchers = {
  ...streamMatchers,
  ...objectMatchers,
  ...requestMatchers,
}
