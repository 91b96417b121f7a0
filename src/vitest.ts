export { test } from './vitest/test.ts'
export type { SyncAssertions } from './matchers/assertions.ts'
