import { encodeFrame, type Frame, type FrameParts } from './frame.ts'
import type { Letter } from './outbox.ts'
import type { ServerSocket } from './socket.ts'

/** What a line needs of those that share an outbox. */
export interface LineHost {
  /** Takes a frame to be handed over a turn later. */
  post(letter: Letter): void
  /** Returns the next ID of a frame. */
  nextId(): string
  noteActivity(): void
}

/** What a client is told besides a method and a header. */
interface Telling {
  readonly payload?: string | undefined
  readonly isNews?: boolean | undefined
}

/** The way to one client: frames that answer its own, and frames that tell it something. */
export class Line {
  readonly #host: LineHost
  readonly #socket: ServerSocket
  #isOpen = true

  constructor(host: LineHost, socket: ServerSocket) {
    this.#host = host
    this.#socket = socket
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Nothing more goes this way, nor does what waits. */
  close(): void {
    this.#isOpen = false
  }

  /** Answers a frame. */
  reply({ header: { id } }: Frame, header: object, parts: Omit<FrameParts, 'header'> = {}): void {
    // Without an ID nobody waits for it.
    if (typeof id !== 'string') return
    this.#post({ header: { method: 'reply', id, ...header }, ...parts })
  }

  /** Tells the client something; `isNews` if it is about the world as it is. */
  tell(method: string, header: object, { payload, isNews = false }: Telling = {}): void {
    this.#post({ header: { method, id: this.#host.nextId(), ...header }, payload }, isNews)
  }

  /** Breaks the connection, by a function, after what waits has been handed over. */
  breakOff(drop: () => void): void {
    this.#host.post({ deliver: drop, isNews: false })
  }

  #post(parts: FrameParts, isNews = false): void {
    const data = encodeFrame(parts)
    const deliver = (): void => {
      this.#host.noteActivity()
      if (this.#isOpen) this.#socket.send(data)
    }
    this.#host.post({ deliver, isNews })
  }
}
