import { SyncError } from '../domain/rules/sync-error.ts'
import { type Clock, readClock } from '../domain/time/clock.ts'
import type { Journal, RequestView } from './journal.ts'
import { malformed } from './malformed.ts'
import type { SyncRequest, SyncResponse } from './message.ts'
import type { Ending, Outcome } from './outcome.ts'
import type { Breakage, FaultResponse, RequestPlan } from './plan.ts'
import type { Protocol, Reply } from './protocol.ts'
import type { RateLimiter } from './rates.ts'
import { arrive, type Arrival, receive, type Received } from './receive.ts'

export interface ExchangeOptions {
  readonly clock: Clock
  readonly journal: Journal
  /** Decides what goes wrong with a request. */
  readonly plan: (request: RequestView) => RequestPlan
  /** Absent: there are no rate limits. */
  readonly rates?: RateLimiter | undefined
}

/** Takes a request in a protocol to the service and decides its outcome. */
export type Exchange = (request: SyncRequest, protocol: Protocol) => Outcome

/**
 * Creates the function that every request goes through, whatever its protocol and transport: it
 * finds out who asks for what, plans what goes wrong, carries out the operation unless that
 * prevents it, and records the request. It throws only what is no answer of the service: a
 * NotFakedError, and whatever a subscriber or the predicate of a fault threw.
 */
export function createExchange(options: ExchangeOptions): Exchange {
  return (request, protocol) => {
    const arrival = arrive(request, { via: protocol.via, time: readClock(options.clock) })
    const { record } = arrival
    try {
      const received = attempt(() => receive(arrival, protocol))
      const { delay, breakage } = options.plan(record)
      record.fault = breakage?.kind ?? (delay > 0 ? 'delay' : undefined)
      const passage = { arrival, received, protocol, options }
      const ending =
        breakage === undefined ? { response: answer(passage) } : breakOff(passage, breakage)
      return { delay, fault: record.fault, ...ending }
    } finally {
      options.journal.add(record)
    }
  }
}

/** A request that was received or refused, on its way to an outcome. */
interface Passage {
  readonly arrival: Arrival
  readonly received: Received | SyncError
  readonly protocol: Protocol
  readonly options: ExchangeOptions
}

/** The one catch: a refusal by the service becomes a value; anything else is rethrown. */
function attempt<Result>(action: () => Result): Result | SyncError {
  try {
    return action()
  } catch (error) {
    if (error instanceof SyncError) return error
    throw error
  }
}

/** Returns the service's response. */
function answer(passage: Passage): SyncResponse {
  const { received, arrival, protocol, options } = passage
  const result = received instanceof SyncError ? received : carryOut(received, options)
  if (!(result instanceof SyncError)) return reply(passage, result)
  const { record } = arrival
  record.code = protocol.codeOf(result)
  record.failure = result.failure
  return reply(passage, { status: result.status, body: protocol.refusalBody(record, result) })
}

/** Carries out the operation, if permissions and rate limits allow. */
function carryOut(
  { caller, route, call }: Received,
  { rates }: ExchangeOptions,
): Reply | SyncError {
  const { operation } = route
  const input = route.read(call)
  const refusal = attempt(() => operation.permit?.(input, caller))
  if (refusal instanceof SyncError) return refusal
  const uncount = rates && attempt(() => rates.count(operation.rate?.(input, caller)))
  if (uncount instanceof SyncError) return uncount
  const result = attempt(() => operation.run(input, caller))
  if (result instanceof SyncError) {
    // Assumed: what the service refuses does not count.
    uncount?.()
    return result
  }
  return {
    status: route.statusOf?.(result) ?? route.status,
    body: route.write?.(result, call),
    headers: route.headers?.(result),
  }
}

function reply({ arrival, protocol }: Passage, reply: Reply): SyncResponse {
  arrival.record.status = reply.status
  return protocol.respond(arrival.record, reply)
}

/** Ends a request as a fault has it: the service carries it out before that, after that or never. */
function breakOff(passage: Passage, breakage: Breakage): Ending {
  const response = breakage.when === 'after' ? answer(passage) : undefined
  switch (breakage.kind) {
    case 'reset':
      return { connectionError: 'ECONNRESET' }
    case 'timeout':
      return { connectionError: 'ETIMEDOUT' }
    case 'malformed':
      return malformed(response ?? unfinished(passage))
    case 'status':
      return { response: respondInstead(passage, breakage) }
  }
}

/** Returns the response of a fault, which is the one that the record keeps. */
function respondInstead(passage: Passage, { status, headers, body }: FaultResponse): SyncResponse {
  const { arrival, protocol } = passage
  const isText = typeof body === 'string'
  arrival.record.code = isText ? undefined : body.code
  return reply(passage, {
    status,
    headers,
    body: isText ? body : protocol.errorBody(body),
  })
}

/** The response that is cut off although the service never saw the request; none without a body. */
function unfinished(passage: Passage): SyncResponse | undefined {
  const { received, arrival } = passage
  const hasBody = received instanceof SyncError || received.route.write !== undefined
  if (!hasBody || arrival.record.method === 'HEAD') return undefined
  return reply(passage, { status: 200, body: { sid: null } })
}
