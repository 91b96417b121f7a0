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

/** How the fake is set up and installed. Everything is optional. */
export interface InstallFakeSyncOptions<
  Time extends Clock = FakeClock,
> extends FakeSyncOptions<Time> {
  /** The nock to register with, for projects that hold more than one; the peer when left out. */
  readonly nock?: NockLike | { readonly default: NockLike } | undefined
  /**
   * The app's twilio module: all its clients, built already or not, then reach the fake without axios,
   * sockets and nock, some 200 times faster than by nock 14. Interceptors of axios are not run then. Other
   * hosts are left to the clients.
   */
  readonly twilio?: TwilioLike | undefined
}

/** The modules a fake is installed in. */
interface Modules {
  readonly nock: NockLike
  readonly twilio: TwilioLike | undefined
}

/** A fake that answers at the Sync hosts, until it is stopped. */
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

/** Takes over from what is installed on that nock, which goes on serving when this fails. */
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
 * Installs a fake Twilio Sync at sync.twilio.com and its regional hosts, by nock: from here on whatever
 * the app sends there reaches the fake, and nothing reaches Twilio. A second install takes over from
 * the first, which does not come back when the second ends.
 *
 * @throws TypeError when an option is unknown or cannot be used, Error when nock cannot serve the fake
 *   as it is set up: an unsupported version, a RegExp interceptor in front, a faked `process.nextTick`
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
 * What is installed on which nock. It is kept on `globalThis`, since test runners may load this module
 * more than once in a process while nock stays the same; and not longer than anything is installed.
 */
function installations(): Map<NockLike, Installation> {
  return (shared[key] ??= new Map<NockLike, Installation>())
}

/** Stops what is installed on a nock, and notes what is from here on. Returns the undo of the note. */
function takeOver(nock: NockLike, installation: Installation): () => void {
  installations().get(nock)?.stop()
  installations().set(nock, installation)
  return () => {
    const all = installations()
    // Another one may have taken its place since.
    if (all.get(nock) === installation) all.delete(nock)
    if (all.size === 0) Reflect.deleteProperty(globalThis, key)
  }
}
