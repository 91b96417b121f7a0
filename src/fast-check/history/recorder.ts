import type { Clock } from '../../domain/clock.ts'
import { copyJson, parseJson } from '../../domain/json.ts'
import type { FakeSync } from '../../fake/fake-sync.ts'
import type { HttpRequest } from '../../http/message.ts'
import { Form } from '../../http/form.ts'
import { parseUrl } from '../../http/url.ts'
import { Answer } from '../../http/respond.ts'
import type { Exchange } from '../../http/outcome.ts'
import { type HistoryOperation, type HistoryRequest, routeOf } from './history-data.ts'

type Open = { -readonly [Name in keyof HistoryOperation]: HistoryOperation[Name] }

/** Counts what begins and ends. */
export type Tick = () => number

/** Records the requests to a fake: when they are sent, what the service answers, when they end. */
export class Recorder {
  readonly operations: HistoryOperation[] = []
  /** Removes the recorder from the fake. A reset of the fake does so, too. */
  readonly stop: () => void
  readonly #tick: Tick
  /** The operations that have not ended, in the order in which they were sent. */
  readonly #open = new Map<HttpRequest, Open>()
  #appliedCount = 0
  #isRecording = true

  /** @param ended called once, when nothing more is recorded: before a reset of the fake */
  constructor(
    sync: Pick<FakeSync<Clock>, 'gate'>,
    { tick, ended }: { readonly tick: Tick; readonly ended: () => void },
  ) {
    this.#tick = tick
    this.stop = sync.gate({
      arrival: (request) => this.#begin(request),
      applied: (request, exchange) => this.#note(request, exchange),
      delivery: (request) => this.#end(request),
      removed: () => {
        this.#forget()
        ended()
      },
    })
  }

  get isRecording(): boolean {
    return this.#isRecording
  }

  /** The operations that are under way. */
  get open(): readonly HistoryOperation[] {
    return [...this.#open.values()]
  }

  /** What is under way stays without an answer: the end of the history does not show it either. */
  #forget(): void {
    this.#isRecording = false
    this.#open.clear()
  }

  #begin(request: HttpRequest): void {
    // An earlier gate may have held it until after the end.
    if (!this.#isRecording) return
    const asked = toHistoryRequest(request)
    const operation: Open = {
      id: this.operations.length,
      operation: routeOf(asked)?.operation,
      request: asked,
      account: undefined,
      invoked: this.#tick(),
      applied: undefined,
      returned: undefined,
      time: undefined,
      status: undefined,
      code: undefined,
      body: undefined,
      fault: undefined,
    }
    this.operations.push(operation)
    this.#open.set(request, operation)
  }

  #note(request: HttpRequest, { outcome, record }: Exchange): void {
    const operation = this.#open.get(request)
    if (operation === undefined) return
    const response = 'response' in outcome ? outcome.response : undefined
    operation.status = response?.status
    operation.body =
      response instanceof Answer ? copyJson(response.content) : parseJson(response?.body ?? '')
    operation.code = codeIn(operation)
    operation.fault = record.fault
    operation.account = record.account
    operation.time = record.time
    operation.applied = this.#appliedCount
    this.#appliedCount += 1
  }

  #end(request: HttpRequest): void {
    const operation = this.#open.get(request)
    if (operation === undefined) return
    operation.returned = this.#tick()
    this.#open.delete(request)
  }
}

function toHistoryRequest({ method, url, body }: HttpRequest): HistoryRequest {
  const { path, query } = parseUrl(url)
  return { method, path, params: new Form(method === 'POST' ? body : query).toObject() }
}

/** Twilio's error code. */
function codeIn({ status = 0, body }: HistoryOperation): number | undefined {
  const { code } = Object(body) as { readonly code?: unknown }
  return status >= 400 && typeof code === 'number' ? code : undefined
}
