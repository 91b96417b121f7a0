import nockModule from 'nock'
import type { Clock, FakeClock } from '../domain/time/clock.ts'
import { refuse } from '../lang/refuse.ts'
import { answersByResponse, type NockLike } from '../transports/nock/nock-like.ts'
import { checkNextTick, checkNock } from '../transports/nock/preconditions.ts'
import { checkResponse } from '../transports/standard-response.ts'
import { checkTwilio, type TwilioLike } from '../transports/twilio.ts'
import { FakeSync } from './fake-sync.ts'
import { Installation, type Modules } from './installations.ts'
import {
  checkOptions,
  checkUninstallOptions,
  type FakeSyncOptions,
  type UninstallOptions,
} from './options.ts'

/** How to set up and install the fake. Everything is optional. */
export interface InstallFakeSyncOptions<
  Time extends Clock = FakeClock,
> extends FakeSyncOptions<Time> {
  /**
   * The nock to register with, for projects with more than one copy. `false`, together with
   * `twilio`: none; requests that the module's clients do not send then fail at Sync hosts.
   * Default: the peer dependency.
   */
  readonly nock?: NockLike | { readonly default: NockLike } | false | undefined
  /**
   * The app's twilio module: all its clients, existing and future, then reach the fake without
   * axios, sockets or nock, over 200 times as fast as through nock 14. Axios interceptors are not
   * run. Requests to other hosts are sent as usual. Default: clients are reached through nock.
   */
  readonly twilio?: TwilioLike | { readonly default: TwilioLike } | undefined
  /**
   * Whether clients of the `twilio-sync` SDK that are made from now on connect to the fake: their
   * sockets only, those to `tsock.twilio.com` and its regions. With `false` sockets are left alone,
   * and clients reach Twilio. Default: `true`.
   */
  readonly webSocket?: boolean | undefined
}

/** The options that only an installed fake has. */
const ownOptions: Record<keyof Modules | 'webSocket', true> = {
  nock: true,
  twilio: true,
  webSocket: true,
}

interface InstallOptions {
  readonly modules: Modules
  readonly webSocket: boolean
}

/** A fake that answers at the Sync hosts. */
class InstalledFakeSync<Time extends Clock> extends FakeSync<Time> {
  readonly #installation: Installation

  constructor(options: FakeSyncOptions<Time>, { modules, webSocket }: InstallOptions) {
    super(options, { usesSockets: modules.nock !== false })
    const fake = {
      dispatch: this.dispatch,
      webSocket: webSocket ? this.WebSocket : undefined,
    }
    this.#installation = new Installation(fake, modules)
    this.#installation.begin()
  }

  override get installed(): boolean {
    return this.#installation.isServing
  }

  override uninstall(options: UninstallOptions = {}): void {
    checkUninstallOptions(options)
    this.#installation.end()
    super.uninstall(options)
  }
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
  checkOptions(options, ownOptions)
  const { nock, twilio: found, webSocket = true, ...rest } = options
  if (typeof (webSocket as unknown) !== 'boolean') {
    refuse('install the fake', { found: webSocket, at: 'webSocket', expected: 'true or false' })
  }
  const twilio = found === undefined ? undefined : checkTwilio(found)
  if (twilio === undefined) checkNextTick(process)
  return new InstalledFakeSync(rest, { modules: modulesOf(nock, twilio), webSocket })
}

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
