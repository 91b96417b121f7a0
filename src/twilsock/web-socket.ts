import type { FrameData } from './frame.ts'
import type { ServerSocket, SocketPeer } from './socket.ts'
import { isTsockUrl, servedUrls } from './tsock-url.ts'

/** What happens to a socket. */
export interface SocketEvent {
  readonly type: 'open' | 'message' | 'close' | 'error'
  readonly target: FakeWebSocket
  /** Of a `message`: always an `ArrayBuffer`, whatever `binaryType` says. */
  readonly data?: ArrayBuffer
  /** Of a `close`. */
  readonly code?: number
  readonly reason?: string
  readonly wasClean?: boolean
}

type Listener = (event: SocketEvent) => void

/** The states of a socket, as the standard numbers them. */
const states = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 } as const

/** A class of sockets that lead into a fake, for `vi.stubGlobal('WebSocket', sync.WebSocket)`. */
export type WebSocketClass = (new (url: string | URL) => FakeWebSocket & typeof states) &
  typeof states

/**
 * The client's end of a socket to a fake, as far as the standard is used by the SDK. It is no
 * `EventTarget`, whose class differs from realm to realm.
 */
export class FakeWebSocket {
  readonly url: string
  readonly protocol = ''
  readonly extensions = ''
  readonly bufferedAmount = 0
  binaryType = 'blob'
  onopen: Listener | null = null
  onmessage: Listener | null = null
  onclose: Listener | null = null
  onerror: Listener | null = null
  readonly #peer: SocketPeer
  readonly #listeners = new Map<string, Set<Listener>>()
  #state: number = states.CONNECTING

  /** @throws TypeError for a URL that is not that of the service */
  constructor(url: string | URL, accept: (socket: ServerSocket) => SocketPeer) {
    this.url = String(url)
    if (!isTsockUrl(this.url)) {
      throw new TypeError(
        `Cannot open a WebSocket: found ${this.url}, which the fake does not serve, expected ${servedUrls}`,
      )
    }
    this.#peer = accept({
      url: this.url,
      send: (data) => {
        if (this.#state === states.OPEN) this.#emit({ type: 'message', data })
      },
      drop: (code = 1006, reason = '') => this.#end({ code, reason, wasClean: false }),
    })
    later(() => {
      if (this.#state !== states.CONNECTING) return
      this.#state = states.OPEN
      this.#emit({ type: 'open' })
    })
  }

  get readyState(): number {
    return this.#state
  }

  /** @throws Error while it is connecting */
  send(data: FrameData): void {
    if (this.#state === states.CONNECTING) {
      throw new Error('Cannot send: found a socket that is connecting, expected one that is open')
    }
    if (this.#state === states.OPEN) this.#peer.receive(data)
  }

  close(code = 1005, reason = ''): void {
    this.#end({ code, reason, wasClean: true })
  }

  addEventListener(type: SocketEvent['type'], listener: Listener): void {
    const listeners = this.#listeners.get(type) ?? new Set()
    this.#listeners.set(type, listeners.add(listener))
  }

  removeEventListener(type: SocketEvent['type'], listener: Listener): void {
    this.#listeners.get(type)?.delete(listener)
  }

  #end(how: Pick<SocketEvent, 'code' | 'reason' | 'wasClean'>): void {
    if (this.#state >= states.CLOSING) return
    this.#state = states.CLOSING
    this.#peer.closed()
    later(() => {
      this.#state = states.CLOSED
      this.#emit({ type: 'close', ...how })
    })
  }

  #emit(parts: Omit<SocketEvent, 'target'>): void {
    const event: SocketEvent = { ...parts, target: this }
    this[`on${event.type}`]?.(event)
    for (const listener of this.#listeners.get(event.type) ?? []) listener(event)
  }
}

Object.assign(FakeWebSocket, states)
Object.assign(FakeWebSocket.prototype, states)

/** Creates the class of the sockets that lead to one fake. */
export function webSocketClass(accept: (socket: ServerSocket) => SocketPeer): WebSocketClass {
  class SyncWebSocket extends FakeWebSocket {
    constructor(url: string | URL) {
      super(url, accept)
    }
  }
  return SyncWebSocket as WebSocketClass
}

/** A promise: fake timers do not hold it. */
function later(work: () => void): void {
  void Promise.resolve().then(work)
}
