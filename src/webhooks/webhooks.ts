import { Deliveries } from '../api/deliveries.ts'
import type { EndpointEvent } from '../api/endpoint-event.ts'
import type { WebhookView } from '../api/fault-points.ts'
import type { DeliveryPlan } from '../api/plan.ts'
import type { Actor } from '../domain/rules/actor.ts'
import type { FeedEvent } from '../domain/rules/feed.ts'
import type { ServiceRecord } from '../domain/rules/records.ts'
import type { World } from '../domain/world/world.ts'
import { RecentList } from '../lang/recent-list.ts'
import { Absences } from './absences.ts'
import type { AuthTokens } from './auth-tokens.ts'
import { noticeOf, type UndocumentedWebhooks } from './notice.ts'
import {
  type Destination,
  destinationOf,
  post,
  reasonOf,
  type WebhookReceiver,
} from './receiver.ts'
import { signatureOf } from './signature.ts'
import { type Draft, draftOf, recordOf, type WebhookRecord } from './webhook-record.ts'

export interface WebhooksOptions {
  readonly world: World
  /** Who receives them. Default: nobody; they are recorded alone. */
  readonly receiver: WebhookReceiver | undefined
  readonly undocumented: readonly UndocumentedWebhooks[]
  readonly authTokens: AuthTokens
  /** Decides what goes wrong with one that is sent. */
  readonly plan: (view: WebhookView) => DeliveryPlan
  /** Resolves once what is being answered has arrived. */
  readonly pause: () => Promise<void>
  /** Returns whether what is caused now will have become late, once it is called. */
  readonly lateness: () => () => boolean
  /** Whether the fake was uninstalled. */
  readonly hasEnded: () => boolean
  readonly noteActivity: () => void
}

/** Something that an app is told. */
interface News {
  readonly service: ServiceRecord
  readonly account: string
  readonly event: string
  readonly by: Actor
  readonly at: number
  readonly fields: Readonly<Record<string, string>>
}

/** What is on its way since the world was replaced last. */
interface Round {
  underWay: number
  /** One is sent once the one before it was answered: apps are told in the order of happening. */
  last: Promise<void>
}

/** A webhook that is being sent. */
interface Sending {
  readonly draft: Draft
  readonly destination: Destination
  readonly isLate: () => boolean
}

/** The webhooks of one world: what apps are told of it. */
export class Webhooks {
  readonly #options: WebhooksOptions
  readonly #drafts: RecentList<Draft>
  readonly #deliveries = new Deliveries()
  readonly #absences: Absences
  #round = newRound()
  #isListening = false
  #mistake: Error | undefined

  constructor(options: WebhooksOptions) {
    this.#options = options
    const { world } = options
    this.#drafts = new RecentList(world.limits.webhooksKept)
    this.#absences = new Absences(world.timeline)
    world.webhookSet = () => this.#listen()
  }

  /** Those that were sent, or would have been, newest last. */
  get records(): readonly WebhookRecord[] {
    return this.#drafts.items.map(recordOf)
  }

  /** Whether some are on their way. */
  get isBusy(): boolean {
    return this.#round.underWay > 0 || this.#deliveries.isDelaying
  }

  /** Sends those that wait to be overtaken. Returns whether there were any. */
  release(): boolean {
    return this.#deliveries.release()
  }

  /** @throws Error once, if one could not be signed */
  reportMistake(): void {
    const mistake = this.#mistake
    this.#mistake = undefined
    if (mistake !== undefined) throw mistake
  }

  /** Drops what is on its way. */
  drop(): void {
    this.#deliveries.drop()
    this.#absences.clear()
    this.#round = newRound()
    this.#mistake = undefined
    for (const draft of this.#drafts.items) if (draft.state === 'pending') draft.state = 'dropped'
  }

  /** Forgets everything. */
  clear(): void {
    this.drop()
    this.#drafts.clear()
    this.#options.authTokens.clear()
  }

  /** Takes note of a client that comes or goes. */
  noteEndpoint(event: EndpointEvent): void {
    const { endpoint = '' } = event.by
    const service = this.#options.world.find(event)?.record
    const isBack = event.type === 'connected' && this.#absences.end(endpoint)
    if (isBack || service?.reachabilityWebhooksEnabled !== true) return
    if (event.type === 'disconnected' && service.reachabilityDebouncingEnabled) {
      const { reachabilityDebouncingWindow: milliseconds } = service
      this.#absences.begin(endpoint, { milliseconds, end: () => this.#tellEndpoint(event) })
    } else {
      this.#tellEndpoint(event)
    }
  }

  #tellEndpoint(event: EndpointEvent): void {
    const { world } = this.#options
    const { type, by, account = world.home.sid } = event
    // It may have been changed, or removed, while a client was away.
    const service = world.find(event)?.record
    if (service?.reachabilityWebhooksEnabled !== true) return
    const at = world.timeline.now()
    this.#tell({ service, account, event: `endpoint_${type}`, by, at, fields: {} })
  }

  #listen(): void {
    if (this.#isListening) return
    this.#isListening = true
    this.#options.world.feed.subscribe((event) => this.#hear(event))
  }

  #hear(event: FeedEvent): void {
    const { world, undocumented } = this.#options
    const { by, at, owner } = event
    // Assumed: a service that is being removed has no webhook any more.
    const service = world.find(owner)?.record
    const notice = noticeOf(event)
    if (service === undefined || notice === undefined) return
    if (!notice.undocumented.every((sort) => undocumented.includes(sort))) return
    // Documented: what is done over REST calls the webhook only if it is asked to. Nobody expires.
    const isOverRest = by.via === 'rest' && !notice.undocumented.includes('expiry')
    if (isOverRest && !service.webhooksFromRestEnabled) return
    this.#tell({ service, account: owner.account, ...notice, by, at })
  }

  #tell({ service, account, event, by, at, fields }: News): void {
    const { receiver, plan, hasEnded, lateness } = this.#options
    const { sid, webhookUrl } = service
    if (webhookUrl === null || hasEnded()) return
    const destination = destinationOf(webhookUrl, receiver)
    const { identity, endpoint } = by
    const params = Object.freeze({
      AccountSid: account,
      ServiceSid: sid,
      EventType: event,
      Identity: identity,
      ...(endpoint !== undefined && { EndpointId: endpoint }),
      ...fields,
    })
    const { url } = destination
    const view = Object.freeze({ service: sid, url, event, params, identity, time: at })
    const planned = receiver === undefined ? undefined : plan(view)
    const draft = draftOf(view, planned)
    this.#drafts.add(draft)
    if (planned === undefined) return
    const sending = { draft, destination, isLate: lateness() }
    this.#deliveries.send({ to: this, sid, send: () => this.#send(sending) }, planned)
  }

  #send(sending: Sending): void {
    const { pause, noteActivity } = this.#options
    const round = this.#round
    const ready = pause()
    round.underWay += 1
    round.last = round.last.then(async () => {
      await ready
      await this.#post(sending, round)
      round.underWay -= 1
      noteActivity()
    })
    noteActivity()
  }

  /** Sends one that is not out of date. Never rejects. */
  async #post({ draft, destination, isLate }: Sending, round: Round): Promise<void> {
    const { receiver, authTokens, hasEnded } = this.#options
    const isOver = (): boolean => round !== this.#round || hasEnded() || isLate()
    const end = (result: Pick<Draft, 'state'> & Partial<Draft>): void => {
      if (round === this.#round) Object.assign(draft, result)
    }
    if (receiver === undefined || isOver()) {
      end({ state: 'dropped' })
      return
    }
    const { params } = draft.view
    const authToken = authTokens.of(params['AccountSid'] ?? '')
    if (authToken === undefined) {
      const mistake = unsignedError(draft.view)
      this.#mistake ??= mistake
      end({ state: 'failed', error: mistake.message })
      return
    }
    const { url } = destination
    const headers = {
      ...destination.headers,
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'x-twilio-signature': signatureOf({ url, params }, authToken),
    }
    const body = new URLSearchParams(params).toString()
    try {
      end({ state: 'answered', status: await post(receiver, { url, headers, body }) })
    } catch (error) {
      end({ state: 'failed', error: reasonOf(error) })
    }
  }
}

function newRound(): Round {
  return { underWay: 0, last: Promise.resolve() }
}

function unsignedError({ service, event, params: { AccountSid } }: WebhookView): Error {
  return new Error(
    `Cannot sign the webhook ${event} of ${service}: found no password of the account ${AccountSid}, expected one in the option credentials, or in a request that it has sent over REST: installFakeSync({ accountSid, credentials: { [accountSid]: authToken } })`,
  )
}
