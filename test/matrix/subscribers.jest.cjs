const { installFakeSync } = require('fake-twilio-sync')
const twilio = require('twilio')
const { SyncClient } = require('twilio-sync')
const {
  describeFakeTimers,
  describeObjects,
  describeOtherSockets,
  describeSubscribers,
  timersOf,
} = require('./subscribers.story.cjs')

function open(options) {
  const sync = installFakeSync(options)
  return { sync, close: () => sync.uninstall() }
}

const optionsOf = () => ({})

describeSubscribers({ test, expect, SyncClient, twilio, open, optionsOf })
describeObjects({ test, expect, SyncClient, twilio, open, optionsOf })
describeOtherSockets({ test, expect, open })
describeFakeTimers({ test, expect, SyncClient, open, timers: timersOf(jest) })
