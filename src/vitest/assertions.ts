import type { SyncAssertions } from '../matchers/assertions.ts'

declare global {
  // The assertions of vitest 3, 4 and 5 have all members of this interface; their own type
  // parameters differ.
  namespace Chai {
    interface Assertion extends SyncAssertions {}
  }
}
