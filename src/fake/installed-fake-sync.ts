import type { Clock } from '../domain/time/clock.ts'
import { FakeSync } from './fake-sync.ts'
import { Installation, type Site } from './installations.ts'
import { checkUninstallOptions, type FakeSyncOptions, type UninstallOptions } from './options.ts'
import type { ReachableFake } from './reachable-fake.ts'
import type { Ways } from './worlds.ts'

/** The parts of a fake that transports lead to. */
export type Reached = Pick<ReachableFake<Clock>, 'dispatch' | 'WebSocket'>

interface InstallOptions extends Ways {
  readonly siteOf: (fake: Reached) => Site
}

/** A fake that is in effect somewhere, until it is uninstalled. */
export class InstalledFakeSync<Time extends Clock> extends FakeSync<Time> {
  readonly #installation: Installation

  constructor(options: FakeSyncOptions<Time>, { siteOf, ...ways }: InstallOptions) {
    super(options, ways)
    this.#installation = new Installation(siteOf(this))
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
