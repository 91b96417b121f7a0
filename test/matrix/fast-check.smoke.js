import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeSync } from 'fake-twilio-sync'

test('the property kit refuses a fast-check that is too old', async () => {
  await assert.rejects(import('fake-twilio-sync/fast-check'), {
    message:
      'Cannot load fake-twilio-sync/fast-check: found fast-check 3.19.0, expected 3.23 or later: npm i -D fast-check@4',
  })
})

test('the rest works beside it', () => {
  const sync = createFakeSync()
  sync.streams.create()
  assert.equal(sync.streams.size, 1)
})
