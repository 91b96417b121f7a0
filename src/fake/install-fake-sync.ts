import nockModule from 'nock'
import type { Clock, FakeClock } from '../domain/clock.ts'
import type { NockLike } from '../nock/nock-like.ts'
import { checkNock } from '../nock/preconditions.ts'
import { serveThroughNock } from '../nock/serve.ts'
import { allOrNone } from '../transports/all-or-none.ts'
import type { Dispatch } from '../transports/gate.ts'
import { checkTwilio, serveTwilio, type TwilioLike } from '../transports/twilio.ts'
import { FakeSync } from './fake-sync.ts'
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
   * The nock to register with, for projects with more than one copy. Default: the peer dependency.
   */
  readonly nock?: NockLike | { readonly default: NockLike } | undefined
  /**
   * The app's twilio module: all its clients, existing and future, then reach the fake without
   * axios, sockets or nock, over 200 times as fast as through nock 14. Axios interceptors are not
   * run. Requests to other hosts are sent as usual. Default: clients are reached through nock.
   */
  readonly twilio?: TwilioLike | undefined
}

/** The modules to install a fake in. */
interface Modules {
  readonly nock: NockLike
  readonly twilio: TwilioLike | undefined
}

/** An installed fake, until it is stopped. */
interface Installation {
  readonly isServing: boolean
  stop(): void
}

/** A fake that answers at the Sync hosts. */
class InstalledFakeSync<Time extends Clock> extends FakeSync<Time> {
  readonly #installation: Installation

  constructor(options: FakeSyncOptions<Time>, modules: Modules) {
    super(options)
    this.#installation = install((request) => this.dispatch(request), modules)
  }

  override get installed(): boolean {
    return this.#installation.isServing
  }

  override uninstall(options: UninstallOptions = {}): void {
    checkUninstallOptions(options)
    this.#installation.stop()
    super.uninstall(options)
  }
}

/**
 * Installs a fake and stops the one installed on the same nock; if this fails, that one keeps
 * serving.
 */
function install(dispatch: Dispatch, { nock, twilio }: Modules): Installation {
  const service = serveThroughNock(dispatch, nock)
  const installation: Installation = {
    get isServing() {
      return service.isServing
    },
    stop: () => stop(),
  }
  const stop = allOrNone([
    () => () => service.stop(),
    ...(twilio === undefined ? [] : [() => serveTwilio(dispatch, twilio)]),
    () => takeOver(nock, installation),
  ])
  return installation
}

/**
 * Installs a fake Twilio Sync at sync.twilio.com and its regional hosts by nock: from now on, every
 * request to these hosts that nock can see reaches the fake or fails, and none reaches Twilio. A
 * second install takes over from the first, which does not come back when the second is
 * uninstalled.
 *
 * @throws TypeError if an option is unknown or invalid
 * @throws Error if nock cannot serve the fake as it is set up: an unsupported version, nock
 *   restored or switched off, an interceptor that hides the fake, a faked `process.nextTick`
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
  checkOptions(options, ['nock', 'twilio'])
  const { nock: given, twilio, ...rest } = options
  if (twilio !== undefined) checkTwilio(twilio)
  const nock = checkNock(given ?? nockModule, process)
  return new InstalledFakeSync(rest, { nock, twilio })
}

const key = Symbol.for('fake-twilio-sync.installed')
const shared = globalThis as { [key: symbol]: Map<NockLike, Installation> | undefined }

/**
 * What is installed on which nock. Kept on `globalThis`, since test runners may load this module
 * more than once in a process while nock stays the same, and only for as long as anything is
 * installed.
 */
function installations(): Map<NockLike, Installation> {
  return (shared[key] ??= new Map<NockLike, Installation>())
}

/**
 * Stops what is installed on a nock and records the new installation. Returns a function that
 * deletes the record.
 */
function takeOver(nock: NockLike, installation: Installation): () => void {
  installations().get(nock)?.stop()
  installations().set(nock, installation)
  return () => {
    const all = installations()
    // Another one may have replaced it since.
    if (all.get(nock) === installation) all.delete(nock)
    if (all.size === 0) Reflect.deleteProperty(globalThis, key)
  }
}
