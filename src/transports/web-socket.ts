import { isTsockUrl } from '../twilsock/tsock-url.ts'
import type { WebSocketClass } from '../twilsock/web-socket.ts'
import type { InstalledTransport } from './installed-transport.ts'

/** Any class of sockets, and what stands in its place. */
type AnyClass = new (url: string | URL, ...rest: unknown[]) => object

type Globals = Readonly<Record<string, AnyClass | undefined>>

/** What stands in place of a class, as long as nobody has ended it. */
interface Shim {
  readonly value: AnyClass
  /** What was there before; `undefined` for nothing. */
  readonly before: PropertyDescriptor | undefined
  isOver: boolean
}

/** Shared by all copies of this package, since a test runner may load more than one. */
const key = Symbol.for('fake-twilio-sync.shim')

/**
 * Lets the sockets that the SDK opens lead to a fake: those of `globalThis.WebSocket`, or where there
 * is none, those of `MozWebSocket`, for which the SDK looks next, and nobody else. All other sockets
 * remain what they were. Several may be stopped in any order.
 *
 * A client keeps the class that it has found for its next connections: those still lead to the fake
 * afterwards, and none to the network.
 */
export function serveWebSocket(own: WebSocketClass): InstalledTransport {
  const name = nameInUse()
  const before = Object.getOwnPropertyDescriptor(globalThis, name)
  const { [name]: native = own } = globalThis as unknown as Globals
  const value: AnyClass = new Proxy<AnyClass>(native, {
    construct(target, args: ConstructorParameters<AnyClass>, newTarget) {
      if (isTsockUrl(String(args[0]))) return new own(args[0])
      return Reflect.construct(target, args, newTarget) as object
    },
    // Nothing is written on the class itself, which is not ours.
    get(target, member): unknown {
      return member === key ? shim : Reflect.get(target, member)
    },
  })
  const shim: Shim = { value, before, isOver: false }
  const { enumerable = false } = before ?? {}
  Object.defineProperty(globalThis, name, { value, enumerable, writable: true, configurable: true })
  return {
    get isServing() {
      const { [nameInUse()]: found } = globalThis as unknown as Globals
      // A class that somebody has made of it leads here, too.
      return !shim.isOver && shimBehind(found) === shim
    },
    stop: () => {
      shim.isOver = true
      unwind(name)
    },
  }
}

/** Where the SDK looks for a class. */
function nameInUse(): string {
  return 'WebSocket' in globalThis ? 'WebSocket' : 'MozWebSocket'
}

/** Takes away the shims on top that are over. */
function unwind(name: string): void {
  for (;;) {
    const found: unknown = Object.getOwnPropertyDescriptor(globalThis, name)?.value
    const shim = shimBehind(found)
    if (shim?.isOver !== true || shim.value !== found) return
    if (shim.before === undefined) Reflect.deleteProperty(globalThis, name)
    else Object.defineProperty(globalThis, name, shim.before)
  }
}

/** The shim that a class is, or that it was made of. */
function shimBehind(found: unknown): Shim | undefined {
  return typeof found === 'function' ? (found as { readonly [key]?: Shim })[key] : undefined
}
