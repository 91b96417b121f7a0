import * as vitest from 'vitest'
import { addReport, type Readable, usedFakes } from '../fake/failure-report.ts'
import { createFakeSync, type FakeSync } from '../fake/fake-sync.ts'
import type { FakeSyncOptions } from '../fake/options.ts'
import { matchers } from '../matchers/matchers.ts'
import './assertions.ts'
import { checkVitest } from './check-vitest.ts'

checkVitest(vitest)
vitest.expect.extend(matchers)

usedFakes.ask()
// Tests that run at the same time share what is remembered, and would see each other's.
vitest.beforeEach(({ task, onTestFailed }) => {
  if (task.concurrent === true) return
  usedFakes.forget()
  const previousErrors = task.result?.errors?.length ?? 0
  // Unlike hooks of `afterEach`, it is called even if one of those throws.
  onTestFailed(() => {
    showIn(task.result?.errors?.[previousErrors], usedFakes.descriptions())
  })
})

/** Adds to the error of a failed test what its fakes have seen. */
function showIn(error: Readable | undefined, descriptions: readonly string[]): void {
  if (error !== undefined && descriptions.length > 0) addReport(error, descriptions.join('\n\n'))
}

/** The fixtures a test can use. */
export interface SyncFixtures {
  /**
   * The options of `sync`. To change them: `test.extend({ syncOptions: { seed: 1 } })`. Default:
   * none.
   */
  readonly syncOptions: FakeSyncOptions
  /**
   * A fake of the test's own. It is installed nowhere: hand its `httpClient` or `fetch` to the app.
   * After the test it is uninstalled, which fails the test if the app used a part of Sync that is
   * not faked.
   */
  readonly sync: FakeSync
}

/**
 * vitest's `test` with a fake for each test, so tests may run concurrently. That fake is installed
 * nowhere: hand `sync.httpClient` or `sync.fetch` to the app, or the app's own client will call the
 * real Twilio. Importing it registers the matchers.
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
export const test: vitest.TestAPI<SyncFixtures> = vitest.test.extend<SyncFixtures>({
  syncOptions: {},
  sync: async ({ syncOptions, task }, use) => {
    const sync = createFakeSync(syncOptions)
    const previousErrors = task.result?.errors?.length ?? 0
    await use(sync)
    showIn(task.result?.errors?.[previousErrors], [sync.worlds.description() ?? []].flat())
    sync.uninstall()
  },
})
