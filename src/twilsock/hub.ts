import { Deliveries } from '../api/deliveries.ts'
import type { EndpointEvent } from '../api/endpoint-event.ts'
import { type CloseCode, closeCodes } from '../api/fault-points.ts'
import type { SyncRequest } from '../api/message.ts'
import { changeIn, goneNotice, type Notice, noticeOf } from '../cds/events.ts'
import { asksForSubscriptions } from '../cds/subscriptions.ts'
import type { FeedEvent } from '../domain/rules/feed.ts'
import type { World } from '../domain/world/world.ts'
import { callEach } from '../lang/call-each.ts'
import { anyOf, refuse } from '../lang/refuse.ts'
import type { SubscribeMode } from './interests.ts'
import { KnownChanges } from './known-changes.ts'
import { type Letter, Outbox } from './outbox.ts'
import { type DeliveryPlans, isEnd, planOf } from './plan-of.ts'
import type { ConnectionPlans, SessionHost, SessionOptions } from './session-host.ts'
import { Session } from './session.ts'
import type { SocketPeer } from './socket.ts'
import { closings } from './statuses.ts'
import { Tokens } from './tokens.ts'

/** A client of the SDK that is connected to the fake. */
export interface SyncClientConnection {
  /** The identity in its token, if it has one. */
  readonly identity: string | undefined
  /** The version of its SDK, such as `4.0.1`; empty if it has not said it. */
  readonly sdkVersion: string
  /** Breaks the connection, as a lost network does. The SDK connects again after about a second. */
  drop(): void
  /**
   * Tells the client to leave, as the service does: 308 to connect again, 401 and 410 for a token
   * that is refused or has expired.
   *
   * @throws TypeError if it is another code
   */
  close(code: CloseCode): void
}

/** Decides what goes wrong between the service and its clients. */
export interface ClientPlans extends ConnectionPlans, DeliveryPlans {}

export interface HubOptions {
  readonly plans: ClientPlans
  readonly world: World
  readonly mode: SubscribeMode
  /** Passwords by username. Default: all tokens are accepted. */
  readonly credentials: Readonly<Record<string, string>> | undefined
  /** Whether the fake was uninstalled. */
  readonly hasEnded: () => boolean
  readonly noteActivity: () => void
  /** Told of clients that come and go. */
  readonly noteEndpoint: (event: EndpointEvent) => void
}

/** The clients of one world, and what they are told. */
export class Hub implements SessionHost {
  readonly world: World
  readonly mode: SubscribeMode
  readonly plans: ClientPlans
  readonly tokens: Tokens
  readonly knownChanges: KnownChanges = new KnownChanges()
  readonly #options: HubOptions
  readonly #outbox = new Outbox()
  readonly #deliveries = new Deliveries()
  /** In order of connection. */
  readonly #sessions = new Set<Session>()
  #unsubscribe: (() => void) | undefined
  /** What is told once the request that caused it is answered; `undefined` if there is none. */
  #later: (() => void)[] | undefined
  #epoch = 0
  #idsDrawn = 0
  #endpointsDrawn = 0

  constructor(options: HubOptions) {
    const { world, mode, plans, credentials } = options
    this.#options = options
    this.world = world
    this.mode = mode
    this.plans = plans
    this.tokens = new Tokens({ world, credentials })
    world.audience = (sid) => this.#subscribersOf(sid)
  }

  get epoch(): number {
    return this.#epoch
  }

  get hasEnded(): boolean {
    return this.#options.hasEnded()
  }

  /** Whether clients have sockets open, or are opening them. */
  get hasSockets(): boolean {
    return this.#sessions.size > 0
  }

  /** Whether frames wait to be handed over, or delays of messages to end. */
  get isBusy(): boolean {
    return !this.#outbox.isEmpty || this.#deliveries.isDelaying
  }

  /** Whether the SDK has yet to ask to be told of something that was opened. */
  get isAwaiting(): boolean {
    return [...this.#sessions].some(({ interests }) => interests.isAwaiting)
  }

  /** Takes note that the subscriptions have been waited for long enough. */
  stopAwaiting(): void {
    for (const { interests } of this.#sessions) interests.stopAwaiting()
  }

  /** The clients that are connected, in order of connection. */
  get clients(): readonly SyncClientConnection[] {
    return this.#connected.map((session) =>
      Object.freeze({
        identity: session.identity,
        sdkVersion: session.sdkVersion,
        drop: () => session.drop(),
        close(code: CloseCode) {
          if (!closeCodes.includes(code)) {
            const expected = anyOf(closeCodes.map(String))
            refuse('close the connection', { found: code, at: 'code', expected })
          }
          session.close(closings[code])
        },
      }),
    )
  }

  /** Says of each connected client what it is subscribed to, by SID. */
  get subscriptions(): readonly {
    readonly client: SyncClientConnection
    sids: readonly string[]
  }[] {
    const connected = this.#connected
    return this.clients.map((client, index) => {
      return { client, sids: connected[index]?.interests.subscribed ?? [] }
    })
  }

  /** Whether a request is one that the SDK sends by itself, a random while after what the app does. */
  sendsByItself(request: Pick<SyncRequest, 'url'>): boolean {
    return asksForSubscriptions(request)
  }

  /** Takes a socket that a client has opened. */
  accept(options: Omit<SessionOptions, 'host'>): SocketPeer {
    const session = new Session({ host: this, ...options })
    this.#sessions.add(session)
    this.#unsubscribe ??= this.world.feed.subscribe((event) => this.#tell(event))
    return session
  }

  /** Hands over the messages that wait to be overtaken. Returns whether there were any. */
  release(): boolean {
    return this.#deliveries.release()
  }

  /** Takes note that the world was replaced: tells all clients that what they had is gone. */
  forget(): void {
    this.#epoch += 1
    this.knownChanges.clear()
    this.#endpointsDrawn = 0
    this.#outbox.clear()
    this.#deliveries.drop()
    this.tokens.clear()
    for (const session of this.#sessions) {
      for (const sid of session.forget()) session.notify(goneNotice(sid), false)
    }
  }

  answering(work: () => void): void {
    const isInner = this.#later !== undefined
    const later = (this.#later ??= [])
    try {
      work()
    } finally {
      if (!isInner) {
        this.#later = undefined
        for (const tell of later) tell()
      }
    }
  }

  post(letter: Letter): void {
    this.#outbox.add(letter)
  }

  nextId(): string {
    this.#idsDrawn += 1
    return `TM${this.#idsDrawn.toString(16).padStart(32, '0')}`
  }

  nextEndpoint(): string {
    const taken = new Set([...this.#sessions].map(({ presence }) => presence.endpoint))
    for (;;) {
      this.#endpointsDrawn += 1
      const endpoint = this.#endpointsDrawn.toString(16).padStart(32, '0')
      // After a reset they start again, but clients stay connected.
      if (!taken.has(endpoint)) return endpoint
    }
  }

  noteActivity(): void {
    this.#options.noteActivity()
  }

  noteEndpoint(event: EndpointEvent): void {
    this.#options.noteEndpoint(event)
  }

  leave(session: Session): void {
    this.#sessions.delete(session)
    this.#deliveries.drop(session)
    if (this.#sessions.size > 0) return
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
  }

  get #connected(): Session[] {
    return [...this.#sessions].filter(({ isConnected }) => isConnected)
  }

  #subscribersOf(sid: string): (string | undefined)[] {
    return this.#connected
      .filter(({ interests }) => interests.has(sid))
      .map(({ identity }) => identity)
  }

  /** Tells an event to those that are subscribed, but not to the one that caused it. */
  #tell(event: FeedEvent): void {
    const notice = noticeOf(event)
    if (notice === undefined || this.hasEnded) return
    const { sid } = event.object
    const subscribed = this.#connected.filter(({ interests }) => interests.has(sid))
    const told = subscribed.filter((session) => !session.isActor(event.by))
    for (const { interests } of told) interests.tell(sid, changeIn(event))
    if (isEnd(event)) for (const { interests } of subscribed) interests.end(sid)
    // The predicate of a fault may throw for one of them.
    callEach(
      told.map((session) => () => {
        const tell = this.#delivery(event, { session, notice })
        if (this.#later === undefined) tell()
        else this.#later.push(tell)
      }),
    )
  }

  /** Returns how an event gets to a client: as the faults have it, but for the end of an object. */
  #delivery(event: FeedEvent, { session, notice }: Notification): () => void {
    const isNews = !isEnd(event)
    const send = (): void => {
      if (!this.hasEnded) session.notify(notice, isNews)
    }
    const plan = planOf(event, { identity: session.identity, plans: this.plans })
    if (plan === undefined) return send
    return () => this.#deliveries.send({ to: session, sid: event.object.sid, send }, plan)
  }
}

/** What a client is told. */
interface Notification {
  readonly session: Session
  readonly notice: Notice
}
