const assert = require('node:assert')
const { afterEach, test } = require('node:test')
const { createFakeSync, showOnFailure } = require('../../../dist/core.cjs')

const sync = createFakeSync({ strict: true })
afterEach(showOnFailure(sync))
afterEach(() => sync.reset())

test('shows "orders"', async () => {
  sync.streams.create({ uniqueName: 'orders' })
  sync.faults.add({ kind: 'reset', on: 'streams.list' })
  await null
  assert.equal(sync.streams.size, 2)
})

test('shows nothing', () => {
  throw new Error('the fake was not used')
})

test('passes', () => {
  sync.streams.create({ uniqueName: 'passed' })
})
