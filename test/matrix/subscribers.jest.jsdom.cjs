const { createFakeSync } = require('fake-twilio-sync/core')
const twilio = require('twilio')
const { SyncClient } = require('twilio-sync')
const { describeSubscribers } = require('./subscribers.story.cjs')

/** nock cannot be loaded here. The SDK finds the fake's class where it looks for one. */
function open(options) {
  const sync = createFakeSync(options)
  const { WebSocket: before } = globalThis
  globalThis.WebSocket = sync.WebSocket
  return { sync, close: () => void (globalThis.WebSocket = before) }
}

const optionsOf = ({ httpClient }) => ({ httpClient })

describeSubscribers({ test, expect, SyncClient, twilio, open, optionsOf })
