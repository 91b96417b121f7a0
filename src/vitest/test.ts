import { expect, test as base, type TestAPI } from 'vitest'
import { createFakeSync, type FakeSync } from '../fake/fake-sync.ts'
import type { FakeSyncOptions } from '../fake/options.ts'
import { matchers } from '../matchers/matchers.ts'
import './assertions.ts'

expect.extend(matchers)

/** The fixtures a test can use. */
export interface SyncFixtures {
  /**
   * The options of `sync`. To change them: `test.extend({ syncOptions: { seed: 1 } })`. Default:
   * none.
   */
  readonly syncOptions: FakeSyncOptions
  /**
   * A fake of the test's own, not installed anywhere. Uninstalled after the test, which fails if
   * the app used a part of Sync that is not faked.
   */
  readonly sync: FakeSync
}

/**
 * vitest's `test` with a fake for each test, which is not installed anywhere, so tests may run
 * concurrently: pass its `httpClient` or `fetch` to the app. Importing it registers the matchers.
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
