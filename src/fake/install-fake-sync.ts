import nockModule from 'nock'
import type { Clock, FakeClock } from '../domain/time/clock.ts'
import { refuse } from '../lang/refuse.ts'
import { guardNetwork } from '../transports/network-guard.ts'
import { answersByResponse, type NockLike } from '../transports/nock/nock-like.ts'
import { checkNextTick, checkNock } from '../transports/nock/preconditions.ts'
import { serveThroughNock } from '../transports/nock/serve.ts'
import { checkResponse } from '../transports/standard-response.ts'
import { checkTwilio, serveTwilio, type TwilioLike } from '../transports/twilio.ts'
import { serveWebSocket } from '../transports/web-socket.ts'
import type { FakeSync } from './fake-sync.ts'
import { checkInstallOptions, type InstallFakeSyncClientOptions } from './install-options.ts'
import type { Site } from './installations.ts'
import { InstalledFakeSync, type Reached } from './installed-fake-sync.ts'

/** How to set up and install the fake. Everything is optional. */
export interface InstallFakeSyncOptions<
  Time extends Clock = FakeClock,
> extends InstallFakeSyncClientOptions<Time> {
  /**
   * The nock to register with, for projects with more than one copy. `false`, together with
   * `twilio`: none; requests that the module's clients do not send then fail at Sync hosts.
   * Default: the peer dependency.
   */
  readonly nock?: NockLike | { readonly default: NockLike } | false | undefined
}

/**
 * Installs a fake Twilio Sync at sync.twilio.com and its regional hosts by nock: from now on, every
 * request to these hosts that nock can see reaches the fake or fails, and none reaches Twilio.
 * Clients of the `twilio-sync` SDK that are made from now on connect to the fake, too. A second
 * install takes over from the first until it is uninstalled. Call `reset()` after each test and
 * `uninstall()` after the last.
 *
 * @throws TypeError if an option is unknown or invalid, or `nock` is `false` without `twilio`
 * @throws Error if nock cannot serve the fake as it is set up: an unsupported version, nock
 *   restored or switched off, an interceptor that hides the fake, and unless `twilio` is passed, a
 *   faked `process.nextTick` or a replaced `Response`
 *
 * @example
 * const sync = installFakeSync()
 * const client = twilio('AC00000000000000000000000000000000', 'any token')
 * await client.sync.v1.services('default').syncStreams.create({ uniqueName: 'orders' })
 * sync.streams.fetch('orders').uniqueName //=> 'orders'
 * sync.uninstall()
 */
export function installFakeSync<Time extends Clock = FakeClock>(
  options: InstallFakeSyncOptions<Time> = {},
): FakeSync<Time> {
  checkInstallOptions(options, { nock: true })
  const { nock, twilio: found, webSocket = true, ...own } = options
  const twilio = found === undefined ? undefined : checkTwilio(found)
  if (twilio === undefined) checkNextTick(process)
  const modules = modulesOf(nock, twilio)
  return new InstalledFakeSync(own, {
    usesSockets: modules.nock !== false,
    siteOf: (fake) => siteOf(fake, { ...modules, webSocket }),
  })
}

/** The modules to install a fake in. */
type Modules =
  | { readonly nock: NockLike; readonly twilio: TwilioLike | undefined }
  | { readonly nock: false; readonly twilio: TwilioLike }

function modulesOf(given: InstallFakeSyncOptions['nock'], twilio: TwilioLike | undefined): Modules {
  if (given !== false) {
    const nock = checkNock(given ?? nockModule, process)
    // With a twilio module, only what its clients do not send goes through nock.
    if (twilio === undefined && answersByResponse(nock)) checkResponse('install the fake')
    return { nock, twilio }
  }
  if (twilio === undefined) {
    refuse('install the fake', {
      found: given,
      at: 'nock',
      expected:
        "it together with the app's twilio module: installFakeSync({ twilio, nock: false })",
    })
  }
  return { nock: given, twilio }
}

function siteOf(
  { dispatch, WebSocket }: Reached,
  { nock, twilio, webSocket }: Modules & { readonly webSocket: boolean },
): Site {
  const sockets = webSocket ? [() => serveWebSocket(WebSocket).stop] : []
  const guard = (): (() => void) => guardNetwork({ webSocket })
  if (nock === false) {
    return {
      place: twilio,
      main: () => ({ isServing: true, stop: serveTwilio(dispatch, twilio) }),
      beside: [...sockets, guard],
    }
  }
  const clients = twilio === undefined ? [] : [() => serveTwilio(dispatch, twilio)]
  return {
    place: nock,
    main: () => serveThroughNock(dispatch, nock),
    beside: [...clients, ...sockets, guard],
  }
}
