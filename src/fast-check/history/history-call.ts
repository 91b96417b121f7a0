import { parseJson, toJson } from '../../domain/json.ts'
import { checkOptionNames, refuse } from '../../domain/refuse.ts'
import { type OperationName, routes } from '../../http/routes.ts'
import type { HistoryRequest } from './history-data.ts'

interface InService {
  /** The `IS…` SID of the service, or `'default'`. Default: `'default'`. */
  readonly service?: string | undefined
}

interface OnStream extends InService {
  /** The SID or unique name of the stream. */
  readonly stream: string
}

/**
 * The operation that a call of the app stands for, with its parameters. A `stream` is a SID or a
 * unique name, a `ttl` is in seconds.
 */
export type CallTarget =
  | ({
      readonly operation: 'streams.create'
      readonly uniqueName?: string | undefined
      readonly ttl?: number | undefined
    } & InService)
  | ({ readonly operation: 'streams.list' } & InService)
  | ({ readonly operation: 'streams.fetch' | 'streams.delete' } & OnStream)
  | ({ readonly operation: 'streams.update'; readonly ttl?: number | undefined } & OnStream)
  | ({ readonly operation: 'messages.create'; readonly data: object } & OnStream)

/** A call of the app that `history.call` recorded. */
export interface HistoryCall {
  /** Its index among the calls, in the order in which they began. */
  readonly id: number
  /** The operation that it stands for. */
  readonly target: CallTarget
  /** When it began, on the counter that calls share with requests. */
  readonly invoked: number
  /** When it ended, on the same counter; `undefined` if it did not. */
  readonly returned: number | undefined
  /** The fake's time when it began, in epoch milliseconds. */
  readonly startedAt: number
  /** The fake's time when it ended, in epoch milliseconds; `undefined` if it did not. */
  readonly endedAt: number | undefined
  /** The fake's times at which the service saw requests during the call, in epoch milliseconds. */
  readonly times?: readonly number[] | undefined
  /** How it ended; `undefined` if it did not, or with an error that has no status. */
  readonly outcome: CallOutcome | undefined
}

/**
 * How a call of the app ended: with a `result`, of which SIDs, names, dates and data are kept, or
 * with an error that has an HTTP `status` and perhaps a Twilio `code`.
 */
export type CallOutcome =
  { readonly result: unknown } | { readonly status: number; readonly code: number | undefined }

/** The operations of a call, and their parameters. */
const targetMembers: {
  readonly [Operation in CallTarget['operation']]: readonly string[]
} = {
  'streams.create': ['uniqueName', 'ttl'],
  'streams.list': [],
  'streams.fetch': ['stream'],
  'streams.delete': ['stream'],
  'streams.update': ['stream', 'ttl'],
  'messages.create': ['stream', 'data'],
}

const action = 'record a call'

/**
 * @throws TypeError when the operation is unknown, or a parameter is unknown, missing or invalid
 */
export function checkTarget(target: CallTarget): void {
  const { operation, stream, data } = Object(target) as Readonly<Record<string, unknown>>
  if (typeof operation !== 'string' || !Object.hasOwn(targetMembers, operation)) {
    const expected = `any of ${Object.keys(targetMembers).join(', ')}`
    refuse(action, { found: operation, at: 'operation', expected })
  }
  const members = targetMembers[operation as CallTarget['operation']]
  const given = Object.entries(target).filter(([, value]) => (value as unknown) !== undefined)
  checkOptionNames(action, Object.fromEntries(given), ['operation', 'service', ...members])
  const isStream = typeof stream === 'string' && stream !== ''
  if (members.includes('stream') && !isStream) {
    refuse(action, { found: stream, at: 'stream', expected: 'the SID or unique name of a stream' })
  }
  if (members.includes('data') && Object(data) !== data) {
    refuse(action, { found: data, at: 'data', expected: 'an object' })
  }
}

/** Copies the target of a call, since the app may change the data later. */
export function copyTarget(target: CallTarget): CallTarget {
  if (!('data' in target)) return { ...target }
  const { data, ...rest } = target
  const copy = parseJson(toJson(data) ?? '')
  return { ...rest, data: copy === undefined ? data : (copy as object) }
}

/**
 * The outcome in an error of the twilio library or a SyncError; `undefined` for any other error.
 */
export function outcomeOfError(error: unknown): CallOutcome | undefined {
  const { status, code } = Object(error) as { readonly status?: unknown; readonly code?: unknown }
  if (typeof status !== 'number') return undefined
  return { status, code: typeof code === 'number' ? code : undefined }
}

/** The request that a call stands for. */
export function requestOfCall(target: CallTarget): HistoryRequest {
  const { operation, service = 'default' } = target
  const streams = `/v1/Services/${encodeURIComponent(service)}/Streams`
  const stream = 'stream' in target ? `/${encodeURIComponent(target.stream)}` : ''
  const messages = operation === 'messages.create' ? '/Messages' : ''
  return {
    method: routeFor(operation).method,
    path: `${streams}${stream}${messages}`,
    params: {
      ...('uniqueName' in target &&
        target.uniqueName !== undefined && { UniqueName: target.uniqueName }),
      ...('ttl' in target && target.ttl !== undefined && { Ttl: String(target.ttl) }),
      ...('data' in target && { Data: toJson(target.data) ?? '' }),
    },
  }
}

/** The status of the response when an operation succeeds. */
export function statusOfSuccess(operation: OperationName): number {
  return routeFor(operation).status
}

function routeFor(operation: OperationName): (typeof routes)[number] {
  return routes.find((one) => one.operation === operation) as (typeof routes)[number]
}
