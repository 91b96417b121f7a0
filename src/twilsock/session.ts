import { ConnectionError } from '../api/deliver.ts'
import type { ClientView } from '../api/fault-points.ts'
import type { SyncRequest, SyncResponse } from '../api/message.ts'
import { NotFakedError } from '../api/not-faked-error.ts'
import type { Refusal } from '../api/plan.ts'
import type { SubscriptionChange } from '../api/subscriber.ts'
import { CdsProtocol } from '../cds/cds-protocol.ts'
import { changeIn, type Notice } from '../cds/events.ts'
import { learnedFrom, nameOfChange } from '../cds/learned.ts'
import { openedBy } from '../cds/opened.ts'
import { readRequest } from '../cds/request.ts'
import { answersTo, type LastAnswer, lastAnswerTo } from '../cds/subscriptions.ts'
import type { Actor } from '../domain/rules/actor.ts'
import { hasNames } from '../lang/is-object.ts'
import { decodeFrame, type Frame, type FrameData } from './frame.ts'
import { Interests } from './interests.ts'
import { Line } from './line.ts'
import { Login } from './login.ts'
import { Presence } from './presence.ts'
import {
  type ConnectionPlans,
  noPlans,
  type Question,
  type SessionOptions,
} from './session-host.ts'
import type { SocketPeer } from './socket.ts'
import { closings, statuses } from './statuses.ts'
import { TokenLife } from './token-life.ts'
import type { Status } from './tokens.ts'
import { tunnelledReply } from './tunnelled-reply.ts'

const { ok, tokenExpired, updateForbidden, stranger, unreadable, ended } = statuses

/** One connection of a client, from the opening of its socket to the end. */
export class Session implements SocketPeer {
  readonly interests: Interests
  readonly presence: Presence
  readonly #options: SessionOptions
  readonly #line: Line
  readonly #life: TokenLife
  #login: Login | undefined
  #sdkVersion = ''
  /** What to do with a frame, by its method. */
  readonly #methods: ReadonlyMap<unknown, (frame: Frame) => void>

  constructor(options: SessionOptions) {
    this.#options = options
    const { host, socket } = options
    this.#line = new Line(host, socket)
    this.interests = new Interests(host.mode)
    this.presence = new Presence(options)
    this.#life = new TokenLife(host.world.timeline, {
      warn: () => {
        const update = { client_update_type: 'token_about_to_expire' }
        this.#line.tell('client_update', update, { isNews: true })
      },
      expire: () => this.close(tokenExpired),
    })
    const ignore = (): void => undefined
    const confirm = (frame: Frame): void => this.#line.reply(frame, { status: ok })
    this.#methods = new Map<unknown, (frame: Frame) => void>([
      ['init', (frame) => this.#init(frame)],
      ['update', (frame) => this.#update(frame)],
      ['message', (frame) => this.#message(frame)],
      // Observed: the SDK confirms what it is told, and says goodbye. It waits for no answer.
      ['reply', ignore],
      ['close', ignore],
      // Observed: only if the service asks for it, or from versions before 2.
      ['telemetry.v1', confirm],
      ['put_notification_ctx', confirm],
      ['delete_notification_ctx', confirm],
    ])
  }

  /** Whether a client is there that has said who it is, and that no ended run has left behind. */
  get isConnected(): boolean {
    return this.#line.isOpen && this.#login !== undefined && !this.#options.isLate()
  }

  get identity(): string | undefined {
    return this.#login?.admission.token.identity
  }

  /** The version of the client's SDK; empty if it has not said it. */
  get sdkVersion(): string {
    return this.#sdkVersion
  }

  /** Whether it is this client that has done something. */
  isActor(actor: Actor): boolean {
    return this.#login?.actor === actor
  }

  receive(data: FrameData): void {
    const { host } = this.#options
    if (!this.#line.isOpen) return
    host.noteActivity()
    const frame = decodeFrame(data)
    if (frame === undefined) return
    const method = this.#methods.get(frame.header['method'])
    try {
      // A clock that cannot be watched may have passed the end of the token.
      host.world.timeline.settle()
      if (method !== undefined) method(frame)
      else this.#line.reply(frame, { status: unreadable })
    } catch (error) {
      // A subscriber of what has expired, or a clock of the user's own: the client is not to blame.
      this.#fail(frame, error)
    }
  }

  closed(): void {
    if (!this.#line.isOpen) return
    const { host } = this.#options
    this.#line.close()
    this.#life.stop()
    host.noteActivity()
    host.leave(this)
    this.presence.depart()
  }

  /** Breaks the connection. */
  drop(): void {
    if (!this.#line.isOpen) return
    this.closed()
    this.#options.socket.drop(1006, '')
  }

  /** Tells the client to leave, which it does; whether it comes back depends on the code. */
  close(status: Status): void {
    this.#login = undefined
    this.#life.stop()
    this.#line.tell('close', { status })
    this.presence.depart()
  }

  /** Tells the client what has happened; `isNews` if it is about the world as it is. */
  notify({ messageType, payload }: Notice, isNews: boolean): void {
    const header = { message_type: messageType, notification_ctx_id: '' }
    this.#line.tell('notification', header, { payload: JSON.stringify(payload), isNews })
  }

  /** Takes note that the world was replaced: returns what the client had, and renews its token. */
  forget(): string[] {
    const { host, isLate } = this.#options
    const sids = this.interests.forget()
    this.#life.stop()
    // What an ended run has left behind is told nothing, and its token never ends.
    if (isLate()) return []
    const admission = this.#login && host.tokens.admit(this.#login.text)
    if (admission !== undefined && 'token' in admission) this.#life.begin(admission.until)
    else if (admission !== undefined) this.close(tokenExpired)
    return sids
  }

  #init(frame: Frame): void {
    const { token, continuation_token: before, metadata } = frame.header
    const isStale = this.presence.resume(before)
    if (!this.#logIn(frame, token)) return
    // What the client has opened before belongs to a world that is gone.
    if (isStale) this.interests.forget()
    const version = hasNames(metadata) ? metadata['sdkv'] : undefined
    this.#sdkVersion = typeof version === 'string' ? version : ''
    const view = (): ClientView => this.#view
    const plans = this.#plans
    const refusal = plans.planConnect(view)
    // Before the answer: the predicate of a fault may throw.
    const end = refusal === undefined ? plans.planConnected(view) : undefined
    if (refusal !== undefined) {
      this.#refuse(frame, refusal)
      return
    }
    this.#line.reply(frame, {
      status: ok,
      capabilities: ['client_update'],
      continuation_token: this.presence.continuationToken,
    })
    if (this.#login !== undefined) this.presence.arrive(this.#login)
    if (end?.kind === 'drop') this.#line.breakOff(() => this.drop())
    if (end?.kind === 'close') this.close(closings[end.code])
  }

  /** Nothing is planned for what an ended run has left behind: it would count as one of this run. */
  get #plans(): ConnectionPlans {
    return this.#options.isLate() ? noPlans : this.#options.host.plans
  }

  get #view(): ClientView {
    const { identity, sdkVersion } = this
    return { identity, sdkVersion, time: this.#options.host.world.timeline.now() }
  }

  /** Keeps a client from connecting. */
  #refuse(frame: Frame, refusal: Refusal): void {
    this.#login = undefined
    this.#life.stop()
    if (refusal.kind === 'refuse') this.drop()
    else this.#line.reply(frame, { status: { code: refusal.status, status: 'REFUSED' } })
  }

  #update(frame: Frame): void {
    const before = this.#login
    if (!this.#logIn(frame, frame.header['token'])) return
    this.#line.reply(frame, { status: ok })
    // Observed in Twilio's own tests: the client has to connect anew.
    if (before !== undefined && this.#login?.actor !== before.actor) this.close(updateForbidden)
  }

  /** Lets a client in; if that is refused, answers so. */
  #logIn(frame: Frame, token: unknown): boolean {
    const { tokens, world } = this.#options.host
    const admission = tokens.admit(token)
    if ('token' in admission) {
      const parts = { text: String(token), endpoint: this.presence.endpoint }
      this.#login = new Login({ ...parts, admission, world, before: this.#login })
      this.#life.begin(admission.until)
      return true
    }
    this.#line.reply(frame, { status: admission })
    return false
  }

  #message(frame: Frame): void {
    const { host } = this.#options
    const login = this.#login
    const request = readRequest({ line: frame.header['http_request'], payload: frame.payload })
    const isOver = host.hasEnded || this.#options.isLate()
    const last = isOver && request !== undefined ? lastAnswerTo(request) : undefined
    if (last !== undefined) this.#dismiss(frame, last)
    else if (host.hasEnded) this.#line.reply(frame, { status: ended })
    else if (login === undefined) this.#line.reply(frame, { status: stranger })
    else if (request === undefined) this.#line.reply(frame, { status: unreadable })
    else host.answering(() => this.#ask({ frame, request, login }))
  }

  /** Answers where the objects of a client are gone for good. */
  #dismiss(frame: Frame, { response, notices }: LastAnswer): void {
    this.#answer(frame, response)
    for (const notice of notices) this.notify(notice, false)
  }

  #ask({ frame, request, login }: Question): void {
    const { host, dispatch } = this.#options
    const { epoch, world } = host
    let change: SubscriptionChange | undefined
    const subscriber = (asked: SubscriptionChange): void => {
      change = asked
    }
    const isGone = (sid: string): boolean => this.interests.isGone(sid)
    const protocol = new CdsProtocol(() => ({ ...login.clientIn(world), subscriber, isGone }))
    const answer = (response: SyncResponse): void => {
      this.#answer(frame, response)
      this.presence.learn(learnedFrom(response))
      // Asked before the world was replaced, it is about what is gone.
      if (epoch !== host.epoch) return
      const opened = openedBy(request, response)
      if (opened !== undefined) this.interests.open(opened)
      if (change !== undefined) this.#subscribe(change, request)
    }
    const fail = (error: unknown): void => this.#fail(frame, error)
    try {
      const response = dispatch(request, protocol)
      if ('then' in response) void response.then(answer, fail)
      else answer(response)
    } catch (error) {
      fail(error)
    }
  }

  #answer(frame: Frame, response: SyncResponse): void {
    const reply = tunnelledReply(response)
    // What the client notices is the end of its connection.
    if (reply === undefined) this.drop()
    else this.#line.reply(frame, reply.header, reply.parts)
  }

  #subscribe(change: SubscriptionChange, { input }: SyncRequest): void {
    const notices = answersTo(this.interests.change(change), {
      correlationId: input['CorrelationId'],
      toldUntil: (sid) => this.interests.toldUntil(sid),
      isKnown: (event) => this.presence.knows(nameOfChange(event.object.sid, changeIn(event))),
    })
    for (const notice of notices) this.notify(notice, true)
  }

  /** Ends a request without a response of the service. */
  #fail(frame: Frame, error: unknown): void {
    // What an ended run has left behind would connect again and again.
    if (error instanceof ConnectionError && !this.#options.isLate()) {
      this.drop()
      return
    }
    const code = error instanceof NotFakedError ? 501 : 500
    const status = error instanceof Error ? error.message : String(error)
    this.#line.reply(frame, { status: { code, status } })
  }
}
