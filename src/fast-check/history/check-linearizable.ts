import { type Answer, answerOfBody, answerOfCall, describe, saysNothing } from './answer.ts'
import { checkOptionNames, refuse } from '../../domain/refuse.ts'
import type { SyncState } from '../../domain/state.ts'
import { checkExpiryLag, checkKnownServices } from '../../domain/world-options.ts'
import { describeAnswer, describeRequest, labelOf } from './describe-operation.ts'
import { drawTimeline } from './draw-timeline.ts'
import { type HistoryCall, requestOfCall } from './history-call.ts'
import { type HistoryOperation, isLost } from './history-data.ts'
import { claimantOf, homeAccountOf } from './home-account.ts'
import type { ReplayOptions } from './replay.ts'
import { type Candidate, type Finding, searchOrder } from './search-order.ts'

/** Options of {@link checkLinearizable}, about the service. A history has this shape. */
export interface LinearizableOptions extends Omit<ReplayOptions, 'state'> {
  /** The contents of the service before the first operation. Default: none. */
  readonly start?: SyncState | undefined
}

/** More would take too long: the number of orders grows factorially. */
const mostOperations = 8

/** One page for everything. */
const wholeLists = {
  defaultPageSize: 1_000_000,
  acceptedPageSize: 1_000_000,
  returnedPageSize: 1_000_000,
}

/**
 * Thrown by {@link checkLinearizable} when no order of the operations explains their responses. The
 * message draws them and says what does not fit.
 */
export class LinearizabilityError extends Error {
  override readonly name = 'LinearizabilityError'
  /** The ids of the most operations that can be explained, in the order that explains them. */
  readonly explained: readonly number[]
  /** The ids of the operations that could come next, none of which fits. */
  readonly unexplained: readonly number[]

  /** Describes a failed search. {@link checkLinearizable} calls it. */
  constructor(moves: readonly Move[], { order, rejections }: Finding) {
    const labels = order.map((index) => labelAt(moves, index)).join(', ')
    const marked = rejections.map(({ index }) => idAt(moves, index))
    const lines = [
      `Cannot explain the answers: found no order of ${moves.length} operations that gives them, expected one`,
      '',
      drawTimeline(moves.map((move) => toRow(move, marked))),
      '',
      labels === '' ? 'Nothing can come first:' : `Nothing can come after ${labels}:`,
      ...rejections.map(
        ({ index, found, expected }) =>
          `  ${labelAt(moves, index)}: found ${found}, expected ${expected}`,
      ),
    ]
    super(lines.join('\n'))
    this.explained = order.map((index) => idAt(moves, index))
    this.unexplained = marked
  }
}

/**
 * Checks that operations are linearizable: looks for an order in which a service that executes them
 * one by one gives the recorded responses. An operation that was answered before another was sent
 * comes first.
 *
 * Pass up to 8 `operations` or `calls` of a history, but not both: calls are made of operations. As
 * the second argument pass the history itself, or {@link LinearizableOptions}.
 *
 * - An operation without a response, or whose response was lost, may have taken effect at any later
 *   time, or never.
 * - An operation answered with 401, 429, 500 or above had no effect. A call that ended so may have
 *   had one, since an earlier try may have succeeded.
 * - SIDs may differ from those that the service would draw. Dates may not: an operation takes
 *   effect at the recorded time of the fake. A call, or an operation that the service never saw,
 *   takes effect at any time at which something recorded began, took effect or ended.
 * - A call of `streams.list` returns the whole list at once.
 *
 * Meanwhile nothing else may write, nor access a service through the JS API that did not exist
 * before, since that creates it.
 *
 * @returns the ids of the operations in the order that was found
 * @throws LinearizabilityError when there is no such order
 * @throws RangeError when there are more than 8 operations, apart from those that had no effect
 * @throws TypeError when `operations` is not a list of operations or calls, or when an option is
 *   unknown or invalid
 *
 * @example
 * import { checkLinearizable, recordHistory } from 'fake-twilio-sync/fast-check'
 * sync.streams.create({ uniqueName: 'orders' })
 * const history = recordHistory(sync)
 * const cached = sync.streams.fetch('orders')
 * await history.call({ operation: 'streams.delete', stream: 'orders' }, () =>
 *   sync.streams.remove('orders'),
 * )
 * await history.call({ operation: 'streams.fetch', stream: 'orders' }, () => cached)
 * let message = ''
 * try {
 *   checkLinearizable(history.calls, history)
 * } catch (error) {
 *   message = String(error)
 * }
 * message.split('\n').at(-2) //=> 'Nothing can come after A:'
 */
export function checkLinearizable(
  operations: readonly HistoryOperation[] | readonly HistoryCall[],
  options: LinearizableOptions = {},
): readonly number[] {
  checkArguments(operations, options)
  const moves = movesOf(operations, options).filter(isMove)
  if (moves.length > mostOperations) {
    throw new RangeError(
      `Cannot look for an order: found ${moves.length} operations, expected ${mostOperations} at most`,
    )
  }
  const isOfCalls = operations.some((one) => 'target' in one)
  const limits = { ...options.limits, ...(isOfCalls && wholeLists) }
  const { start, expiryLag, services } = options
  const state = claimed(operations, start)
  const finding = searchOrder(moves, { state, limits, expiryLag, services })
  if (!finding.isExplained) throw new LinearizabilityError(moves, finding)
  return finding.order.map((index) => idAt(moves, index))
}

const action = 'look for an order'

/** The options, and the other members of a history, which is accepted as well. */
const optionNames = ['start', 'limits', 'expiryLag', 'services']
const otherMembers = ['operations', 'calls', 'end']

function checkArguments(operations: unknown, options: LinearizableOptions): void {
  const isOne = (one: unknown): boolean => 'target' in Object(one) || 'request' in Object(one)
  if (!Array.isArray(operations) || !operations.every(isOne)) {
    const expected = 'the operations or the calls of a history'
    refuse(action, { found: operations, expected })
  }
  const isHistory = otherMembers.some((name) => name in Object(options))
  checkOptionNames(action, options, isHistory ? [...optionNames, ...otherMembers] : optionNames)
  const { services, expiryLag } = options
  if (services !== undefined) checkKnownServices(action, services)
  if (expiryLag !== undefined) checkExpiryLag(expiryLag)
}

/** A candidate, and how to print it. */
interface Move extends Candidate {
  readonly id: number
  readonly text: string
  /** When the answer came, readable or not; `undefined` for never. */
  readonly ended: number | undefined
  readonly answerText: string
}

/** Whether it may have had an effect, or its answer depends on the data. */
function isMove({ answer }: Move): boolean {
  return answer === undefined || !saysNothing(answer)
}

function movesOf(
  operations: readonly HistoryOperation[] | readonly HistoryCall[],
  { start: state }: LinearizableOptions,
): readonly Move[] {
  const account = homeAccountOf(operations, [state])
  const times = timesOf(operations, state?.time)
  return operations.flatMap((operation) =>
    'target' in operation
      ? [moveOfCall(operation, { account, times })]
      : moveOfOperation(operation, { account, times }),
  )
}

interface Surroundings {
  /** The account of operations that name none. */
  readonly account: string
  /** The times at which something happened, ascending. */
  readonly times: readonly number[]
}

/** Leaves out requests that name no operation or that a fault answered: they had no effect. */
function moveOfOperation(operation: HistoryOperation, { account, times }: Surroundings): Move[] {
  const { id, request, invoked, returned, status = 0, body, time } = operation
  if (operation.operation === undefined || operation.fault === 'status') return []
  const answer = isLost(operation) ? undefined : answerOfBody({ status, body })
  return [
    {
      id,
      request,
      invoked,
      account: claimantOf(operation) ?? account,
      returned: answer && returned,
      ended: returned,
      answer,
      // What the service saw took effect then or never. What it never saw may still arrive.
      times: time === undefined ? times : [time],
      text: describeRequest(request),
      answerText: describeAnswer(operation),
    },
  ]
}

function moveOfCall(call: HistoryCall, { account, times }: Surroundings): Move {
  const { id, target, invoked, returned, startedAt, endedAt = Infinity } = call
  const answer = answerOfCall(call)
  const request = requestOfCall(target)
  return {
    id,
    request,
    invoked,
    account,
    returned: answer && returned,
    ended: returned,
    answer,
    times: times.filter((time) => time >= startedAt && (answer === undefined || time <= endedAt)),
    text: describeRequest(request),
    answerText: answerTextOf(answer, call),
  }
}

function answerTextOf(answer: Answer | undefined, call: HistoryCall): string {
  const { target, returned, outcome } = call
  if (answer !== undefined) return describe(answer, target.operation)
  if (returned === undefined) return 'no answer'
  const isTold = outcome !== undefined && 'status' in outcome
  return `lost (${isTold ? describe(outcome) : 'error without a status'})`
}

/** The state with its home account claimed by the first caller, even one that was refused. */
function claimed(
  operations: readonly (HistoryOperation | HistoryCall)[],
  state: SyncState | undefined,
): SyncState | undefined {
  const [home, ...others] = state?.accounts ?? []
  if (state === undefined || home === undefined) return state
  return { ...state, accounts: [{ ...home, sid: homeAccountOf(operations, [state]) }, ...others] }
}

function timesOf(
  operations: readonly (HistoryOperation | HistoryCall)[],
  start: number | undefined,
): readonly number[] {
  const times = operations
    .flatMap((one) =>
      'target' in one ? [one.startedAt, one.endedAt, ...(one.times ?? [])] : [one.time],
    )
    .filter((time) => time !== undefined)
  return times.length === 0 ? [start ?? 0] : [...new Set(times)].sort((one, other) => one - other)
}

function toRow(move: Move, marked: readonly number[]): Parameters<typeof drawTimeline>[0][number] {
  const { id, text, invoked: from, ended: to, answerText, answer } = move
  return {
    label: labelOf(id),
    text,
    from,
    to,
    answer: answerText,
    isLost: answer === undefined,
    isMarked: marked.includes(id),
  }
}

function idAt(moves: readonly Move[], index: number): number {
  return moves[index]?.id ?? index
}

function labelAt(moves: readonly Move[], index: number): string {
  return labelOf(idAt(moves, index))
}
