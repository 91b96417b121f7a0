import twilio from 'twilio'
import { installFakeSync } from '../../src/index.ts'
import type { Connect } from '../contract.ts'

/** Unchanged twilio clients, and a fake that nock puts in their way. */
export const connectThroughNock: Connect = (options) => {
  const sync = installFakeSync(options)
  return {
    sync,
    client: ({ username, password, ...rest }) => twilio(username, password, rest),
    close: () => sync.uninstall(),
  }
}
