import type { Clock, FakeClock } from '../domain/time/clock.ts'
import { refuse } from '../lang/refuse.ts'
import type { InstalledTransport } from '../transports/installed-transport.ts'
import { checkTwilio, serveTwilio, type TwilioLike } from '../transports/twilio.ts'
import { serveWebSocket } from '../transports/web-socket.ts'
import type { FakeSync } from './fake-sync.ts'
import { checkInstallOptions, type InstallFakeSyncClientOptions } from './install-options.ts'
import type { Site } from './installations.ts'
import { InstalledFakeSync, type Reached } from './installed-fake-sync.ts'

/**
 * Installs a fake Twilio Sync for clients of the `twilio-sync` SDK, without nock: in a browser, and
 * where nock does not load, as in the jsdom of jest. Clients that are made from now on connect to the
 * fake; their sockets never reach Twilio. Requests over REST are left alone, but for those of a module
 * passed as `twilio`: hand `sync.fetch` to what sends them. A second install takes over from the first
 * until it is uninstalled. Call `reset()` after each test and `uninstall()` after the last.
 *
 * @throws TypeError if an option is unknown or invalid, or `webSocket` is `false` without `twilio`
 *
 * @example
 * import { installFakeSyncClient } from 'fake-twilio-sync/client'
 * import { SyncClient } from 'twilio-sync'
 *
 * const sync = installFakeSyncClient()
 * const client = new SyncClient(sync.accessToken({ identity: 'alice' }))
 * await client.stream('orders')
 * sync.streams.subscribers('orders') //=> ['alice']
 * await client.shutdown()
 * sync.uninstall()
 */
export function installFakeSyncClient<Time extends Clock = FakeClock>(
  options: InstallFakeSyncClientOptions<Time> = {},
): FakeSync<Time> {
  checkInstallOptions(options)
  const { twilio: found, webSocket = true, ...own } = options
  const twilio = found === undefined ? undefined : checkTwilio(found)
  const parts = partsOf(webSocket, twilio)
  return new InstalledFakeSync(own, {
    usesSockets: webSocket,
    siteOf: (fake) => siteOf(fake, parts),
  })
}

/** What to install a fake in. */
type Parts =
  | { readonly webSocket: true; readonly twilio: TwilioLike | undefined }
  | { readonly webSocket: false; readonly twilio: TwilioLike }

function partsOf(webSocket: boolean, twilio: TwilioLike | undefined): Parts {
  if (webSocket) return { webSocket, twilio }
  if (twilio !== undefined) return { webSocket, twilio }
  return refuse('install the fake', {
    found: webSocket,
    at: 'webSocket',
    expected:
      "it together with the app's twilio module: installFakeSyncClient({ twilio, webSocket: false })",
  })
}

function siteOf({ dispatch, WebSocket }: Reached, { webSocket, twilio }: Parts): Site {
  if (!webSocket) {
    const main = (): InstalledTransport => ({
      isServing: true,
      stop: serveTwilio(dispatch, twilio),
    })
    return { place: twilio, main, beside: [] }
  }
  return {
    place: globalThis,
    main: () => serveWebSocket(WebSocket),
    beside: twilio === undefined ? [] : [() => serveTwilio(dispatch, twilio)],
  }
}
