import { allOrNone } from '../transports/all-or-none.ts'
import type { InstalledTransport } from '../transports/installed-transport.ts'

/** Where a fake is installed, and by what. */
export interface Site {
  /** What fakes share: of several in one place, the one that began last is in effect. */
  readonly place: object
  /** Puts the transport into effect that tells whether the fake is. */
  readonly main: () => InstalledTransport
  /** Put into effect whatever goes with it, and return how to undo that. */
  readonly beside: readonly (() => () => void)[]
}

/** A fake in effect, or in line for it. */
export class Installation {
  readonly #site: Site
  #transport: InstalledTransport | undefined
  #undo: (() => void) | undefined

  constructor(site: Site) {
    this.#site = site
  }

  get isServing(): boolean {
    return this.#transport?.isServing ?? false
  }

  /** Puts it into effect, in place of the one before. If that fails, the one before remains. */
  begin(): void {
    this.start()
    const installations = installationsAt(this.#site.place)
    installations.at(-1)?.stop()
    installations.push(this)
  }

  /** Ends it. If it was in effect, the one before it is again. */
  end(): void {
    this.stop()
    const { place } = this.#site
    const installations = installationsAt(place)
    const index = installations.lastIndexOf(this)
    if (index >= 0) installations.splice(index, 1)
    if (index === installations.length) installations.at(-1)?.start()
    if (installations.length > 0) return
    shared[key]?.delete(place)
    if (shared[key]?.size === 0) Reflect.deleteProperty(globalThis, key)
  }

  /** Starts serving; once stopped, it may start again. */
  start(): void {
    const { main, beside } = this.#site
    this.#undo = allOrNone([
      () => {
        const transport = main()
        this.#transport = transport
        return () => {
          this.#transport = undefined
          transport.stop()
        }
      },
      ...beside,
    ])
  }

  /** Stops serving. */
  stop(): void {
    this.#undo?.()
  }
}

const key = Symbol.for('fake-twilio-sync.installed')
const shared = globalThis as { [key: symbol]: Map<object, Installation[]> | undefined }

/**
 * What is installed in a place, such as a nock or a twilio module, the one in effect last. Kept on
 * `globalThis`, since test runners may load this module more than once in a process while the place
 * stays the same, and only for as long as anything is installed.
 */
function installationsAt(place: object): Installation[] {
  const all = (shared[key] ??= new Map<object, Installation[]>())
  const installations = all.get(place) ?? []
  all.set(place, installations)
  return installations
}
