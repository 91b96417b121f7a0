import { isTsockUrl } from '../twilsock/tsock-url.ts'
import type { WebSocketClass } from '../twilsock/web-socket.ts'

/** Any class of sockets, and what stands in its place. */
type AnyClass = new (url: string | URL, ...rest: unknown[]) => object

/** What stands in place of a class, as long as nobody has ended it. */
interface Shim {
  /** What was there before; `undefined` for nothing. */
  readonly before: PropertyDescriptor | undefined
  isOver: boolean
}

/** Shared by all copies of this package, since a test runner may load more than one. */
const key = Symbol.for('fake-twilio-sync.shim')

/**
 * Lets the sockets that the SDK opens lead to a fake: those of `globalThis.WebSocket`, or where there
 * is none, those of `MozWebSocket`, for which the SDK looks next, and nobody else. All other sockets
 * remain what they were. Returns a function that undoes it, in whatever order several are undone.
 *
 * A client keeps the class that it has found for its next connections: those still lead to the fake
 * afterwards, and none to the network.
 */
export function serveWebSocket(own: WebSocketClass): () => void {
  const name = 'WebSocket' in globalThis ? 'WebSocket' : 'MozWebSocket'
  const before = Object.getOwnPropertyDescriptor(globalThis, name)
  const { [name]: native = own } = globalThis as unknown as {
    readonly [name: string]: AnyClass | undefined
  }
  const shim: Shim = { before, isOver: false }
  const value: AnyClass = new Proxy<AnyClass>(native, {
    construct(target, args: ConstructorParameters<AnyClass>, newTarget) {
      if (isTsockUrl(String(args[0]))) return new own(args[0])
      return Reflect.construct(target, args, newTarget) as object
    },
    // Nothing is written on the class itself, which is not ours. A class made of it is no shim.
    get(target, member, receiver): unknown {
      return member === key && receiver === value ? shim : Reflect.get(target, member)
    },
  })
  const { enumerable = false } = before ?? {}
  Object.defineProperty(globalThis, name, { value, enumerable, writable: true, configurable: true })
  return () => {
    shim.isOver = true
    unwind(name)
  }
}

/** Takes away the shims on top that are over. */
function unwind(name: string): void {
  for (;;) {
    const found: unknown = Object.getOwnPropertyDescriptor(globalThis, name)?.value
    const shim = typeof found === 'function' ? shimOf(found) : undefined
    if (shim?.isOver !== true) return
    if (shim.before === undefined) Reflect.deleteProperty(globalThis, name)
    else Object.defineProperty(globalThis, name, shim.before)
  }
}

function shimOf(found: object): Shim | undefined {
  return (found as { readonly [key]?: Shim })[key]
}
