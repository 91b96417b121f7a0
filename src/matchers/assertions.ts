import type { Stream } from '../domain/records.ts'
import type { RequestRecord } from '../http/journal.ts'
import type { Like } from './matchers.ts'

/** The matchers as `expect(sync)` has them. */
export interface SyncAssertions {
  /** A stream with this SID or unique name exists, and is like `expected`. */
  toHaveStream(sidOrName: string, expected?: Like<Stream>): void
  /** There are no streams. */
  toHaveNoStreams(): void
  /** A message that contains `data` was published on a stream, and is kept. */
  toHavePublished(sidOrName: string, data: object): void
  /** A request like `expected` reached the fake. */
  toHaveReceivedRequest(expected: Like<RequestRecord>): void
  /** Requests like `expected` reached the fake so many times. */
  toHaveReceivedRequestTimes(expected: Like<RequestRecord>, times: number): void
}
