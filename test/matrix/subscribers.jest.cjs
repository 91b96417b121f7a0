const { installFakeSync } = require('fake-twilio-sync')
const twilio = require('twilio')
const { SyncClient } = require('twilio-sync')
const {
  describeFakeTimers,
  describeOtherSockets,
  describeSubscribers,
} = require('./subscribers.story.cjs')

function open(options) {
  const sync = installFakeSync(options)
  return { sync, close: () => sync.uninstall() }
}

const optionsOf = () => ({})

describeSubscribers({ test, expect, SyncClient, twilio, open, optionsOf })
describeOtherSockets({ test, expect, open })
describeFakeTimers({
  test,
  expect,
  SyncClient,
  open,
  timers: {
    areSlow: true,
    replace: ({ isTicking }) => jest.useFakeTimers({ advanceTimers: isTicking }),
    advance: (milliseconds) => jest.advanceTimersByTimeAsync(milliseconds),
    restore: () => jest.useRealTimers(),
  },
})
