import { toJson } from '../../domain/json.ts'
import { type ServiceState, streamsOf, type SyncState } from '../../domain/state.ts'
import type { Answer } from './answer.ts'
import type { HistoryRequest } from './history-data.ts'
import { type Mismatch, Renaming } from './renaming.ts'
import { Replay, type ReplayOptions } from './replay.ts'

/** Something that was done some time after it was asked for, and before its answer came. */
export interface Candidate {
  readonly request: HistoryRequest
  readonly account: string
  readonly invoked: number
  /** `undefined` when it may have been done at any later time, or never. */
  readonly returned: number | undefined
  /** `undefined` when it is not known. */
  readonly answer: Answer | undefined
  /** The fake's times at which it may have been done, in epoch milliseconds and ascending. */
  readonly times: readonly number[]
}

/** An answer that no service gives which did what comes before, and nothing else. */
export interface Rejection extends Mismatch {
  /** Its place among the candidates. */
  readonly index: number
}

/** Whether there is an order; which; and if there is none, how far the longest goes. */
export interface Finding {
  readonly isExplained: boolean
  /** Places among the candidates. */
  readonly order: readonly number[]
  /** What comes after `order` when nothing can. */
  readonly rejections: readonly Rejection[]
  /** How many answers were tried. */
  readonly explored: number
}

/**
 * Looks for an order of what was asked in which a service gives the very answers that came: one in which
 * nothing comes before what was answered before it was asked.
 */
export function searchOrder(candidates: readonly Candidate[], options: ReplayOptions): Finding {
  return new Search(candidates, new Replay(options)).run(options.state)
}

/** A service that has done some of the candidates, in some order. */
interface Node {
  readonly order: readonly number[]
  readonly state: SyncState
  readonly time: number
  readonly names: Renaming
}

class Search {
  readonly #candidates: readonly Candidate[]
  readonly #replay: Replay
  /** Whether an answer may tell in which order streams were created. */
  readonly #isOrdered: boolean
  /** Whether what is asked depends on the numbers by which pages are told apart. */
  readonly #isPaged: boolean
  /** Nodes that led nowhere. */
  readonly #seen = new Set<string>()
  #explored = 0
  #longest: Pick<Finding, 'order' | 'rejections'> | undefined

  constructor(candidates: readonly Candidate[], replay: Replay) {
    this.#candidates = candidates
    this.#replay = replay
    const lists = candidates.filter(({ request }) => request.path.endsWith('/Streams'))
    this.#isOrdered = lists.some(({ request }) => request.method !== 'POST')
    this.#isPaged = candidates.some(({ request }) => 'PageToken' in request.params)
  }

  /** @param given what the service held, if that was not nothing: its SIDs are those of the history */
  run(given: SyncState | undefined): Finding {
    const sids = given && JSON.stringify(given).match(/\b(?:IS|TO|TZ)[0-9a-f]{32}\b/g)
    const names = new Renaming(new Set(sids))
    const order = this.#explore({ order: [], state: this.#replay.start, time: -Infinity, names })
    const explored = this.#explored
    if (order !== undefined) return { isExplained: true, order, rejections: [], explored }
    return { isExplained: false, ...(this.#longest ?? { order: [], rejections: [] }), explored }
  }

  /** Returns the order in which all is explained, if there is one that begins with that of the node. */
  #explore(node: Node): readonly number[] | undefined {
    if (this.#isComplete(node)) return node.order
    const key = this.#keyOf(node)
    if (this.#seen.has(key)) return undefined
    this.#seen.add(key)
    const rejections = new Map<number, Rejection>()
    for (const [index, candidate] of this.#candidates.entries()) {
      if (!this.#isNext(index, node)) continue
      for (const attempt of attemptsOf(candidate, node)) {
        const next = this.#take(index, attempt)
        if ('found' in next) rejections.set(index, { index, ...next })
        const order = 'found' in next ? undefined : this.#explore(next)
        if (order !== undefined) return order
      }
    }
    const { order: longest } = this.#longest ?? {}
    if (longest === undefined || this.#countAnswers(node.order) > this.#countAnswers(longest)) {
      this.#longest = { order: node.order, rejections: [...rejections.values()] }
    }
    return undefined
  }

  #isComplete({ order }: Node): boolean {
    return this.#candidates.every(
      ({ answer }, index) => answer === undefined || order.includes(index),
    )
  }

  #countAnswers(order: readonly number[]): number {
    return order.filter((index) => this.#candidates[index]?.answer !== undefined).length
  }

  /** Whether nothing that is still to come was answered before this was asked. */
  #isNext(index: number, { order }: Node): boolean {
    const { invoked = 0 } = this.#candidates[index] ?? {}
    return (
      !order.includes(index) &&
      this.#candidates.every(
        ({ returned = Infinity }, other) => returned >= invoked || order.includes(other),
      )
    )
  }

  #take(index: number, node: Node): Node | Mismatch {
    const { request, account, answer } = this.#candidates[index] as Candidate
    const renamed = renameRequest(request, node.names)
    const made = this.#replay.answer(node.state, { request: renamed, account, time: node.time })
    this.#explored += 1
    const names = answer === undefined ? node.names : node.names.match(answer, made.answer)
    if (!(names instanceof Renaming)) return names
    return { ...node, order: [...node.order, index], state: made.state, names }
  }

  /** Nodes with the same key have the same future. What nobody asks for any more makes no difference. */
  #keyOf({ order, state, time, names }: Node): string {
    const name = (sid: string): string => names.toHistory(sid) ?? '?'
    const accounts = state.accounts.map(
      ({ sid, defaultServiceSid, removedServiceSids, services }) => [
        sid,
        name(defaultServiceSid),
        removedServiceSids.map(name),
        services.map((service) => this.#describeService(service, name)),
      ],
    )
    const pages = this.#isPaged ? [state.nextSequence, names.knownTokens] : []
    return JSON.stringify([[...order].sort(), time, names.known, accounts, pages])
  }

  #describeService(
    { sequence, record, streams }: ServiceState,
    name: (sid: string) => string,
  ): unknown {
    const numberOf = (number: number): number | undefined => (this.#isPaged ? number : undefined)
    const lines = streams.map(({ sequence: number, stream }) => {
      const { sid, uniqueName, dateCreated, dateUpdated, dateExpires } = stream
      // The name is the last, since it may have commas of its own.
      const dates = [dateCreated, dateUpdated, dateExpires]
      return [name(sid), numberOf(number), ...dates, toJson(uniqueName)].join()
    })
    const isOrdered = this.#isOrdered || this.#isPaged
    return [
      { ...record, sid: name(record.sid) },
      numberOf(sequence),
      isOrdered ? lines : lines.sort(),
    ]
  }
}

/** The node at every time when a candidate may be done, and with all that the SID in its path may stand for. */
function* attemptsOf({ times, request }: Candidate, node: Node): Generator<Node> {
  const { names, state } = node
  const [sid] = /(?<=\/)TO[0-9a-f]{32}(?=\/|$)/.exec(request.path) ?? []
  for (const time of times.filter((one) => one >= node.time)) {
    yield { ...node, time }
    if (sid === undefined || names.knows(sid)) continue
    // No answer has told it yet: somebody knows it from elsewhere, such as after a create that was lost.
    for (const { stream } of streamsOf(state)) {
      if (names.toHistory(stream.sid) !== undefined) continue
      yield { ...node, time, names: names.with(sid, stream.sid) }
    }
  }
}

/** The request as the model understands it: with its SIDs in the path, and its page tokens. */
function renameRequest(request: HistoryRequest, names: Renaming): HistoryRequest {
  const { PageToken: token, ...params } = request.params
  return {
    ...request,
    path: request.path.replace(/(?<=\/)(?:IS|TO)[0-9a-f]{32}(?=\/|$)/g, (sid) =>
      names.toModel(sid),
    ),
    params: token === undefined ? params : { ...params, PageToken: names.tokenOf(token) },
  }
}
