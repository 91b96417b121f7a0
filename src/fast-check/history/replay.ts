import { FakeClock } from '../../domain/clock.ts'
import type { LimitOverrides } from '../../domain/limits.ts'
import type { KnownServices } from '../../domain/world-options.ts'
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

/** The service to replay requests on. */
export interface ReplayOptions {
  /** The contents of the service. Default: none. */
  readonly state?: SyncState | undefined
  /** The limits of the service. Default: Twilio's. */
  readonly limits?: LimitOverrides | undefined
  /** How long an expired stream may still be seen, in seconds. Default: 0. */
  readonly expiryLag?: number | undefined
  /** The `services` option of the fake. Default: `'any'`. */
  readonly services?: KnownServices | undefined
}

/** A request, its caller, and its time in epoch milliseconds. */
export interface ReplayRequest {
  readonly request: HistoryRequest
  readonly account: string
  readonly time: number
}

/** Gives SIDs that no history has, or a stream would be found before it is created. */
const seed = 5_577_006_791_947_779

/** Answers do not show older messages, so leave them out of the state that every answer copies. */
const noMessages = { messagesKept: 0 }

/** A service that answers from any given state and keeps none. */
export class Replay {
  /** The initial contents of the service, without messages. */
  readonly start: SyncState
  readonly #clock = new FakeClock()
  readonly #world: World
  readonly #handle: Handler
  #account = ''

  /** @throws TypeError when the state or the limits are invalid */
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

  /** Answers a request in a state, and returns the state that follows. */
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
