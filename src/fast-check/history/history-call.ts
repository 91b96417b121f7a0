import { parseJson, toJson } from '../../domain/json.ts'
import { checkOptionNames, refuse } from '../../domain/refuse.ts'
import { type OperationName, routes } from '../../http/routes.ts'
import type { HistoryRequest } from './history-data.ts'

interface InService {
  /** `default` when left out. */
  readonly service?: string | undefined
}

interface OnStream extends InService {
  /** The SID or unique name of the stream. */
  readonly stream: string
}

/** What a call of the app is to do, in the words of the service. A `ttl` is in seconds. */
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

/** A call of the app that was recorded, and what it returned. */
export interface HistoryCall {
  /** Its place in the order in which calls began, from 0. */
  readonly id: number
  readonly target: CallTarget
  /** When it began, on the counter that requests share with calls. */
  readonly invoked: number
  /** When it ended, on the same counter; `undefined` for never. */
  readonly returned: number | undefined
  /** The fake's time when it began, in epoch milliseconds. */
  readonly startedAt: number
  /** The fake's time when it ended, in epoch milliseconds; `undefined` for never. */
  readonly endedAt: number | undefined
  /** The fake's times when the service saw requests meanwhile, in epoch milliseconds. */
  readonly times?: readonly number[] | undefined
  /** How it ended; `undefined` when it did not, or with an error without a status. */
  readonly outcome: CallOutcome | undefined
}

/** What a call resolved to, as far as it can be judged by, or the status and the code of what it rejected with. */
export type CallOutcome =
  { readonly result: unknown } | { readonly status: number; readonly code: number | undefined }

/** What a call may be to do, and what has to be told of it besides. */
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
 * Validates what a call is to do.
 *
 * @throws TypeError when it is nothing that a call can do, or when it is not told of what
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

/** What a call is to do, as it was told: the app may go on working with its data. */
export function copyTarget(target: CallTarget): CallTarget {
  if (!('data' in target)) return { ...target }
  const { data, ...rest } = target
  const copy = parseJson(toJson(data) ?? '')
  return { ...rest, data: copy === undefined ? data : (copy as object) }
}

/** What an error of the twilio library, or a SyncError, says; anything else leaves open what was done. */
export function outcomeOfError(error: unknown): CallOutcome | undefined {
  const { status, code } = Object(error) as { readonly status?: unknown; readonly code?: unknown }
  if (typeof status !== 'number') return undefined
  return { status, code: typeof code === 'number' ? code : undefined }
}

/** The request that would do what a call is to do. */
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

/** The status of a call that did what it was to do. */
export function statusOfSuccess(operation: OperationName): number {
  return routeFor(operation).status
}

function routeFor(operation: OperationName): (typeof routes)[number] {
  return routes.find((one) => one.operation === operation) as (typeof routes)[number]
}
