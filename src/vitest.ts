export { test, type SyncFixtures } from './vitest/test.ts'
export type { SyncAssertions } from './matchers/assertions.ts'
