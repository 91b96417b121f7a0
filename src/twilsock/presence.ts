import type { EndpointEvent } from '../api/endpoint-event.ts'
import type { Login } from './login.ts'
import type { SessionOptions } from './session-host.ts'

/** One client over all its connections: which one it is, and whether it is there. */
export class Presence {
  readonly #options: Omit<SessionOptions, 'socket'>
  #endpoint: string | undefined
  /** Who has come, until it goes. */
  #there: Omit<EndpointEvent, 'type'> | undefined

  constructor(options: Omit<SessionOptions, 'socket'>) {
    this.#options = options
  }

  /** 32 hex digits; `undefined` before the client has said who it is. */
  get endpoint(): string | undefined {
    return this.#endpoint
  }

  /** Takes note of a change that the client learns of by an answer. */
  learn(change: string | undefined): void {
    const { knownChanges } = this.#options.host
    if (change !== undefined) knownChanges.add(this.#endpoint ?? '', change)
  }

  /** Whether it has learned of a change by an answer, be it over an earlier connection. */
  knows(change: string): boolean {
    return this.#options.host.knownChanges.has(this.#endpoint ?? '', change)
  }

  /** What the client is given to come back with: the world it is in, and which client it is. */
  get continuationToken(): string {
    return `${this.#options.host.epoch}.${this.#endpoint}`
  }

  /** Reads what a client has come back with. Returns whether it belongs to a world that is gone. */
  resume(continuationToken: unknown): boolean {
    const { host } = this.#options
    const [epoch, endpoint] = partsOf(continuationToken)
    const isSame = epoch === String(host.epoch)
    this.#endpoint ??= (isSame ? endpoint : undefined) ?? host.nextEndpoint()
    return epoch !== undefined && !isSame
  }

  /** Tells that a client has come, unless an ended run has left it behind. */
  arrive({ actor: by, admission }: Login): void {
    const { host, isLate } = this.#options
    if (this.#there !== undefined || isLate()) return
    const { account, service } = admission.token
    this.#there = { by, account, service }
    host.noteEndpoint({ type: 'connected', ...this.#there })
  }

  /** Tells that it has gone. */
  depart(): void {
    const { host, isLate } = this.#options
    const there = this.#there
    this.#there = undefined
    if (there !== undefined && !isLate()) host.noteEndpoint({ type: 'disconnected', ...there })
  }
}

function partsOf(found: unknown): [epoch?: string, endpoint?: string | undefined] {
  if (typeof found !== 'string') return []
  const [, epoch = found, endpoint] = /^(\d+)\.([0-9a-f]{32})$/.exec(found) ?? []
  return [epoch, endpoint]
}
