import { toJson } from '../../domain/json.ts'
import { type ServiceState, streamsOf, type SyncState } from '../../domain/state.ts'
import type { Answer } from './answer.ts'
import type { HistoryRequest } from './history-data.ts'
import { type Mismatch, Renaming } from './renaming.ts'
import { Replay, type ReplayOptions } from './replay.ts'

/** A request that took effect between the time it was sent and the time it was answered. */
export interface Candidate {
  readonly request: HistoryRequest
  readonly account: string
  readonly invoked: number
  /** `undefined` if it may have taken effect at any later time, or never. */
  readonly returned: number | undefined
  /** `undefined` if it is not known. */
  readonly answer: Answer | undefined
  /** The fake's times at which it may have taken effect, in epoch milliseconds, ascending. */
  readonly times: readonly number[]
}

/** A candidate whose answer the service would not give after the order found so far. */
export interface Rejection extends Mismatch {
  /** Its index among the candidates. */
  readonly index: number
}

/** The order that explains all answers or, if there is none, the longest that explains some. */
export interface Finding {
  readonly isExplained: boolean
  /** Indexes of candidates. */
  readonly order: readonly number[]
  /** The candidates that could come after `order`, if none of them fits. */
  readonly rejections: readonly Rejection[]
  /** How many answers were tried. */
  readonly explored: number
}

/**
 * Looks for an order of the candidates in which the service gives their answers. A candidate that
 * was answered before another was sent comes first.
 */
export function searchOrder(candidates: readonly Candidate[], options: ReplayOptions): Finding {
  return new Search(candidates, new Replay(options)).run(options.state)
}

/** The service after some of the candidates, in some order. */
interface Node {
  readonly order: readonly number[]
  readonly state: SyncState
  readonly time: number
  readonly names: Renaming
}

class Search {
  readonly #candidates: readonly Candidate[]
  readonly #replay: Replay
  /** Whether an answer may reveal in which order streams were created. */
  readonly #isOrdered: boolean
  /** Whether a request depends on the numbers in page tokens. */
  readonly #isPaged: boolean
  /** The keys of nodes that led nowhere. */
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

  /** @param given the contents of the service, if any: its SIDs are those of the history */
  run(given: SyncState | undefined): Finding {
    const sids = given && JSON.stringify(given).match(/\b(?:IS|TO|TZ)[0-9a-f]{32}\b/g)
    const names = new Renaming(new Set(sids))
    const order = this.#explore({ order: [], state: this.#replay.start, time: -Infinity, names })
    const explored = this.#explored
    if (order !== undefined) return { isExplained: true, order, rejections: [], explored }
    return { isExplained: false, ...(this.#longest ?? { order: [], rejections: [] }), explored }
  }

  /** The order that explains all answers and begins with that of the node, if there is one. */
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

  /** Whether no remaining candidate was answered before this one was sent. */
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

  /** Nodes with the same key have the same future. Leaves out what no request can reveal. */
  #keyOf({ order, state, time, names }: Node): string {
    const coming = this.#candidates.filter((_, index) => !order.includes(index))
    const seconds = new Set(coming.flatMap(secondsIn))
    const name = (sid: string): string => names.toHistory(sid) ?? '?'
    const accounts = state.accounts.map(
      ({ sid, defaultServiceSid, removedServiceSids, services }) => [
        sid,
        name(defaultServiceSid),
        removedServiceSids.map(name),
        services.map((service) => this.#describeService(service, { name, seconds })),
      ],
    )
    const pages = this.#isPaged ? [state.nextSequence, names.knownTokens] : []
    return JSON.stringify([[...order].sort(), time, names.known, accounts, pages])
  }

  #describeService(
    { sequence, record, streams }: ServiceState,
    { name, seconds }: Telling,
  ): unknown {
    const told = (time: number): number | undefined =>
      seconds.has(secondOf(time)) || seconds.has(NaN) ? time : undefined
    const numberOf = (number: number): number | undefined => (this.#isPaged ? number : undefined)
    const lines = streams.map(({ sequence: number, stream }) => {
      const { sid, uniqueName, dateCreated, dateUpdated, dateExpires } = stream
      const lived = [told(dateCreated), told(dateUpdated), dateExpires]
      // The name comes last, since it may contain commas.
      return [name(sid), numberOf(number), ...lived, toJson(uniqueName)].join()
    })
    const isOrdered = this.#isOrdered || this.#isPaged
    return [
      {
        ...record,
        sid: name(record.sid),
        dateCreated: told(record.dateCreated),
        dateUpdated: told(record.dateUpdated),
      },
      numberOf(sequence),
      isOrdered ? lines : lines.sort(),
    ]
  }
}

/** How to describe what is in the service. */
interface Telling {
  /** The SID in the history for one of the model. */
  readonly name: (sid: string) => string
  /**
   * The dates of creation and update in answers to come, in epoch seconds; NaN for one that cannot
   * be read. Nothing else depends on these dates.
   */
  readonly seconds: ReadonlySet<number>
}

function secondsIn({ answer }: Candidate): readonly number[] {
  const dates = answer?.items?.flatMap(({ facts }) => [
    facts['date_created'],
    facts['date_updated'],
  ])
  const shown = dates?.filter((date) => date !== undefined) ?? []
  return shown.map((date) => secondOf(typeof date === 'string' ? Date.parse(date) : NaN))
}

function secondOf(time: number): number {
  return Math.floor(time / 1000)
}

/** The node at every possible time of a candidate, with every possible meaning of its SID. */
function* attemptsOf({ times, request }: Candidate, node: Node): Generator<Node> {
  const { names, state } = node
  const [sid] = /(?<=\/)TO[0-9a-f]{32}(?=\/|$)/.exec(request.path) ?? []
  for (const time of times.filter((one) => one >= node.time)) {
    yield { ...node, time }
    if (sid === undefined || names.knows(sid)) continue
    // No answer has shown it yet, such as after a create whose answer was lost.
    for (const { stream } of streamsOf(state)) {
      if (names.toHistory(stream.sid) !== undefined) continue
      yield { ...node, time, names: names.with(sid, stream.sid) }
    }
  }
}

/** The request with the SIDs and page tokens of the model. */
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
