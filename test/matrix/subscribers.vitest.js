import { installFakeSync } from 'fake-twilio-sync'
import twilio from 'twilio'
import { SyncClient } from 'twilio-sync'
import { expect, test, vi } from 'vitest'
import {
  describeFakeTimers,
  describeObjects,
  describeOtherSockets,
  describeSubscribers,
} from './subscribers.story.cjs'

const inNode = typeof window === 'undefined'

function open(options) {
  const sync = installFakeSync(options)
  return { sync, close: () => sync.uninstall() }
}

/** Where there is a window, axios takes its requests elsewhere than through nock. */
function optionsOf({ httpClient }) {
  return inNode ? {} : { httpClient }
}

// Under vitest, the jsdom of today cannot open a socket, with a fake or without.
const canConnect = inNode || !navigator.userAgent.includes('jsdom')

describeSubscribers({ test, expect, SyncClient, twilio, open, optionsOf })
describeObjects({ test, expect, SyncClient, twilio, open, optionsOf })
describeOtherSockets({ test, expect, open, canConnect })
describeFakeTimers({
  test,
  expect,
  SyncClient,
  open,
  timers: {
    replace({ isTicking }) {
      vi.useFakeTimers()
      if (isTicking) vi.setTimerTickMode('nextTimerAsync')
    },
    advance: (milliseconds) => vi.advanceTimersByTimeAsync(milliseconds),
    restore: () => vi.useRealTimers(),
  },
})
