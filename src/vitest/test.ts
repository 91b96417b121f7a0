import { expect, test as base, type TestAPI } from 'vitest'
import { createFakeSync, type FakeSync } from '../fake/fake-sync.ts'
import { matchers } from '../matchers/matchers.ts'
import './assertions.ts'

expect.extend(matchers)

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
export const test: TestAPI<{ sync: FakeSync }> = base.extend<{ sync: FakeSync }>({
  // vitest finds the fixtures a fixture needs by its parameter; this one needs none.
  sync: async ({}, use) => {
    const sync = createFakeSync()
    await use(sync)
    sync.uninstall()
  },
})
