import { FakeClock } from '../../domain/clock.ts'
import type { LimitOverrides } from '../../domain/limits.ts'
import type { KnownServices } from '../../domain/services.ts'
import { parseState } from '../../domain/parse-state.ts'
import type { SyncState } from '../../domain/state.ts'
import { World } from '../../domain/world.ts'
import { encodeForm } from '../../http/form-request.ts'
import { createHandler } from '../../http/handle.ts'
import { defaultOrigin } from '../../http/hosts.ts'
import { Journal } from '../../http/journal.ts'
import type { Handler, Outcome } from '../../http/outcome.ts'
import { Answer as ServiceAnswer } from '../../http/respond.ts'
import { type Answer, answerOfBody } from './answer.ts'
import type { HistoryRequest } from './history-data.ts'

/** What the service was like. */
export interface ReplayOptions {
  /** What it held; nothing when left out. */
  readonly state?: SyncState | undefined
  /** Its limits, where they are not Twilio's. */
  readonly limits?: LimitOverrides | undefined
  /** Its `expiryLag`, in seconds; 0 when left out. */
  readonly expiryLag?: number | undefined
  /** Its `services` option; `'any'` when left out. */
  readonly services?: KnownServices | undefined
}

/** A request, who asks, and when. */
export interface ReplayRequest {
  readonly request: HistoryRequest
  readonly account: string
  readonly time: number
}

/** Its SIDs must be none of a history's, or what was not yet created would be found. */
const seed = 5_577_006_791_947_779

/** No answer tells of messages that were published before, and every answer takes the state along. */
const noMessages = { messagesKept: 0 }

/** A service that answers from any state that it is given. It keeps none. */
export class Replay {
  /** What the service held in the beginning, but for messages. */
  readonly start: SyncState
  readonly #clock = new FakeClock()
  readonly #world: World
  readonly #handle: Handler
  #account = ''

  /** @throws TypeError when no service can be in that state or have such limits */
  constructor({ state, limits, expiryLag, services }: ReplayOptions) {
    const known = { expiryLag, services, limits: { ...limits, ...noMessages } }
    this.#world = new World({ clock: this.#clock, seed, ...known })
    this.#handle = createHandler({
      world: this.#world,
      journal: new Journal(0),
      authenticate: () => this.#account,
      intercept: (intercepted) => ({ delay: 0, response: intercepted.answer() }),
      checkRate: () => () => undefined,
    })
    if (state !== undefined) this.#goTo(parseState(state), state.time)
    this.start = this.#world.snapshot()
  }

  /** Answers a request in a state, and says which state comes of it. */
  answer(
    state: SyncState,
    { request, account, time }: ReplayRequest,
  ): { readonly state: SyncState; readonly answer: Answer } {
    this.#goTo(state, time)
    this.#account = account
    const { method, path, params } = request
    const form = encodeForm(Object.entries(params))
    const url = `${defaultOrigin}${path}`
    const { outcome } = this.#handle(
      method === 'POST'
        ? { method, url, headers: {}, body: form }
        : { method, url: form === '' ? url : `${url}?${form}`, headers: {}, body: '' },
    )
    return { answer: toAnswer(outcome), state: this.#world.snapshot() }
  }

  #goTo(state: SyncState, time: number): void {
    this.#world.restore(state)
    this.#clock.rewind(time)
  }
}

function toAnswer(outcome: Outcome): Answer {
  if (!('response' in outcome)) return { status: 0 }
  const { response } = outcome
  const body = response instanceof ServiceAnswer ? response.content : undefined
  return answerOfBody({ status: response.status, body })
}
