import type { RequestRecord } from '../api/journal.ts'
import type { Stream, SyncList, SyncMap } from '../domain/rules/records.ts'
import type { Like } from './like.ts'

/** The matchers of {@link matchers} as members of `expect(sync)`, to declare them for jest. */
export interface SyncAssertions {
  /**
   * Passes if the stream exists and contains `expected`.
   *
   * @param sidOrName the SID or unique name of the stream
   * @param expected members the stream must have, as in `toMatchObject`. Default: none.
   */
  toHaveStream(sidOrName: string, expected?: Like<Stream>): void
  /** Passes if there are no streams. */
  toHaveNoStreams(): void
  /**
   * Passes if a message that contains `data` was published on the stream and is still kept.
   *
   * @param sidOrName the SID or unique name of the stream
   * @param data members the message data must have, as in `toMatchObject`
   */
  toHavePublished(sidOrName: string, data: object): void
  /**
   * Passes if just these clients are subscribed to the stream, in any order.
   *
   * @param sidOrName the SID or unique name of the stream
   * @param identities of the clients; `undefined` for one without. Default: any client will do.
   */
  toHaveSubscribers(sidOrName: string, identities?: readonly (string | undefined)[]): void
  /**
   * Passes if the document exists and its data contains `data`.
   *
   * @param sidOrName the SID or unique name of the document
   * @param data members its data must have, as in `toMatchObject`. Default: none.
   */
  toHaveDocument(sidOrName: string, data?: object): void
  /**
   * Passes if the list exists and contains `expected`.
   *
   * @param sidOrName the SID or unique name of the list
   * @param expected members the list must have, as in `toMatchObject`. Default: none.
   */
  toHaveList(sidOrName: string, expected?: Like<SyncList>): void
  /**
   * Passes if the list has an item whose data contains `data`.
   *
   * @param list the SID or unique name of the list
   * @param data members its data must have, as in `toMatchObject`
   */
  toHaveListItem(list: string, data: object): void
  /**
   * Passes if the list has an item with this index whose data contains `data`.
   *
   * @param list the SID or unique name of the list
   * @param index which Twilio chose: not the position among the items
   * @param data members its data must have, as in `toMatchObject`. Default: none.
   */
  toHaveListItem(list: string, index: number, data?: object): void
  /**
   * Passes if the map exists and contains `expected`.
   *
   * @param sidOrName the SID or unique name of the map
   * @param expected members the map must have, as in `toMatchObject`. Default: none.
   */
  toHaveMap(sidOrName: string, expected?: Like<SyncMap>): void
  /**
   * Passes if the map has an item with this key whose data contains `data`.
   *
   * @param map the SID or unique name of the map
   * @param key the key of the item
   * @param data members its data must have, as in `toMatchObject`. Default: none.
   */
  toHaveMapItem(map: string, key: string, data?: object): void
  /**
   * Passes if a request that contains `expected` reached the fake.
   *
   * @param expected members the request must have, as in `toMatchObject`
   */
  toHaveReceivedRequest(expected: Like<RequestRecord>): void
  /**
   * Passes if exactly `times` requests that contain `expected` reached the fake.
   *
   * @param expected members the requests must have, as in `toMatchObject`
   * @param times a whole number, 0 or more
   */
  toHaveReceivedRequestTimes(expected: Like<RequestRecord>, times: number): void
}
