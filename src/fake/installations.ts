import type { Dispatch } from '../api/deliver.ts'
import { allOrNone } from '../transports/all-or-none.ts'
import type { NockLike } from '../transports/nock/nock-like.ts'
import { type NockService, serveThroughNock } from '../transports/nock/serve.ts'
import { serveTwilio, type TwilioLike } from '../transports/twilio.ts'

/** The modules to install a fake in. */
export interface Modules {
  readonly nock: NockLike
  readonly twilio: TwilioLike | undefined
}

/** A fake at the Sync hosts. Of several on one nock, the one that began last is in effect. */
export class Installation {
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

  /** Puts it into effect, in place of the one before. If that fails, the one before remains. */
  begin(): void {
    this.start()
    const installations = installationsOn(this.#modules.nock)
    installations.at(-1)?.stop()
    installations.push(this)
  }

  /** Ends it. If it was in effect, the one before it is again. */
  end(): void {
    this.stop()
    const { nock } = this.#modules
    const installations = installationsOn(nock)
    const index = installations.lastIndexOf(this)
    if (index >= 0) installations.splice(index, 1)
    if (index === installations.length) installations.at(-1)?.start()
    if (installations.length > 0) return
    shared[key]?.delete(nock)
    if (shared[key]?.size === 0) Reflect.deleteProperty(globalThis, key)
  }

  /** Starts serving; once stopped, it may start again. */
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

  /** Stops serving. */
  stop(): void {
    this.#undo?.()
  }
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
