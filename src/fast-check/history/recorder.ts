import type { Clock } from '../../domain/clock.ts'
import { parseJson } from '../../domain/json.ts'
import type { FakeSync } from '../../fake/fake-sync.ts'
import type { HttpRequest } from '../../http/exchange.ts'
import { Form } from '../../http/form.ts'
import type { RequestRecord } from '../../http/journal.ts'
import type { Outcome } from '../../http/outcome.ts'
import { Answer } from '../../http/respond.ts'
import { type HistoryOperation, type HistoryRequest, routeOf } from './history-data.ts'

type Open = { -readonly [Name in keyof HistoryOperation]: HistoryOperation[Name] }

/** Counts what begins and ends. */
export type Tick = () => number

/**
 * Writes down the requests that pass a fake. It stands at two gates: the outer one sees when the app
 * sends and hears, the inner one when the service is done.
 */
export class Recorder {
  readonly operations: HistoryOperation[] = []
  readonly #sync: Pick<FakeSync<Clock>, 'gate' | 'requests'>
  readonly #tick: Tick
  readonly #open = new WeakMap<HttpRequest, Open>()
  /** The place of every request that the service saw, by what the journal has of it. */
  readonly #places = new WeakMap<RequestRecord, number>()
  readonly #claimed = new WeakSet<RequestRecord>()
  #nextPlace = 0
  readonly #undoOuter: () => void
  #undoInner: () => void

  constructor(sync: Pick<FakeSync<Clock>, 'gate' | 'requests'>, tick: Tick) {
    this.#sync = sync
    this.#tick = tick
    for (const record of sync.requests) this.#claimed.add(record)
    this.#lookUpRecords()
    this.#undoOuter = sync.gate({
      arrival: (request) => this.#begin(request),
      delivery: (request) => this.#end(request),
    })
    this.#undoInner = this.#addInner()
  }

  stop(): void {
    this.#undoOuter()
    this.#undoInner()
  }

  #begin(request: HttpRequest): void {
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
    this.#moveInside()
  }

  /** Gates that were put up meanwhile stand outside again: from the next request on, not for this one. */
  #moveInside(): void {
    this.#undoInner()
    this.#undoInner = this.#addInner()
  }

  #addInner(): () => void {
    return this.#sync.gate({ delivery: (request, outcome) => this.#note(request, outcome) })
  }

  /**
   * The service is done with a request just now, and what it wrote down is the newest record. Only where
   * a gate was put up since the last request may others have come in between: then it is the one
   * record that says the same and was not claimed on the spot, if the journal still has it.
   */
  #note(request: HttpRequest, outcome: Outcome): void {
    const operation = this.#open.get(request)
    if (operation === undefined) return
    const response = 'response' in outcome ? outcome.response : undefined
    operation.status = response?.status
    operation.body = response instanceof Answer ? response.content : parseJson(response?.body ?? '')
    operation.code = codeIn(operation)
    operation.fault = outcome.fault
    this.#lookUpRecords()
    const record = this.#sync.requests.filter((one) => this.#isOf(operation, one)).at(-1)
    if (record !== undefined) this.#claimed.add(record)
    operation.account = record?.account
    operation.time = record?.time
    operation.applied = record && this.#places.get(record)
  }

  #end(request: HttpRequest): void {
    const operation = this.#open.get(request)
    if (operation !== undefined) operation.returned = this.#tick()
  }

  #isOf({ request, status, fault }: HistoryOperation, record: RequestRecord): boolean {
    return (
      record.method === request.method &&
      record.path === request.path &&
      record.fault === fault &&
      (status === undefined || record.status === status) &&
      !this.#claimed.has(record) &&
      Object.entries(request.params).every(([name, value]) => record.params[name] === value)
    )
  }

  /** Gives the requests that the service saw since the last look their places. */
  #lookUpRecords(): void {
    const { requests } = this.#sync
    for (const record of requests) {
      if (!this.#places.has(record)) this.#places.set(record, this.#nextPlace++)
    }
  }
}

function toHistoryRequest({ method, url, body }: HttpRequest): HistoryRequest {
  const [address = '', query = ''] = url.replace(/#.*$/s, '').split(/\?(.*)/s, 2)
  const path = address.replace(/^[a-z]+:\/\/[^/]*/i, '')
  return { method, path, params: new Form(method === 'POST' ? body : query).toObject() }
}

/** Twilio's code, which only errors have. */
function codeIn({ status = 0, body }: HistoryOperation): number | undefined {
  const { code } = Object(body) as { readonly code?: unknown }
  return status >= 400 && typeof code === 'number' ? code : undefined
}
