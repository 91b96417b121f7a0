import type { EndpointEvent } from '../api/endpoint-event.ts'
import type { ClientView } from '../api/fault-points.ts'
import type { SyncRequest, SyncResponse } from '../api/message.ts'
import type { Disconnection, Refusal } from '../api/plan.ts'
import type { Protocol } from '../api/protocol.ts'
import type { World } from '../domain/world/world.ts'
import type { Frame } from './frame.ts'
import type { SubscribeMode } from './interests.ts'
import type { KnownChanges } from './known-changes.ts'
import type { LineHost } from './line.ts'
import type { Login } from './login.ts'
import type { ServerSocket, SocketPeer } from './socket.ts'
import type { Tokens } from './tokens.ts'

/** Takes the request of a client to the service and back, as a transport's does. */
export type ClientDispatch = (
  request: SyncRequest,
  protocol: Protocol,
) => SyncResponse | Promise<SyncResponse>

/** Decides what goes wrong as clients connect. */
export interface ConnectionPlans {
  planConnect(viewOf: () => ClientView): Refusal | undefined
  planConnected(viewOf: () => ClientView): Disconnection | undefined
}

/** A request, the frame that it came in, and who sent it. */
export interface Question {
  readonly frame: Frame
  readonly request: SyncRequest
  readonly login: Login
}

/** Lets everything go well. */
export const noPlans: ConnectionPlans = {
  planConnect: () => undefined,
  planConnected: () => undefined,
}

/** What all sessions of a world share. */
export interface SessionHost extends LineHost {
  readonly plans: ConnectionPlans
  readonly world: World
  readonly tokens: Tokens
  readonly knownChanges: KnownChanges
  readonly mode: SubscribeMode
  /** How often the world was replaced. */
  readonly epoch: number
  /** Whether the fake was uninstalled. */
  readonly hasEnded: boolean
  /** Calls a function. What it causes is told to other clients only once it has returned. */
  answering(work: () => void): void
  /** Returns the ID of a client that has none yet. */
  nextEndpoint(): string
  /** Takes note that a client has come, or has gone. */
  noteEndpoint(event: EndpointEvent): void
  /** Takes note that a connection has ended. */
  leave(session: SocketPeer): void
}

export interface SessionOptions {
  readonly host: SessionHost
  readonly socket: ServerSocket
  readonly dispatch: ClientDispatch
  /** Whether a run of a property has opened the socket, and another one has begun since. */
  readonly isLate: () => boolean
}
