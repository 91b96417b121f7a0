import type { Dispatch } from '../api/deliver.ts'
import { allOrNone } from '../transports/all-or-none.ts'
import { guardNetwork } from '../transports/network-guard.ts'
import type { NockLike } from '../transports/nock/nock-like.ts'
import { serveThroughNock } from '../transports/nock/serve.ts'
import { serveTwilio, type TwilioLike } from '../transports/twilio.ts'
import { serveWebSocket } from '../transports/web-socket.ts'
import type { WebSocketClass } from '../twilsock/web-socket.ts'

/** What is installed. */
export interface Installable {
  readonly dispatch: Dispatch
  /** The class of the sockets that lead to the fake; `undefined` to leave sockets alone. */
  readonly webSocket: WebSocketClass | undefined
}

/** The modules to install a fake in. */
export type Modules =
  | { readonly nock: NockLike; readonly twilio: TwilioLike | undefined }
  | { readonly nock: false; readonly twilio: TwilioLike }

/**
 * A fake at the Sync hosts. Of several on one nock, or one twilio module without a nock, the one
 * that began last is in effect.
 */
export class Installation {
  readonly #fake: Installable
  readonly #modules: Modules
  readonly #place: object
  #service: { readonly isServing: boolean } | undefined
  #undo: (() => void) | undefined

  constructor(fake: Installable, modules: Modules) {
    this.#fake = fake
    this.#modules = modules
    this.#place = modules.nock === false ? modules.twilio : modules.nock
  }

  get isServing(): boolean {
    return this.#service?.isServing ?? false
  }

  /** Puts it into effect, in place of the one before. If that fails, the one before remains. */
  begin(): void {
    this.start()
    const installations = installationsAt(this.#place)
    installations.at(-1)?.stop()
    installations.push(this)
  }

  /** Ends it. If it was in effect, the one before it is again. */
  end(): void {
    this.stop()
    const installations = installationsAt(this.#place)
    const index = installations.lastIndexOf(this)
    if (index >= 0) installations.splice(index, 1)
    if (index === installations.length) installations.at(-1)?.start()
    if (installations.length > 0) return
    shared[key]?.delete(this.#place)
    if (shared[key]?.size === 0) Reflect.deleteProperty(globalThis, key)
  }

  /** Starts serving; once stopped, it may start again. */
  start(): void {
    const { nock, twilio } = this.#modules
    const { dispatch, webSocket } = this.#fake
    this.#undo = allOrNone([
      () => (nock === false ? this.#serveWithoutNock() : this.#serveThrough(nock)),
      ...(twilio === undefined ? [] : [() => serveTwilio(dispatch, twilio)]),
      ...(webSocket === undefined ? [] : [() => serveWebSocket(webSocket)]),
      guardNetwork,
    ])
  }

  /** Stops serving. */
  stop(): void {
    this.#undo?.()
  }

  #serveThrough(nock: NockLike): () => void {
    const service = serveThroughNock(this.#fake.dispatch, nock)
    this.#service = service
    return () => service.stop()
  }

  #serveWithoutNock(): () => void {
    this.#service = { isServing: true }
    return () => {
      this.#service = undefined
    }
  }
}

const key = Symbol.for('fake-twilio-sync.installed')
const shared = globalThis as { [key: symbol]: Map<object, Installation[]> | undefined }

/**
 * What is installed on a nock or a twilio module, the one in effect last. Kept on `globalThis`,
 * since test runners may load this module more than once in a process while nock stays the same, and
 * only for as long as anything is installed.
 */
function installationsAt(place: object): Installation[] {
  const all = (shared[key] ??= new Map<object, Installation[]>())
  const installations = all.get(place) ?? []
  all.set(place, installations)
  return installations
}
