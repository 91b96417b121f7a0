import twilio from 'twilio'
import { createFakeSync } from '../../src/core.ts'
import type { Connect } from '../contract.ts'

/** Twilio clients whose HTTP client is the fake's own. */
export const connectByHttpClient: Connect = (options) => {
  const sync = createFakeSync(options)
  return {
    sync,
    client: ({ username, password, ...rest }) =>
      twilio(username, password, { ...rest, httpClient: sync.httpClient }),
    close: () => sync.uninstall(),
  }
}
