import twilio from 'twilio'
import { installFakeSync } from '../../src/index.ts'
import type { Connect } from '../contract.ts'

/** Unchanged twilio clients of a module that the fake is installed in. */
export const connectByTwilio: Connect = (options) => {
  const sync = installFakeSync({ ...options, twilio })
  return {
    sync,
    client: ({ username, password, ...rest }) => twilio(username, password, rest),
    close: () => sync.uninstall(),
  }
}
