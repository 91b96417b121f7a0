import type { FrameData } from './frame.ts'

/** The fake's side of a socket that somebody else has, for `sync.accept`. */
export interface ServerSocket {
  /** The URL that was opened, of any shape: nothing depends on it. */
  readonly url: string
  /** Sends a frame to the client. */
  send(data: ArrayBuffer): void
  /** Breaks the connection, with a code such as 1006 and a reason. */
  drop(code?: number, reason?: string): void
}

/** What the owner of a socket tells the fake. Neither member throws. */
export interface SocketPeer {
  /** Takes a frame from the client: bytes, or text. What is no frame is ignored. */
  receive(data: FrameData): void
  /** Takes note that the client has closed the socket. */
  closed(): void
}
