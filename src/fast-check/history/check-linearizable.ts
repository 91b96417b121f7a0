import { type Answer, answerOfBody, answerOfCall, describe, saysNothing } from './answer.ts'
import { checkOptionNames, refuse } from '../../domain/refuse.ts'
import type { SyncState } from '../../domain/state.ts'
import { describeAnswer, describeRequest, labelOf } from './describe-operation.ts'
import { drawTimeline } from './draw-timeline.ts'
import { type HistoryCall, requestOfCall } from './history-call.ts'
import { type HistoryOperation, isLost } from './history-data.ts'
import type { ReplayOptions } from './replay.ts'
import { type Candidate, type Finding, searchOrder } from './search-order.ts'

/** What the service was like: a {@link History} says it all. */
export interface LinearizableOptions extends Omit<ReplayOptions, 'state'> {
  /** What it held before the first operation; nothing when left out. */
  readonly start?: SyncState | undefined
}

/** More would take too long: the number of orders grows by factorials. */
const mostOperations = 8

/** One page for everything. */
const wholeLists = {
  defaultPageSize: 1_000_000,
  acceptedPageSize: 1_000_000,
  returnedPageSize: 1_000_000,
}

/** Whose calls nobody but the account at home makes. */
const unclaimedAccountSid = `AC${'0'.repeat(32)}`

/** Answers that no service can have given, in whatever order it did what was asked. */
export class LinearizabilityError extends Error {
  override readonly name = 'LinearizabilityError'
  /** The ids of as many operations as can be explained, in the order that does. */
  readonly explained: readonly number[]
  /** The ids of those that might come next, none of which can. */
  readonly unexplained: readonly number[]

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
 * Looks for an order of operations at the same time in which a service that does one after the other gives
 * the answers that came. What was answered before something else was asked comes before it. What was
 * not answered, or so that the answer was lost, may have been done later, or never; an answer
 * of 401, 429, 500 or above says that nothing was done: of an operation, but not of a call, which may have tried before.
 *
 * Give it the `operations` of a history, or its `calls`, but not both: the ones are how the others were done.
 * Up to 8 of them; nobody else may write meanwhile, nor look at a service through the JS API that was not there
 * before, for that brings it to life. SIDs may be others than the service would draw now, dates
 * may not: an operation is done at the time of the fake that was recorded, a call, or what the service never
 * saw, at any time at which something recorded began, was done or ended. A call that lists gets the whole list at once.
 *
 * @returns the ids in the order that was found
 * @throws LinearizabilityError with a drawing, when there is none; RangeError for more than 8 operations;
 *   TypeError for what is no list, or when no service can hold `start` or have such limits
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

/** What there is to say of the service, and what else there is in a history, which serves as well. */
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
}

/** A candidate, and how to speak of it. */
interface Move extends Candidate {
  readonly id: number
  readonly text: string
  /** When the answer came, if one did, readable or not. */
  readonly ended: number | undefined
  readonly answerText: string
}

/** What is done at once, and by no rule of the service's data, is no move. */
function isMove({ answer }: Move): boolean {
  return answer === undefined || !saysNothing(answer)
}

function movesOf(
  operations: readonly HistoryOperation[] | readonly HistoryCall[],
  { start: state }: LinearizableOptions,
): readonly Move[] {
  const account = accountOf(operations, state?.accounts[0]?.sid)
  const times = timesOf(operations, state?.time)
  return operations.flatMap((operation) =>
    'target' in operation
      ? [moveOfCall(operation, { account, times })]
      : moveOfOperation(operation, { account, times }),
  )
}

interface Surroundings {
  /** Of whoever does not say. */
  readonly account: string
  /** At which something happened, ascending. */
  readonly times: readonly number[]
}

/** A request that no operation answers, or a fault instead of one, has done nothing. */
function moveOfOperation(operation: HistoryOperation, { account, times }: Surroundings): Move[] {
  const { id, request, invoked, returned, status = 0, body, time } = operation
  if (operation.operation === undefined || operation.fault === 'status') return []
  const answer = isLost(operation) ? undefined : answerOfBody({ status, body })
  return [
    {
      id,
      request,
      invoked,
      account: accountIn(operation) ?? account,
      returned: answer && returned,
      ended: returned,
      answer,
      // What the service saw was done then or never; what it never saw, it may still see.
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

/** The account at home: that of calls, of API keys, and of requests that were lost before anybody knew whose they were. */
function accountOf(
  operations: readonly (HistoryOperation | HistoryCall)[],
  home: string | null | undefined,
): string {
  const requests = operations.filter((one) => 'request' in one)
  const inOrder = requests.sort(
    (one, two) => (one.applied ?? Infinity) - (two.applied ?? Infinity) || 0,
  )
  return home ?? inOrder.map(accountIn).find((sid) => sid !== undefined) ?? unclaimedAccountSid
}

function accountIn({ account }: HistoryOperation): string | undefined {
  return account === unclaimedAccountSid ? undefined : account
}

/** The state with its home claimed by whoever called first, if only to be refused. */
function claimed(
  operations: readonly (HistoryOperation | HistoryCall)[],
  state: SyncState | undefined,
): SyncState | undefined {
  const [home, ...others] = state?.accounts ?? []
  if (state === undefined || home === undefined) return state
  return { ...state, accounts: [{ ...home, sid: accountOf(operations, home.sid) }, ...others] }
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
