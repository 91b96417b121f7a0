import nockModule from 'nock'
import type { Clock, FakeClock } from '../domain/clock.ts'
import type { NockLike } from '../transports/nock/nock-like.ts'
import { checkNock } from '../transports/nock/preconditions.ts'
import { type NockService, serveThroughNock } from '../transports/nock/serve.ts'
import { allOrNone } from '../transports/all-or-none.ts'
import type { Dispatch } from '../api/deliver.ts'
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

/** A fake that answers at the Sync hosts. */
class InstalledFakeSync<Time extends Clock> extends FakeSync<Time> {
  readonly #nock: NockLike
  readonly #installation: Installation

  constructor(options: FakeSyncOptions<Time>, modules: Modules) {
    super(options)
    this.#nock = modules.nock
    this.#installation = new Installation(
      (request, givenUp) => this.dispatch(request, givenUp),
      modules,
    )
    begin(this.#nock, this.#installation)
  }

  override get installed(): boolean {
    return this.#installation.isServing
  }

  override uninstall(options: UninstallOptions = {}): void {
    checkUninstallOptions(options)
    end(this.#nock, this.#installation)
    super.uninstall(options)
  }
}

/** A fake at the Sync hosts, which may be started and stopped any number of times. */
class Installation {
  readonly #dispatch: Dispatch
  readonly #modules: Modules
  #service: NockService | undefined
  #undo: (() => void) | undefined

  constructor(dispatch: Dispatch, modules: Modules) {
    this.#dispatch = dispatch
    this.#modules = modules
  }

  get isServing(): boolean {
    return this.#service?.isServing ?? false
  }

  start(): void {
    const { nock, twilio } = this.#modules
    this.#undo = allOrNone([
      () => {
        const service = serveThroughNock(this.#dispatch, nock)
        this.#service = service
        return () => service.stop()
      },
      ...(twilio === undefined ? [] : [() => serveTwilio(this.#dispatch, twilio)]),
    ])
  }

  stop(): void {
    this.#undo?.()
  }
}

/**
 * Installs a fake Twilio Sync at sync.twilio.com and its regional hosts by nock: from now on, every
 * request to these hosts that nock can see reaches the fake or fails, and none reaches Twilio. A
 * second install takes over from the first until it is uninstalled. Call `reset()` after each test
 * and `uninstall()` after the last.
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
const shared = globalThis as { [key: symbol]: Map<NockLike, Installation[]> | undefined }

/**
 * What is installed on a nock, the one in effect last. Kept on `globalThis`, since test runners may
 * load this module more than once in a process while nock stays the same, and only for as long as
 * anything is installed.
 */
function installationsOn(nock: NockLike): Installation[] {
  const all = (shared[key] ??= new Map<NockLike, Installation[]>())
  const installations = all.get(nock) ?? []
  all.set(nock, installations)
  return installations
}

/** Puts an installation into effect, in place of the one before. If it fails, that one remains. */
function begin(nock: NockLike, installation: Installation): void {
  installation.start()
  const installations = installationsOn(nock)
  installations.at(-1)?.stop()
  installations.push(installation)
}

/** Ends an installation. If it was in effect, the one before it is again. */
function end(nock: NockLike, installation: Installation): void {
  installation.stop()
  const installations = installationsOn(nock)
  const index = installations.lastIndexOf(installation)
  if (index >= 0) installations.splice(index, 1)
  if (index === installations.length) installations.at(-1)?.start()
  if (installations.length > 0) return
  shared[key]?.delete(nock)
  if (shared[key]?.size === 0) Reflect.deleteProperty(globalThis, key)
}
