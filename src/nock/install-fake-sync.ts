import nockModule from 'nock'
import type { Clock, FakeClock } from '../domain/clock.ts'
import { FakeSync } from '../fake/fake-sync.ts'
import { checkOptions, type FakeSyncOptions } from '../fake/options.ts'
import type { NockLike } from './nock-like.ts'
import { checkNock } from './preconditions.ts'
import { type NockService, serveThroughNock } from './serve.ts'

/** How the fake is set up and installed. Everything is optional. */
export interface InstallFakeSyncOptions<
  Time extends Clock = FakeClock,
> extends FakeSyncOptions<Time> {
  /** The nock to register with, for projects that hold more than one; the peer when left out. */
  readonly nock?: NockLike | { readonly default: NockLike } | undefined
}

/** A fake that answers at the Sync hosts. */
class InstalledFakeSync<Time extends Clock> extends FakeSync<Time> {
  readonly #service: NockService

  constructor(options: FakeSyncOptions<Time>, nock: NockLike) {
    super(options)
    takeOver(nock)
    this.#service = serveThroughNock((request) => this.handle(request), nock)
    installed().set(nock, this.#service)
  }

  override get installed(): boolean {
    return this.#service.isServing
  }

  override uninstall(): void {
    this.#service.stop()
    super.uninstall()
  }
}

/**
 * Installs a fake Twilio Sync at sync.twilio.com and its regional hosts, by nock: from here on whatever
 * the app sends there reaches the fake, and nothing reaches Twilio. A second install takes over from
 * the first.
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
  checkOptions(options, ['nock'])
  const { nock: given, ...rest } = options
  const nock = checkNock(given ?? nockModule, process)
  return new InstalledFakeSync(rest, nock)
}

function takeOver(nock: NockLike): void {
  installed().get(nock)?.stop()
}

/**
 * What is installed on which nock. It is kept on `globalThis`, since test runners may load this module
 * more than once in a process while nock stays the same.
 */
function installed(): WeakMap<NockLike, NockService> {
  const key = Symbol.for('fake-twilio-sync.installed')
  const shared = globalThis as { [key: symbol]: WeakMap<NockLike, NockService> | undefined }
  return (shared[key] ??= new WeakMap())
}
