const assert = require('node:assert')
const { afterEach, test } = require('node:test')
const { createFakeSync, showOnFailure } = require('../../../dist/core.cjs')

const sync = createFakeSync()
afterEach(() => sync.reset())
afterEach(showOnFailure(sync))

test('shows "orders"', async () => {
  sync.streams.create({ uniqueName: 'orders' })
  await null
  assert.equal(sync.streams.size, 2)
})

test('shows nothing', () => {
  throw new Error('the fake was not used')
})

test('passes', () => {
  sync.streams.create({ uniqueName: 'passed' })
})
