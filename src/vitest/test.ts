import { expect, test as base, type TestAPI } from 'vitest'
import { createFakeSync, type FakeSync } from '../fake/fake-sync.ts'
import type { FakeSyncOptions } from '../fake/options.ts'
import { matchers } from '../matchers/matchers.ts'
import './assertions.ts'

expect.extend(matchers)

/** What tests can ask for by their parameter. */
export interface SyncFixtures {
  /** The options of `sync`; to change them: `test.extend({ syncOptions: { seed: 1 } })`. */
  readonly syncOptions: FakeSyncOptions
  /** A fake of the test's own, installed nowhere. */
  readonly sync: FakeSync
}

/**
 * The `test` of vitest with a fake of its own for each test. It is installed nowhere, so tests may run
 * at the same time: give its `httpClient` or its `fetch` to the app. `expect` gains the matchers.
 *
 * @example
 * import { expect } from 'vitest'
 * import { test } from 'fake-twilio-sync/vitest'
 *
 * test('creates a stream', ({ sync }) => {
 *   sync.streams.create({ uniqueName: 'orders' })
 *   expect(sync).toHaveStream('orders')
 * })
 */
export const test: TestAPI<SyncFixtures> = base.extend<SyncFixtures>({
  syncOptions: {},
  sync: async ({ syncOptions }, use) => {
    const sync = createFakeSync(syncOptions)
    await use(sync)
    sync.uninstall()
  },
})
