import { http } from 'msw'
import { setupServer } from 'msw/node'
import twilio from 'twilio'
import { vi } from 'vitest'
import { createFakeSync } from '../../src/core.ts'
import type { Connect } from '../contract.ts'

const syncUrl = /^https:\/\/sync\.(?:[\w-]+\.){0,2}twilio\.com\//

/** Unchanged twilio clients, and a fake that msw puts in their way. */
export const connectByMsw: Connect = (options) => {
  const sync = createFakeSync(options)
  const server = setupServer(
    http.all(syncUrl, ({ request }) => sync.fetch(request).catch(breakConnection)),
  )
  // msw prints every error that it passes on.
  const printed = vi.spyOn(console, 'error').mockReturnValue()
  server.listen({ onUnhandledRequest: 'error' })
  let isListening = true
  return {
    sync,
    client: ({ username, password, ...rest }) => twilio(username, password, rest),
    close() {
      // msw 3 refuses to be closed twice.
      if (isListening) server.close()
      isListening = false
      printed.mockRestore()
      sync.uninstall()
    },
  }
}

/** msw passes an error on to the app if it has an `errno`; any other becomes an answer with 500. */
function breakConnection(error: Error): never {
  throw Object.assign((error.cause as Error | undefined) ?? error, { errno: -1 })
}
