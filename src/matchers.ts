export { matchers } from './matchers/matchers.ts'
export type { SyncAssertions } from './matchers/assertions.ts'
export type { MatcherContext, MatcherResult } from './matchers/matcher.ts'
export type { Like } from './matchers/like.ts'
